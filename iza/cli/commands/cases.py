"""``iza list``, ``iza show``, ``iza find``, ``iza path``: looking, never changing."""

from __future__ import annotations

from typing import Annotated

from iza.cli import desk
from iza.cli.options import (
    AtOption,
    CaseArg,
    ExcelOption,
    FormOption,
    JsonOption,
    NoNamesOption,
    TeamOption,
    WorkerOption,
    argument,
    flag,
    text_option,
)
from iza.cli.terminal import case_page, tables
from iza.cli.terminal.output import out
from iza.cli.tree import Commands
from iza.i18n import N_, _

app = Commands()

NoNames = Annotated[bool, flag("--no-names", help=N_("Leave the names out: somebody looks over your shoulder."))]


@app.verb(
    "list",
    help=N_("The open cases, those with the nearest date first."),
    examples=["iza list --worker me", "iza list --phase active --format csv", "iza list --at 31.12.2026"],
)
def cases(
    worker: WorkerOption = None,
    team: TeamOption = None,
    phase: Annotated[
        list[str] | None, text_option("--phase", metavar=N_("PHASE"), help=N_("Only cases in this phase, like active."))
    ] = None,
    everything: Annotated[bool, flag("--all", help=N_("Closed cases too."))] = False,
    at: AtOption = None,
    no_names: NoNamesOption = False,
    form: FormOption = "table",
    excel: ExcelOption = False,
    as_json: JsonOption = False,
) -> None:
    from iza.app.lists import case_lists

    now = desk.office()
    office = desk.as_of(now, at)
    rows = case_lists.case_list(
        office,
        phase=[_phase_meant(word) for word in phase or []],
        worker=desk.worker_named(now, worker),
        team=team,
        closed=everything,
        progress=desk.reading,
    )
    tables.cases(rows, form=tables.form_of(form, as_json=as_json, excel=excel), names=not no_names, at=at or "")
    desk.name_broken(office)


def _phase_meant(word: str) -> str:
    """The phase somebody means, by its code or its name."""
    from iza.cli.terminal.answers import Choice, code
    from iza.errors import UsageError
    from iza.model.procedure import PHASE_NAMES

    try:
        return code(word, [Choice(phase.value, _(name)) for phase, name in PHASE_NAMES.items()])
    except ValueError as error:
        raise UsageError(_("Which phase? {reason}").format(reason=error)) from None


@app.verb(
    "show",
    help=N_("One case on one page: phase, goals, steps, talks, and what needs a look."),
    examples=["iza show 8QK2", "iza show 8QK2 --at 31.12.2026", "iza show 8QK2 --json"],
)
def show(
    case: CaseArg,
    at: Annotated[
        str,
        text_option(
            "--at", metavar=N_("POINT"), help=N_("As it was: a day, v1, signed, last-review or a revision of git.")
        ),
    ] = "",
    internal: Annotated[
        bool, flag("--internal", help=N_("With priority and notes, which are hidden otherwise."))
    ] = False,
    as_json: JsonOption = False,
) -> None:
    from iza.app.lists import case_page as page

    sheet = page.sheet(desk.office(), case, at)
    case_page.sheet(sheet, sheet.county, internal=internal, as_json=as_json)


@app.verb(
    "find",
    help=N_("Look for a person: a name in any spelling or script, a case id, a birth date, a phone number."),
    examples=["iza find", "iza find 1990", "iza find 8QK2"],
)
def find(
    query: Annotated[
        list[str] | None,
        argument(
            N_("TEXT"), N_("What to look for. Without it you are asked, so that no name stays in the shell's history.")
        ),
    ] = None,
    no_names: NoNamesOption = False,
    as_json: JsonOption = False,
) -> int:
    from iza.app.lists import case_lists
    from iza.cli.terminal import guides

    office = desk.office()
    matches = case_lists.find(office, " ".join(query) if query else guides.query(), progress=desk.reading)
    tables.people(matches, as_json=as_json, names=not no_names)
    desk.name_broken(office)
    return 0 if matches else 1


@app.verb("path", help=N_("Where the file of a case lies."), examples=["iza path 8QK2"])
def path(case: CaseArg, as_json: JsonOption = False) -> None:
    from iza.store.case_ids import path_of

    office = desk.office()
    file = office.repo.root / path_of(office.repo.resolve(case))
    if as_json:
        return out.json({"case": file.stem, "path": file})
    return out.path(file)
