"""What belongs to the record in sentences: versions and signatures, consents, pauses, the end of a case."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from iza.app.sentences.groups import SentenceLine
from iza.history.change import Change
from iza.i18n import _
from iza.model.values import same

if TYPE_CHECKING:
    from collections.abc import Iterator

    from iza.app.sentences.groups import Group
    from iza.app.sentences.sides import Sides


def opening(group: Group, sides: Sides) -> Iterator[SentenceLine]:
    """``Case opened on 04.03.2026; caseworker: kue``: the fields of the case itself, where it is new."""
    opened = group.changes.get(("opened_on",))
    if not opened or opened.kind != "added" or ("id",) not in group.changes:
        return
    for name in ("opened_on", "id", "schema"):
        group.take(name)
    sentence = _("Case opened on {day}").format(day=sides.in_words(opened.path, opened.new))
    yield group.line(sides.with_details(sentence, group.rest("added")))


def version(group: Group, sides: Sides) -> Iterator[SentenceLine]:
    """A version of the agreement that was issued, signed or withdrawn."""
    what = sides.what(Change(group.kind, group.path))
    if group.kind == "removed":
        yield group.whole(_("{what} withdrawn: {facts}").format(what=what, facts=sides.details(group.rest()) or "–"))
        return
    issued = group.take("issued_on", kind="added") if group.kind == "added" else None
    if issued:
        review = group.take("review")
        if review:
            # Said with the review.
            group.take("reason")
        # Belongs to the checksum, which is said.
        group.take("terms_rule")
        names = ("reason", "terms_sha256", "sheet_sha256", "valid_until")
        facts = [change for name in names if (change := group.take(name))]
        sentence = _("{what} issued on {day}").format(what=what, day=sides.in_words(issued.path, issued.new))
        yield group.whole(sides.with_details(sentence, facts), str(review.new) if review else "")
    yield from _signing_lines(group, sides, what)


def _signing_lines(group: Group, sides: Sides, what: str) -> Iterator[SentenceLine]:
    """``Version 1 signed on 14.04.2026 in Albweil; signatures: client, caseworker kue; not signed by: …``."""
    signed = group.take("signed_on", kind="added")
    if not signed:
        return
    town = group.take("place", kind="added")
    pattern = _("{what} signed on {day} in {place}") if town else _("{what} signed on {day}")
    day, where = sides.in_words(signed.path, signed.new), sides.line(town.new) if town else ""
    sentence = pattern.format(what=what, day=day, place=where)
    common: dict[str, Any] = {"signed_on": signed.new, "kind": "handwritten"} | ({"place": town.new} if town else {})
    people, missing = (group.take(name, kind="added") for name in ("signatures", "missing"))
    if people:
        names = sides.people(people.path, people.new, common)
        sentence = _("{sentence}; signatures: {people}").format(sentence=sentence, people=names)
    if missing:
        names = sides.people(missing.path, missing.new, {})
        sentence = _("{sentence}; not signed by: {people}").format(sentence=sentence, people=names)
    yield group.line(sentence)


def consent(group: Group, sides: Sides) -> Iterator[SentenceLine]:
    """A consent that was given or revoked."""
    if group.kind == "added":
        partner, data, given = (group.take(name) for name in ("partner", "data", "given_on"))
        if partner and data and given:
            sentence = _("Consent given on {day}: {partner} may know {data}").format(
                day=sides.in_words(given.path, given.new), partner=sides.in_words(partner.path, partner.new),
                data=sides.in_words(data.path, data.new),
            )  # fmt: skip
            yield group.whole(sides.with_details(sentence, group.rest()))
    revoked = group.take("revoked_on", kind="added")
    if revoked:
        what = sides.what(Change(group.kind, group.path))
        yield group.line(_("{what} revoked on {day}").format(what=what, day=sides.in_words(revoked.path, revoked.new)))


def snapshot(group: Group, sides: Sides) -> Iterator[SentenceLine]:
    """Where the person stood on a day."""
    day = group.take("on") if group.kind == "added" else None
    if day:
        facts = sides.details(group.rest()) or "–"
        pattern = _("Where the client stood on {day}: {facts}")
        yield group.whole(pattern.format(day=sides.in_words(day.path, day.new), facts=facts))


def pause(group: Group, sides: Sides) -> Iterator[SentenceLine]:
    """A case that rests, and until when."""
    since = group.take("since") if group.kind == "added" else None
    until = group.take("until", kind="added")
    path = (*group.path, "until")
    first = sides.in_words((*group.path, "since"), group.path[-1])
    last = sides.in_words(path, until.new) if until else ""
    if since:
        pattern = _("The case rests from {day} to {last}") if until else _("The case rests from {day} on")
        yield group.whole(pattern.format(day=first, last=last))
    elif until:
        yield group.line(_("The case rests from {day} to {last}").format(day=first, last=last))


def closing(group: Group, sides: Sides) -> Iterator[SentenceLine]:
    """The end of a case."""
    both = [group.changes.get((name,)) for name in ("on", "reason")]
    if group.kind != "added" or not all(both):
        return
    day, reason = (sides.in_words(change.path, change.new) for name in ("on", "reason") if (change := group.take(name)))
    sentence = _("Case closed on {day}; reason: {reason}").format(day=day, reason=reason)
    yield group.whole(sides.with_details(sentence, group.rest()))


def transmission(group: Group, sides: Sides) -> Iterator[SentenceLine]:
    """What was passed on to a partner; the list of that only grows."""
    change = group.changes.get(())
    sent = appended(change) if change else None
    if (
        not change
        or not sent
        or not all(isinstance(entry, dict) and {"on", "partner"} <= entry.keys() for entry in sent)
    ):
        return
    group.take()
    for entry in sent:
        path = (*change.path, 0)
        facts = [Change("added", (*path, name), None, entry[name]) for name in entry if name not in ("on", "partner")]
        sentence = _("Passed on to {partner} on {day}: {facts}").format(
            day=sides.in_words((*path, "on"), entry["on"]),
            partner=sides.in_words((*path, "partner"), entry["partner"]),
            facts=sides.details(facts) or "–",
        )  # fmt: skip
        yield SentenceLine(sentence, (change,), Change("added", path[:-1], None, [entry]))


def appended(change: Change) -> list[Any] | None:
    """What came to the end of a list that is otherwise as it was."""
    old, new = change.old or [], change.new
    if not isinstance(old, list) or not isinstance(new, list) or not same(new[: len(old)], old):
        return None
    return new[len(old) :]
