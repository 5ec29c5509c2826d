"""Cases deleted, brought back, moved, copied and hidden."""

from __future__ import annotations

import re
from pathlib import Path

from iza.history.terms import terms_sha256
from iza.store.yaml.reader import read
from tampering.by_hand import edit, finds, git, message, save, signed_case


def falsified(text: str) -> str:
    """A case with another term in it and a checksum that fits."""
    text = re.sub(r"target_on: (\d{4})-\d\d-\d\d", r"target_on: \1-02-03", text, count=1)
    digest = terms_sha256(read(text.encode(), "x"))  # type: ignore[arg-type]
    return re.sub("(terms_sha256: )[0-9a-f]{64}", rf"\g<1>{digest}", text)


def put(folder: Path, name: str, text: str, said: str) -> None:
    """Commit a file at any place."""
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    save(folder, folder / name, text, said)


def gone(folder: Path, file: Path, said: str = "less\n") -> None:
    """Commit that a file is deleted."""
    git(folder, "rm", "-q", "--", str(file))
    git(folder, "commit", "-q", "-F", "-", stdin=said)


@finds("V09", signed=True)
def a_case_deleted_under_the_word_erase(folder: Path) -> None:
    file = signed_case(folder)
    gone(folder, file, message(file.stem, "erase"))


@finds("V09", "V13", "V19", "V06", signed=True)
def a_case_erased_and_made_again_with_other_terms(folder: Path) -> None:
    file = signed_case(folder)
    text = file.read_text("utf-8")
    gone(folder, file, message(file.stem, "erase"))
    put(folder, str(file.relative_to(folder)), falsified(text), message(file.stem, "clearing.create"))


@finds("V09", "V19", "V05")
def a_case_that_comes_back_without_its_agreement(folder: Path) -> None:
    file = signed_case(folder)
    text = re.sub(r"\n  versions:.*?\n(?=\S)", "\n", file.read_text("utf-8"), count=1, flags=re.DOTALL)
    gone(folder, file)
    save(folder, folder / "README.md", "in between\n", "in between\n")
    put(folder, str(file.relative_to(folder)), text, "back again\n")


@finds("V09", "V19", "V01", signed=True)
def a_case_that_comes_back_on_another_branch(folder: Path) -> None:
    file = signed_case(folder)
    text = re.sub(r"target_on: (\d{4})-\d\d-\d\d", r"target_on: \1-02-03", file.read_text("utf-8"), count=1)
    gone(folder, file)
    git(folder, "switch", "-qc", "side")
    put(folder, str(file.relative_to(folder)), text, "back again\n")
    git(folder, "switch", "-q", "main")
    save(folder, folder / "README.md", "in between\n", "in between\n")
    git(folder, "merge", "-q", "--no-ff", "-m", "merged", "side")


@finds("V05", signed=True)
def a_signed_version_changed_while_the_file_is_moved(folder: Path) -> None:
    file = signed_case(folder)
    (folder / "cases/ZZ").mkdir()
    git(folder, "mv", str(file.relative_to(folder)), f"cases/ZZ/{file.name}")
    edit(folder, folder / f"cases/ZZ/{file.name}", r"(      )signed_on: (\d{4}-\d\d)-\d\d", r"\1signed_on: \2-28", "tidied up\n")


@finds("V60", "V01", signed=True)
def a_copy_that_hides_a_change(folder: Path) -> None:
    file = signed_case(folder)
    text = file.read_text("utf-8")
    (folder / "cases/ZZ").mkdir()
    (folder / f"cases/ZZ/{file.name}").write_text(text, "utf-8")
    git(folder, "add", "cases/ZZ")
    edit(folder, file, r"target_on: (\d{4})-\d\d-\d\d", r"target_on: \1-02-03", message(file.stem, "case.edit"))


@finds("V60", "V06", "V09", signed=True)
def a_falsified_copy_that_takes_the_place(folder: Path) -> None:
    file = signed_case(folder)
    put(folder, f"cases/ZZ/{file.name}", falsified(file.read_text("utf-8")), "a copy\n")
    gone(folder, file)


@finds("V62", "V09", signed=True)
def a_case_under_another_name(folder: Path) -> None:
    file = signed_case(folder)
    git(folder, "mv", str(file.relative_to(folder)), f"cases/{file.parent.name}/old.yaml")
    git(folder, "commit", "-qm", "put away")


@finds("V62")
def a_case_outside_of_its_folder(folder: Path) -> None:
    put(folder, "archive/case.yml", signed_case(folder).read_text("utf-8"), "put away\n")


@finds("V10", signed=True)
def a_case_behind_another_one(folder: Path) -> None:
    file = signed_case(folder)
    text = file.read_text("utf-8")
    edit(folder, file, r"\nid: F-\w{4}", "\nid: F-0000", "x\n")
    save(folder, file, text.replace("family: ", "family: X", 1), "y\n")


@finds("V05", "V10")
def what_was_signed_changed_behind_another_case(folder: Path) -> None:
    file = signed_case(folder)
    text = file.read_text("utf-8")
    edit(folder, file, r"\nid: F-\w{4}", "\nid: F-0000", "x\n")
    save(folder, file, re.sub(r"(      )signed_on: (\d{4}-\d\d)-\d\d", r"\1signed_on: \2-28", text, count=1), "y\n")
