"""``iza undo`` and ``iza migrate``: an action taken back, old files in the present format."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from iza.cli import desk
from iza.cli.options import CaseArg, JsonOption, YesOption, argument, flag
from iza.cli.terminal.output import out
from iza.cli.terminal.style import Span
from iza.cli.tree import Commands
from iza.i18n import N_, _, ngettext

if TYPE_CHECKING:
    from iza.app.changing.undo import Undoing
    from iza.app.county.migrate import Migration
    from iza.app.office import Office

app = Commands()

DryRunOption = Annotated[bool, flag("--dry-run", help=N_("Only say what would be done."))]


@app.verb(
    "undo",
    help=N_(
        "Take an action on a case back, by a new entry in its history: the newest one, or the one of a commit. "
        "Refused where something later builds on it, and for what was signed or held. Taken back twice, it holds again."
    ),
    examples=["iza undo 8QK2", "iza undo 8QK2 1f3a9c07", "iza undo 8QK2 --dry-run"],
)
def undo(
    case: CaseArg,
    commit: Annotated[
        str, argument(N_("COMMIT"), N_("What to take back, as `iza history` names it; the newest if not given."))
    ] = "",
    dry_run: DryRunOption = False,
    yes: YesOption = False,
    as_json: JsonOption = False,
) -> None:
    from iza.app.changing import undo as undoing
    from iza.cli.terminal.prompts import confirm

    office = desk.office()
    planned = undoing.plan_undo(office, case, commit)
    if not as_json:
        _tell_plan(planned)
    if not dry_run:
        if not yes and not confirm(_("Take this back?")):
            return out.note(_("Nothing was changed."))
        undoing.land_undo(office, planned)
    return out.json(_as_data(planned)) if as_json else _tell_result(planned, dry_run=dry_run)


def _tell_plan(planned: Undoing) -> None:
    """What taking back would change, in sentences."""
    from iza.app import sentences
    from iza.cli.terminal import tables

    day = tables.day(planned.when.date().isoformat())
    action = planned.redone or planned.action_in_words
    if planned.redone:
        text = _("{case}: “{action}” of {day} holds again")
    else:
        text = _("{case}: “{action}” of {day} is taken back")
    out.line(Span(text.format(case=planned.case, action=action, day=day), "strong"))
    for sentence in sentences.lines(planned.changes):
        out.text(sentence, indent=4)
    if not planned.changes:
        out.note(_("What changes is internal (a note, the priority) and not shown here."))
    for note in planned.notes:
        out.warn(note)


def _tell_result(planned: Undoing, *, dry_run: bool) -> None:
    if dry_run:
        out.note(_("Nothing was changed: this was only to see."))
    else:
        sentence = _("{case}: holds again.") if planned.redone else _("{case}: taken back.")
        out.done(sentence.format(case=planned.case))
        out.next(f"iza show {planned.case}")


def _as_data(planned: Undoing) -> dict[str, object]:
    changes = [
        {
            "kind": change.kind,
            "path": list(change.path),
            "old": change.old,
            "new": change.new,
            "sentence": change.sentence,
        }
        for change in planned.changes
    ]
    return {
        "case": planned.case,
        "undoes": planned.commit,
        "when": planned.when.isoformat(),
        "action": planned.action,
        "changes": changes,
        "notes": list(planned.notes),
    }


@app.verb(
    "migrate",
    help=N_(
        "Bring files of an older iza into the present format, all at once and in one commit; what they say stays "
        "the same. Renews the schemas for editors too."
    ),
    examples=["iza migrate --dry-run", "iza migrate"],
)
def migrate(dry_run: DryRunOption = False) -> None:
    office = desk.office()
    with office.repo.lock():
        return _migrate_files(office, dry_run=dry_run)


def _migrate_files(office: Office, *, dry_run: bool) -> None:
    from iza.app.county import migrate as migrating

    planned = migrating.plan(office, lambda paths: out.progress(paths, _("Reading"), len(paths)))
    for path in planned.skipped:
        out.warn(_("Left out, because it cannot be used: {file}").format(file=path))
    if planned.is_empty:
        return out.done(_("Nothing to do: all files have the present format."))
    if not dry_run:
        migrating.land(office, planned)
    for sentence in _lifted_in_words(planned):
        out.done(sentence) if not dry_run else out.line(sentence)
    return out.note(_("Nothing was changed: this was only to see.")) if dry_run else out.next("iza check")


def _lifted_in_words(planned: Migration) -> list[str]:
    """What was lifted, or is to be, in sentences."""
    files, reviews, schemas = len(planned.files), len(planned.reviews), len(planned.schemas)
    counted = (
        (files, ngettext("{count} file in the present format", "{count} files in the present format", files)),
        (reviews, ngettext("{count} open review with them", "{count} open reviews with them", reviews)),
        (schemas, ngettext("{count} schema for editors renewed", "{count} schemas for editors renewed", schemas)),
    )
    return [text.format(count=count) for count, text in counted if count]
