"""``iza step …``: add, change, and record how a step gets on."""

from __future__ import annotations

from typing import Annotated

from iza.cli import desk
from iza.cli.options import (
    OWERS,
    CaseArg,
    FromOption,
    GoalArg,
    JsonOption,
    OnOption,
    StepArg,
    code_option,
    day_option,
    id_option,
    role_option,
    text_option,
)
from iza.cli.tree import Commands
from iza.i18n import N_
from iza.model.procedure import Action

app = Commands(help=N_("Action steps: add, change, done, block, cancel."))

_STEP = ("agreement", "goals", 0, "steps", 0)
TextOption = Annotated[str | None, text_option("--text", metavar=N_("TEXT"), help=N_("What is to be done."))]
ByOption = Annotated[
    str | None,
    role_option(
        "--by",
        roles=OWERS,
        metavar=N_("WHO"),
        help=N_("Who takes it: client, service, mentor, guardian, family, partner:ID."),
    ),
]
DueOption = Annotated[str | None, day_option("--due", help=N_("The day by which it is done."))]
SupportOption = Annotated[str | None, text_option("--support", metavar=N_("TEXT"), help=N_("Who or what helps."))]
OfferOption = Annotated[str | None, id_option("--offer", help=N_("The offer of a partner it uses."))]
AfterOption = Annotated[
    list[str] | None, id_option("--after", metavar=N_("STEP"), help=N_("The step that has to be done before."))
]


@app.verb(
    "add",
    help=N_("Add a step to a goal, with exactly one who takes it and a day."),
    examples=['iza step add 8QK2 1 --text "Termin bei der Berufsberatung" --by client --due 30.4.2026'],
)
def add(
    case: CaseArg,
    goal: GoalArg,
    text: TextOption = None,
    by: ByOption = None,
    due: DueOption = None,
    support: SupportOption = None,
    offer: OfferOption = None,
    after: AfterOption = None,
    source: FromOption = None,
    as_json: JsonOption = False,
) -> None:
    from iza.app.procedure import goals_and_steps
    from iza.cli.terminal import guides

    fields = desk.filled(text=text, by=by, due_on=due, support=support, offer=offer, after=after or None)
    office = desk.office()
    desk.allowed(office, case, Action.STEP_ADD)
    record = fields or desk.given("step", source, guides.step)
    desk.tell(goals_and_steps.add_step(office, case, goal, record), as_json=as_json)


@app.verb(
    "change",
    help=N_("Change a step. Text, who takes it and the day are terms: after signing they change only in a review."),
    examples=["iza step change 8QK2 2.1 --due 15.9.2026"],
)
def change(
    case: CaseArg,
    step: StepArg,
    text: TextOption = None,
    by: ByOption = None,
    due: DueOption = None,
    support: SupportOption = None,
    offer: OfferOption = None,
    note: Annotated[str | None, text_option("--note", metavar=N_("TEXT"), help=N_("A note, never printed."))] = None,
    as_json: JsonOption = False,
) -> None:
    from iza.app.procedure import goals_and_steps
    from iza.cli.terminal import guides

    office = desk.office()
    fields = desk.filled(text=text, responsible=by, due_on=due, support=support, offer=offer, note=note)
    fields = fields or guides.step_change(desk.allowed(office, case, Action.STEP_CHANGE), step)
    desk.tell(goals_and_steps.change_step(office, case, step, fields), as_json=as_json)


@app.verb("start", help=N_("A step is under way."), examples=["iza step start 8QK2 1.2"])
def start(case: CaseArg, step: StepArg, as_json: JsonOption = False) -> None:
    from iza.app.procedure import goals_and_steps

    desk.tell(goals_and_steps.start_step(desk.office(), case, step), as_json=as_json)


@app.verb("done", help=N_("A step is done."), examples=["iza step done 8QK2 1.2 --on 22.4.2026"])
def done(case: CaseArg, step: StepArg, on: OnOption = None, as_json: JsonOption = False) -> None:
    from iza.app.procedure import goals_and_steps

    desk.tell(goals_and_steps.finish_step(desk.office(), case, step, on), as_json=as_json)


@app.verb(
    "block",
    help=N_("A step cannot go on, with the reason as a code."),
    examples=["iza step block 8QK2 1.2 --because no_course_place"],
)
def block(
    case: CaseArg,
    step: StepArg,
    because: Annotated[
        str, code_option("--because", kind="case", path=(*_STEP, "blocked_by"), help=N_("What stands in the way."))
    ],
    on: OnOption = None,
    as_json: JsonOption = False,
) -> None:
    from iza.app.procedure import goals_and_steps

    desk.tell(goals_and_steps.block_step(desk.office(), case, step, because, on), as_json=as_json)


@app.verb(
    "cancel",
    help=N_("A step is not needed any more. Once the agreement is issued, only in an open review."),
    examples=["iza step cancel 8QK2 1.3"],
)
def cancel(
    case: CaseArg,
    step: StepArg,
    reason: Annotated[
        str | None,
        text_option("--reason", metavar=N_("TEXT"), help=N_("Why: the reason of the version the review makes.")),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    from iza.app.procedure import goals_and_steps

    desk.tell(goals_and_steps.cancel_step(desk.office(), case, step, reason), as_json=as_json)
