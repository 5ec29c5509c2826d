"""What stands in a case, falsified in a commit."""

from __future__ import annotations

import re
from pathlib import Path

from iza.history.terms import terms_sha256
from iza.store.yaml.reader import read
from tampering.by_hand import case_file, edit, finds, git, message, save, signed_case


@finds("V01", "V02")
def a_signed_term_changed_under_a_harmless_action(folder: Path) -> None:
    file = signed_case(folder)
    edit(folder, file, r"due_on: (\d{4})-\d\d", r"due_on: \1-02", message(file.stem, "step.done"))


@finds("V01", signed=True)
def a_signed_term_changed_by_hand(folder: Path) -> None:
    file = signed_case(folder)
    edit(folder, file, r"target_on: (\d{4})-\d\d-\d\d", r"target_on: \1-02-03", "tidied up\n")


@finds("V01", "V15")
def a_goal_dropped_outside_a_review(folder: Path) -> None:
    file = signed_case(folder)
    edit(folder, file, r"(\n      target_on: .*?\n      status:) \w+", r"\1 dropped", message(file.stem, "goal.drop"))


@finds("V01", "V15", signed=True)
def a_step_cancelled_outside_a_review(folder: Path) -> None:
    file = signed_case(folder)
    edit(folder, file, r"(\n          status:) (?!cancelled)\w+", r"\1 cancelled", message(file.stem, "step.cancel"))


@finds("V06")
def a_signed_version_put_under_the_older_rule(folder: Path) -> None:
    file = signed_case(folder)
    edit(folder, file, r"\n      terms_rule: 2", "", message(file.stem, "case.edit"))


@finds("V01", "V15")
def a_signed_term_changed_behind_a_broken_version(folder: Path) -> None:
    file = signed_case(folder)
    text = file.read_text("utf-8")
    save(folder, file, text + "broken: [\n", "oops\n")
    save(folder, file, re.sub(r"due_on: (\d{4})-\d\d", r"due_on: \1-02", text, count=1), "mended\n")


@finds("V02", signed=True)
def a_name_changed_under_a_step(folder: Path) -> None:
    file = signed_case(folder)
    edit(folder, file, r"family: \w+", "family: Andere", message(file.stem, "step.block"))


@finds("V05")
def a_signed_version_taken_away(folder: Path) -> None:
    file = signed_case(folder)
    edit(folder, file, r"\n  versions:.*?\n(?=\S)", "\n", "less\n")


@finds("V05", signed=True)
def the_day_of_signing_moved(folder: Path) -> None:
    file = signed_case(folder)
    edit(folder, file, r"(      )signed_on: (\d{4})-(\d\d)-\d\d", r"\1signed_on: \2-\3-28", message(file.stem, "case.edit"))


@finds("V06")
def the_checksum_of_a_signed_version_altered(folder: Path) -> None:
    file = signed_case(folder)
    edit(folder, file, r"terms_sha256: [0-9a-f]{8}", "terms_sha256: 0badc0de", message(file.stem, "case.edit"))


@finds("V06", signed=True)
def terms_and_checksum_altered_together(folder: Path) -> None:
    file = signed_case(folder)
    text = re.sub(r"due_on: (\d{4})-\d\d", r"due_on: \1-02", file.read_text("utf-8"), count=1)
    digest = terms_sha256(read(text.encode(), "x"))  # type: ignore[arg-type]
    save(folder, file, re.sub("terms_sha256: [0-9a-f]{64}", f"terms_sha256: {digest}", text), message(file.stem, "case.edit"))


@finds("V07")
def a_signature_removed(folder: Path) -> None:
    file = signed_case(folder)
    edit(folder, file, r"        - role: mentor\n(          \S[^\n]*\n)+", "", message(file.stem, "case.edit"))


@finds("V08", signed=True)
def versions_reordered(folder: Path) -> None:
    file = case_file(folder, r"number: 1\n.*number: 2\n")
    text = file.read_text("utf-8")
    one, two = re.findall(r"    - number: \d+\n(?:      [^\n]*\n)+", text)[:2]
    save(folder, file, text.replace(one + two, two + one), "sorted\n")


@finds("V09")
def a_case_deleted(folder: Path) -> None:
    file = signed_case(folder)
    git(folder, "rm", "-q", "--", str(file))
    git(folder, "commit", "-q", "-m", "less")


@finds("V10", signed=True)
def a_case_swapped(folder: Path) -> None:
    one, two = sorted(folder.glob("cases/*/*.yaml"))[:2]
    save(folder, one, two.read_text("utf-8"), message(one.stem, "case.edit"))


@finds("V03")
def a_case_changed_under_the_id_of_another(folder: Path) -> None:
    one, two = sorted(folder.glob("cases/*/*.yaml"))[:2]
    edit(folder, one, r"family: \w+", "family: Andere", message(two.stem, "case.edit"))


@finds("V11", signed=True)
def the_result_of_a_review_changed(folder: Path) -> None:
    file = case_file(folder, r"status: held.*result: continue")
    edit(folder, file, "result: continue", "result: end", message(file.stem, "case.edit"))


@finds("V04")
def a_review_without_its_change_set(folder: Path) -> None:
    file = signed_case(folder)
    said = message(file.stem, "review.hold", review="r-zzzz")
    edit(folder, file, r"family: \w+", "family: Andere", said)


@finds("V12", signed=True)
def a_closing_that_closes_nothing(folder: Path) -> None:
    file = signed_case(folder)
    save(folder, file, file.read_text("utf-8") + "# nothing\n", message(file.stem, "close"))


@finds("V13")
def an_action_that_does_not_exist(folder: Path) -> None:
    file = signed_case(folder)
    edit(folder, file, r"family: \w+", "family: Andere", message(file.stem, "case.improve"))


@finds("V12", signed=True)
def an_undo_that_does_something_else(folder: Path) -> None:
    file = signed_case(folder)
    last = git(folder, "log", "-1", "--format=%H", "--", str(file))
    edit(folder, file, r"family: \w+", "family: Andere", message(file.stem, "case.undo", undoes=last))


@finds("V02")
def a_migration_that_smuggles(folder: Path) -> None:
    file = signed_case(folder)
    edit(folder, file, r"family: \w+", "family: Andere", "format\n\nIza-Action: case.migrate\n")


@finds("V14", signed=True)
def a_shape_nothing_can_be_read_from(folder: Path) -> None:
    file = signed_case(folder)
    edit(folder, file, r"\nreviews:.*?\n(?=\S)", "\nreviews: 7\n", "numbers\n")
