"""The history of a case for the paper file: Markdown with a heading and one section for each entry."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iza.app import words
from iza.app.sentences import lines
from iza.i18n import _

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from iza.app.trail.history import TrailEntry


def as_markdown(steps: Sequence[TrailEntry]) -> str:
    """The entries, newest first; whatever people wrote stands there as text and is never read as markup."""
    from iza.documents.escape import escape

    case = next((step.case for step in steps), "")
    head = _("History of {case}").format(case=case) if case else _("History")
    blocks = [f"# {escape(head)}"]
    for step in steps:
        heading, signed, *sentences = map(escape, _texts_of(step))
        blocks += [f"## {heading}", signed]
        blocks += ["\n".join(f"- {sentence}" for sentence in sentences)] if sentences else []
    return "\n\n".join(blocks) + "\n"


def _texts_of(step: TrailEntry) -> Iterator[str]:
    """What stands above an entry, who made it, and its sentences."""
    yield f"{words.day(step.when.date().isoformat())}, {step.when:%H:%M}: {step.action_name}"
    name = words.makers(step.author, step.approver)
    yield _("{name}, commit {commit}").format(name=name, commit=step.commit[:10])
    if step.undoes:
        yield _("takes back {commit}").format(commit=step.undoes[:10])
    if step.unreadable:
        yield _("The file could not be read after this change.")
    yield from lines(step.changes)
