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
    from iza.app.lists.case_lists import CaseRow, DueRow, FoundPerson
    from iza.app.lists.file_findings import Located
    from iza.app.procedure.clearing import AreaMatch
    from iza.model.case.record import Case
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


def _lateness_span(days: int) -> Span:
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
        return out.csv(list(_DUE_KEYS), [list(due_row.values()) for due_row in data])
    columns = [_("Case"), _("Name"), _("What"), _("Due on"), _("Overdue"), _("Worker")]
    late, days, what = cache(_lateness_span), cache(day), cache(due_name)
    cells: list[list[Cell]] = [
        [
            due_row.due.case,
            due_row.name,
            what(due_row.due.kind, due_row.due.number),
            days(due_row.due.on),
            late(due_row.due.days),
            f"{due_row.caseworker} → {due_row.deputy}" if due_row.deputy else due_row.caseworker,
        ]
        for due_row in rows
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


def _due_data(row: DueRow, *, names: bool) -> dict[str, object]:
    values = (
        row.due.case, row.name if names else "", row.due.kind.value, row.due.number, row.due.on,
        row.due.days, row.due.review, row.caseworker, row.deputy, row.team,
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


def matches(area_matches: Sequence[AreaMatch], county: County, *, as_json: bool) -> None:
    """Needs beside offers; needs without any offer are named at the end."""
    from iza.app.words import code

    if as_json:
        return out.json(area_matches)
    for match in area_matches:
        urgent = " · " + _("urgent") if match.urgent else ""
        out.heading(f"{code('life_area', match.area)} ({code('need', match.need)}{urgent})")
        if match.wish:
            out.text(f"„{match.wish}“", indent=2)
        for offer in match.offers:
            partner = county.partners.get(offer["partner"])
            childcare = " · " + _("with childcare") if offer.get("childcare") else ""
            town = offer.get("municipality", _("everywhere"))
            name = partner["name"] if partner else offer["partner"]
            out.line(f"{offer['id']}  {offer['title']} · {name} · {town}{childcare}", indent=2)
    missing = [code("life_area", match.area) for match in area_matches if not match.offers]
    if missing:
        out.warn(_("No offer for: {areas}").format(areas=", ".join(missing)))
    if not area_matches:
        out.note(_("The clearing recorded no needs."))
    return None


def still_to_discuss(steps: Sequence[str]) -> None:
    """The steps an open review has not touched."""
    if steps:
        out.note(_("Not talked about yet: {steps}.").format(steps=", ".join(steps)))
    else:
        out.note(_("All open steps were talked about."))


def people(matches: Sequence[FoundPerson], *, as_json: bool, names: bool) -> None:
    """People found, the best first."""
    if as_json:
        data = [
            _case_data(person.row, names=names) | {"score": round(person.score), "reasons": person.reasons}
            for person in matches
        ]
        return out.json(data)
    columns = [_("Case"), _("Name"), _("Age"), _("Language"), _("Phase"), _("Next talk"), _("Worker"), "%"]
    rows: list[list[Cell]] = [[*_case_cells(person.row), round(person.score)] for person in matches]
    if not names:
        columns, rows = _without_names(columns, rows)
    return out.table(columns, rows, right=(columns.index(_("Age")), len(columns) - 1), empty=_("Nobody found."))


def findings(located: Sequence[Located], *, as_json: bool) -> None:
    """Findings as ``file:line: code message``, errors counted at the end."""
    if as_json:
        return out.json(
            [
                {
                    "file": located_finding.file,
                    "line": located_finding.line,
                    "code": located_finding.finding.code,
                    "level": located_finding.finding.level.value,
                    "path": ".".join(map(str, located_finding.finding.path)),
                    "message": located_finding.finding.message,
                }
                for located_finding in located
            ]
        )
    styles: dict[str, Style] = {"error": "bad", "warning": "warn", "info": "good"}
    for located_finding in located:
        where = f"{located_finding.file}:{located_finding.line}" if located_finding.line else located_finding.file
        out.line(
            f"{where}: ",
            Span(located_finding.finding.code, styles[located_finding.finding.level]),
            f" {located_finding.finding.message}",
        )
    counts = {level: sum(located_finding.finding.level == level for located_finding in located) for level in styles}
    out.note(
        _("{errors}, {warnings}.").format(
            errors=ngettext("{count} error", "{count} errors", counts["error"]).format(count=counts["error"]),
            warnings=ngettext("{count} warning", "{count} warnings", counts["warning"]).format(count=counts["warning"]),
        )
    )
    return None


def entries(kind: str, listed: Sequence[Mapping[str, Any]], *, as_json: bool) -> None:
    """A file of the directory."""
    if as_json:
        return out.json(listed)
    columns = _ENTRY_COLUMNS[kind]
    rows = [[_cell_of(kind, entry, name) for name in columns] for entry in listed]
    return out.table([_label_of(kind, name) for name in columns], rows, empty=_("Nothing here yet."))


_ENTRY_COLUMNS: dict[str, tuple[str, ...]] = {
    "partners": ("id", "kind", "name", "municipality", "contact_person"),
    "offers": ("id", "area", "title", "partner", "municipality"),
    "mentors": ("id", "name", "languages", "organisation", "active_until"),
    "interpreters": ("id", "name", "languages", "kind", "gender"),
    "caseworkers": ("id", "name", "function", "team", "deputy"),
}


def _label_of(kind: str, name: str) -> str:
    from iza.store.schema import labels

    return labels.label(kind, (kind, 0, name), language())


def _cell_of(kind: str, entry: Mapping[str, Any], name: str) -> str:
    from iza.store.schema import labels

    value, path = entry.get(name, ""), (kind, 0, name)
    if isinstance(value, Mapping):
        return str(value["name"]) if "name" in value else f"{value.get('given', '')} {value.get('family', '')}".strip()
    if isinstance(value, list):
        return ", ".join(labels.value_label(kind, (*path, 0), inner, language()) for inner in value)
    text = labels.value_label(kind, path, value, language())
    return day(text) if labels.node(kind, path).get("format") == "date" else text


def entry(kind: str, fields: Mapping[str, Any], *, as_json: bool) -> None:
    """One entry of the directory."""
    if as_json:
        return out.json(fields)
    return out.pairs([(_label_of(kind, name), _cell_of(kind, fields, name)) for name in fields])
