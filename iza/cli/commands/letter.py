"""``iza letter``: every document of the procedure, for one case, a volunteer, or many cases at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from iza.cli import desk, paper
from iza.cli.options import JsonOption, WithinOption, WorkerOption, argument, flag, id_option, text_option
from iza.cli.terminal.output import out
from iza.cli.tree import Commands
from iza.i18n import N_, _

if TYPE_CHECKING:
    from iza.app.letters.letters import Failure, Order
    from iza.app.letters.render import Rendered
    from iza.app.office import Office

app = Commands()
_WHOM = N_("To whom")
_MANY = N_("Many at once")


@app.verb(
    "letter",
    help=N_(
        "Write a document of the procedure as Markdown and PDF into the folder output/: invitations, minutes, "
        "consents, letters to partners. `iza letter` alone lists the documents. What a client reads comes in "
        "German and in the language the client reads."
    ),
    examples=[
        "iza letter 8QK2 invitation-review",
        "iza letter 8QK2 partner-letter --all",
        "iza letter --all-due invitation-review",
        "iza letter --mentor P-7F3K certificate-letter",
    ],
)
def letter(
    first: Annotated[str, argument(N_("CASE"), N_("The case; left out with --mentor, --all-due and the like."))] = "",
    second: Annotated[str, argument(N_("KIND"), N_("Which document; `iza letter` lists them."))] = "",
    kind: paper.FormatOption = "all",
    lang: paper.LanguageOption = None,
    layout: paper.LayoutOption = "below",
    large: paper.LargeOption = False,
    to: Annotated[
        str, text_option("--to", metavar="client|mentor|interpreter", help=N_("Who gets an invitation."), panel=_WHOM)
    ] = "",
    partner: Annotated[
        str, id_option("--partner", help=N_("The partner a letter goes to."), panel=_WHOM)
    ] = "",
    everyone: Annotated[bool, flag("--all", help=N_("A letter to every partner of the plan."), panel=_WHOM)] = False,
    mentor: Annotated[
        str, id_option("--mentor", help=N_("A document for a mentor."), panel=_WHOM)
    ] = "",
    interpreter: Annotated[
        str, id_option("--interpreter", help=N_("A document for an interpreter."), panel=_WHOM)
    ] = "",
    review: Annotated[
        str, text_option("--review", metavar=N_("ID|DATE"), help=N_("The review; the latest one if not given."))
    ] = "",
    all_due: Annotated[
        bool, flag("--all-due", help=N_("For every case this document is due for."), panel=_MANY)
    ] = False,
    cases: Annotated[
        str | None,
        text_option("--cases", metavar=N_("FILE"), help=N_("For the cases listed in a file; - is stdin."), panel=_MANY),
    ] = None,
    within: WithinOption = None,
    worker: WorkerOption = None,
    output: paper.FolderOption = None,
    show: paper.OpenOption = False,
    as_json: JsonOption = False,
) -> int | None:
    from iza.app.letters import letters

    if not first:
        _show_catalogue(as_json=as_json)
        return None
    case, name = (first, second) if second else ("", first)
    office = desk.office()
    look = paper.style(lang, layout, large)
    whom = partner or mentor or interpreter
    order = letters.Order(name, look, paper.formats(kind), paper.folder(output), to, whom, review)
    if whom and not partner and not case:
        role = "mentor" if mentor else "interpreter"
        return _tell_written([letters.volunteer(office, role, whom, order)], [], show, as_json)
    if all_due or cases is not None:
        due_cases = _cases_meant(office, name, cases, within, worker)
        return _write_many(office, due_cases, order, show=show, as_json=as_json)
    if not case:
        raise _no_case(name)
    if partner or everyone:
        return _to_partners(office, case, order, everyone=everyone, show=show, as_json=as_json)
    return _write_one(office, case, order, show=show, as_json=as_json, printed=output == "-")


def _cases_meant(office: Office, name: str, source: str | None, within: int | None, worker: str | None) -> list[str]:
    """The cases listed in a file, or those the document is due for."""
    from iza.app.changing import intake
    from iza.app.letters import letters

    if source is not None:
        return intake.read_lines(source)
    return letters.due(office, name, within, desk.worker_named(office, worker))


def _write_one(office: Office, case: str, order: Order, *, show: bool, as_json: bool, printed: bool) -> int | None:
    from iza.app.letters import letters, render

    made = letters.paper_of_case(office, case, order)
    if printed:
        out.line(made.markdown)
        return None
    return _tell_written([render.write(office, made, order.formats, order.target)], [], show, as_json)


def _to_partners(
    office: Office, case: str, order: Order, *, everyone: bool, show: bool, as_json: bool
) -> int | None:
    from iza.app.procedure import letters_to_partners

    send = letters_to_partners.to_partners if everyone else letters_to_partners.to_partner
    informed = send(office, case, order)
    return _tell_written(list(informed.written), list(informed.left_out), show, as_json)


def _write_many(office: Office, cases: list[str], order: Order, *, show: bool, as_json: bool) -> int | None:
    from iza.app.letters import letters
    from iza.app.letters.letters import Failure

    results = list(letters.written(office, out.progress(cases, _("Letters"), len(cases)), order))
    desk.name_broken(office)
    if not cases:
        out.note(_("No case is due for this."))
    failed = [result for result in results if isinstance(result, Failure)]
    return _tell_written([result for result in results if not isinstance(result, Failure)], failed, show, as_json)


def _tell_written(written: list[Rendered], failed: list[Failure], show: bool, as_json: bool) -> int | None:
    """What was written and what could not be: exit code 1 where something was left out."""
    if as_json:
        out.json({"written": written, "left_out": failed})
    else:
        paper.tell(written)
        for failure in failed:
            out.warn(f"{failure.case}: {failure.reason}")
            if failure.hint:
                out.next(failure.hint)
    if show:
        paper.show(written)
    return 1 if failed else None


def _no_case(name: str) -> Exception:
    from iza.app.letters.papers.kinds import KINDS
    from iza.errors import UsageError

    if name in KINDS:
        return UsageError(_("Which case is the letter about?"), f"iza letter CASE {name}")
    return UsageError(_("Which document?"), "iza letter")


def _show_catalogue(*, as_json: bool) -> None:
    """The documents there are."""
    from iza.app.letters.papers.kinds import KINDS

    rows = [(kind.name, kind.name_on_screen, _AUDIENCE[kind.audience]) for kind in KINDS.values()]
    if as_json:
        return out.json([{"kind": name, "title": title} for name, title, _whom in rows])
    return out.table((_("Document"), _("Title"), _("For")), [(name, title, _(whom)) for name, title, whom in rows])


_AUDIENCE = {
    "client": N_("client"), "partner": N_("partner"), "interpreter": N_("interpreter"), "mentor": N_("mentor"),
    "service": N_("file"), "archive": N_("archive"),
}  # fmt: skip
