"""The page of one case: readable over the client's shoulder, so priority and notes stay hidden."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from iza.cli.terminal.output import out
from iza.cli.terminal.style import Span, Style
from iza.cli.terminal.tables import day, due_name, how_late
from iza.i18n import _

if TYPE_CHECKING:
    from iza.app.lists.case_page import Sheet
    from iza.model.case.agreement import Goal, Step
    from iza.model.case.record import Case
    from iza.model.county import County

_MARKS: dict[str, tuple[str, Style]] = {
    "done": ("✓", "good"),
    "blocked": ("!", "bad"),
    "cancelled": ("–", "dim"),
    "not_done": ("✗", "bad"),
}


def sheet(page: Sheet, county: County, *, internal: bool, as_json: bool) -> None:
    """Print the page of a case."""
    if as_json:
        return out.json(_page_as_data(page, internal=internal))
    case = page.case
    _print_head(page, county, internal=internal)
    if page.open_review:
        out.line()
        out.line(Span(_("A review is open; what you see includes its changes."), "warn"))
    _needs_a_look(page)
    for number, goal in enumerate(case.get("agreement", {"goals": []})["goals"], 1):
        out.line()
        _print_goal(number, goal, county)
    _print_talks(case)
    if page.next:
        out.line()
        out.next(page.next)
    return None


def _page_as_data(page: Sheet, *, internal: bool) -> dict[str, Any]:
    case: dict[str, Any] = dict(page.case)
    if not internal:
        case["client"] = {name: value for name, value in case["client"].items() if name != "priority"}
    return {
        "case": case,
        "phase": page.row.phase.value,
        "next": page.next,
        "open_review": page.open_review,
        "untouched": page.untouched,
        "due": page.due,
        "findings": [{"code": f.code, "level": f.level.value, "message": f.message} for f in page.findings],
    }


def _print_head(page: Sheet, county: County, *, internal: bool) -> None:
    from iza.app import words
    from iza.app.lists.case_page import person
    from iza.model import lookup
    from iza.model.procedure import PHASE_NAMES

    case, client = page.case, page.case["client"]
    out.heading(f"{lookup.full_name(lookup.official_name(case))} · {case['id']}")
    residence = client.get("residence")
    rows: list[tuple[str, Any]] = [
        (_("Phase"), _(PHASE_NAMES[page.row.phase])),
        (_("Age"), _age_in_words(case, page.row.age)),
        (_("Languages"), ", ".join(words.tongue(language["tag"]) for language in client.get("languages", []))),
        (_("Interpreter"), _label_of(("client", "interpreter", "need"), client.get("interpreter", {}).get("need"))),
        (_("German"), _label_of(("client", "german", "overall"), client.get("german", {}).get("overall"))),
        (_("Residence"), _label_of(("client", "residence", "code"), residence["code"]) if residence else ""),
        (_("Valid until"), day(residence.get("valid_until", "")) if residence else ""),
        (_("Lives in"), client.get("accommodation", {}).get("municipality", "")),
        (_("Caseworker"), person(county, "caseworker", case["caseworker"])),
        (_("Mentor"), person(county, "mentor", case["mentor"]["ref"]) if "mentor" in case else ""),
        (_("Done"), _progress_in_words(page.summary)),
    ]
    if internal and "priority" in client:
        rows.append((_("Priority"), _label_of(("client", "priority", "level"), client["priority"]["level"])))
        rows.append((_("Reason"), client["priority"].get("reason", "")))
    out.pairs(rows)


def _age_in_words(case: Case, age: int) -> str:
    born = case["client"]["birth"]
    if born["precision"] == "day":
        return f"{age} ({day(born['date'])})"
    return _("about {age} (born in {year})").format(age=age, year=born["date"][:4])


def _progress_in_words(summary: dict[str, int]) -> str:
    if not summary["goals"]:
        return ""
    return _("{steps_done} of {steps} steps, {goals_achieved} of {goals} goals").format(**summary)


def _label_of(path: tuple[str | int, ...], value: Any) -> str:
    from iza.app import words

    return words.value(path, value) if value is not None else ""


def _needs_a_look(page: Sheet) -> None:
    if page.due or page.findings:
        out.line()
        out.heading(_("Needs a look"))
    for item in page.due:
        out.line(
            Span(how_late(item.days), "bad" if item.days > 0 else "warn"),
            f"  {due_name(item.kind, item.number)} ({day(item.on)})",
            indent=2,
        )
    for finding in page.findings:
        out.line(Span(finding.code, "warn"), f"  {finding.message}", indent=2)


def _print_goal(number: int, goal: Goal, county: County) -> None:
    path = ("agreement", "goals", 0)
    area = _label_of((*path, "area"), goal["area"])
    status = _label_of((*path, "status"), goal["status"])
    title = _("Goal {number}").format(number=number)
    out.heading(f"{title} · {area} · {status}")
    if "wish" in goal:
        out.text(f"„{goal['wish']}“", indent=2)
    target = _("by {day}").format(day=day(goal["target_on"]))
    out.text(f"{goal['goal']} ({target})", indent=2)
    for number_of_step, step in enumerate(goal["steps"], 1):
        _print_step(f"{number}.{number_of_step}", step, county)


def _print_step(number: str, step: Step, county: County) -> None:
    from iza.app.lists.case_page import responsible

    mark, style = _MARKS.get(step["status"], ("·", "dim"))
    end = (
        _("done {day}").format(day=day(step["done_on"]))
        if "done_on" in step
        else _("by {day}").format(day=day(step["due_on"]))
    )
    why = _label_of(("agreement", "goals", 0, "steps", 0, "blocked_by"), step.get("blocked_by"))
    details = " · ".join(part for part in (responsible(step, county), end, why) if part)
    out.line(Span(mark, style), f" {number} {step['text']}", indent=2)
    out.line(Span(details, "dim"), indent=8)


def _print_talks(case: Case) -> None:
    talks = [
        (c.get("held_on", c.get("planned_on", "")), _("Clearing"), _("held") if "held_on" in c else _("planned"), "")
        for c in case.get("clearings", [])
        if "planned_on" in c or "held_on" in c
    ] + [
        (
            r.get("held_on", r["planned_on"]), _("Review"), _label_of(("reviews", 0, "status"), r["status"]),
            _label_of(("reviews", 0, "result"), r.get("result")),
        )
        for r in case.get("reviews", [])
    ]  # fmt: skip
    if talks:
        out.line()
        out.heading(_("Talks"))
    for on, what, status, result in sorted(talks):
        out.line(f"{day(on)}  {what}: {status}" + (f", {result}" if result else ""), indent=2)
