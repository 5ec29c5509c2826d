"""``iza review …`` and ``iza overdue``: review talks as change sets, and what is due."""

from __future__ import annotations

from typing import Annotated

from iza.cli import desk
from iza.cli.options import (
    AtOption,
    CaseArg,
    ExcelOption,
    FormOption,
    FromOption,
    JsonOption,
    NoNamesOption,
    StepsArg,
    TeamOption,
    WithinOption,
    WorkerOption,
    YesOption,
    code_option,
    day_option,
    flag,
    id_option,
    text_option,
    time_option,
)
from iza.cli.terminal import tables
from iza.cli.tree import Commands
from iza.i18n import N_, _

app = Commands(help=N_("Review talks: schedule, start, hold, cancel, overdue."))

_REVIEW = ("reviews", 0)
NewDate = Annotated[str | None, day_option("--new-date", help=N_("The new day of the talk."))]


@app.verb(
    "schedule",
    help=N_("Put the next review on the calendar, or move it to another day."),
    examples=["iza review schedule 8QK2 --on 30.6.2026 --time 10:00"],
)
def schedule(
    case: CaseArg,
    on: Annotated[str, day_option("--on", help=N_("The day of the talk."))],
    time: Annotated[str | None, time_option("--time", help=N_("Time of day, like 9:30 or 14."))] = None,
    place: Annotated[
        str | None, text_option("--place", metavar=N_("TEXT"), help=N_("Where the talk takes place."))
    ] = None,
    mode: Annotated[
        str | None, code_option("--mode", kind="case", path=(*_REVIEW, "mode"), help=N_("Where and how."))
    ] = None,
    interpreter: Annotated[
        str | None, id_option("--interpreter", help=N_("The interpreter, from the directory."))
    ] = None,
    as_json: JsonOption = False,
) -> None:
    from iza.app.procedure import review_calendar

    office = desk.office()
    outcome = review_calendar.schedule(office, case, on, time=time, place=place, mode=mode, interpreter=interpreter)
    desk.tell(outcome, as_json=as_json)


@app.verb(
    "start",
    help=N_("Open a review: everything changed in the case from now on belongs to it and lands as one commit."),
    examples=["iza review start 8QK2 --on 3.7.2026"],
)
def start(
    case: CaseArg,
    on: Annotated[str | None, day_option("--on", help=N_("The day of the talk; today if not given."))] = None,
    as_json: JsonOption = False,
) -> None:
    from iza.app.procedure import review

    office = desk.office()
    outcome = review.start(office, case, on or office.day)
    desk.tell(outcome, as_json=as_json)
    if not as_json:
        tables.still_to_discuss(outcome.data["open_steps"])


@app.verb(
    "discuss",
    help=N_("Note that steps were talked about in the open review, though nothing changes for them."),
    examples=["iza review discuss 8QK2 1.1 2.3"],
)
def discuss(
    case: CaseArg,
    steps: StepsArg,
    as_json: JsonOption = False,
) -> None:
    from iza.app.procedure import review

    outcome = review.discuss(desk.office(), case, steps)
    desk.tell(outcome, as_json=as_json)
    if not as_json:
        tables.still_to_discuss(outcome.data["untouched"])


@app.verb(
    "hold",
    help=N_(
        "Close the open review: who was there, what was found, and when the next one is. "
        "Changed terms become a new version with a reason."
    ),
    examples=[
        "iza review hold 8QK2 --next-on 2.10.2026",
        "iza review hold 8QK2 --from review.yaml --result fulfilled",
    ],
)
def hold(
    case: CaseArg,
    source: FromOption = None,
    next_on: Annotated[str | None, day_option("--next-on", help=N_("The day of the next review."))] = None,
    result: Annotated[
        str | None, code_option("--result", kind="case", path=(*_REVIEW, "result"), help=N_("How it ends."))
    ] = None,
    because: Annotated[
        str | None,
        code_option("--because", kind="case", path=(*_REVIEW, "fulfilled_reason"), help=N_("Why it is fulfilled.")),
    ] = None,
    reason: Annotated[
        str | None,
        text_option("--reason", metavar=N_("TEXT"), help=N_("Why the terms changed; or in the file, `reason:`.")),
    ] = None,
    untouched_ok: Annotated[
        bool, flag("--untouched-ok", help=N_("Close it although steps were not talked about."))
    ] = False,
    as_json: JsonOption = False,
) -> None:
    from iza.app.procedure import review
    from iza.app.procedure.open_review import find_open_review
    from iza.cli.terminal import guides
    from iza.cli.terminal.prompts import is_interactive

    office = desk.office()
    talk = find_open_review(office, case)
    ending = review.Ending(next_on, result, because, reason, untouched_ok)
    answered = next_on is not None or result is not None or not is_interactive()
    record = {} if answered and not source else desk.given("review", source, lambda: guides.review(talk))
    desk.tell(review.hold(office, case, record, ending), as_json=as_json)


@app.verb(
    "abandon", help=N_("Drop the open review with everything changed in it."), examples=["iza review abandon 8QK2"]
)
def abandon(case: CaseArg, yes: YesOption = False) -> None:
    from iza.app.procedure import review
    from iza.cli.terminal.prompts import confirm
    from iza.errors import Interrupted

    if not yes and not confirm(_("Drop everything entered in this review?")):
        raise Interrupted(_("Stopped; nothing was changed."))
    desk.tell(review.abandon(desk.office(), case))


@app.verb(
    "cancel",
    help=N_("The planned review was called off, by whom, best with a new date."),
    examples=["iza review cancel 8QK2 --by interpreter --new-date 10.7.2026"],
)
def cancel(
    case: CaseArg,
    by: Annotated[
        str, code_option("--by", kind="case", path=(*_REVIEW, "cancelled_by"), help=N_("Who called it off."))
    ],
    new_date: NewDate = None,
    as_json: JsonOption = False,
) -> None:
    from iza.app.procedure import review_calendar

    desk.tell(review_calendar.cancel(desk.office(), case, by, new_date), as_json=as_json)


@app.verb(
    "no-show",
    help=N_("The client did not come. No sanction; best with a new date."),
    examples=["iza review no-show 8QK2 --new-date 10.7.2026"],
)
def no_show(case: CaseArg, new_date: NewDate = None, as_json: JsonOption = False) -> None:
    from iza.app.procedure import review_calendar

    desk.tell(review_calendar.no_show(desk.office(), case, new_date), as_json=as_json)


@app.verb(
    "overdue",
    help=N_(
        "Reviews past their date and active agreements without a next review, the longest overdue first. "
        "Cases of absent colleagues appear with their deputy."
    ),
    examples=[
        "iza overdue",
        "iza overdue --worker me --within 14d",
        "iza overdue --all --format csv",
        "iza overdue --at 31.12.2026",
    ],
)
def overdue(
    worker: WorkerOption = None,
    team: TeamOption = None,
    within: WithinOption = None,
    everything: Annotated[
        bool, flag("--all", help=N_("Also steps, unsigned versions, decisions, permits, certificates, consents."))
    ] = False,
    at: AtOption = None,
    no_names: NoNamesOption = False,
    form: FormOption = "table",
    excel: ExcelOption = False,
    as_json: JsonOption = False,
    exit_code: Annotated[bool, flag("--exit-code", help=N_("End with 1 when something is due."))] = False,
) -> int:
    from iza.app.lists import case_lists

    now = desk.office()
    office = desk.as_of(now, at)
    rows = case_lists.due_list(
        office,
        everything=everything,
        within=within or 0,
        worker=desk.worker_named(now, worker),
        team=team,
        progress=desk.reading,
    )
    tables.due(rows, form=tables.form_of(form, as_json=as_json, excel=excel), names=not no_names, at=at or "")
    desk.name_broken(office)
    return 1 if rows and exit_code else 0
