"""`iza agreement status CASE`, printed: is the record what was signed, and with `--paper HASH`, is a paper?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from iza.cli.terminal import tables, trail_page
from iza.cli.terminal.layout import Cell
from iza.cli.terminal.output import out
from iza.cli.terminal.style import Span
from iza.i18n import N_, _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from iza.app.letters.announced_review import Fact
    from iza.app.procedure.agreement_status import AgreementStatus, VersionStatus
    from iza.app.trail.paper_check import Verdict
    from iza.model.case.agreement import Version

_SAID = {
    "current": N_("This paper is the current version: version {number} of {day}."),
    "other_facts": N_("What is agreed on this paper applies: version {number} of {day}."),
    "changed": N_("This paper is version {number}, but the case says something else today."),
    "superseded": N_("This paper is not the current version any more: it is version {number}."),
    "withdrawn": N_("This paper is out of date: it was version {number}, and was taken back before it was signed."),
    "draft": N_("This paper is a draft; it was never issued."),
    "no_version": N_("This paper names no version of the agreement: it is a draft, or another document."),
    "other_case": N_("This paper belongs to another case: {other}."),
    "unknown": N_("This paper is not known: these terms were never those of this case."),
}


def status(agreement: AgreementStatus, *, as_json: bool) -> None:
    """Each version on a line, and whether the record still says what was signed."""
    from iza.model.procedure import PHASE_NAMES

    if as_json:
        return out.json(_status_data(agreement))
    out.heading(f"{agreement.case}: {_(PHASE_NAMES[agreement.phase])}")
    columns = (_("Version"), _("Issued on"), _("Signed on"), _("Terms"), _("Today"), _("In the history"))
    now = {True: _("unchanged"), False: _("other terms")}
    there: dict[bool, Cell] = {True: _("found"), False: Span(_("missing"), "bad")}
    rows: list[list[Cell]] = [
        [v.number, tables.day(v.issued_on), tables.day(v.signed_on) or "–", v.terms_sha256[:12], now[v.is_current],
         there[v.in_history]]
        for v in agreement.versions
    ]  # fmt: skip
    out.table(columns, rows, empty=_("No version has been issued yet."))
    if agreement.compared:
        _print_deviations(agreement, agreement.compared)
    return None


def _status_data(agreement: AgreementStatus) -> dict[str, object]:
    return {
        "case": agreement.case,
        "phase": agreement.phase.value,
        "terms_sha256": agreement.terms_sha256,
        "unchanged": agreement.unchanged,
        "versions": agreement.versions,
        "compared_with": agreement.compared.number if agreement.compared else None,
        "changes": None if agreement.changes is None else trail_page.data(agreement.changes),
        "facts": agreement.facts,
        "in_review": agreement.in_review,
    }


_SAME = {
    True: N_("Unchanged since version {number} was signed on {day}."),
    False: N_("Unchanged since version {number} was issued on {day}."),
}
_OTHER = {
    True: N_("Since version {number} was signed on {day}, the terms have changed:"),
    False: N_("Since version {number} was issued on {day}, the terms have changed:"),
}


def _print_deviations(agreement: AgreementStatus, version: VersionStatus) -> None:
    """What was signed (or is out for signature) beside what the record says today."""
    facts = {"number": version.number, "day": tables.day(version.signed_on or version.issued_on)}
    is_signed = bool(version.signed_on)
    if version.is_current:
        (out.done if agreement.facts == () else out.line)(_(_SAME[is_signed]).format(**facts))
        return _print_facts(agreement.facts, agreement.unknown)
    out.line(Span(_(_OTHER[is_signed]).format(**facts), "warn"))
    if agreement.changes is None:
        out.line(_("What changed since then cannot be told: the history does not hold that version."), indent=4)
    else:
        trail_page.sentences(agreement.changes)
    latest = agreement.versions[-1]
    if latest.is_current and not latest.signed_on:
        out.note(_("So says version {number}, which is not signed yet.").format(number=latest.number))
    if agreement.in_review:
        out.note(_("A review is open; its changes are among them."))
    return _print_facts(agreement.facts, agreement.unknown)


def _print_facts(facts: Sequence[Fact] | None, unknown: str = "") -> None:
    """What else stands on a sheet and is otherwise today, each with old and new."""
    if facts is None:
        out.note(_("Whether all else on the sheet is still so cannot be told: the history does not hold it."))
        if unknown:
            out.note(unknown)
        return
    if facts:
        out.line(Span(_("On the sheet stands otherwise than today:"), "warn"))
    for fact in facts:
        sentence = _("{field} changed since: {old} → {new}")
        out.line(sentence.format(field=fact.field, old=fact.old or "–", new=fact.new or "–"), indent=4)


def show(verdict: Verdict, *, as_json: bool) -> int:
    """Say what the paper is; 0 only where it is the current version, else 1."""
    code = 0 if verdict.state == "current" else 1
    if as_json:
        out.json(_verdict_as_data(verdict))
        return code
    number, day = verdict.version, verdict.latest["issued_on"] if verdict.latest else ""
    sentence = _(_SAID[verdict.state]).format(number=number, day=tables.day(day), other=verdict.other_case)
    if code:
        out.warn(sentence)
        if verdict.state == "other_facts":
            _print_facts(verdict.facts)
        else:
            _what_is(verdict.latest)
            _print_changes(verdict)
    else:
        out.done(f"{verdict.case}: {sentence}")
    _print_unsigned(verdict)
    if verdict.state == "changed":
        out.next(f"iza history {verdict.case}; iza check {verdict.case}")
    elif verdict.state == "unknown":
        out.note(_("Was a digit misread? Or is the newest state not fetched yet?"))
    return code


def _verdict_as_data(verdict: Verdict) -> dict[str, object]:
    changes = None if verdict.changes is None else trail_page.data(verdict.changes)
    return {
        "case": verdict.case,
        "paper": verdict.state.value,
        "version": verdict.version or None,
        "latest": verdict.latest["number"] if verdict.latest else None,
        "other_case": verdict.other_case or None,
        "changes": changes,
        "facts": verdict.facts,
    }


def _what_is(latest: Version | None) -> None:
    """Which version the case has instead."""
    if latest is None:
        out.line(_("No version has been issued yet."))
        return
    sentence = _("The latest version of this case is version {number} of {day}.")
    out.line(sentence.format(number=latest["number"], day=tables.day(latest["issued_on"])))


def _print_changes(verdict: Verdict) -> None:
    if verdict.state not in ("superseded", "changed"):
        return
    if verdict.changes is None:
        out.note(_("What changed since then cannot be told: the history does not hold that version."))
    elif not verdict.changes:
        out.line(_("Its terms are the same as today."))
    else:
        out.line(_("What changed since then:"))
        trail_page.sentences(verdict.changes)


def _print_unsigned(verdict: Verdict) -> None:
    latest = verdict.latest
    if latest and "signed_on" not in latest and verdict.state in ("current", "other_facts", "superseded"):
        out.note(_("Version {number} is not signed yet.").format(number=latest["number"]))
