"""What is fixed in a case: nothing of it changes or goes away, and what may be added may."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest

from iza.model.fixed import doubles, lost

CASE: dict[str, Any] = {
    "agreement": {
        "goals": [],
        "versions": [
            {"number": 1, "issued_on": "2026-03-01", "terms_sha256": "a", "signed_on": "2026-03-02", "signatures": [1]},
            {"number": 2, "issued_on": "2026-06-01", "terms_sha256": "b"},
        ],
    },
    "clearings": [{"id": "c-1", "areas": {}, "decision": {"result": "agreement", "reasons": ["x"], "on": "2026-02-20"}}],
    "reviews": [
        {"id": "r-1", "status": "held", "participants": [{"role": "client", "present": True}], "steps": {"s-1": {"text": "gut"}}},
        {"id": "r-2", "status": "planned"},
    ],
    "consents": [{"id": "e-1", "partner": "vhs", "data": ["contact"], "given_on": "2026-03-02"}],
    "transmissions": [{"on": "2026-03-05", "partner": "vhs"}],
}


def changed(*path: Any, to: Any = None) -> dict[str, Any]:
    """The case with another value at a path, or without it."""
    case = deepcopy(CASE)
    *outer, last = path
    node: Any = case
    for part in outer:
        node = node[part]
    if to is None:
        del node[last]
    else:
        node[last] = to
    return case


def kinds(before: dict[str, Any], after: dict[str, Any], undone: tuple[Any, Any] | None = None) -> list[str]:
    return [loss.kind for loss in lost(before, after, undone)]


def test_what_stays_as_it_is_is_not_lost() -> None:
    assert lost(CASE, deepcopy(CASE)) == []
    assert lost({}, CASE) == []


@pytest.mark.parametrize(
    ("after", "kind"),
    [
        (changed("agreement", "versions", 0), "version"),
        (changed("agreement", "versions", 0, "terms_sha256", to="c"), "version"),
        (changed("agreement", "versions", 0, "signatures", to=[1, 2]), "version"),
        (changed("agreement", "versions", 0, "valid_until", to="2027-01-01"), "version"),
        (changed("agreement"), "version"),
        (changed("reviews", 0), "review"),
        (changed("reviews", 0, "participants", 0, "present", to=False), "review"),
        (changed("reviews", 0, "helped", to="viel"), "review"),
        (changed("reviews", 0, "status", to="planned"), "review"),
        (changed("reviews", to=[*CASE["reviews"], {"id": "r-1", "status": "held"}]), "review"),
        (changed("consents"), "consent"),
        (changed("consents", 0, "data", to=["contact", "goals_health"]), "consent"),
        (changed("consents", 0, "valid_until", to="2030-01-01"), "consent"),
        (changed("transmissions", 0, "on", to="2026-03-06"), "transmission"),
        (changed("transmissions"), "transmission"),
        (changed("clearings", 0, "decision"), "decision"),
        (changed("clearings", 0), "decision"),
        (changed("clearings", 0, "decision", "result", to="no_agreement"), "decision"),
        (changed("clearings", 0, "decision", "reasons", to=["x", "y"]), "decision"),
        (changed("clearings", 0, "decision", "on", to="2026-02-19"), "decision"),
    ],
)
def test_what_is_fixed_neither_changes_nor_goes(after: dict[str, Any], kind: str) -> None:
    assert kinds(CASE, after) == [kind]


@pytest.mark.parametrize(
    "after",
    [
        changed("agreement", "versions", 1),
        changed("agreement", "versions", 1, "signed_on", to="2026-06-03"),
        changed("agreement", "versions", 0, "i18n", to={"ar": {"reason": "…"}}),
        changed("reviews", 1),
        changed("reviews", 0, "steps", "s-1", "i18n", to={"ar": {"text": "…"}}),
        changed("consents", 0, "revoked_on", to="2026-05-01"),
        changed("transmissions", to=[{"on": "2026-02-01", "partner": "vhs"}, *CASE["transmissions"]]),
        changed("clearings", 0, "decision", "told_client_on", to="2026-02-21"),
        changed("clearings", 0, "areas", to={"health": {"need": "high"}}),
    ],
)
def test_what_is_added_or_open_may_come_and_go(after: dict[str, Any]) -> None:
    assert lost(CASE, after) == []


def test_a_postponed_decision_is_followed_by_another_one_that_is_not_earlier() -> None:
    postponed = changed("clearings", 0, "decision", to={"result": "postponed", "reasons": ["y"], "on": "2026-02-10"})
    assert lost(postponed, CASE) == []
    assert kinds(postponed, changed("clearings", 0, "decision", "on", to="2026-02-09")) == ["decision"]
    assert kinds(CASE, postponed) == ["decision"]


def test_signatures_entered_late_date_the_decision_back() -> None:
    dated = changed("clearings", 0, "decision", "on", to="2026-02-18")
    dated["agreement"]["versions"][0]["signed_on"] = "2026-02-18"
    before = changed("agreement", "versions", 0, "signed_on")
    assert lost(before, dated) == []


def test_what_was_recorded_last_may_be_taken_back_exactly() -> None:
    without = changed("consents")
    assert lost(CASE, without, (without, CASE)) == []
    grown = changed("clearings", 0, "areas", to={"health": {"need": "high"}})
    assert kinds(grown, without | {"clearings": grown["clearings"]}, (without, CASE)) == ["consent"]
    assert kinds(CASE, changed("reviews", 0), (changed("reviews", 0), CASE)) == ["review"]


def test_a_number_or_an_id_stands_once() -> None:
    assert doubles(CASE) == []
    twice = changed("agreement", "versions", 1, "number", to=1)
    assert doubles(twice) == [("versions", "1")] * 2
