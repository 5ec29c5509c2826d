"""The audit trail, printed: who did what when, what differs between two moments, who wrote a field."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from iza.cli.terminal.output import out
from iza.cli.terminal.style import Span
from iza.cli.terminal.tables import day
from iza.i18n import _, ngettext

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime

    from iza.app.sentences import ChangeSentence
    from iza.app.trail.blame import BlamedField
    from iza.app.trail.history import TrailEntry
    from iza.app.trail.points_in_time import Comparison, Moment
    from iza.cli.terminal.layout import Cell

# Sentences of one entry in the list of the whole office.
_FEW = 3
_SHORT = 10  # digits of a commit
_OWN = ("directory/", "schemas/", "iza.yaml", ".gitattributes", ".gitignore")
"""Files whose names say nothing about anybody; others are only counted."""


def reading(items: Iterable[Any], total: int) -> Iterator[Any]:
    """The items, with a bar on a terminal while a long history is read for the first time."""
    return out.progress(items, _("Reading the history"), total)


def sentences(changes: Sequence[ChangeSentence], few: int = 0) -> None:
    """Changes in sentences, one below the other; of many only ``few``, if that is given."""
    from iza.app.sentences import lines

    texts = lines(changes)
    shown = texts[: few or None]
    for line in shown:
        out.text(line, indent=4, hang=2)
    left = len(texts) - len(shown)
    if left:
        sentence = ngettext("… and {count} more change", "… and {count} more changes", left)
        out.line(Span(sentence.format(count=left), "dim"), indent=4)


def data(changes: Sequence[ChangeSentence]) -> list[dict[str, object]]:
    """Changes for programs."""
    return [
        {
            "kind": change.kind,
            "path": ".".join(map(str, change.path)),
            "field": change.field,
            "old": change.old,
            "new": change.new,
            "nature": change.nature,
            "concerns": change.concerns,
            "sentence": change.sentence,
        }
        for change in changes
    ]


# -- history -------------------------------------------------------------------------------------------------


def history(steps: Sequence[TrailEntry], *, as_json: bool, filtered: bool, office: bool = False) -> None:
    """Who changed what, newest first; of the whole ``office`` a few sentences for each entry."""
    if as_json:
        return out.json([_step_data(step) for step in steps])
    for step in steps:
        _print_header(step, office=office)
        if step.undoes:
            out.line(_("takes back {commit}").format(commit=step.undoes[:_SHORT]), indent=4)
        if step.unreadable:
            out.line(_("The file could not be read after this change."), indent=4)
        sentences(step.changes, _FEW if office else 0)
    if not steps:
        out.note(_("Nothing in the history fits that.") if filtered else _("No history yet: nothing is committed."))
    return None


def _print_header(step: TrailEntry, *, office: bool) -> None:
    from iza.app.words import makers

    about = f"  {step.case or _files_in_words(step.files)}" if office else ""
    who = Span(f"{makers(step.author, step.approver)} · {step.commit[:_SHORT]}", "dim")
    out.line(Span(_moment_in_words(step.when), "strong"), f"{about}  {step.action_name}  ", who)


def _moment_in_words(when: datetime) -> str:
    return f"{day(when.date().isoformat())} {when:%H:%M}"


def _files_in_words(files: Sequence[str]) -> str:
    """The one file of the office that was changed, or how many were."""
    if len(files) == 1 and files[0].startswith(_OWN):
        return files[0]
    return ngettext("{count} file", "{count} files", len(files)).format(count=len(files))


def _step_data(step: TrailEntry) -> dict[str, object]:
    return {
        "commit": step.commit,
        "when": step.when.isoformat(),
        "author": step.author,
        "approver": step.approver or None,
        "action": step.action,
        "said": step.action_name,
        "case": step.case or None,
        "files": len(step.files) or None,
        "review": step.review,
        "reviewed_on": step.talk.day if step.talk else "",
        "reason": step.talk.reason if step.talk else "",
        "undoes": step.undoes,
        "unreadable": step.unreadable,
        "changes": data(step.changes),
        **({} if step.raw is None else {"raw": step.raw}),
    }


# -- diff ----------------------------------------------------------------------------------------------------


def comparison(compared: Comparison, *, as_json: bool) -> None:
    """What differs between two moments of a case."""
    if as_json:
        sides = {
            name: {"commit": moment.commit, "day": moment.day}
            for name, moment in (("from", compared.old), ("to", compared.new))
        }
        return out.json({"case": compared.case, **sides, "changes": data(compared.changes)})
    points = (_moment_shown(compared.old), _moment_shown(compared.new))
    out.line(Span(_("{case}: from {old} to {new}").format(case=compared.case, old=points[0], new=points[1]), "strong"))
    sentences(compared.changes)
    if not compared.changes:
        out.note(_("Nothing has changed."))
    return None


def _moment_shown(moment: Moment) -> str:
    return f"{day(moment.day)} ({moment.commit[:_SHORT]})" if moment.commit else _("now")


# -- blame ---------------------------------------------------------------------------------------------------


def blame(lines: Sequence[BlamedField], *, as_json: bool) -> None:
    """Who wrote the present value of each field, in which action and review."""
    if as_json:
        return out.json([_line_data(line) for line in lines])
    columns = (_("Where"), _("Field"), _("Value"), _("Who"), _("When"), _("Action"), _("Commit"))
    before = ""
    rows: list[list[Cell]] = []
    for line in lines:
        thing: Cell = "" if line.thing == before and sys.stdout.isatty() else Span(line.thing, "strong")
        rows.append([thing, line.field, line.value, *_origin_cells(line)])
        before = line.thing
    return out.table(columns, rows, empty=_("No field here says anything."))


def _origin_cells(line: BlamedField) -> list[Cell]:
    if not line.when:
        return [Span(_("not committed"), "warn"), "", "", ""]
    from iza.app.words import makers

    sentence = _("Review of {day}").format(day=day(line.talk.day)) if line.talk else line.action_name
    return [makers(line.author, line.approver), day(line.when.date().isoformat()), sentence, line.commit[:_SHORT]]


def _line_data(line: BlamedField) -> dict[str, object]:
    return {
        "path": ".".join(map(str, line.path)),
        "thing": line.thing,
        "field": line.field,
        "value": line.value,
        "commit": line.commit or None,
        "when": line.when.isoformat() if line.when else None,
        "author": line.author or None,
        "approver": line.approver or None,
        "action": line.action,
        "said": line.action_name,
        "review": line.talk.id if line.talk else None,
        "reviewed_on": line.talk.day if line.talk else None,
    }
