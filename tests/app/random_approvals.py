"""Four eyes in a random office: one person proposes to sign or to close, another one approves or declines."""

from __future__ import annotations

from casework import git
from random_actions import ACTS
from random_life import NO, Life

from iza.app.approval import approve, proposals
from iza.errors import NotFound
from iza.model import lookup
from iza.model.approvals import REASONS
from iza.store.current_case import current_case
from iza.store.repository import Repository
from iza.store.work_tree import SETTINGS


def want_a_second_person(life: Life) -> None:
    """From now on nobody signs or closes alone."""
    with life.at_work():
        with (life.root / SETTINGS).open("a", encoding="utf-8") as settings:
            settings.write("approvals: [sign, close]\n")
        git(life.root, "commit", "-q", "-m", "vier Augen", "--", SETTINGS)
    life.repo = Repository(life.root)


def put_up(life: Life) -> bool:
    """Somebody proposes to sign what is out for signature, or to close a case."""
    cases = [current_case(life.office.repo, ref) for ref in life.repo.case_ids()]
    ready = [case["id"] for case in cases if lookup.unsigned_version(case) and "closing" not in case]
    some = ready or [case["id"] for case in cases if "closing" not in case and life.dice.often(20)]
    if not some:
        return False
    name, ref = "agreement.sign" if ready else "close", life.dice.one(some)
    life.worker = life.dice.one(("kue", "elz"))
    with life.at_work():
        office = approve.proposing(life.office, [])
        try:
            ACTS[name][1](office, ref, current_case(office.repo, ref), life.dice)
        except (*NO, NotFound):
            return False
    life.note(f"(proposal) {name}", ref)
    return True


def answer(life: Life) -> bool:
    """Somebody else approves or declines one of the proposals; now and then it is taken back by who made it."""
    waiting = proposals.waiting(life.office)
    if not waiting:
        return False
    one = life.dice.one(waiting)
    life.worker = life.dice.one(("brn", "nwk", "kue"))
    with life.at_work():
        try:
            found = approve.meant(life.office, one.id)
            if life.dice.often(80):
                approve.approve(life.office, found)
            else:
                approve.reject(life.office, found, life.dice.one(REASONS))
        except NO:
            return False
    life.note(f"(answer) {one.action}", one.case)
    return True
