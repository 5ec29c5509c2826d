"""``iza clearing …``: open a case, wait, schedule, hold, match, decide."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from iza.cli import desk
from iza.cli.options import (
    CaseArg,
    FromOption,
    JsonOption,
    NoNamesOption,
    OnOption,
    TeamOption,
    WorkerOption,
    YesOption,
    argument,
    code_option,
    day_option,
    id_option,
    text_option,
    time_option,
)
from iza.cli.terminal import tables
from iza.cli.terminal.output import out
from iza.cli.tree import Commands
from iza.i18n import N_, _
from iza.model.procedure import Action

if TYPE_CHECKING:
    from iza.app.office import Office
    from iza.model.case.person import Client

app = Commands(help=N_("Open a case; plan, hold and decide on the clearing conversation."))

_DECISION = ("clearings", 0, "decision")

CaseworkerOption = Annotated[
    str | None,
    id_option("--caseworker", help=N_("The caseworker of the case; without it, who git says you are.")),
]
TimeOption = Annotated[str | None, time_option("--time", help=N_("Time of day, like 9:30 or 14."))]
PlaceOption = Annotated[str | None, text_option("--place", metavar=N_("TEXT"), help=N_("Where the talk takes place."))]
InterpreterOption = Annotated[str | None, id_option("--interpreter", help=N_("The interpreter, from the directory."))]


@app.verb(
    "create",
    help=N_(
        "Open a case with its first clearing. On a terminal you are asked; in a script, --from reads the client. "
        "People who may be the same are shown first. The last line is the id of the new case."
    ),
    examples=["iza clearing create", "iza clearing create --from person.yaml --caseworker kue"],
)
def create(
    source: FromOption = None,
    caseworker: CaseworkerOption = None,
    team: Annotated[str | None, text_option("--team", metavar=N_("TEAM"), help=N_("The team of the case."))] = None,
    yes: YesOption = False,
    as_json: JsonOption = False,
) -> None:
    from iza.app.changing import intake
    from iza.app.office import worker_id
    from iza.app.procedure import clearing
    from iza.cli.terminal import guides

    office = desk.office(caseworker)
    worker_id(office)
    client = intake.client_of(desk.given("client", source, guides.client))
    _show_twins(office, client, yes=yes, asked=source is None)
    outcome = clearing.create(office, client, team=team)
    if as_json:
        return out.json({"case": outcome.case})
    out.done(_("Case opened."))
    out.next(outcome.next)
    return out.line(outcome.case)


def _show_twins(office: Office, client: Client, *, yes: bool, asked: bool) -> None:
    """Show who may be the same person; ask, or refuse where there is nobody to ask."""
    from iza.app.procedure import clearing
    from iza.cli.terminal.prompts import confirm, is_interactive
    from iza.errors import Interrupted, Refused

    matches = clearing.twins(office, client)
    if not matches:
        return
    out.warn(_("There are cases of people who may be the same:"))
    for match in matches[:5]:
        out.note(f"  {match.case_id}  {match.score:.0f} %  iza show {match.case_id}")
    if yes:
        return
    if is_interactive() or asked:
        if not confirm(_("Open a new case all the same?")):
            raise Interrupted(_("Stopped; nothing was changed."))
    elif clearing.is_certain(matches[0]):
        raise Refused(
            _("{case} is very probably the same person; no case was opened.").format(case=matches[0].case_id),
            _("If it is somebody else, give --yes."),
        )


@app.verb(
    "waiting",
    help=N_("Who has had no clearing yet, in the order of priority."),
    examples=["iza clearing waiting --team nord"],
)
def waiting(
    worker: WorkerOption = None,
    team: TeamOption = None,
    no_names: NoNamesOption = False,
    as_json: JsonOption = False,
) -> None:
    from iza.app.lists import case_lists
    from iza.app.procedure import clearing

    office = desk.office()
    belongs = case_lists.whose(office, desk.worker_named(office, worker), team)
    rows = [pair for pair in case_lists.waiting_rows(office, clearing.waiting_list(office)) if belongs(pair[1])]
    tables.waiting(rows, as_json=as_json, names=not no_names)
    desk.name_broken(office)


@app.verb(
    "schedule",
    help=N_("Arrange the clearing, or move it to another day."),
    examples=["iza clearing schedule 8QK2 --on 18.3.2026 --time 14:00 --interpreter D-AR-04"],
)
def schedule(
    case: CaseArg,
    on: Annotated[str, day_option("--on", help=N_("The day of the talk."))],
    time: TimeOption = None,
    place: PlaceOption = None,
    mode: Annotated[
        str | None, code_option("--mode", kind="case", path=("clearings", 0, "mode"), help=N_("Where and how."))
    ] = None,
    interpreter: InterpreterOption = None,
    mentor: Annotated[str | None, id_option("--mentor", help=N_("The mentor, if the client wants one."))] = None,
    as_json: JsonOption = False,
) -> None:
    from iza.app.procedure import clearing

    outcome = clearing.schedule(
        desk.office(), case, on, time=time, place=place, mode=mode, interpreter=interpreter, mentor=mentor
    )
    desk.tell(outcome, as_json=as_json)


@app.verb(
    "hold",
    help=N_("Record the clearing that was held, by areas of life."),
    examples=["iza clearing hold 8QK2", "iza clearing hold 8QK2 --from clearing.yaml"],
)
def hold(case: CaseArg, source: FromOption = None, as_json: JsonOption = False) -> None:
    from iza.app.procedure import clearing
    from iza.cli.terminal import guides

    office = desk.office()
    record = desk.given("clearing", source, lambda: guides.clearing(desk.allowed(office, case, Action.CLEARING_HOLD)))
    desk.tell(clearing.hold(office, case, record), as_json=as_json)


@app.verb(
    "match",
    help=N_("The needs of the clearing beside what partners offer in the area and place."),
    examples=["iza clearing match 8QK2"],
)
def match(case: CaseArg, as_json: JsonOption = False) -> None:
    from iza.app.procedure import clearing

    office = desk.office()
    tables.matches(clearing.match(office, case), office.repo.county, as_json=as_json)


@app.verb(
    "decide",
    help=N_("Record the decision with its reasons: agreement, postponed or no_agreement."),
    examples=[
        "iza clearing decide 8QK2 agreement --reason goals_feasible --reason wishes_agreement",
        "iza clearing decide 8QK2 postponed --reason acute_crisis_first --recheck-on 1.9.2026",
    ],
)
def decide(
    case: CaseArg,
    result: Annotated[str, argument(N_("RESULT"), N_("agreement, postponed or no_agreement."))],
    reason: Annotated[
        list[str] | None,
        code_option(
            "--reason",
            kind="case",
            path=(*_DECISION, "reasons", 0),
            help=N_("Why; several with commas, or given several times."),
            many=True,
        ),
    ] = None,
    recheck_on: Annotated[
        str | None, day_option("--recheck-on", help=N_("For a postponed decision: when to look again."))
    ] = None,
    told_on: Annotated[str | None, day_option("--told-on", help=N_("The day the client was told."))] = None,
    on: OnOption = None,
    as_json: JsonOption = False,
) -> None:
    from iza.app.procedure import clearing
    from iza.cli.terminal.answers import code, schema_choices
    from iza.errors import UsageError

    try:
        result = code(result, schema_choices("case", (*_DECISION, "result")))
    except ValueError as error:
        raise UsageError(_("Which result? {reason}").format(reason=error)) from None
    outcome = clearing.decide(
        desk.office(), case, result, desk.split(reason), on=on, recheck_on=recheck_on, told_client_on=told_on
    )
    desk.tell(outcome, as_json=as_json)
