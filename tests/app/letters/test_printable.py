"""What no document could print is found in the files, refused before it is frozen, and named when a paper fails."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import casework
import pytest
from casework import CLIENT, DAYS, at, commit_by_hand, refusal

from iza.app.letters import printable
from iza.app.lists.check import check, first_fault
from iza.app.lists.file_findings import Located
from iza.app.office import Office
from iza.app.procedure import agreement, goals_and_steps, review
from iza.errors import InvalidData
from iza.store.repository import Repository

Run = Callable[..., Any]
GRIN = "U+1F600 (GRINNING FACE)"
LARGE = 500_001


def found(office: Office, code: str) -> list[Located]:
    office = Office(Repository(office.repo.root), office.today, "kue")
    return [one for one in check(office) if one.finding.code == code]


def by_hand(folder: Path, path: str, old: str, new: str) -> None:
    text = (folder / path).read_text("utf-8")
    assert old in text
    (folder / path).write_text(text.replace(old, new, 1), "utf-8")


# -- iza check ----------------------------------------------------------------------------------------


def test_a_text_of_a_case_is_found_with_line_field_and_character(office: Office) -> None:
    case = casework.drafted(office, CLIENT)
    commit_by_hand(office.repo.root, case, "Kurs besuchen", "Kurs besuchen 😀")
    (one,) = found(office, "E70")
    assert one.finding.path == ("agreement", "goals", 0, "steps", 1, "text")
    assert GRIN in one.finding.message
    assert "Kurs" not in one.finding.message
    line = casework.case_text(office.repo.root, case).splitlines()[one.line - 1]
    assert "😀" in line


def test_every_kind_of_file_is_read(office: Office, iza: Run) -> None:
    root = office.repo.root
    by_hand(root, "iza.yaml", "department: Soziales", "department: 漢 Soziales")
    by_hand(root, "directory/partners.yaml", "name: ", "name: 😀 ")
    files = [one.file for one in found(office, "E70")]
    assert files == ["directory/partners.yaml", "iza.yaml"]
    shown = iza(root, "check", code=1).out
    assert "U+6F22 (CJK UNIFIED IDEOGRAPH-6F22)" in shown
    assert "letterhead.department" in shown
    assert "漢" not in shown
    fresh = Office(Repository(root), office.today, "kue")
    assert first_fault(fresh) is None  # the files themselves are sound


def test_an_escaped_character_is_found_too(office: Office) -> None:
    case = casework.drafted(office, CLIENT)
    commit_by_hand(office.repo.root, case, "text: Kurs besuchen", 'text: "Kurs \\U0001F600"')
    assert [GRIN in one.finding.message for one in found(office, "E70")] == [True]


def test_of_several_characters_one_is_named_so_that_no_name_can_be_read(office: Office) -> None:
    case = casework.drafted(office, CLIENT)
    commit_by_hand(office.repo.root, case, "given: ", "given: 王小明 ")
    (one,) = found(office, "E70")
    assert one.finding.message.count("U+") == 1
    assert not set("王小明") & set(one.finding.message)


def test_a_name_in_its_native_script_stays_as_it_is(office: Office) -> None:
    names = [*CLIENT["names"], {"kind": "native_script", "family": "தமிழ்"}]
    casework.drafted(office, CLIENT | {"names": names})
    assert found(office, "E70") == []


def test_what_the_documents_are_written_in_is_not_found(office: Office) -> None:
    case = casework.drafted(office, CLIENT)
    commit_by_hand(office.repo.root, case, "Kurs besuchen", "Kurs ☐ A\u0308pfel العربية ትግርኛ Їжак – ştê")
    assert found(office, "E70") == []


# -- before terms are frozen --------------------------------------------------------------------------


def test_terms_that_cannot_be_printed_are_not_issued(office: Office) -> None:
    case = casework.decided(office, CLIENT)
    now = at(office, DAYS["decided"])
    goals_and_steps.add_goal(now, case, casework.LANGUAGE_GOAL | {"indicator": "Zeugnis 漢字"})
    goals_and_steps.add_goal(now, case, casework.WORK_GOAL)
    with refusal(office, "Goal 1 · How will we know?: U+6F22"):
        agreement.issue(at(office, DAYS["issued"]), case)
    goals_and_steps.change_goal(now, case, "1", {"indicator": "Zeugnis liegt vor."})
    assert agreement.issue(at(office, DAYS["issued"]), case).data["version"] == 1


def test_whatever_stands_on_the_sheet_is_frozen_with_it(office: Office) -> None:
    case = casework.decided(office, CLIENT)
    now = at(office, DAYS["decided"])
    goals_and_steps.add_goal(now, case, casework.WORK_GOAL | {"steps": [casework.STEP | {"support": "Ordner 😀"}]})
    with refusal(office, f"Step 1.1 · Supported by: {GRIN}"):
        agreement.issue(at(office, DAYS["issued"]), case)
    goals_and_steps.change_step(now, case, "1.1", {"support": None, "note": "Ordner 😀"})
    assert agreement.issue(at(office, DAYS["issued"]), case).data["version"] == 1


def test_terms_that_a_review_changes_are_not_frozen_either(talk: Office, case: str) -> None:
    goals_and_steps.change_step(talk, case, "1.2", {"text": "Kurs besuchen 😀"})
    ending = review.Ending(next_on="2026-09-14", reason="Neuer Kurs.", untouched_ok=True)
    with refusal(talk, GRIN):
        review.hold(talk, case, {}, ending)
    goals_and_steps.change_step(talk, case, "1.2", {"text": "Kurs besuchen, täglich"})
    assert review.hold(talk, case, {}, ending).data["version"] == 2


# -- when a paper fails -------------------------------------------------------------------------------


def refused(office: Office, case: str, text: str) -> InvalidData:
    with pytest.raises(InvalidData) as caught:
        printable.refuse_paper(text, office.repo.case(case), office.repo.county)
    return caught.value


def test_a_paper_that_fails_names_the_fields(office: Office) -> None:
    case = casework.drafted(office, CLIENT)
    commit_by_hand(office.repo.root, case, "Kurs besuchen", "Kurs 😀")
    commit_by_hand(office.repo.root, case, "Lerngruppe", "Lerngruppe 漢")
    error = refused(office, case, "… Kurs 😀 …")
    assert error.message.startswith("Step 1.2 · ")
    assert GRIN in error.message
    told = " ".join((error.message, error.hint, *error.more))
    assert "U+6F22" not in told  # does not stand on this paper
    assert "Lerngruppe" not in told


def test_settings_and_directory_are_named_too(office: Office) -> None:
    case = casework.drafted(office, CLIENT)
    by_hand(office.repo.root, "iza.yaml", "department: Soziales", "department: 😀 Soziales")
    by_hand(office.repo.root, "directory/partners.yaml", "name: ", "name: 😀 ")
    office = Office(Repository(office.repo.root), office.today, "kue")
    error = refused(office, case, "😀")
    assert "iza.yaml: letterhead.department" in error.message
    assert "directory/partners.yaml: partners[1].name" in " ".join(error.more)


def test_a_character_of_the_template_is_left_to_the_layout(office: Office) -> None:
    case = casework.drafted(office, CLIENT)
    printable.refuse_paper("Vorlage 😀", office.repo.case(case), office.repo.county)


@pytest.mark.parametrize("form", ["pdf", "all"])
def test_rendering_says_where_to_mend(office: Office, iza: Run, form: str) -> None:
    case = casework.drafted(office, CLIENT)
    commit_by_hand(office.repo.root, case, "Kurs besuchen", "Kurs 😀")
    done = iza(office.repo.root, "agreement", "render", case, "--format", form, code=4)
    assert "1.2" in done.err
    assert GRIN in done.err
    assert list((office.repo.root / "output").glob("*")) == []


def test_markdown_is_written_all_the_same(office: Office, iza: Run) -> None:
    case = casework.drafted(office, CLIENT)
    commit_by_hand(office.repo.root, case, "Kurs besuchen", "Kurs 😀")
    assert "😀" in iza(office.repo.root, "agreement", "render", case, "--format", "md", "--output", "-").out


# -- the logo -----------------------------------------------------------------------------------------

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><rect width="10" height="10" fill="#1d4e6b"/></svg>'


def with_logo(office: Office, name: str = "templates/logo.svg") -> Path:
    by_hand(office.repo.root, "iza.yaml", "letterhead:\n", f"letterhead:\n  logo: {name}\n")
    (office.repo.root / "templates").mkdir(exist_ok=True)
    return office.repo.root / name


def test_a_sound_logo_is_taken(office: Office) -> None:
    with_logo(office).write_text(SVG, "utf-8")
    assert found(office, "E71") == []
    assert printable.logo(Repository(office.repo.root)).lstrip().startswith("<svg")


def test_a_logo_that_is_not_there_is_found_with_its_line(office: Office) -> None:
    with_logo(office)
    (one,) = found(office, "E71")
    assert (one.file, one.finding.path) == ("iza.yaml", ("letterhead", "logo"))
    assert "logo:" in (office.repo.root / "iza.yaml").read_text("utf-8").splitlines()[one.line - 1]


def test_a_logo_that_is_a_link_is_not_followed(office: Office, tmp_path: Path) -> None:
    (tmp_path / "elsewhere.svg").write_text(SVG, "utf-8")
    with_logo(office).symlink_to(tmp_path / "elsewhere.svg")
    assert len(found(office, "E71")) == 1


def test_a_logo_that_is_too_large_is_found(office: Office) -> None:
    place = with_logo(office)
    place.write_bytes(SVG.encode() + b" " * (LARGE - len(SVG)))
    (one,) = found(office, "E71")
    assert "500 kB" in one.finding.message


@pytest.mark.parametrize("content", ["no picture", SVG.replace("<rect", "<script>alert(1)</script><rect")])
def test_a_logo_that_is_no_harmless_picture_is_found(office: Office, content: str) -> None:
    with_logo(office).write_text(content, "utf-8")
    assert len(found(office, "E71")) == 1


@pytest.mark.parametrize("name", ["logo.svg", "templates/../../x.svg", "templates/logo.gif", "/etc/logo.png"])
def test_a_logo_lies_in_the_folder_of_templates(office: Office, name: str) -> None:
    with_logo(office, name) if name == "templates/logo.gif" else by_hand(
        office.repo.root, "iza.yaml", "letterhead:\n", f"letterhead:\n  logo: {name}\n"
    )
    assert [one.finding.path for one in found(office, "E64")] == [("letterhead", "logo")]


def test_a_pale_colour_is_found_with_its_ratio_and_line(office: Office, iza: Run) -> None:
    by_hand(office.repo.root, "iza.yaml", "color: '#1d4e6b'", "color: '#6d7780'")
    (one,) = found(office, "E72")
    assert "4.1 to 1" in one.finding.message
    assert "color" in (office.repo.root / one.file).read_text("utf-8").splitlines()[one.line - 1]
    assert "4,1" in iza(office.repo.root, "check", code=1).out
