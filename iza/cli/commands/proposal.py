"""``iza propose``, ``iza proposal …``, ``iza approve``, ``iza reject``: four eyes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer._click.core import Context

from iza.cli import desk
from iza.cli.context import choices
from iza.cli.options import JsonOption, Vocabulary, YesOption, argument, flag
from iza.cli.terminal.answers import Choice
from iza.cli.terminal.output import out
from iza.cli.tree import Commands, IzaCommand, IzaGroup, group
from iza.errors import UsageError
from iza.i18n import N_, _

if TYPE_CHECKING:
    from iza.app.office import Office

app = Commands()
own = Commands()
proposal = Commands(help=N_("What waits for a second person: list, show."))

PROPOSABLE = ("agreement", "close", "edit", "undo", "erase", "templates", "worker", "verify")
"""The commands some of whose actions an office may want a second person for."""
_OWN = ("settings",)
"""What can only be proposed: there is no command of this name otherwise."""

ProposalArg = Annotated[
    str, argument(N_("ID"), N_("The proposal: its id, the characters at its end, or the case it is about."))
]


class Whole(IzaCommand):
    """A command whose words are those of another command, options and all."""

    allow_interspersed_args = False


@app.verb(
    "propose",
    cls=Whole,
    help=N_(
        "Put an action up for a second person: the word propose before the usual command. Your files stay as they "
        "are. `iza propose settings` puts up what you changed in iza.yaml, in templates/ or in the list of keys."
    ),
    examples=[
        "iza propose close 8QK2 --reason moved_county --on 30.11.2026",
        "iza propose agreement sign 8QK2 --on 1.4.2026 --place Albweil --review-on 30.6.2026",
        "iza propose settings",
    ],
)
def propose(
    ctx: typer.Context,
    words: Annotated[list[str], argument(N_("COMMAND"), N_("The command with its words, without iza."))],
) -> None:
    if words[0] not in (*PROPOSABLE, *_OWN):
        raise UsageError(
            _("This command does nothing that waits for a second person."),
            _("These can be proposed: {commands}.").format(commands=", ".join((*PROPOSABLE[:4], *_OWN))),
        )
    with _proposing_inside() as put_up:
        _run_command(ctx, words)
    if not put_up:
        raise UsageError(_("Nothing was put up: the command changed nothing that waits for a second person."))
    for ref in put_up:
        _tell_proposal(desk.office(), ref, as_json="--json" in words)


@contextmanager
def _proposing_inside() -> Iterator[list[str]]:
    """What is saved inside is proposed; its names. The command itself does not say what it would have done."""
    put_up: list[str] = []
    choices().put_up, out.quiet = put_up, True
    try:
        yield put_up
    finally:
        choices().put_up, out.quiet = None, False


def _run_command(ctx: Context, words: list[str]) -> None:
    """Run another command of iza, or one of our own, with these words."""
    root = ctx.find_root()
    tree = group(own) if words[0] in _OWN else root.command
    assert isinstance(tree, IzaGroup)
    _name, command, rest = tree.resolve_command(root, words)
    with command.make_context(f"propose {words[0]}", rest, parent=root) as prepared:
        command.invoke(prepared)


@own.verb("settings", help=N_("Put up what was changed by hand in the settings."), examples=["iza propose settings"])
def settings(as_json: JsonOption = False) -> None:  # noqa: ARG001 - what is put up is told by propose
    from iza.app.approval import approve

    approve.propose_settings(desk.office())


def _tell_proposal(office: Office, ref: str, *, as_json: bool) -> None:
    """What was put up, and how it comes to the others."""
    from iza.app.approval import proposals
    from iza.cli.terminal import proposal_page

    proposal = proposals.find(office, ref)
    if as_json:
        return out.json(proposal_page.data(proposal))
    out.done(
        _("{topic}: put up for approval: {action} ({id})").format(
            topic=proposal.topic, action=proposal.action_name, id=ref
        )
    )
    proposal_page.changes(proposals.describe(office, proposal))
    for remote in proposals.remotes(office)[:1]:
        out.next(f"git push {remote} iza/proposal/{ref}")
    return out.next(_("A second person: iza approve {id}").format(id=ref))


@proposal.verb("list", help=N_("The proposals nobody has answered yet."), examples=["iza proposal list"])
def list_proposals(as_json: JsonOption = False) -> None:
    from iza.app.approval import proposals
    from iza.cli.terminal import proposal_page

    proposal_page.table(proposals.waiting(desk.office()), as_json=as_json)


@proposal.verb(
    "show",
    help=N_("What a proposal changes, and whether it can land today. With --markdown for a merge request."),
    examples=["iza proposal show 8QK2", "iza proposal show F-8QK2-7MX4-k3m9x --markdown"],
)
def show(
    ref: ProposalArg,
    as_markdown: Annotated[bool, flag("--markdown", help=N_("As text for a merge request."))] = False,
    as_json: JsonOption = False,
) -> None:
    from iza.app.approval import proposals
    from iza.app.approval.landing_proposals import why_it_cannot_land
    from iza.cli.terminal import proposal_page

    office = desk.office()
    shown = proposals.find(office, ref)
    if as_markdown:
        return out.line(proposals.markdown(proposals.describe(office, shown, terse=True)).rstrip())
    return proposal_page.sheet(proposals.describe(office, shown), why_it_cannot_land(office, shown), as_json=as_json)


@app.verb(
    "approve",
    help=N_("Approve what somebody else proposed: it is checked as of today and lands as one commit."),
    examples=["iza approve 8QK2", "iza approve F-8QK2-7MX4-k3m9x --yes"],
)
def approve(ref: ProposalArg, yes: YesOption = False, as_json: JsonOption = False) -> None:
    from iza.app.approval import approve, proposals
    from iza.cli.terminal import prompts, proposal_page

    office = desk.office()
    proposal = approve.meant(office, ref)
    if not yes and prompts.is_interactive():
        proposal_page.sheet(proposals.describe(office, proposal), "", as_json=False)
        if not prompts.confirm(_("Approve this?")):
            return out.note(_("Nothing was changed."))
    return desk.tell(approve.approve(office, proposal), as_json=as_json)


class Reasons(Vocabulary):
    """Why a proposal is declined."""

    def __init__(self) -> None:
        super().__init__("", ())

    def all_choices(self) -> list[Choice]:
        """The codes with their labels."""
        from iza.model.approvals import REASONS

        return [Choice(code, _(label), (code, label)) for code, label in REASONS.items()]


_REASONS: Any = Reasons()


@app.verb(
    "reject",
    help=N_("Decline what somebody else proposed, or take back what you proposed yourself."),
    examples=["iza reject 8QK2", "iza reject 8QK2 --reason incomplete"],
)
def reject(
    ref: ProposalArg,
    reason: Annotated[
        str | None,
        typer.Option(
            "--reason", parser=_REASONS, metavar=N_("CODE"), help=N_("Why."), show_default=False,
            autocompletion=_REASONS.complete,
        ),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    from iza.app.approval import approve

    office = desk.office()
    desk.tell(approve.reject(office, approve.meant(office, ref), reason or ""), as_json=as_json)
