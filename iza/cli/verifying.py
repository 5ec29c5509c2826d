"""``iza verify``: is the audit trail intact?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from iza.cli import desk
from iza.cli.options import JsonOption, argument, flag
from iza.cli.output import out
from iza.cli.style import Span
from iza.cli.tree import Commands
from iza.i18n import N_, _, ngettext

if TYPE_CHECKING:
    from iza.app.verify import Report

app = Commands()


@app.verb(
    "verify",
    help=N_(
        "Check the audit trail from the first commit: damage, rewritten history, signatures, whether every commit "
        "did what it says, and whether what was signed still stands. Exit code 1 on findings."
    ),
    examples=["iza verify", "iza verify 8QK2", "iza verify --full"],
)
def verify(
    cases: Annotated[
        list[str] | None, argument(N_("CASE"), N_("Only these cases; everything if none is given."))
    ] = None,
    full: Annotated[bool, flag("--full", help=N_("Look again at what was sound before and has not changed."))] = False,
    as_json: JsonOption = False,
) -> int:
    from iza.app import verify as proof

    report = proof.verify(
        desk.office(), cases or (), lambda parts, total: out.progress(parts, _("Checking the trail"), total), full=full
    )
    _show(report, as_json=as_json)
    return 1 if report.findings else 0


def _show(report: Report, *, as_json: bool) -> None:
    if as_json:
        found = [
            {"code": one.code, "case": one.case, "commit": one.commit, "message": one.message, "details": one.details}
            for one in report.findings
        ]
        return out.json({**{name: getattr(report, name) for name in ("head", "commits", "cases", "signed")},
                         "findings": found})  # fmt: skip
    for one in report.findings:
        place = "  ".join(text for text in (one.commit[:10], one.case) if text)
        out.line(Span(one.code, "bad"), f"  {place}  " if place else "  ", one.message)
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
    else:
        out.done(_("The trail is intact: nothing found. {looked}").format(looked=looked))
    if not report.signed:
        out.note(_("Signing is off: who made a commit is what it says itself. `iza worker key` switches it on."))
    return None
