"""What stays in a case for life, falsified: held reviews, consents, what was passed on, decisions, signed versions."""

from __future__ import annotations

import re
from pathlib import Path

from tampering.by_hand import case_file, edit, finds, git, message, save, signed_case

_HELD = r"status: held\n"
_CONSENT = r"\nconsents:\n"
_PASSED_ON = r"\ntransmissions:\n"
_DECIDED = r"    decision:\n      result: agreement\n"


def open_case(folder: Path, wanted: str) -> Path:
    """A case that is not closed, with something in it."""
    return case_file(folder, rf"^(?!.*\nclosing:).*{wanted}")


@finds("V11", signed=True)
def who_was_at_a_held_review_changed(folder: Path) -> None:
    file = open_case(folder, rf"{_HELD}(?:    [^\n]*\n)*?        present: true")
    edit(folder, file, rf"({_HELD}(?:    [^\n]*\n)*?        present: )true", r"\1false", "the list was wrong\n")


@finds("V11")
def the_day_of_a_held_review_changed(folder: Path) -> None:
    file = open_case(folder, _HELD)
    edit(folder, file, rf"({_HELD}    held_on: \d{{4}}-\d\d)-\d\d", r"\1-28", message(file.stem, "case.edit"))


@finds("V11", signed=True)
def what_was_found_about_a_step_changed(folder: Path) -> None:
    file = open_case(folder, rf"{_HELD}.*?\n    steps:\n      s-\w+:\n        status: in_progress")
    edit(folder, file, r"(\n    steps:\n      s-\w+:\n        status: )in_progress", r"\1done", message(file.stem, "step.done"))


@finds("V11")
def a_held_review_planned_again(folder: Path) -> None:
    file = open_case(folder, _HELD)
    edit(folder, file, _HELD, "status: planned\n", message(file.stem, "review.schedule"))


@finds("V11", signed=True)
def a_held_review_taken_away(folder: Path) -> None:
    file = open_case(folder, _HELD)
    edit(folder, file, rf"  - id: r-\w+\n    planned_on: [^\n]*\n(?:    [^\n]*\n)*?    {_HELD}(?:    [^\n]*\n)*", "", "less\n")


@finds("V11", "V61")
def a_held_review_told_twice(folder: Path) -> None:
    file = open_case(folder, _HELD)
    text = file.read_text("utf-8")
    told = re.search(rf"  - id: r-\w+\n(?:    [^\n]*\n)*?    {_HELD}(?:    [^\n]*\n)*", text)
    assert told
    other = re.sub(r"(held_on: \d{4}-\d\d)-\d\d", r"\1-28", told[0], count=1)
    save(folder, file, text.replace(told[0], other + told[0]), "and another\n")


@finds("V16", signed=True)
def the_purpose_of_a_consent_changed(folder: Path) -> None:
    file = open_case(folder, _CONSENT)
    edit(folder, file, rf"({_CONSENT}.*?    purpose: )[^\n]*", r"\1alles", message(file.stem, "case.edit"))


@finds("V16")
def more_data_in_a_consent(folder: Path) -> None:
    file = open_case(folder, _CONSENT)
    edit(folder, file, rf"({_CONSENT}.*?    data:\n)", r"\1      - special_categories\n", message(file.stem, "consent.give"))


@finds("V16", signed=True)
def a_consent_taken_away(folder: Path) -> None:
    file = open_case(folder, _CONSENT)
    edit(folder, file, rf"{_CONSENT}(?:  [^\n]*\n)+", "\n", "less\n")


@finds("V16", "V12", signed=True)
def a_consent_taken_back_under_a_forged_undo(folder: Path) -> None:
    file = open_case(folder, _CONSENT)
    given = git(folder, "log", "-1", "--format=%H", "--grep=Iza-Action: consent.give", "--", str(file))
    assert given
    text = file.read_text("utf-8")
    less = re.sub(rf"{_CONSENT}(?:  [^\n]*\n)+", "\n", text, count=1)
    save(folder, file, less + "# and this\n", message(file.stem, "case.undo", undoes=git(folder, "rev-parse", f"{given}~1")))


@finds("V16")
def a_revocation_taken_away(folder: Path) -> None:
    file = case_file(folder, r"\n    revoked_on: ")
    edit(folder, file, r"\n    revoked_on: [^\n]*", "", "still holds\n")


@finds("V17", signed=True)
def what_was_passed_on_taken_away(folder: Path) -> None:
    file = open_case(folder, _PASSED_ON)
    edit(folder, file, rf"{_PASSED_ON}(?:  [^\n]*\n)+", "\n", message(file.stem, "case.edit"))


@finds("V17")
def what_was_passed_on_dated_otherwise(folder: Path) -> None:
    file = open_case(folder, _PASSED_ON)
    edit(folder, file, rf"""({_PASSED_ON}  - "?on"?: \d{{4}}-\d\d)-\d\d""", r"\1-28", message(file.stem, "letter.send"))


@finds("V18", signed=True)
def the_decision_turned_round(folder: Path) -> None:
    file = open_case(folder, _DECIDED)
    edit(folder, file, _DECIDED, "    decision:\n      result: no_agreement\n", message(file.stem, "clearing.decide"))


@finds("V18")
def the_reasons_of_a_decision_changed(folder: Path) -> None:
    file = open_case(folder, _DECIDED)
    edit(folder, file, rf"({_DECIDED}      reasons:\n)        - \w+", r"\1        - client_wish", "reasons\n")


@finds("V18", signed=True)
def a_decision_by_somebody_else(folder: Path) -> None:
    file = open_case(folder, _DECIDED)
    edit(folder, file, r"(      by: )\w+", r"\1brn", "it was Thomas\n")


@finds("V18")
def a_decision_taken_away(folder: Path) -> None:
    file = open_case(folder, _DECIDED)
    edit(folder, file, r"    decision:\n(?:      [^\n]*\n)+", "", message(file.stem, "case.edit"))


@finds("V18", signed=True)
def a_decision_made_later_than_it_was(folder: Path) -> None:
    file = open_case(folder, _DECIDED)
    edit(folder, file, r'(      "?on"?: \d{4}-\d\d)-\d\d(\n      told)', r"\1-28\2", message(file.stem, "agreement.sign"))


@finds("V05", signed=True)
def a_signed_version_changed_under_a_forged_undo(folder: Path) -> None:
    file = signed_case(folder)
    last = git(folder, "log", "-1", "--format=%H", "--grep=Iza-Action: agreement.sign", "--", str(file))
    edit(folder, file, r"\n      signed_on: [^\n]*", "", message(file.stem, "case.undo", undoes=last))


@finds("V07", signed=True)
def a_signature_by_somebody_else(folder: Path) -> None:
    file = signed_case(folder)
    edit(folder, file, r"        - role: mentor", "        - role: guardian", message(file.stem, "agreement.sign"))


@finds("V07")
def the_day_of_one_signature_moved(folder: Path) -> None:
    file = signed_case(folder)
    edit(folder, file, r"(          signed_on: '?\d{4}-\d\d)-\d\d", r"\1-28", message(file.stem, "case.edit"))


@finds("V61", "V05", signed=True)
def a_version_that_stands_twice(folder: Path) -> None:
    file = signed_case(folder)
    text = file.read_text("utf-8")
    version = re.search(r"    - number: 1\n(?:      [^\n]*\n)+", text)
    assert version
    other = re.sub(r"(      issued_on: \d{4}-\d\d)-\d\d", r"\1-01", version[0], count=1)
    save(folder, file, text.replace(version[0], version[0] + other), "another one\n")


@finds("V01", signed=True)
def terms_changed_in_a_review_that_makes_no_version(folder: Path) -> None:
    file = signed_case(folder)
    planned = re.search(r"  - id: (r-\w+)\n    planned_on: (\d{4}-\d\d-\d\d)\n(?:    [^\n]*\n)*?    status: planned", file.read_text())
    assert planned
    held = planned[0].replace("status: planned", f"status: held\n    held_on: {planned[2]}\n    result: continue")
    text = file.read_text("utf-8").replace(planned[0], held)
    text = re.sub(r"target_on: (\d{4})-\d\d-\d\d", r"target_on: \1-02-03", text, count=1)
    save(folder, file, text, message(file.stem, "review.hold", review=planned[1]))


@finds("V01", signed=True)
def terms_changed_under_the_name_of_a_migration(folder: Path) -> None:
    file = signed_case(folder)
    edit(folder, file, r"target_on: (\d{4})-\d\d-\d\d", r"target_on: \1-02-03", "x\n\nIza-Action: case.migrate\n")


@finds("V01", "V03", signed=True)
def terms_changed_under_the_name_of_a_beginning(folder: Path) -> None:
    file = signed_case(folder)
    edit(folder, file, r"target_on: (\d{4})-\d\d-\d\d", r"target_on: \1-02-03", "x\n\nIza-Action: init\n")
