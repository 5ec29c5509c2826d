"""``iza verify``: is the audit trail intact?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from iza.cli import desk
from iza.cli.options import JsonOption, argument, code_option, flag, text_option
from iza.cli.terminal.output import out
from iza.cli.terminal.style import Span
from iza.cli.terminal.tables import day
from iza.cli.tree import Commands
from iza.errors import UsageError
from iza.i18n import N_, _, language, ngettext
from iza.model.acknowledgements import KIND

if TYPE_CHECKING:
    from iza.app.office import Office
    from iza.app.trail.verify_report import Report, Settled
    from iza.cli.terminal.style import Style
    from iza.history.alarms import Alarm

app = Commands()


@app.verb(
    "verify",
    help=N_(
        "Check the audit trail from the first commit: damage, rewritten history, signatures, whether every commit "
        "did what it says, and whether what was signed still stands. Exit code 1 on findings; one that was looked at "
        "and may stay is acknowledged, with a reason, as a commit."
    ),
    examples=["iza verify", "iza verify 8QK2 --full", "iza verify --acknowledge V22@3f2a91c --reason server"],
)
def verify(
    cases: Annotated[
        list[str] | None, argument(N_("CASE"), N_("Only these cases; everything if none is given."))
    ] = None,
    full: Annotated[bool, flag("--full", help=N_("Look again at what was sound before and has not changed."))] = False,
    acknowledge: Annotated[
        list[str] | None,
        text_option(
            "--acknowledge", metavar=N_("CODE@COMMIT"),
            help=N_("Accept a finding, by its code and commit; the code is enough where it has no commit."),
        ),
    ] = None,
    reason: Annotated[
        str | None,
        code_option("--reason", kind=KIND, path=("reason",), help=N_("Why the acknowledged finding may stay.")),
    ] = None,
    as_json: JsonOption = False,
) -> int:  # fmt: skip
    from iza.app.trail import verify as proof

    if bool(acknowledge) != bool(reason):
        raise UsageError(
            _("--acknowledge and --reason belong together: which finding may stay, and why."),
            "iza verify --acknowledge V22@3f2a91c --reason server",
        )
    office = desk.office()
    report = proof.verify(
        office, cases or (), lambda parts, total: out.progress(parts, _("Checking the trail"), total), full=full
    )
    if acknowledge and reason:
        return _acknowledge_findings(office, report, acknowledge, reason, as_json=as_json)
    _show_report(report, as_json=as_json)
    return 1 if report.findings else 0


def _acknowledge_findings(office: Office, report: Report, findings: list[str], reason: str, *, as_json: bool) -> int:
    from iza.app.trail.acknowledged import acknowledge

    alarms = acknowledge(office, report, findings, reason)
    if as_json:
        out.json({"acknowledged": [_alarm_as_data(alarm) for alarm in alarms]})
        return 0
    for alarm in alarms:
        out.done(_("Acknowledged: {finding}").format(finding=f"{alarm.code} {_where_of(alarm)} {alarm.message}"))
    left = len(report.findings) - len(alarms)
    if left:
        out.note(ngettext("{count} finding is left.", "{count} findings are left.", left).format(count=left))
    return 0


def _alarm_as_data(alarm: Alarm) -> dict[str, object]:
    return {
        "code": alarm.code,
        "case": alarm.case,
        "commit": alarm.commit,
        "message": alarm.message,
        "details": alarm.details,
    }


def _settled_data(settled: Settled) -> dict[str, object]:
    return {
        **_alarm_as_data(settled.alarm),
        "reason": settled.reason,
        "author": settled.author,
        "approver": settled.approver or None,
        "when": settled.when.isoformat(),
        "acknowledged_with": settled.commit,
    }


def _where_of(alarm: Alarm) -> str:
    return "  ".join(text for text in (alarm.commit[:10], alarm.case) if text)


def _print_alarm(alarm: Alarm, style: Style) -> None:
    where = _where_of(alarm)
    out.line(Span(alarm.code, style), f"  {where}  " if where else "  ", alarm.message)


def _print_settled(settled: Settled) -> None:
    """A finding that was accepted, and below it by whom, when and why."""
    from iza.app.words import makers
    from iza.store.schema import labels

    _print_alarm(settled.alarm, "dim")
    why = labels.value_label(KIND, ("reason",), settled.reason, language())
    by = makers(settled.author, settled.approver)
    sentence = _("acknowledged on {day} by {name}: {reason}").format(
        day=day(settled.when.date().isoformat()), name=by, reason=why
    )
    out.line(Span(sentence, "dim"), indent=4)


def _show_report(report: Report, *, as_json: bool) -> None:
    if as_json:
        facts = {name: getattr(report, name) for name in ("head", "commits", "cases", "signed")}
        alarms = [_alarm_as_data(alarm) for alarm in report.findings]
        return out.json({**facts, "findings": alarms, "acknowledged": list(map(_settled_data, report.acknowledged))})
    for alarm in report.findings:
        _print_alarm(alarm, "bad")
    for settled in report.acknowledged:
        _print_settled(settled)
    looked = _("{commits} on {cases} looked at.").format(
        commits=ngettext("{count} commit", "{count} commits", report.commits).format(count=report.commits),
        cases=ngettext("{count} case", "{count} cases", report.cases).format(count=report.cases),
    )
    if report.findings:
        out.note(looked)
        out.warn(
            ngettext("{count} finding.", "{count} findings.", len(report.findings)).format(count=len(report.findings))
        )
        out.next(_("iza history CASE shows what a commit did; git show COMMIT shows all of it."))
        out.next(_("What was looked at and may stay: iza verify --acknowledge CODE@COMMIT --reason REASON"))
    elif report.acknowledged:
        sentence = _("Nothing is open; acknowledged: {count}. {looked}")
        out.done(sentence.format(count=len(report.acknowledged), looked=looked))
    else:
        out.done(_("The trail is intact: nothing found. {looked}").format(looked=looked))
    if not report.signed:
        out.note(_("Signing is off: who made a commit is what it says itself. `iza worker key` switches it on."))
    return None
