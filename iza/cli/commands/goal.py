"""``iza goal …``: add, change, drop."""

from __future__ import annotations

from typing import Annotated, Any

from iza.cli import desk
from iza.cli.options import (
    OWERS,
    CaseArg,
    FromOption,
    GoalArg,
    JsonOption,
    OnOption,
    code_option,
    day_option,
    id_option,
    role_option,
    text_option,
)
from iza.cli.terminal.output import out
from iza.cli.tree import Commands
from iza.i18n import N_, _
from iza.model.procedure import Action

app = Commands(help=N_("Add, change and drop goals."))

_GOAL = ("agreement", "goals", 0)
GoalText = Annotated[
    str | None, text_option("--goal", metavar=N_("TEXT"), help=N_("The goal: what is reached, and when."))
]
WishText = Annotated[
    str | None, text_option("--wish", metavar=N_("TEXT"), help=N_("The wish in the client's own words."))
]
IndicatorText = Annotated[
    str | None, text_option("--indicator", metavar=N_("TEXT"), help=N_("How everybody notices that it is reached."))
]
AreaOption = Annotated[
    str | None, code_option("--area", kind="case", path=(*_GOAL, "area"), help=N_("The area of life."))
]
TargetOption = Annotated[str | None, day_option("--target-on", help=N_("The day by which it is reached."))]
PriorityOption = Annotated[int | None, text_option("--priority", metavar="1-3", help=N_("1 comes first."))]


@app.verb(
    "add",
    help=N_(
        "Add a goal with its steps: in a dialogue, from a file, by options, or from the library of goals. "
        "By options the first step is given with --step, --by and --due; `iza step add` adds more."
    ),
    examples=[
        "iza goal add 8QK2",
        "iza goal add 8QK2 --from goal.yaml",
        "iza goal add 8QK2 --library language-b1 --partner course_provider=vhs-albweil",
    ],
)
def add(
    case: CaseArg,
    source: FromOption = None,
    library: Annotated[
        str | None,
        id_option("--library", help=N_("A goal from the library; `iza goal library` lists them.")),
    ] = None,
    partner: Annotated[
        list[str] | None,
        text_option("--partner", metavar=N_("KIND=ID"), help=N_("With --library: the partner for steps of this kind.")),
    ] = None,
    area: AreaOption = None,
    wish: WishText = None,
    goal: GoalText = None,
    indicator: IndicatorText = None,
    target_on: TargetOption = None,
    priority: PriorityOption = None,
    step: Annotated[str | None, text_option("--step", metavar=N_("TEXT"), help=N_("The first step."))] = None,
    by: Annotated[
        str | None,
        role_option(
            "--by",
            roles=OWERS,
            metavar=N_("WHO"),
            help=N_("Who takes it: client, service, mentor, guardian, family, partner:ID."),
        ),
    ] = None,
    due: Annotated[str | None, day_option("--due", help=N_("The day by which the step is taken."))] = None,
    as_json: JsonOption = False,
) -> None:
    from iza.app.procedure import goal_library, goals_and_steps
    from iza.cli.terminal import guides

    office = desk.office()
    options = desk.filled(area=area, wish=wish, goal=goal, indicator=indicator, target_on=target_on, priority=priority)
    if library:
        record, left_out = goal_library.fill(office, case, library, _pairs_of(partner or []))
        record |= options
        for text in left_out:
            out.warn(text)
    elif options:
        record = options | {"steps": [desk.filled(text=step, by=by, due_on=due)] if step else []}
    else:
        desk.allowed(office, case, Action.GOAL_ADD)
        record = desk.given("goal", source, guides.goal)
    desk.tell(goals_and_steps.add_goal(office, case, record), as_json=as_json)


def _pairs_of(words: list[str]) -> dict[str, str]:
    from iza.errors import UsageError

    pairs: dict[str, str] = {}
    for word in words:
        name, equals, ref = word.partition("=")
        if not equals:
            raise UsageError(_("A partner is given as KIND=ID, like course_provider=vhs-albweil."))
        pairs[name] = ref
    return pairs


@app.verb("library", help=N_("The library of goals, ready to be used."), examples=["iza goal library"])
def library(as_json: JsonOption = False) -> None:
    from iza.app import words
    from iza.app.procedure import goal_library

    goals = goal_library.goals()
    if as_json:
        return out.json(goals)
    rows = [(g["id"], words.code("life_area", g["area"]), g["wish"]) for g in goals]
    return out.table((_("Id"), _("Area of life"), _("Wish")), rows)


@app.verb(
    "change",
    help=N_(
        "Change a goal. Terms (goal, indicator, target day) of a signed agreement change only in a review; "
        "the status may change any day."
    ),
    examples=["iza goal change 8QK2 1 --target-on 1.9.2026", "iza goal change 8QK2 1 --status achieved"],
)
def change(
    case: CaseArg,
    ref: GoalArg,
    status: Annotated[
        str | None, code_option("--status", kind="case", path=(*_GOAL, "status"), help=N_("How far it is."))
    ] = None,
    on: OnOption = None,
    area: AreaOption = None,
    wish: WishText = None,
    goal: GoalText = None,
    indicator: IndicatorText = None,
    target_on: TargetOption = None,
    priority: PriorityOption = None,
    source: FromOption = None,
    as_json: JsonOption = False,
) -> None:
    from iza.app.procedure import goals_and_steps
    from iza.cli.terminal import guides

    office = desk.office()
    fields: dict[str, Any] = desk.filled(
        area=area, wish=wish, goal=goal, indicator=indicator, target_on=target_on, priority=priority
    )
    if status and not fields and not source:
        return desk.tell(goals_and_steps.goal_status(office, case, ref, status, on), as_json=as_json)
    if not fields or source:
        present = desk.allowed(office, case, Action.GOAL_CHANGE)
        fields = desk.given("goal", source, lambda: guides.goal_change(present, ref)) | fields
    outcome = goals_and_steps.change_goal(office, case, ref, fields | desk.filled(status=status), on)
    return desk.tell(outcome, as_json=as_json)


@app.verb(
    "drop",
    help=N_("Give up a goal, with the reason; no blame. Once the agreement is issued, only in an open review."),
    examples=["iza goal drop 8QK2 2 --reason client_no_longer_wants"],
)
def drop(
    case: CaseArg,
    ref: GoalArg,
    reason: Annotated[str, code_option("--reason", kind="case", path=(*_GOAL, "dropped_reason"), help=N_("Why."))],
    on: OnOption = None,
    as_json: JsonOption = False,
) -> None:
    from iza.app.procedure import goals_and_steps

    desk.tell(goals_and_steps.drop_goal(desk.office(), case, ref, reason, on), as_json=as_json)
