"""``iza history``, ``iza diff``, ``iza blame``: who changed what, when and why."""

from __future__ import annotations

from typing import Annotated

from iza.cli import desk
from iza.cli.options import CaseArg, JsonOption, argument, day_option, flag, text_option
from iza.cli.terminal import trail_page
from iza.cli.terminal.output import out
from iza.cli.tree import Commands
from iza.errors import UsageError
from iza.i18n import N_, _

app = Commands()

_SELECT = N_("Which ones")
InternalOption = Annotated[bool, flag("--internal", help=N_("With priority and notes, which are hidden otherwise."))]
FieldOption = Annotated[
    str,
    text_option(
        "--field", metavar=N_("NAME"), panel=_SELECT,
        help=N_("Only this field, by its label or key; or “Step 2.1”, “Goal 2”, “Version 1”."),
    ),
]  # fmt: skip


@app.verb(
    "history",
    help=N_(
        "Who changed what and why, newest first, in sentences: in a case, or without one in the whole office. Changes "
        "somebody made by hand with git are among them."
    ),
    examples=[
        "iza history 8QK2",
        "iza history 8QK2 --since 1.7.2026 --terms-only",
        'iza history 8QK2 --field "Schritt 2.1"',
        "iza history --by kue --limit 10",
        "iza history 8QK2 --markdown > verlauf.md",
    ],
)
def history(
    case: Annotated[str, argument(N_("CASE"), N_("The case; the whole office if not given."))] = "",
    since: Annotated[str | None, day_option("--since", help=N_("Only from this day on."))] = None,
    until: Annotated[str | None, day_option("--until", help=N_("Only up to this day, itself included."))] = None,
    field: FieldOption = "",
    by: Annotated[
        str,
        text_option("--by", metavar=N_("WHO"), help=N_("Only by this caseworker: id, name or e-mail."), panel=_SELECT),
    ] = "",
    action: Annotated[
        str,
        text_option(
            "--action", metavar=N_("ACTION"), panel=_SELECT,
            help=N_("Only this action, like review.hold or “review held”; `hand` for changes by hand."),
        ),
    ] = "",
    terms_only: Annotated[
        bool, flag("--terms-only", help=N_("Only what is agreed and signed."), panel=_SELECT)
    ] = False,
    limit: Annotated[
        int | None, text_option("--limit", metavar=N_("N"), help=N_("Only the newest N entries; 30 for the office."))
    ] = None,
    internal: InternalOption = False,
    markdown: Annotated[bool, flag("--markdown", help=N_("Print Markdown, for the paper file."))] = False,
    as_json: JsonOption = False,
) -> None:  # fmt: skip
    from iza.app.trail import history as past

    newest = limit if limit is not None else 0 if case else past.RECENT
    wanted = past.Wanted(since or "", until or "", by, action, field, terms_only, max(newest, 0))
    filtered = wanted != past.Wanted(limit=wanted.limit)
    if not case:
        if markdown:
            raise UsageError(_("--markdown is for the history of one case."), "iza history CASE --markdown")
        entries = past.recent(desk.office(), wanted, internal=internal)
        return trail_page.history(entries, as_json=as_json, filtered=filtered, office=True)
    entries = past.history(desk.office(), case, wanted, internal=internal, progress=trail_page.reading)
    if markdown:
        from iza.app.trail.history_as_markdown import as_markdown

        return out.raw(as_markdown(entries))
    return trail_page.history(entries, as_json=as_json, filtered=filtered)


@app.verb(
    "diff",
    help=N_(
        "What changed in a case between two points: days, versions (v1), signed, last-review, now, or revisions of "
        "git. Without them: since the last review."
    ),
    examples=["iza diff 8QK2", "iza diff 8QK2 v1", "iza diff 8QK2 1.7.2026 31.12.2026"],
)
def diff(
    case: CaseArg,
    first: Annotated[str, argument(N_("FROM"), N_("The earlier point; the last review if not given."))] = "",
    second: Annotated[str, argument(N_("TO"), N_("The later point; now if not given."))] = "",
    as_json: JsonOption = False,
) -> None:
    from iza.app.trail import points_in_time

    compared = points_in_time.compare(desk.office(), case, first or None, second or points_in_time.NOW)
    trail_page.comparison(compared, as_json=as_json)


@app.verb(
    "blame",
    help=N_("Who wrote the present value of each field of a case, when, in which action and in which review."),
    examples=["iza blame 8QK2", 'iza blame 8QK2 --field "Schritt 2.1"', "iza blame 8QK2 --json"],
)
def blame(
    case: CaseArg, field: FieldOption = "", internal: InternalOption = False, as_json: JsonOption = False
) -> None:
    from iza.app.trail.blame import blame as lines

    trail_page.blame(lines(desk.office(), case, field, internal=internal), as_json=as_json)
