"""Which case somebody means, where its file lies, and what leads out of the repository."""

from __future__ import annotations

import random
import subprocess
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iza.errors import GitError, IzaError, NotFound
from iza.plaintext import plain
from iza.store import case_ids
from iza.store.case_ids import ALPHABET, new_case_id, path_of
from iza.store.files import fingerprint
from iza.store.message import Message
from iza.store.repository import Repository
from iza.store.work_tree import find_root

CASES = ("F-8QK2-7MX4", "F-8QK3-0000", "F-FABC-D123", "F-ABCD-E000", "F-0110-1000", "F-RF00-0000", "F-7777-7777")


@pytest.fixture
def repo(tmp_path: Path) -> Repository:
    for case_id in CASES:
        place = tmp_path / path_of(case_id)
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(f"id: {case_id}\n", "utf-8")
    (tmp_path / "iza.yaml").write_text("schema: iza/settings/1\n", "utf-8")
    subprocess.run(["git", "init", "-q", tmp_path], check=True)
    subprocess.run(["git", "add", "."], cwd=tmp_path, check=True)
    subprocess.run(["git", "commit", "-qm", "x"], cwd=tmp_path, check=True)
    return Repository(tmp_path)


# -- ids -------------------------------------------------------------------------------------------------


def test_a_new_id_is_random_and_checks_itself() -> None:
    dice = random.Random(1)
    ids = {new_case_id(dice.choice) for _ in range(500)}
    assert len(ids) == 500
    for case_id in ids:
        assert case_ids.is_valid(case_id)
        assert case_ids.has_form(case_id)
        body = case_id.replace("-", "")[1:]
        place = dice.randrange(8)
        slip = dice.choice([letter for letter in ALPHABET if letter != body[place]])
        assert not case_ids.is_valid(case_ids.shown(body[:place] + slip + body[place + 1 :]))


def test_neighbours_changed_over_are_noticed() -> None:
    dice = random.Random(2)
    missed = total = 0
    for _turn in range(300):
        body = new_case_id(dice.choice).replace("-", "")[1:]
        for place in range(7):
            turned = body[:place] + body[place + 1] + body[place] + body[place + 2 :]
            if turned != body:
                total += 1
                missed += case_ids.is_valid(case_ids.shown(turned))
    assert missed / total < 0.01


def test_inner_ids_are_not_taken_twice() -> None:
    taken = {"g-0000", "g-0001"}
    letters = iter("0000" + "0001" + "0002")
    assert case_ids.new_inner_id("g", taken, lambda _alphabet: next(letters)) == "g-0002"


@pytest.mark.parametrize("text", ["F-8QK2-7MX4 ", "f-8qk2-7mx4", "8QK2-7MX4", "F-8QK27MX4", "F-8OK2-7MX4", "F-8QK2-7MX", "", "F-"])
def test_only_the_form_shown_has_the_form(text: str) -> None:
    assert not case_ids.has_form(text)
    assert not case_ids.is_valid(text)


# -- which case ------------------------------------------------------------------------------------------

MEANT = {
    "F-8QK2-7MX4": "F-8QK2-7MX4", "f-8qk2-7mx4": "F-8QK2-7MX4", " 8qk27mx4\n": "F-8QK2-7MX4", "8QK2 7MX4": "F-8QK2-7MX4",
    "F8QK27MX4": "F-8QK2-7MX4", "8QK2": "F-8QK2-7MX4", "F-8QK2": "F-8QK2-7MX4", "f8qk2": "F-8QK2-7MX4", "8-Q-K-2": "F-8QK2-7MX4",
    "F-8QK2-7MX": "F-8QK2-7MX4", "F8QK27MX": "F-8QK2-7MX4", "FABC-D123": "F-FABC-D123", "FABCD123": "F-FABC-D123",
    "FABCD": "F-ABCD-E000", "F-FABC": "F-FABC-D123", "F-ABC": "F-ABCD-E000", "FFABC": "F-FABC-D123", "FABCD1": "F-FABC-D123",
    "oLiO": "F-0110-1000", "O11O-IOOO": "F-0110-1000", "F-OLIO": "F-0110-1000", "7": "F-7777-7777", "RF": "F-RF00-0000",
}  # fmt: skip


@pytest.mark.parametrize("text", [key for key in MEANT if key != "FABCD"])
def test_which_case_somebody_means(repo: Repository, text: str) -> None:
    assert repo.resolve(text) == MEANT[text]


@pytest.mark.parametrize(
    ("text", "cases"),
    [("8QK", "F-8QK2-7MX4, F-8QK3-0000"), ("f8qk", "F-8QK2-7MX4, F-8QK3-0000"), ("FAB", "F-ABCD-E000, F-FABC-D123"),
     ("FABCD", "F-ABCD-E000, F-FABC-D123"), ("F", "F-FABC-D123")],
)  # fmt: skip
def test_a_beginning_of_several_names_them(repo: Repository, text: str, cases: str) -> None:
    if "," not in cases:
        assert repo.resolve(text) == cases
        return
    with pytest.raises(NotFound) as caught:
        repo.resolve(text)
    assert caught.value.message.endswith(f"fits several cases: {cases}.")


HOSTILE = (
    "..", "../../etc/passwd", "F-../..", "cases/8Q/F-8QK2-7MX4", "F-8QK2-7MX4.yaml", "F-8QK2-7MX4\nF-8QK3", "8QK2\x00", "-rf", "--",
    "-8QK2", "٨QK2", "F-8QK2/7MX4", "F-8QK2\\7MX4", "*", "8QK?", "[8]", "", " ", "F-", "$(id)", "`id`", "8QK2;ls", "~",
    "F-8QK2-7MX4-9", "8QK2\u202e", "ſQK2", "ⅧQK2", "HEAD:x", ":(top)", "%2e%2e", "F-8QK2-7MX4\x1b[2J", "U777", "ßQK2",
)  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_ids_are_no_ids_and_are_not_repeated(repo: Repository, text: str) -> None:
    with pytest.raises(NotFound) as caught:
        repo.resolve(text)
    assert caught.value.exit_code == 4
    assert caught.value.message == "There is no case with the id …."


NAMES = ("Amal", "Amal1995", "Rami Alhamdo", "Rami-2002", "Farid 1990", "F. Hadad", "17.05.1995", "1995-05-17", "0173 123456", "Frank")


@pytest.mark.parametrize("text", NAMES)
def test_a_name_typed_as_an_id_is_not_repeated(repo: Repository, text: str) -> None:
    with pytest.raises(NotFound) as caught:
        repo.resolve(text)
    assert text not in f"{caught.value.message} {caught.value.hint}"
    assert "…" in caught.value.message


def test_an_id_of_no_case_is_repeated_as_it_is_shown(repo: Repository) -> None:
    valid = new_case_id(random.Random(3).choice)
    with pytest.raises(NotFound, match=r"the id …\.$"):
        repo.resolve(valid.replace("-", "")[1:])  # it might be a date of birth
    for text in (valid, valid.lower(), f" {valid.replace('-', '').replace('F', 'F-', 1)}"):
        with pytest.raises(NotFound, match=rf"^There is no case with the id {valid}\.$") as caught:
            repo.resolve(text)
        assert "iza find" in caught.value.hint
    wrong = valid[:-1] + ("0" if valid[-1] != "0" else "1")
    with pytest.raises(NotFound, match=rf"^There is no case with the id {wrong}\.$") as caught:
        repo.resolve(wrong)
    assert "check character" in caught.value.hint


@given(st.text(max_size=14))
def test_any_text_is_a_case_or_a_sentence(text: str) -> None:
    class Three(Repository):
        def case_paths(self, folder: str = "cases") -> list[str]:
            return [path for path in map(path_of, CASES) if path.startswith(f"{folder}/")]

        def _exists(self, case_id: str) -> bool:
            return case_id in CASES

        def _refuse_missing(self, *_ids: object) -> None:
            """There is no git to ask what else there should be."""

    try:
        told = Three(Path("/nowhere")).resolve(text)
    except NotFound as error:
        told = error.message
    assert told in CASES or " fits several cases: F-" in told or told == "There is no case with the id …."
    bare = plain("".join(text.split()))  # spaces, dashes and full-width forms come along when an id is copied
    assert told not in CASES or bare.isascii()


# -- where files lie ---------------------------------------------------------------------------------------


def test_the_path_follows_from_the_id() -> None:
    assert path_of("F-8QK2-7MX4") == "cases/8Q/F-8QK2-7MX4.yaml"


def test_the_repository_is_found_from_inside(repo: Repository) -> None:
    assert find_root(repo.root / "cases/8Q") == repo.root


def test_no_repository_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match=r"^No case repository here: iza\.yaml is missing") as caught:
        find_root(tmp_path)
    assert "iza init" in caught.value.hint


def test_editor_leftovers_and_foreign_files_are_no_cases(repo: Repository) -> None:
    for name in (".F-8QK2-7MX4.yaml.swp", "F-8QK2-7MX4.yaml~", ".#F-8QK2-7MX4.yaml", "notes.txt", ".iza-abc.yaml"):
        (repo.root / "cases/8Q" / name).write_text("x", "utf-8")
    assert tuple(repo.case_ids()) == tuple(sorted(CASES))


def test_a_case_that_is_gone_is_not_found(repo: Repository) -> None:
    with pytest.raises(NotFound, match=r"^F-0000-0000\.yaml does not exist\.$"):
        repo.case("F-0000-0000")


def _link(repo: Repository, what: str, elsewhere: Path) -> None:
    """Put a link where a file or a folder of the repository was."""
    place = repo.root / what
    elsewhere.mkdir(exist_ok=True)
    target = elsewhere / "target"
    place.rename(target)
    place.symlink_to(target)


@pytest.mark.parametrize("what", ["cases/8Q/F-8QK2-7MX4.yaml", "cases/8Q", "cases"])
def test_links_are_not_followed(repo: Repository, what: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    _link(repo, what, elsewhere)
    before = {path: path.read_bytes() for path in elsewhere.rglob("*") if path.is_file()}
    path = path_of("F-8QK2-7MX4")
    seen = fingerprint(b"id: F-8QK2-7MX4\n")
    with pytest.raises(GitError, match=rf"^{what} is a link"):
        repo.case("F-8QK2-7MX4")
    with pytest.raises(GitError, match=rf"^{what} is a link"):
        repo.open(path)
    for name, known in ((path, seen), (path_of("F-8Q00-0000"), None)):
        if known or what != path:
            with pytest.raises(GitError, match=rf"^{what} is a link"):
                repo.save(name, "id: x\n", known, Message("x", "x"))
    assert {path: path.read_bytes() for path in elsewhere.rglob("*") if path.is_file()} == before


def test_a_broken_link_is_not_written_through(repo: Repository) -> None:
    path = path_of("F-8Q00-0000")
    (repo.root / path).symlink_to(repo.root / "nowhere")
    with pytest.raises(GitError, match="is a link"):
        repo.save(path, "id: x\n", None, Message("x", "x"))
    assert not (repo.root / "nowhere").exists()


def test_a_repository_reached_by_a_link_is_one(repo: Repository, tmp_path_factory: pytest.TempPathFactory) -> None:
    link = tmp_path_factory.mktemp("elsewhere") / "link"
    link.symlink_to(repo.root)
    reached = Repository(find_root(link))
    assert reached.case("F-8QK2-7MX4") == {"id": "F-8QK2-7MX4"}


def test_a_folder_named_like_a_case_is_one_sentence(repo: Repository) -> None:
    (repo.root / path_of("F-7777-7777")).unlink()
    (repo.root / path_of("F-7777-7777")).mkdir()
    with pytest.raises((IzaError, IsADirectoryError)):
        repo.case("F-7777-7777")


def test_a_directory_file_that_is_missing_is_empty(repo: Repository) -> None:
    assert repo.county.partners == {}


def test_no_case_is_readable_by_others_after_a_write(repo: Repository) -> None:
    path = path_of("F-8QK2-7MX4")
    (repo.root / path).chmod(0o644)
    repo.save(path, "id: other\n", fingerprint(b"id: F-8QK2-7MX4\n"), Message("x", "x"))
    assert (repo.root / path).stat().st_mode & 0o777 == 0o600
    assert repo.private.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("trouble", ["misplaced", "link", "gone"])
def test_one_case_in_the_wrong_place_hides_no_other(example: Path, iza: Any, trouble: str) -> None:
    place = example / path_of("F-X74V-96SG")
    elsewhere = example / "cases/ZZ/F-X74V-96SG.yaml"
    elsewhere.parent.mkdir()
    place.rename(elsewhere)
    if trouble == "link":
        place.symlink_to(elsewhere)
    if trouble == "gone":
        elsewhere.unlink()
        place.symlink_to("nowhere")
    listed = iza(example, "list", "--all")
    assert listed.out.count("\nF-") == 18
    assert ("F-X74V-96SG" in listed.err) is True
    told = iza(example, "check", code=1).out
    assert "E68" in told or "E66" in told
    assert "F-X74V-96SG" in told


PASTED = (
    "F\u20118QK2\u20117MX4", "F\u20138QK2\u20137MX4", "F\u22128QK2\u22127MX4", "f\u20148qk2\u20157mx4", "F\u00ad8QK2\u00ad7MX4",
    "F\uff0d8QK2\uff0d7MX4", "Ｆ－８ＱＫ２－７ＭＸ４", "F-8QK2\u00a07MX4", "F-\u200b8QK2-\u20607MX4\u200d", "\u2068F-8QK2-7MX4\u2069",
    "„F-8QK2-7MX4“", "»F-8QK2-7MX4«", "(F-8QK2-7MX4)", "[F-8QK2-7MX4]", "<F-8QK2-7MX4>", "F-8QK2-7MX4.", "F-8QK2-7MX4,", "8QK2.",
    "Fall F-8QK2-7MX4", "Fall: F–8QK2–7MX4.", "fall 8QK2-7MX4", "Fall\u00a08qk27mx4", "Az. F-8QK2-7MX4", "Aktenzeichen: F-8QK2",
    "Case F\u20128QK2\u20127MX4", "'8qk2'", "\ufeffF-8QK2-7MX4", "F\u2011\u202f8QK2\u2011\u20097MX4", "F-8QK2-7MX4 ", "８QK2",
)  # fmt: skip


@pytest.mark.parametrize("text", PASTED)
def test_an_id_is_found_as_it_comes_out_of_a_mail(repo: Repository, text: str) -> None:
    assert repo.resolve(text) == "F-8QK2-7MX4"


@pytest.mark.parametrize(
    ("text", "meant"),
    [("g\u20117k3m", "g-7k3m"), ("G-7K3M", "g-7k3m"), ("g-7kOl", "g-7k01"), ("Ziel 2", "2"), ("Schritt 2.1", "2.1"), ("2.1.", "2.1"),
     ("„2.1“", "2.1"), ("２.１", "2.1"), ("s–\u200b7k3m", "s-7k3m"), ("Einwilligung: e-7k3m", "e-7k3m"), ("Zielgruppe", "Zielgruppe")],
)  # fmt: skip
def test_what_stands_in_a_case_is_meant_as_loosely(text: str, meant: str) -> None:
    assert case_ids.inner(text) == meant
