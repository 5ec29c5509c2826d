"""Notice, consent, release, transfer: what stands there, what never does, who signs, what has to be set."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import polib
import pytest
from consent_samples import PRIVACY, county, data, matches_snapshot, page_count, sample, text, view
from wordings import TEMPLATES, sources

from iza.app.letters.papers.kinds import kind
from iza.app.letters.papers.wording import Wording
from iza.documents import catalogue, sandbox
from iza.documents.bilingual import Tongue, pair
from iza.errors import InvalidData

SHEETS = ("privacy-notice", "consent", "release", "transfer-consent")
TO_SIGN = SHEETS[1:]
# Of the sample: protected address, private telephone, priority, notes, household, residence, the health situation.
NEVER = (
    "Geheimweg", "Verborgen", "0160", "privat@example.org", "Vorrang", "interne Notiz", "interner Vermerk",
    "Nur für die Akte", "permit", "Flüchtling", "levantinisch", "zu viert", "0170", "2001", "Al-Hamdo",
)  # fmt: skip


def rows(markdown: str, start: str) -> list[str]:
    """The lines of the tables that begin with a cell."""
    return [line for line in markdown.splitlines() if line.startswith(f"| {start}")]


@pytest.mark.parametrize("name", SHEETS)
@pytest.mark.parametrize("case", ["rami", "selam"])
def test_wording(name: str, case: str) -> None:
    assert matches_snapshot(f"{name}-{case}", text(name, view(sample(case))))


@pytest.mark.parametrize("name", SHEETS)
def test_never_printed(name: str) -> None:
    markdown = text(name, view(sample()))
    assert [word for word in NEVER if word in markdown] == []


@pytest.mark.parametrize("name", SHEETS)
def test_at_most_two_pages(name: str) -> None:
    assert page_count(text(name, view(sample()))) <= 2


@pytest.mark.parametrize("name", SHEETS)
def test_the_second_language_has_the_same_blocks(name: str, tmp_path: Path) -> None:
    """Every fixed text translated, none of the case: the two still pair, and all German stays."""
    whole = polib.POFile()
    for message in sources():
        if message.id:
            whole.append(polib.POEntry(msgid=message.id, msgstr=f"Ж {message.id}"))
    (tmp_path / "languages").mkdir()
    whole.save(str(tmp_path / "languages" / "uk.po"))
    other = Wording(catalogue.load("uk", [tmp_path]))
    said = {"translation": {"draft": True, "oral": True}}
    german = sandbox.render(kind(name).template, data(name, view(sample())) | said, [TEMPLATES])
    second = sandbox.render(
        kind(name).template, data(name, view(sample(), wording=other)) | said, [tmp_path, TEMPLATES], "uk"
    )
    paired = pair(german, second, Tongue("uk", rtl=False))
    assert "Ж " in paired
    headings = re.findall(r"^#+ .*$", german, re.MULTILINE)
    assert [line for line in headings if line not in paired] == []


# -- the notice ---------------------------------------------------------------------------------------


def test_notice_says_what_the_county_set() -> None:
    markdown = text("privacy-notice", view(sample()))
    assert [said for said in PRIVACY.values() if said not in markdown] == []
    assert "Landkreis Albweil, Sozialdienst für geflüchtete Menschen, Marktstraße 12, 72999 Albweil" in markdown


def test_notice_names_no_person() -> None:
    assert "ALHAMDO" not in text("privacy-notice", view(sample())).upper()


@pytest.mark.parametrize("name", PRIVACY)
def test_notice_invents_nothing(name: str) -> None:
    left = {key: value for key, value in PRIVACY.items() if key != name}
    with pytest.raises(InvalidData, match=rf"iza\.yaml.*privacy\.{name}\)"):
        data("privacy-notice", view(sample(), county(privacy=left)))


@pytest.mark.parametrize("name", SHEETS)
def test_the_address_of_the_service_is_needed(name: str) -> None:
    with pytest.raises(InvalidData, match=r"letterhead\.street"):
        data(name, view(sample(), county(letterhead={"county": "Landkreis Albweil"})))


def test_texts_of_the_county_are_said_orally_unless_its_catalogue_has_them() -> None:
    bare = Wording(catalogue.Catalogue("uk"))
    data("privacy-notice", view(sample(), wording=bare))
    assert bare.oral
    whole = Wording(catalogue.Catalogue("uk", {said: f"Ж {said}" for said in PRIVACY.values()}))
    found = data("privacy-notice", view(sample(), wording=whole))
    assert found["privacy"]["storage"] == f"Ж {PRIVACY['storage']}"
    assert not whole.oral


# -- the consent ----------------------------------------------------------------------------------------


def consent_rows(case: Any, **changes: Any) -> list[dict[str, Any]]:
    return list(data("consent", view(case, **changes))["plain"])


def test_what_holds_and_what_is_missing_are_rows() -> None:
    """The partners with a consent, and the school of the offer, whose consent was revoked."""
    found = [(row["partner"], row["since"], row["until"]) for row in consent_rows(sample())]
    assert found == [
        ("Handwerkskammer Neckarweil", "18.03.2026", ""),
        ("Jobcenter Landkreis Albweil", "18.03.2026", "18.03.2027"),
        ("Volkshochschule Albweil", "", ""),
    ]


def test_proposed_are_contact_and_the_goals_of_the_partners_steps() -> None:
    row = consent_rows(sample())[-1]
    assert row["data"] == ["Kontaktdaten", "Ziele: Sprache"]
    assert row["purpose"] == "Kurs regelmäßig besuchen"


def test_only_what_is_not_agreed_to_yet_is_proposed() -> None:
    case = sample()
    case["consents"][0]["data"] = ["goals_training"]
    found = [row for row in consent_rows(case) if row["partner"] == "Handwerkskammer Neckarweil"]
    assert [row["data"] for row in found] == [["Ziele: Ausbildung und Studium"], ["Kontaktdaten"]]


def test_expired_and_revoked_consents_are_no_rows() -> None:
    found = consent_rows(sample(), day="2027-04-01")
    assert [row["partner"] for row in found if row["since"]] == ["Handwerkskammer Neckarweil"]


def test_steps_that_are_done_need_no_consent() -> None:
    case = sample()
    case["agreement"]["goals"][1]["steps"][0]["status"] = "done"
    assert [row for row in consent_rows(case) if not row["since"]] == []


def test_no_consent_is_asked_for_where_a_statute_allows_it() -> None:
    of = county()
    of.partners["vhs"]["data_basis"] = "statutory"
    assert [row for row in data("consent", view(sample(), of))["plain"] if not row["since"]] == []


def test_partners_who_left_are_not_proposed() -> None:
    of = county()
    of.partners["vhs"]["active_until"] = "2026-03-01"
    assert [row for row in data("consent", view(sample(), of))["plain"] if not row["since"]] == []


def test_health_stands_apart_with_its_own_yes() -> None:
    case = sample()
    step = case["agreement"]["goals"][2]["steps"][0]
    step["responsible"] = {"role": "partner", "ref": "vhs"}
    case["consents"].append(
        {"id": "e-1a1a", "partner": "jobcenter", "data": ["contact", "goals_health", "special_categories"],
         "purpose": "Abstimmung", "given_on": "2026-03-20"}
    )  # fmt: skip
    found = data("consent", view(case))
    special = [(row["partner"], row["data"], row["purpose"]) for row in found["special"]]
    both = ["Ziele: Gesundheit", "besondere Kategorien (Art. 9 DSGVO)"]
    assert sorted(special) == [
        ("Jobcenter Landkreis Albweil", both, "Abstimmung"),
        ("Volkshochschule Albweil", both, "Praxis mit passender Sprache suchen"),
    ]
    assert "Gesundheit" not in str(found["plain"])
    assert "## Besonders geschützte Angaben" in text("consent", view(case))


def test_without_health_no_row_asks_for_it() -> None:
    assert "Gesundheit" not in text("consent", view(sample()))


def test_no_box_is_ticked_before() -> None:
    markdown = text("consent", view(sample()))
    assert "☒" not in markdown
    assert markdown.count("| ☐ | ☐ |") == len(consent_rows(sample()))


def test_before_any_goal_lines_stay_free() -> None:
    case = sample()
    del case["agreement"], case["consents"]
    assert text("consent", view(case)).count("| ____________ | ____________ | ____________ | ________ | ☐ | ☐ |") == 3


@pytest.mark.parametrize("name", TO_SIGN)
def test_voluntary_revocable_and_where_to_revoke(name: str) -> None:
    markdown = text(name, view(sample()))
    for said in ("freiwillig", "keine Nachteile", "Ohne Einwilligung", "jederzeit für die Zukunft widerrufen",
                 "Marktstraße 12, 72999 Albweil", "sozialdienst@landkreis-albweil.example"):  # fmt: skip
        assert said in markdown


# -- who signs ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", TO_SIGN)
def test_adults_sign_for_themselves(name: str) -> None:
    assert [row["name"] for row in data(name, view(sample()))["signers"]] == ["Rami ALHAMDO"]
    assert "vertreten durch" not in text(name, view(sample()))


@pytest.mark.parametrize("name", TO_SIGN)
def test_from_15_the_client_signs_and_the_guardian_too(name: str) -> None:
    found = data(name, view(sample("selam")))
    assert [row["name"] for row in found["signers"]] == ["Selam TEKLE", "Birgit Lang"]
    assert found["guardian"]["name"] == "Birgit Lang"


def test_from_18_the_guardian_signs_no_more() -> None:
    found = data("consent", view(sample("selam"), day="2027-05-20"))
    assert [row["name"] for row in found["signers"]] == ["Selam TEKLE"]


def test_under_15_only_the_guardian_signs() -> None:
    case = sample("selam")
    case["client"]["birth"]["date"] = "2011-03-29"
    assert [row["name"] for row in data("consent", view(case))["signers"]] == ["Birgit Lang"]


def test_a_minor_without_a_guardian_is_named() -> None:
    case = sample("selam")
    del case["client"]["guardian"]
    with pytest.raises(InvalidData, match="Legal guardian"):
        data("consent", view(case))


def test_signatures_of_the_agreement_are_none_of_a_consent() -> None:
    case = sample()
    record = case["agreement"]["versions"][0] | {
        "signed_on": "2026-03-28", "signatures": [{"role": "client", "signed_on": "2026-03-28"}]
    }  # fmt: skip
    assert data("consent", view(case, record=record))["signers"][0]["signed_on"] == ""


def test_an_interpreter_confirms_where_one_is_needed() -> None:
    assert "in Tigrinya übertragen" in text("consent", view(sample("selam")))
    assert "übertragen" not in text("consent", view(sample("plain")))


def test_a_need_without_a_language_is_named() -> None:
    case = sample("selam")
    del case["client"]["interpreter"]["language"]
    with pytest.raises(InvalidData, match="Language"):
        data("consent", view(case))


# -- release and transfer -------------------------------------------------------------------------------


def test_release_names_partners_with_open_steps_their_topics_and_a_free_line() -> None:
    markdown = text("release", view(sample()))
    assert rows(markdown, "Handwerkskammer") == ["| Handwerkskammer Neckarweil | Ausbildung und Studium | ☐ | ☐ | ☐ |"]
    assert rows(markdown, "Volkshochschule") == ["| Volkshochschule Albweil | Sprache | ☐ | ☐ | ☐ |"]
    assert rows(markdown, "Jobcenter") == []
    assert rows(markdown, "____________") == ["| ____________ | ____________ | ☐ | ☐ | ☐ |"]


def test_release_for_one_partner() -> None:
    found = data("release", view(sample(), ref="jobcenter"))["rows"]
    assert found == [{"partner": "Jobcenter Landkreis Albweil", "topics": []}]


def test_release_for_nobody_known() -> None:
    with pytest.raises(InvalidData, match="nowhere"):
        data("release", view(sample(), ref="nowhere"))


def test_transfer_asks_for_each_kind_of_data_and_for_health_apart() -> None:
    found = data("transfer-consent", view(sample()))
    assert found["plain"][0] == "Kontaktdaten"
    assert found["plain"][-2:] == ["Ziele: Ausbildung und Studium", "Ziele: Sprache"]
    assert found["special"] == ["Ziele: Gesundheit"]


def test_transfer_leaves_lines_for_a_service_nobody_knows() -> None:
    markdown = text("transfer-consent", view(sample()))
    for label in ("Stelle", "Anschrift", "Ansprechperson", "Erreichbar unter"):
        assert rows(markdown, label)[0] == f"| {label} | ________________ |"


def test_transfer_to_a_service_of_the_directory() -> None:
    markdown = text("transfer-consent", view(sample(), ref="hwk"))
    assert "| Stelle | Handwerkskammer Neckarweil |" in markdown
    assert "| Ansprechperson | Eva Maier |" in markdown
