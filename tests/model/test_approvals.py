"""Which kind of action a change is: by its name, by its files, by what it changes."""

from __future__ import annotations

from typing import Any

import pytest

from iza.model import approvals
from iza.model.directory import Settings
from iza.store.schema import labels

SIGNED = {"number": 1, "issued_on": "2026-03-25", "signed_on": "2026-04-01", "place": "Albweil", "signatures": []}
ISSUED = {"number": 1, "issued_on": "2026-03-25"}


def _case(*versions: dict[str, Any], **fields: Any) -> dict[str, Any]:
    return {"id": "F-8QK2-7MX4", "agreement": {"goals": [], "versions": list(versions)}, **fields}


@pytest.mark.parametrize(
    ("before", "after", "kinds"),
    [
        (_case(ISSUED), _case(SIGNED), {"sign"}),
        (_case(SIGNED), _case(ISSUED), {"sign"}),
        (_case(SIGNED), _case(SIGNED | {"signatures": [{"role": "client"}]}), {"sign"}),
        (_case(SIGNED), _case(SIGNED | {"missing": []}), {"sign"}),
        (_case(SIGNED), _case(SIGNED | {"reason": "anders"}), set()),
        (_case(SIGNED), _case(SIGNED, ISSUED | {"number": 2}), set()),
        (_case(), _case(closing={"on": "2026-05-04", "reason": "contact_lost"}), {"close"}),
        (_case(closing={"on": "2026-05-04"}), _case(), {"close"}),
        (_case(closing={"on": "2026-05-04"}), _case(closing={"on": "2026-05-05"}), {"close"}),
        (_case(ISSUED), _case(SIGNED, closing={"on": "2026-05-04"}), {"sign", "close"}),
        (_case(SIGNED), None, {"erase"}),
        (None, _case(SIGNED), {"sign"}),
        (None, _case(ISSUED), set()),
        (None, None, set()),
        ({"agreement": [1]}, {"agreement": {"versions": [3, {"number": [], "place": "x"}]}}, {"sign"}),
    ],
)
def test_a_change_of_a_case_is_known_by_its_content(before: Any, after: Any, kinds: set[str]) -> None:
    assert approvals.of_case(before, after) == kinds


def test_lifting_the_format_of_the_settings_decides_nothing() -> None:
    old, new = {"schema": "iza/settings/1", "name": "x"}, {"schema": "iza/settings/2", "name": "x"}
    assert approvals.of_settings(old, new) == set()
    assert approvals.of_settings(old, new | {"approvals": ["sign"]}) == {"settings"}
    assert approvals.of_settings(new | {"approvals": ["sign"]}, old) == {"settings"}


@pytest.mark.parametrize("path", ["iza.yaml", "templates/reminder.md.j2", "templates/languages/ar.po", "directory/allowed_signers"])
def test_settings_are_known_by_their_files(path: str) -> None:
    assert approvals.is_setting(path)


@pytest.mark.parametrize("path", ["cases/8Q/F-8QK2-7MX4.yaml", "directory/partners.yaml", "output/iza.yaml", "templates"])
def test_other_files_are_no_settings(path: str) -> None:
    assert not approvals.is_setting(path)


def test_an_action_is_known_by_its_name() -> None:
    settings = {"approvals": ["sign", "erase"]}
    assert approvals.needed(settings, "agreement.sign")
    assert approvals.needed(settings, "erase")
    assert not approvals.needed(settings, "close")
    assert not approvals.needed({}, "agreement.sign")
    assert not approvals.needed(settings, "step.done")
    assert approvals.needed({"approvals": "close"}, "close"), "one word without a list is meant too"
    assert approvals.wanted({"approvals": [["sign"], 3, "unknown", "close"]}) == {"close"}
    assert approvals.wanted({"approvals": {"sign": True}}) == set()


def test_every_code_has_its_words() -> None:
    codes = [option.code for option in labels.options("settings", ("approvals", 0))]
    assert tuple(codes) == approvals.CODES == tuple(approvals.ACTIONS)
    for code in approvals.CODES:
        error = approvals.refusal(code)
        assert error.exit_code == 4
        assert "iza propose" in error.hint
    assert Settings.__annotations__["approvals"]


def test_of_several_kinds_the_most_serious_is_named() -> None:
    assert approvals.first({"settings", "close", "sign"}) == "close"
    assert approvals.first([]) == ""
