"""The agreement in words: its sections, what is never printed, who signs, what is missing."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

import pytest
from agreements import county, sample, text, view

from iza.errors import InvalidData

SNAPSHOTS = Path(__file__).parent / "snapshots"
UPDATE = os.environ.get("IZA_SNAPSHOTS") == "update"  # read before the environment is cleared
SECTIONS = [
    "Beteiligte", "Ausgangspunkt", "Ziele und Schritte", "Was jede Seite beiträgt", "Unterstützung",
    "Auswertungsgespräch", "Was für diese Vereinbarung gilt", "Unterschriften", "Anlagen",
]  # fmt: skip
NEVER = [
    "Geheimweg", "72998", "Verborgen", "0160", "privat@example.org", "0170", "Vorrang", "high", "Priorit",
    "Nur für die Akte", "zu viert", "interne Notiz", "interner Vermerk", "Kein Praktikum", "permit", "Flüchtling",
    "levantinisch", "2001", "Al-Hamdo",
]  # fmt: skip


@pytest.mark.parametrize("name", ["rami", "selam", "plain"])
def test_wording(name: str) -> None:
    """The Markdown as it was read and approved; IZA_SNAPSHOTS=update takes over a new wording."""
    snapshot, now = SNAPSHOTS / f"{name}.md", text(sample(name))
    if UPDATE:
        snapshot.write_text(now, "utf-8")
    assert now == snapshot.read_text("utf-8")


def headings(markdown: str) -> list[str]:
    return re.findall(r"^## (.*)$", markdown, re.MULTILINE)


def test_all_sections_in_their_order() -> None:
    assert headings(text(sample("rami"))) == SECTIONS


def test_starts_with_county_service_reference_and_version() -> None:
    before = text(sample("rami")).split("## Beteiligte")[0]
    places = [before.index(word) for word in (
        "Landkreis Albweil", "Sozialdienst für geflüchtete Menschen", "# Integrationszielvereinbarung", "F-8QK2-7MX4",
        "| Fassung | 1", "27.03.2026",
    )]  # fmt: skip
    assert places == sorted(places)


def test_sections_that_do_not_apply_disappear() -> None:
    markdown = text(sample("plain"))
    assert headings(markdown) == [name for name in SECTIONS if name != "Ausgangspunkt"]
    for word in (
        "Dolmetsch",
        "Begleitpat",
        "vertreten durch",
        "gesetzliche Vertretung",
        "Übertragung",
        "Einwilligungen\n",
    ):
        assert word not in markdown


@pytest.mark.parametrize("word", NEVER)
def test_never_printed(word: str) -> None:
    assert word not in text(sample("rami"))


def test_sensitive_areas_show_wish_and_goal_only() -> None:
    case = sample("rami")
    case["clearings"][0]["areas"]["health"]["resources"] = "Nur für die Akte, zweitens"
    markdown = text(case)
    assert "Ich möchte eine Praxis, die mich versteht." in markdown
    assert "Nur für die Akte" not in markdown


def test_responsible_people_in_words() -> None:
    steps = [step["who"] for goal in view(sample("rami"))["goals"] for step in goal["steps"]]
    assert steps == [
        "Klient/in", "Handwerkskammer Neckarweil", "Begleitpate/-patin", "Sozialdienst", "Klient/in", "Klient/in",
        "Sozialdienst",
    ]  # fmt: skip


def test_contributions_name_each_side_with_its_steps() -> None:
    sides = [(one["side"], one["who"], one["steps"]) for one in view(sample("rami"))["contributions"]]
    assert sides == [
        ("client", "Rami ALHAMDO", ["1.1", "2.1", "2.2"]), ("service", "Sozialdienst", ["1.4", "3.1"]),
        ("mentor", "Andrea Beispiel", ["1.3"]), ("partner", "Handwerkskammer Neckarweil (1.2)", []),
    ]  # fmt: skip


def test_goals_given_up_are_left_out_and_the_others_keep_their_numbers() -> None:
    case = sample("rami")
    case["agreement"]["goals"][0] |= {"status": "dropped", "dropped_reason": "client_no_longer_wants"}
    case["agreement"]["goals"][1] |= {"status": "achieved"}
    assert [goal["number"] for goal in view(case)["goals"]] == [2, 3]
    assert "Elektroniker" not in text(case)


def test_how_far_people_came_stands_in_no_agreement_and_cancelled_steps_are_left_out() -> None:
    case = sample("rami")
    before = text(case)
    case["agreement"]["goals"][1] |= {"status": "achieved"}
    first, second = case["agreement"]["goals"][0]["steps"][:2]
    first |= {"status": "done", "done_on": "2026-03-28"}
    assert text(case) == before
    second |= {"status": "cancelled"}
    assert "| 1.2 |" not in text(case)
    assert "| 1.3 |" in text(case)
    assert "Handwerkskammer" not in text(case).split("## Unterstützung")[0].split("## Ziele")[1]


def test_only_consents_that_hold_are_printed() -> None:
    case = sample("rami")
    assert [one["reference"] for one in view(case)["consents"]] == ["e-2m8q", "e-6t3w"]
    case["consents"][0]["given_on"] = "2026-04-01"
    case["consents"][1]["valid_until"] = "2026-03-26"
    assert "Zurzeit liegt keine Einwilligung vor." in text(case)


def test_who_signs() -> None:
    data = view(sample("rami"))
    assert [one["name"] for one in data["signers"]] == ["Rami ALHAMDO", "Anna Kübler", "Andrea Beispiel", "Eva Maier"]
    assert [one["name"] for one in data["confirmations"]] == ["Samir Haddad"]
    assert data["copies"] == ["Rami ALHAMDO", "Anna Kübler", "Andrea Beispiel", "Eva Maier"]


def test_minor_is_represented_and_the_guardian_signs() -> None:
    data = view(sample("selam"))
    assert [one["name"] for one in data["signers"]] == ["Selam TEKLE", "Birgit Lang", "Jonas Rösch"]
    markdown = text(sample("selam"))
    assert "| vertreten durch | Birgit Lang |" in markdown
    assert "gesetzliche Vertretung (Amtsvormund)" in markdown


@pytest.mark.parametrize(("born", "signs"), [("2008-03-28", False), ("2008-03-29", True)])
def test_guardian_signs_until_the_eighteenth_birthday(born: str, *, signs: bool) -> None:
    case = sample("selam")
    case["client"]["birth"]["date"] = born
    assert ("Birgit Lang" in text(case)) == signs


def test_private_telephone_of_a_parent_is_not_printed() -> None:
    case = sample("selam")
    case["client"]["guardian"] |= {"kind": "parent", "contact": {"phone": "0151 777"}}
    assert "0151" not in text(case).replace("\u00a0", " ")


def test_recorded_signatures_and_reasons_are_printed() -> None:
    markdown = text(sample("plain"))
    assert "| **Wahida** | Klient/in | Albweil, 18.02.2026 | Handzeichen, Zeuge/Zeugin: Jonas Rösch |" in markdown
    assert "| – | ohne Unterschrift: nicht im Haus, holt die Unterschrift nach |" in markdown


def test_deputy_signs_for_the_caseworker_and_another_interpreter_confirms() -> None:
    case = sample("rami")
    case["agreement"]["versions"][0] |= {
        "signed_on": "2026-04-01",
        "place": "Albweil",
        "signatures": [
            {"role": "deputy", "ref": "roe", "signed_on": "2026-04-01"},
            {
                "role": "interpreter",
                "ref": "D-AR-04",
                "signed_on": "2026-04-02",
                "statement": "interpretation_confirmed",
            },
        ],
    }
    data = view(case)
    assert [(one["name"], one["signed_on"]) for one in data["signers"][:2]] == [
        ("Rami ALHAMDO", ""),
        ("Jonas Rösch", "01.04.2026"),
    ]
    assert data["confirmations"][0] | {"function": ""} == {
        "name": "Samir Haddad", "function": "", "signed_on": "02.04.2026", "place": "Albweil", "kind": "handwritten",
        "witness": "", "reason": "",
    }  # fmt: skip


def test_interpreter_is_needed_but_not_known_yet() -> None:
    case = sample("selam")
    case["clearings"][0]["participants"] = case["clearings"][0]["participants"][:2]
    assert "> | ________________ | ____________ | ________________ |" in text(case)


def test_caseworker_of_today_signs_after_a_handover() -> None:
    case = sample("rami")
    case["caseworker"] = "roe"
    assert [one["name"] for one in view(case)["signers"]][1] == "Jonas Rösch"


def test_draft_says_so_and_has_room_for_the_date_of_the_review() -> None:
    markdown = text(sample("selam"))
    assert "> **Entwurf – noch nicht ausgegeben**" in markdown
    assert "| Datum | ________________ |" in markdown
    assert "Entwurf" not in text(sample("rami"))


def test_next_review_with_time_and_place() -> None:
    markdown = text(sample("rami"))
    assert "| Datum | 30.06.2026 |\n| Uhrzeit | 14:30 Uhr |\n| Ort | Landratsamt, Zimmer 214 |" in markdown
    assert "| Es kommen | Rami ALHAMDO, Anna Kübler, Andrea Beispiel, Samir Haddad |" in markdown


def test_amended_version_says_what_it_replaces_and_why() -> None:
    case = sample("rami")
    versions = case["agreement"]["versions"]
    versions.append({**versions[0], "number": 2, "reason": "Der Betrieb hat erst im August Zeit."})
    assert "Diese Fassung ersetzt Fassung 1. Grund der Änderung: Der Betrieb hat erst im August Zeit." in text(case, 2)
    assert "Diese Fassung ersetzt" not in text(case, 1)


def test_legal_basis_only_where_the_county_set_it() -> None:
    assert "- **Rechtsgrundlage:** § 67a SGB X" in text(sample("rami"))
    bare = county()
    del bare.settings["privacy"]
    markdown = text(sample("rami"), of=bare)
    assert "Rechtsgrundlage" not in markdown
    assert "§" not in markdown


def test_every_sentence_of_the_wording_is_short() -> None:
    """Plain German, level B1: at most 15 words in a sentence."""
    case = sample("plain")
    case["client"]["competences"] = [{"text": "x"}]
    prose = [line.lstrip("-> ") for line in text(case).splitlines() if line and line[0] not in "#|"]
    sentences = [sentence for line in prose for sentence in re.split(r"(?<=[.?!:])\s", line)]
    assert len(sentences) > 25
    assert [sentence for sentence in sentences if len(sentence.split()) > 15 and "·" not in sentence] == []


@pytest.mark.parametrize(
    ("path", "words"),
    [
        (("client", "names"), ["client", "Names"]),
        (("agreement", "goals"), ["agreement", "Goals"]),
        (("agreement", "goals", 1, "indicator"), ["Goal 2", "How will we know?"]),
        (("agreement", "goals", 0, "target_on"), ["Goal 1"]),
        (("agreement", "goals", 0, "steps"), ["Goal 1", "Steps"]),
        (("agreement", "goals", 0, "steps", 2, "due_on"), ["Step 1.3"]),
        (("agreement", "goals", 0, "steps", 2, "responsible"), ["Step 1.3"]),
    ],
)
def test_missing_fields_are_named(path: tuple[Any, ...], words: list[str]) -> None:
    case = sample("rami")
    holder = case
    for part in path[:-1]:
        holder = holder[part]
    del holder[path[-1]]
    if path == ("agreement", "goals"):
        holder["goals"] = []
    with pytest.raises(InvalidData) as caught:
        view(case)
    assert all(word in caught.value.message for word in words), caught.value.message
    assert "ALHAMDO" not in caught.value.message


def test_minor_without_guardian() -> None:
    case = sample("selam")
    del case["client"]["guardian"]
    with pytest.raises(InvalidData, match="under 18"):
        view(case)


def test_interpreted_without_a_language() -> None:
    case = sample("selam")
    del case["client"]["interpreter"]["language"]
    with pytest.raises(InvalidData, match="Language"):
        view(case)


@pytest.mark.parametrize("gone", ["letterhead", "county"])
def test_county_without_a_name_on_its_letterhead(gone: str) -> None:
    bare = county()
    if gone == "letterhead":
        del bare.settings["letterhead"]
    else:
        bare.settings["letterhead"]["county"] = ""
    with pytest.raises(InvalidData, match=r"letterhead\.county"):
        view(sample("rami"), of=bare)


@pytest.mark.parametrize(
    ("directory", "ref"),
    [
        ("caseworkers", "kue"),
        ("partners", "hwk"),
        ("mentors", "P-7F3K"),
        ("interpreters", "D-AR-04"),
        ("offers", "b1-abend"),
    ],
)
def test_entry_gone_from_the_directory(directory: str, ref: str) -> None:
    bare = county()
    del getattr(bare, directory)[ref]
    with pytest.raises(InvalidData, match=rf"{ref} in directory/{directory}\.yaml"):
        view(sample("rami"), of=bare)


def test_data_is_plain_and_the_case_stays_as_it_was() -> None:
    case = sample("rami")
    data = view(case)
    assert case == sample("rami")
    kinds: set[type] = set()

    def walk(part: Any) -> None:
        kinds.add(type(part))
        inside = part.values() if isinstance(part, dict) else part if isinstance(part, list) else []
        for inner in inside:
            walk(inner)

    walk(data)
    assert kinds <= {dict, list, str, int, bool, type(None)}
