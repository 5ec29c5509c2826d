"""Every version of every case of the example prints the same bytes, whatever an office does afterwards."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import NamedTuple

from casework import git
from random_office import play_with_git
from support import TODAY

from iza.app.changing import by_hand
from iza.app.letters import render
from iza.app.office import Office
from iza.model import lookup
from iza.model.case.agreement import Version
from iza.store.repository import Repository

ACTIONS = 200
LOGO = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><rect width="9" height="9"/></svg>'


class Sheet(NamedTuple):
    """A version as the record has it, its PDF (with its Markdown inside) and the name of its file."""

    record: Version
    pdf: bytes
    name: str


def sheets(root: Path, days: int) -> dict[tuple[str, int], Sheet]:
    """The sheets of all versions, printed some days after the day of the example."""
    office = Office(Repository(root), TODAY + timedelta(days=days), "kue")
    found = {}
    for case in office.repo.cases():
        for version in lookup.versions(case):
            made = render.paper(office, case["id"], "agreement", version=version["number"])
            assert made.notes == ()
            found[case["id"], version["number"]] = Sheet(version, made.content("pdf"), made.stem)
    return found


def printed(sheet: Sheet) -> dict[str, object]:
    """What of a record stands on the sheet; a reason may be translated later."""
    return {name: value for name, value in sheet.record.items() if name != "i18n"}


def everything_becomes_another(root: Path) -> None:
    """Names, birth dates, the directory, the settings, the county's own wording and its logo."""
    office = Office(Repository(root), TODAY, "kue")
    for case in office.repo.cases():
        client = case["client"]
        names = [{**name, "family": "Neu"} if name["kind"] == "official" else name for name in client["names"]]
        if "closing" not in case:
            by_hand.set_fields(office, case["id"], {"client": {**client, "names": names}})
    (root / "templates").mkdir(exist_ok=True)
    (root / "templates/signing.md.j2").write_text("{% macro signatures(people) %}{% endmacro %}", "utf-8")
    (root / "templates/logo.svg").write_text(LOGO, "utf-8")
    for path in (root / "iza.yaml", *(root / "directory").glob("*.yaml")):
        text = re.sub(r"(name|family|title): (?=[A-ZÄÖÜ])", r"\1: Neu ", path.read_text("utf-8")).replace("Landkreis", "Kreis")
        path.write_text(text.replace("letterhead:\n", "letterhead:\n  logo: templates/logo.svg\n"), "utf-8")
    git(root, "add", "-A")
    git(root, "commit", "-qm", "alles anders")


def test_every_sheet_stays_as_it_was_to_the_byte(example: Path) -> None:
    before = sheets(example, 0)
    assert len(before) == 19
    play_with_git(example, ACTIONS, Random(20261116))
    everything_becomes_another(example)
    after = sheets(example, 400)
    signed = {key for key, sheet in before.items() if "signed_on" in sheet.record}
    assert len(signed) >= 15
    same = {key for key in before if key in after and printed(after[key]) == printed(before[key])}
    assert signed <= same
    assert [key for key in same if (after[key].pdf, after[key].name) != (before[key].pdf, before[key].name)] == []
