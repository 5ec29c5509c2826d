"""What results look like: each kind of result has one printer, as a table, JSON or CSV."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from iza.cli.terminal.layout import Cell
from iza.cli.terminal.output import out
from iza.cli.terminal.style import Span, Style
from iza.i18n import N_, _, language, ngettext

if TYPE_CHECKING:
    from iza.app.lists.case_lists import CaseRow, DueRow, Found
    from iza.app.lists.file_findings import Located
    from iza.app.procedure.clearing import AreaMatch
    from iza.model.case import Case
    from iza.model.county import County

_DUE_NAMES = {
    "review": N_("review"),
    "next_review": N_("no next review"),
    "step": N_("step"),
    "unsigned": N_("version not signed"),
    "decision": N_("decision open"),
    "recheck": N_("look again"),
    "clearing": N_("clearing not held"),
    "residence": N_("residence document expires"),
    "certificate": N_("mentor's certificate expires"),
    "adult": N_("comes of age"),
    "consent": N_("consent ends"),
}


def day(text: str) -> str:
    """An ISO date as people write it."""
    from iza.model.dates import german

    return german(text) if text and language() == "de" else text


def how_late(days: int) -> str:
    """``3 days late``, ``today``, ``in 5 days``."""
    if days == 0:
        return _("today")
    if days > 0:
        return ngettext("{count} day", "{count} days", days).format(count=days)
    return ngettext("in {count} day", "in {count} days", -days).format(count=-days)


def due_name(kind: str, number: str) -> str:
    """What is due, in words, with the number of the step or version."""
    name = _(_DUE_NAMES[kind])
    return f"{name} {number}" if number else name


def _lateness(days: int) -> Span:
    return Span(how_late(days), "bad" if days > 0 else "warn")


def form_of(form: str, *, as_json: bool, excel: bool) -> str:
    """The form of a list: ``--json`` and ``--excel`` are short for two of them."""
    return "json" if as_json else "excel" if excel else form


def _checked_form(form: str) -> str:
    from iza.errors import UsageError

    if form not in ("table", "csv", "excel", "json"):
        raise UsageError(_("The format is table, csv, excel or json."), "--format csv")
    return form


def due(rows: Sequence[DueRow], *, form: str, names: bool, at: str = "") -> None:
    """What is due, or was on the day ``at``, the longest overdue first."""
    form = _checked_form(form)
    if form == "json":
        return out.json([_due_data(row, names=names) for row in rows])
    if form == "csv":
        data = [_due_data(row, names=names) for row in rows]
        return out.csv(list(_DUE_KEYS), [list(one.values()) for one in data])
    columns = [_("Case"), _("Name"), _("What"), _("Due on"), _("Overdue"), _("Worker")]
    late, days, what = cache(_lateness), cache(day), cache(due_name)
    cells: list[list[Cell]] = [
        [
            one.due.case,
            one.name,
            what(one.due.kind, one.due.number),
            days(one.due.on),
            late(one.due.days),
            f"{one.caseworker} → {one.deputy}" if one.deputy else one.caseworker,
        ]
        for one in rows
    ]
    if not names:
        columns, cells = _without_names(columns, cells)
    if form == "excel":
        return out.excel(columns, cells)
    nothing = _("Nothing was overdue on {day}.").format(day=day(at)) if at else _("Nothing is overdue.")
    return out.table(columns, cells, right=(len(columns) - 2,), title=_as_of(at), empty=nothing)


def _as_of(at: str) -> str:
    """The heading of a list from the past."""
    return _("As of {day}").format(day=day(at)) if at else ""


_DUE_KEYS = ("case", "name", "kind", "number", "due_on", "days", "review", "caseworker", "deputy", "team")


def _due_data(one: DueRow, *, names: bool) -> dict[str, object]:
    values = (
        one.due.case, one.name if names else "", one.due.kind.value, one.due.number, one.due.on,
        one.due.days, one.due.review, one.caseworker, one.deputy, one.team,
    )  # fmt: skip
    return dict(zip(_DUE_KEYS, values, strict=True))


_CASE_KEYS = ("case", "name", "age", "language", "phase", "next_on", "caseworker", "team")


def _case_data(row: CaseRow, *, names: bool) -> dict[str, object]:
    values = (
        row.case, row.name if names else "", row.age, row.language, row.phase.value, row.next_on,
        row.caseworker, row.team,
    )  # fmt: skip
    return dict(zip(_CASE_KEYS, values, strict=True))


def cases(rows: Sequence[CaseRow], *, form: str, names: bool, at: str = "") -> None:
    """The cases, as they are or were on the day ``at``."""
    form = _checked_form(form)
    if form == "json":
        return out.json([_case_data(row, names=names) for row in rows])
    if form == "csv":
        return out.csv(list(_CASE_KEYS), [list(_case_data(row, names=names).values()) for row in rows])
    columns = [_("Case"), _("Name"), _("Age"), _("Language"), _("Phase"), _("Next talk"), _("Worker")]
    cells = [_case_cells(row) for row in rows]
    if not names:
        columns, cells = _without_names(columns, cells)
    if form == "excel":
        return out.excel(columns, cells)
    nothing = _("No cases on {day}.").format(day=day(at)) if at else _("No cases.")
    return out.table(columns, cells, right=(columns.index(_("Age")),), title=_as_of(at), empty=nothing)


def _case_cells(row: CaseRow) -> list[Cell]:
    from iza.app.words import tongue
    from iza.model.procedure import PHASE_NAMES

    phase = _(PHASE_NAMES[row.phase])
    spoken = tongue(row.language).partition(" (")[0] if row.language else ""
    return [row.case, row.name, row.age, spoken, phase, day(row.next_on), row.caseworker]


def _without_names(columns: list[str], cells: list[list[Cell]]) -> tuple[list[str], list[list[Cell]]]:
    """The table without its second column, the names."""
    return columns[:1] + columns[2:], [line[:1] + line[2:] for line in cells]


def waiting(rows: Sequence[tuple[Case, CaseRow]], *, as_json: bool, names: bool) -> None:
    """Who waits for a clearing, in the order of priority (which itself is not shown)."""
    if as_json:
        return out.json([_case_data(row, names=names) | {"opened_on": case["opened_on"]} for case, row in rows])
    columns = [_("Case"), _("Name"), _("Age"), _("Language"), _("Waiting since"), _("Clearing on"), _("Worker")]
    cells: list[list[Cell]] = [
        [*_case_cells(row)[:4], day(case["opened_on"]), day(row.next_on), row.caseworker] for case, row in rows
    ]
    if not names:
        columns, cells = _without_names(columns, cells)
    return out.table(columns, cells, right=(columns.index(_("Age")),), empty=_("Nobody is waiting for a clearing."))


def matches(found: Sequence[AreaMatch], county: County, *, as_json: bool) -> None:
    """Needs beside offers; needs without any offer are named at the end."""
    from iza.app.words import code

    if as_json:
        return out.json(found)
    for one in found:
        urgent = " · " + _("urgent") if one.urgent else ""
        out.heading(f"{code('life_area', one.area)} ({code('need', one.need)}{urgent})")
        if one.wish:
            out.text(f"„{one.wish}“", indent=2)
        for offer in one.offers:
            partner = county.partners.get(offer["partner"])
            childcare = " · " + _("with childcare") if offer.get("childcare") else ""
            place = offer.get("municipality", _("everywhere"))
            name = partner["name"] if partner else offer["partner"]
            out.line(f"{offer['id']}  {offer['title']} · {name} · {place}{childcare}", indent=2)
    missing = [code("life_area", one.area) for one in found if not one.offers]
    if missing:
        out.warn(_("No offer for: {areas}").format(areas=", ".join(missing)))
    if not found:
        out.note(_("The clearing recorded no needs."))
    return None


def still_to_discuss(steps: Sequence[str]) -> None:
    """The steps an open review has not touched."""
    if steps:
        out.note(_("Not talked about yet: {steps}.").format(steps=", ".join(steps)))
    else:
        out.note(_("All open steps were talked about."))


def found(people: Sequence[Found], *, as_json: bool, names: bool) -> None:
    """People found, the best first."""
    if as_json:
        data = [
            _case_data(one.row, names=names) | {"score": round(one.score), "reasons": one.reasons} for one in people
        ]
        return out.json(data)
    columns = [_("Case"), _("Name"), _("Age"), _("Language"), _("Phase"), _("Next talk"), _("Worker"), "%"]
    rows: list[list[Cell]] = [[*_case_cells(one.row), round(one.score)] for one in people]
    if not names:
        columns, rows = _without_names(columns, rows)
    return out.table(columns, rows, right=(columns.index(_("Age")), len(columns) - 1), empty=_("Nobody found."))


def findings(located: Sequence[Located], *, as_json: bool) -> None:
    """Findings as ``file:line: code message``, errors counted at the end."""
    if as_json:
        return out.json(
            [
                {
                    "file": one.file,
                    "line": one.line,
                    "code": one.finding.code,
                    "level": one.finding.level.value,
                    "path": ".".join(map(str, one.finding.path)),
                    "message": one.finding.message,
                }
                for one in located
            ]
        )
    styles: dict[str, Style] = {"error": "bad", "warning": "warn", "info": "good"}
    for one in located:
        place = f"{one.file}:{one.line}" if one.line else one.file
        out.line(f"{place}: ", Span(one.finding.code, styles[one.finding.level]), f" {one.finding.message}")
    counts = {level: sum(one.finding.level == level for one in located) for level in styles}
    out.note(
        _("{errors}, {warnings}.").format(
            errors=ngettext("{count} error", "{count} errors", counts["error"]).format(count=counts["error"]),
            warnings=ngettext("{count} warning", "{count} warnings", counts["warning"]).format(count=counts["warning"]),
        )
    )
    return None


def entries(kind: str, found: Sequence[Mapping[str, Any]], *, as_json: bool) -> None:
    """A file of the directory."""
    if as_json:
        return out.json(found)
    columns = _ENTRY_COLUMNS[kind]
    rows = [[_cell(kind, entry, name) for name in columns] for entry in found]
    return out.table([_label(kind, name) for name in columns], rows, empty=_("Nothing here yet."))


_ENTRY_COLUMNS: dict[str, tuple[str, ...]] = {
    "partners": ("id", "kind", "name", "municipality", "contact_person"),
    "offers": ("id", "area", "title", "partner", "municipality"),
    "mentors": ("id", "name", "languages", "organisation", "active_until"),
    "interpreters": ("id", "name", "languages", "kind", "gender"),
    "caseworkers": ("id", "name", "function", "team", "deputy"),
}


def _label(kind: str, name: str) -> str:
    from iza.store.schema import labels

    return labels.label(kind, (kind, 0, name), language())


def _cell(kind: str, entry: Mapping[str, Any], name: str) -> str:
    from iza.store.schema import labels

    value, path = entry.get(name, ""), (kind, 0, name)
    if isinstance(value, Mapping):
        return str(value["name"]) if "name" in value else f"{value.get('given', '')} {value.get('family', '')}".strip()
    if isinstance(value, list):
        return ", ".join(labels.value_label(kind, (*path, 0), one, language()) for one in value)
    text = labels.value_label(kind, path, value, language())
    return day(text) if labels.node(kind, path).get("format") == "date" else text


def entry(kind: str, known: Mapping[str, Any], *, as_json: bool) -> None:
    """One entry of the directory."""
    if as_json:
        return out.json(known)
    return out.pairs([(_label(kind, name), _cell(kind, known, name)) for name in known])
