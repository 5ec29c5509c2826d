"""What a paper is, printed: `iza agreement status CASE --paper HASH`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iza.cli import tables
from iza.cli.output import out
from iza.i18n import N_, _

if TYPE_CHECKING:
    from iza.app.verdict import Verdict
    from iza.model.case import Version

_SAID = {
    "current": N_("This paper is the current version: version {number} of {day}."),
    "changed": N_("This paper is version {number}, but the case says something else today."),
    "superseded": N_("This paper is not the current version any more: it is version {number}."),
    "withdrawn": N_("This paper is out of date: it was version {number}, and was taken back before it was signed."),
    "draft": N_("This paper is a draft; it was never issued."),
    "other_case": N_("This paper belongs to another case: {other}."),
    "unknown": N_("This paper is not known: these terms were never those of this case."),
}


def show(verdict: Verdict, *, as_json: bool) -> int:
    """Say what the paper is; 0 only where it is the current version, else 1."""
    code = 0 if verdict.state == "current" else 1
    if as_json:
        out.json(_data(verdict))
        return code
    number, day = verdict.version, verdict.latest["issued_on"] if verdict.latest else ""
    said = _(_SAID[verdict.state]).format(number=number, day=tables.day(day), other=verdict.other_case)
    if code:
        out.warn(said)
        _what_is(verdict.latest)
        _changes(verdict)
    else:
        out.done(f"{verdict.case}: {said}")
    _unsigned(verdict)
    if verdict.state == "changed":
        out.next(f"iza history {verdict.case}; iza check {verdict.case}")
    elif verdict.state == "unknown":
        out.note(_("Was a digit misread? Or is the newest state not fetched yet?"))
    return code


def _data(verdict: Verdict) -> dict[str, object]:
    changes = None if verdict.changes is None else tables.change_data(verdict.changes)
    return {
        "case": verdict.case,
        "paper": verdict.state.value,
        "version": verdict.version or None,
        "latest": verdict.latest["number"] if verdict.latest else None,
        "other_case": verdict.other_case or None,
        "changes": changes,
    }


def _what_is(latest: Version | None) -> None:
    """Which version the case has instead."""
    if latest is None:
        out.line(_("No version has been issued yet."))
        return
    sentence = _("The latest version of this case is version {number} of {day}.")
    out.line(sentence.format(number=latest["number"], day=tables.day(latest["issued_on"])))


def _changes(verdict: Verdict) -> None:
    if verdict.state not in ("superseded", "changed"):
        return
    if verdict.changes is None:
        out.note(_("What changed since then cannot be told: the history does not hold that version."))
    elif not verdict.changes:
        out.line(_("Its terms are the same as today."))
    else:
        out.line(_("What changed since then:"))
        for change in verdict.changes:
            out.line(tables.change_line(change), indent=4)


def _unsigned(verdict: Verdict) -> None:
    latest = verdict.latest
    if latest and "signed_on" not in latest and verdict.state in ("current", "superseded"):
        out.note(_("Version {number} is not signed yet.").format(number=latest["number"]))
