"""``iza consent``: by options, from a file and in a dialogue; revoked by number; listed for people and programs."""

from __future__ import annotations

from pathlib import Path

import casework
import pytest
from casework import CLIENT, DAYS, GUARDIAN, born, git
from terminal import Desk, Dialogue, write

from iza.app.office import Office
from iza.store.repository import Repository

PURPOSE = "Abstimmung der Schritte im Kurs"


@pytest.fixture
def office(county: Path) -> Office:
    return casework.office_in(county)


@pytest.fixture
def case(office: Office) -> str:
    return casework.active(office, CLIENT)


@pytest.fixture
def desk(county: Path, capfd: pytest.CaptureFixture[str]) -> Desk:
    return Desk(county, capfd)


def _given(desk: Desk, case: str, *words: str, code: int = 0) -> str:
    options = ("--data", "contact, Deutschkenntnisse", "--purpose", PURPOSE, "--signed-by", "client")
    return desk("consent", "give", case, "--partner", "sprachwerk", *options, *words, code=code).out


def test_options_are_enough(desk: Desk, case: str) -> None:
    assert "Sprachwerk" in _given(desk, case, "--partner", "vhs-albweil", "--on", "1.5.2026", "--until", "30.6.2026")
    first, second = desk.json("consent", "list", case)
    assert (first["partner"], second["partner"]) == ("sprachwerk", "vhs-albweil")
    assert first | {"id": ""} == {
        "number": 1, "id": "", "partner": "sprachwerk", "data": ["contact", "language_level"], "purpose": PURPOSE,
        "given_on": "2026-05-01", "valid_until": "2026-06-30", "signed_by": ["client"],
        "name": "Sprachwerk Neckarfurt e. V.", "state": "valid", "transmissions": [],
    }  # fmt: skip


def test_a_file_is_enough_and_options_come_first(desk: Desk, case: str, tmp_path: Path) -> None:
    record = {"partner": "sprachwerk", "data": ["contact"], "purpose": PURPOSE, "signed_by": ["client"]}
    source = write(tmp_path / "consent.yaml", {"consent": record})
    made = desk.json("consent", "give", case, "--from", source, "--data", "education")
    (known,) = Repository(desk.folder).case(case)["consents"]
    assert made == {"case": case, "consents": [known["id"]]}
    assert (known["data"], known["given_on"]) == (["education"], DAYS["today"])


def test_what_is_missing_is_asked_or_named(desk: Desk, case: str) -> None:
    done = desk("consent", "give", case, "--partner", "sprachwerk", "--data", "contact", "--signed-by", "client", code=2)
    assert "--from" in done.err
    for word, option in (("shoes", "--data"), ("mother", "--signed-by"), ("31.2.2026", "--on")):
        assert option in desk("consent", "give", case, option, word, code=2).err
    _given(desk, case, "--partner", "nobody", code=4)
    assert "consents" not in Repository(desk.folder).case(case)


def test_a_dialogue_asks_for_the_rest(county: Path, case: str) -> None:
    done = Dialogue(county, "consent", "give", case).answers(
        ("Partner", "Sprachwerk, jobcenter-albweil"), ("Data", "contact, goals: language"), ("Purpose", PURPOSE),
        ("valid until", "31.12.2026"),
    )  # fmt: skip
    assert done.code == 0, done.out
    one, two = Repository(county).case(case)["consents"]
    assert (one["partner"], two["partner"]) == ("sprachwerk", "jobcenter-albweil")
    assert (one["data"], one["given_on"]) == (["contact", "goals_language"], DAYS["today"])
    assert (one["valid_until"], one["signed_by"]) == ("2026-12-31", ["client"])
    more = Dialogue(county, "consent", "give", case, "--partner", "vhs-albweil", "--data", "contact", "--on", "1.5.2026")
    assert more.answers(("Purpose", PURPOSE), ("signed by", "client")).code == 0
    assert more.asked == ["Purpose (required)", "valid until (date)", "signed by (required, several with commas, [client])"]


def test_a_client_of_17_signs_even_where_the_guardian_did(county: Path, office: Office) -> None:
    case = casework.cleared(office, born("2009-01-10", guardian=GUARDIAN))
    head = git(county, "rev-parse", "HEAD")
    known = (("Partner", "vhs-albweil"), ("Data", "contact"), ("Purpose", PURPOSE))
    refused = Dialogue(county, "consent", "give", case).answers(*known, ("signed by", "guardian"))
    assert (refused.code, git(county, "rev-parse", "HEAD")) == (4, head)
    assert "sign themselves" in " ".join(refused.out.split())
    assert Dialogue(county, "consent", "give", case).answers(*known, ("signed by", "client, guardian")).code == 0


def test_a_revocation_by_number_stays_on_the_list(desk: Desk, case: str) -> None:
    _given(desk, case)
    _given(desk, case, "--on", "1.5.2026")
    done = desk("consent", "revoke", case, "1")
    assert "2026-05-04" in done.out
    assert done.err == ""  # nothing was passed on, and another consent covers the steps
    shown = desk("consent", "list", case).out
    assert "2 Sprachwerk" in shown
    assert "1 Sprachwerk" not in shown
    assert [one["state"] for one in desk.json("consent", "list", case, "--all")] == ["revoked", "valid"]
    assert "Revoked on  2026-05-04" in desk("consent", "list", case, "--all").out
    second = desk("consent", "revoke", case, desk.json("consent", "list", case)[0]["id"])
    assert "Step 1.1 is with Sprachwerk" in second.err
    assert "--all" in desk("consent", "list", case).err
    desk("consent", "revoke", case, "3", code=4)


def test_the_example_tells_who_received_what(example: Path, capfd: pytest.CaptureFixture[str]) -> None:
    desk = Desk(example, capfd, "2026-11-16")
    shown = desk("consent", "list", "JF2M", "--all").out
    assert "3 Ausländerbehörde Landkreis Albweil · revoked" in shown
    assert "Passed on   2025-10-20 Letter to a partner: contact details, goals: authorities and documents" in shown
    done = desk("consent", "revoke", "K2QF", "2")
    assert "2026-04-16 Letter to a partner" in done.err
    revoked = desk.json("consent", "revoke", "K2QF", "1")
    assert [one["document"] for one in revoked["transmissions"]] == ["partner-letter"]
    assert [one["name"] for one in desk.json("consent", "list", "K2QF")] == [
        "Stadt Albweil, Amt für Wohnen und Soziales", "Sprachwerk Neckarfurt e. V.",
    ]  # fmt: skip
