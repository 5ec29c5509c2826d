"""Files of an older iza say the same in the present format; files of a newer one are left alone."""

from __future__ import annotations

import json
from copy import deepcopy
from typing import Any, cast

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st
from older import older
from support import ROOT

from iza.errors import Refused
from iza.history.terms import holds
from iza.model.case.record import Case
from iza.model.lookup import versions
from iza.model.terms import terms
from iza.store.formats.migrations import (
    LIFTS,
    PRESENT,
    RENAMED,
    Newer,
    is_old,
    lift,
    read_lifted,
    refuse_other,
    version_of,
)
from iza.store.formats.text import comments, lifted_text
from iza.store.schema import shape_check
from iza.store.yaml.reader import Unreadable, read

SAMPLES = ROOT / "tests/store/samples"
OLD, NEW = (SAMPLES / f"case-{version}.yaml" for version in (0, 1))
EXAMPLE = sorted((ROOT / "cases.example/cases").rglob("*.yaml"))


def present(path: Any = NEW) -> dict[str, Any]:
    return read(path.read_bytes(), path.name)


@pytest.mark.parametrize("kind", PRESENT)
def test_the_present_versions_are_those_of_the_schemas(kind: str) -> None:
    text = (ROOT / f"schemas/{kind}.schema.json").read_text("utf-8")
    assert json.loads(text)["properties"]["schema"]["const"] == f"iza/{kind}/{PRESENT[kind]}"


def test_every_older_version_leads_to_the_present_one() -> None:
    for kind, version in LIFTS:
        assert all((kind, step) in LIFTS for step in range(version, PRESENT[kind]))
        assert (SAMPLES / f"{kind}-{version}.yaml").exists()


def test_the_old_sample_becomes_the_new_one() -> None:
    assert lifted_text(OLD.read_bytes(), OLD.name) == NEW.read_text("utf-8")
    assert read_lifted(OLD.read_bytes(), OLD.name) == present()
    assert shape_check.check("case", present()) == []
    assert shape_check.check("case", present(OLD))


def test_no_comment_is_lost() -> None:
    old, new = OLD.read_text("utf-8"), NEW.read_text("utf-8")
    assert sorted(comments(old)) == sorted(comments(new))
    assert len(comments(old)) == 7
    assert "due_on: 2026-05-15  # nach den Ferien\n" in new
    assert "planned_on: 2026-06-30  # verschoben wegen Krankheit\n" in new
    assert "responsible:  # Frau Beispiel, nicht die Zentrale\n" in new


def test_a_comment_is_told_from_a_text() -> None:
    text = 'a: 1 # eins\n# zwei\nb: "x # y"\nc: x#y\nd: |\n  # Text\ne: # drei\n  - [1, "#"] # vier\nf:   # fünf\n'
    assert comments(text) == ["# eins", "# zwei", "# drei", "# vier", "# fünf"]


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_comments_that_lose_their_place_move_to_the_head(end: str) -> None:
    text = OLD.read_text("utf-8").replace("\n", end)
    new = lifted_text(text.encode(), OLD.name)
    assert f"Papierarchiv{end}# so gesagt, nicht geprüft{end}# dringend{end}schema: iza/case/1{end}" in new
    assert new.replace(end, "\n") == NEW.read_text("utf-8")


def test_a_file_of_today_keeps_every_byte() -> None:
    for path in EXAMPLE:
        assert lifted_text(path.read_bytes(), path.name).encode() == path.read_bytes()


@pytest.mark.parametrize("path", EXAMPLE, ids=lambda path: path.stem)
def test_what_an_earlier_iza_wrote_reads_the_same(path: Any) -> None:
    case = present(path)
    before = older(case)
    kept = deepcopy(before)
    assert lift(before) == case
    assert before == kept, "lifting is pure"
    assert lift(case) is case, "a document of today costs nothing"
    assert (version_of(before), version_of(case), is_old(before), is_old(case)) == (0, 1, True, False)


def _terms_of_format_0(case: dict[str, Any]) -> dict[str, Any]:
    """The terms as they were agreed under format 0: its own fields under the names of the canonical form."""

    def step(old: dict[str, Any]) -> dict[str, Any]:
        role, _colon, ref = old["responsible"].partition(":")
        own = {"id": old["id"], "text": old["text"], "due_on": old["due"]}
        return own | {"responsible": {"role": role} | ({"ref": ref} if ref else {})}

    def goal(old: dict[str, Any]) -> dict[str, Any]:
        own = {name: old.get(name) for name in ("id", "area", "goal", "indicator", "target_on")}
        return own | {"steps": [step(one) for one in old["steps"]]}

    return {"case": case["id"], "goals": [goal(one) for one in case.get("agreement", {}).get("goals", [])]}


@pytest.mark.parametrize("path", [OLD, *EXAMPLE], ids=lambda path: path.stem)
def test_the_terms_are_the_same_bytes_before_and_after(path: Any) -> None:
    before = present(path) if path == OLD else older(present(path))
    case = cast("Case", lift(before))
    assert rfc8785.dumps(terms(case, 1)) == rfc8785.dumps(_terms_of_format_0(before))
    if versions(case) and "signed_on" in versions(case)[-1]:
        assert holds(case, versions(case)[-1])


@pytest.mark.parametrize(
    ("document", "field", "lifted"),
    [
        ({"agreement": {"goals": [{"steps": [{"due": "x", "due_on": "y"}]}]}}, "agreement", None),
        ({"agreement": {"goals": [{"steps": [{"responsible": {"role": "client"}}]}]}}, "agreement", None),
        ({"agreement": {"goals": {"steps": 3}}}, "agreement", None),
        ({"reviews": [{"status": "held"}]}, "reviews", None),
        ({"reviews": [{"date": "d", "status": "no_show"}]}, "reviews", [{"planned_on": "d", "status": "no_show"}]),
        ({"reviews": [{"date": "d", "planned_on": "e", "status": "planned"}]}, "reviews", None),
        ({"clearings": [{"needs": []}]}, "clearings", None),
        ({"clearings": [{"needs": [{"area": "work"}, {"area": "work"}]}]}, "clearings", None),
        ({"clearings": [{"needs": [{"area": "work"}, {"need": "high"}]}]}, "clearings", None),
        ({"clearings": [{"needs": [{"area": "work"}], "areas": {}}]}, "clearings", None),
        ({"clearings": [{"needs": [{"area": "work"}]}]}, "clearings", [{"areas": {"work": {}}}]),
    ],
)
def test_what_does_not_fit_is_left_for_the_schema(document: dict[str, Any], field: str, lifted: Any) -> None:
    assert lift({"schema": "iza/case/0", **document})[field] == (document[field] if lifted is None else lifted)


_JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.sampled_from(["held", "partner:x", "work"]),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(st.sampled_from([*RENAMED, *RENAMED.values(), "area", "goals", "steps", "responsible", "status"]), inner),
    max_leaves=12,
)  # fmt: skip


@given(st.fixed_dictionaries({}, optional={"agreement": _JUNK, "reviews": _JUNK, "clearings": _JUNK}))
def test_lifting_takes_whatever_somebody_wrote(document: dict[str, Any]) -> None:
    lifted = lift({"schema": "iza/case/0", **document})
    assert lifted["schema"] == "iza/case/1"
    assert lift(lifted) is lifted


@pytest.mark.parametrize("kind", PRESENT)
def test_a_newer_file_is_refused_with_its_line(kind: str) -> None:
    source = f"# Kopf\n\nschema: iza/{kind}/7\n".encode()
    with pytest.raises(Newer, match=r"^x\.yaml:3: This file was written by a newer iza \(format 7;.*up to 1\); update iza\.$"):
        read_lifted(source, "x.yaml")
    with pytest.raises(Newer, match="up to 1"):
        lift(read(source, "x.yaml"))
    with pytest.raises(Newer):
        refuse_other(read(source, "x.yaml"), "x.yaml")


@pytest.mark.parametrize(
    "mark", ["iza/case/1", "iza/case/01", "iza/case/-1", "iza/case/1.0", "iza/case/²", "iza/case/12345678", "iza/shoes/9",
             "iza/settings/0", "iza/case/", "case/0", "iza/case/1\n", "", 1, None, ["iza/case/0"]],
)  # fmt: skip
def test_what_is_no_format_of_ours_is_left_for_the_schema(mark: object) -> None:
    document = {"schema": mark, "agreement": {"goals": [{"steps": [{"due": "2026-01-01"}]}]}}
    assert lift(document) is document
    refuse_other(document, "x.yaml")


def test_a_document_without_a_format_is_left_for_the_schema() -> None:
    assert lift({"id": "x"}) == {"id": "x"}
    assert version_of({"id": "x"}) == -1


def test_nothing_is_written_in_an_old_format() -> None:
    with pytest.raises(Refused) as refused:
        refuse_other(present(OLD), "cases/x.yaml")
    assert "cases/x.yaml" in refused.value.message
    assert "iza migrate" in refused.value.hint


def test_what_is_no_yaml_stays_unreadable() -> None:
    with pytest.raises(Unreadable, match=r"^x\.yaml:[0-9]: "):
        read_lifted(b"schema: iza/case/0\nx: [", "x.yaml")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("- due: 2026-01-01  # bald\n  id: s-1\n", "- due_on: 2026-01-01  # bald\n  id: s-1\n"),
        ('- id: s-1\n  "due": 2026-01-01  # bald\n', "- id: s-1\n  due_on: 2026-01-01  # bald\n"),
        ("- id: s-1\n  due:\n    2026-01-01\n  # danach\n", "- id: s-1\n  due_on:\n    2026-01-01\n  # danach\n"),
        ("- {due: 2026-01-01}\n", "- {due_on: 2026-01-01}\n"),
    ],
)
def test_a_renamed_field_keeps_its_place(old: str, new: str) -> None:
    frame = "schema: iza/case/{}\nagreement:\n  goals:\n    - steps:\n{}"
    before, after = (frame.format(number, "".join(f"        {line}\n" for line in text.splitlines()))
                     for number, text in ((0, old), (1, new)))  # fmt: skip
    assert lifted_text(before.encode(), "x.yaml") == after
