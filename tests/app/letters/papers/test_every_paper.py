"""What holds for every document: nothing hostile works, nothing secret is printed, each says what it must."""

from __future__ import annotations

import re
from contextlib import suppress
from copy import deepcopy
from dataclasses import replace
from functools import cache
from operator import attrgetter
from typing import Any

import pypdfium2
import pytest
import wordings
from agreements import pages, words
from hostile import PAYLOADS, UNPRINTABLE

from iza.app.letters.county_wording import example_views, fitting
from iza.app.letters.papers.kinds import KINDS, PaperKind
from iza.app.letters.papers.view import Data, View
from iza.app.letters.papers.wording import Wording, translation_note
from iza.documents import PdfMeta, render_markdown, render_pdf
from iza.documents.bilingual import Tongue, pair
from iza.documents.catalogue import Catalogue, load
from iza.documents.escape import clean
from iza.documents.tree import parse
from iza.errors import InvalidData, IzaError
from iza.model.case.record import Case
from iza.model.translations import LANGUAGES
from iza.resources import folder
from iza.store.schema import labels

TEMPLATES = [folder("templates")]
META = PdfMeta(title="x", author="y", reference="F-8QK2-7MX4", timestamp=1, code="F-8QK2-7MX4 V1")
ACTIVE = re.compile(rb"/(?:JavaScript|Launch|URI|OpenAction)(?![A-Za-z])")
WORDS = {"text", "long", "whole", "break"}
IDS = ("id", "case", "caseworker", "ref", "partner", "offer", "team", "by", "deputy", "after", "consent", "review",
       "interpreter", "schema", "logo", "color", "signed_by")  # fmt: skip
"""Fields that hold an id of something else, or have a pattern of their own."""


@cache
def everybody() -> list[View]:
    return example_views()


@cache
def samples(kind: PaperKind) -> list[View]:
    """The views a document can be written for, one for each role it goes to."""
    found: dict[str, View] = {}
    for view in fitting(kind, everybody()):
        try:
            kind.build(view)
        except IzaError:
            continue
        best = found.get(view.to)
        if best is None or len(str(view.case)) > len(str(best.case)):  # the fullest case says the most
            found[view.to] = view
    return list(found.values())


def free(kind: str, path: tuple[Any, ...]) -> bool:
    """Whether a field takes any text."""
    try:
        node = labels.node(kind, path)
    except KeyError:
        return False
    branches = node.get("anyOf", [node])
    return all(not {"const", "oneOf", "enum", "format"} & branch.keys() for branch in branches) and any(
        branch.get("maxLength", 0) > 60 for branch in branches
    )


def filled(kind: str, value: Any, text: str, path: tuple[Any, ...] = ()) -> Any:
    """A document with the text in every field that takes one."""
    if isinstance(value, dict):
        return {key: filled(kind, inner, text, (*path, key)) for key, inner in value.items()}
    if isinstance(value, list):
        return [filled(kind, inner, text, (*path, place)) for place, inner in enumerate(value)]
    if isinstance(value, str) and not any(part in IDS for part in path[-2:]) and free(kind, path):
        return text
    return value


def poisoned(view: View, text: str) -> View:
    """The view with the text in every free field of case, settings and directory."""
    county = view.county
    directory = {
        name: {ref: filled(name, {name: [entry]}, text)[name][0] for ref, entry in getattr(county, name).items()}
        for name in ("caseworkers", "partners", "offers", "mentors", "interpreters")
    }
    return replace(
        view,
        case=filled("case", view.case, text),
        before=filled("case", view.before, text) if view.before else None,
        review=filled("case", {"reviews": [view.review]}, text)["reviews"][0] if view.review else None,
        record=filled("case", {"agreement": {"versions": [view.record]}}, text)["agreement"]["versions"][0]
        if view.record
        else None,
        county=replace(county, settings=filled("settings", county.settings, text), **directory),
    )


def data(kind: PaperKind, view: View) -> Data:
    return kind.build(view) | {"translation": translation_note(view.wording)}


def markdown(kind: PaperKind, view: View) -> str:
    return render_markdown(kind.template, data(kind, view), None, view.wording.tag)


def in_two_languages(kind: PaperKind, view: View, tag: str) -> str:
    """The document in German and a second language."""
    second = load(tag, TEMPLATES)
    other = replace(view, wording=Wording(second))
    said = kind.build(other) | {"translation": {"draft": True, "oral": True}}
    german = kind.build(view) | {"translation": {"draft": True, "oral": True}}
    texts = [render_markdown(kind.template, one, None, which) for one, which in ((german, "de"), (said, tag))]
    return pair(texts[0], texts[1], Tongue(tag, second.rtl))


def shape(part: Any) -> Any:
    """The blocks without their words; an address has as many lines as somebody typed."""
    if isinstance(part, list):
        return [shape(one) for one in part if not (isinstance(one, dict) and set(one) <= WORDS)]
    return {key: shape(value) for key, value in part.items()} if isinstance(part, dict) else part


def letters(text: str) -> str:
    return "".join(char for char in text if char.isalnum())


EVERY = list(KINDS.values())
NAME = attrgetter("name")


@pytest.mark.parametrize("kind", EVERY, ids=NAME)
def test_every_document_can_be_written_for_the_example(kind: PaperKind) -> None:
    assert {view.to for view in samples(kind)} >= set(kind.sides) or kind.about in ("mentor", "volunteer")
    assert samples(kind)


@pytest.mark.parametrize("name", PAYLOADS)
def test_hostile_text_is_only_text_in_every_document(name: str) -> None:
    payload = PAYLOADS[name]
    for kind in KINDS.values():
        for view in samples(kind):
            said = markdown(kind, poisoned(view, payload))
            blocks = parse(said)
            assert shape(blocks) == shape(parse(markdown(kind, poisoned(view, "Wort")))), kind.name
            assert words(blocks).count(clean(payload)) >= 1, kind.name
            assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2028\u2029\ufeff]", said), kind.name


@pytest.mark.parametrize("name", PAYLOADS)
def test_hostile_text_in_the_pdf_of_every_document(name: str) -> None:
    payload = PAYLOADS[name]
    for kind in KINDS.values():
        view = samples(kind)[0]
        made = render_pdf(markdown(kind, poisoned(view, payload)), META)
        assert not ACTIVE.search(made)
        read = "".join(pages(made))
        assert "root:x:0:0" not in read
        assert letters(clean(payload))[:60] in letters(read), kind.name
        refuse_overflow(made, kind.name)


def refuse_overflow(made: bytes, name: str) -> None:
    """Every character lies on its page."""
    for page in pypdfium2.PdfDocument(made):
        width, height = page.get_size()
        text = page.get_textpage()
        for index in range(0, text.count_chars(), 7):
            left, bottom, right, top = text.get_charbox(index)
            inside = -1 <= left <= right <= width + 1 and -1 <= bottom <= top <= height + 1
            assert inside, (name, text.get_text_range(max(0, index - 40), 60))


@pytest.mark.parametrize("name", UNPRINTABLE)
def test_what_no_font_has_is_refused_by_name(name: str) -> None:
    kind = KINDS["agreement"]
    with pytest.raises(InvalidData, match=r"U\+[0-9A-F]{4}"):
        render_pdf(markdown(kind, poisoned(samples(kind)[0], UNPRINTABLE[name])), META)


# -- what is never printed -----------------------------------------------------------------------------

SECRETS = {
    "priority": "Geheimvorrang", "note": "Geheimnotiz", "worker_view": "Geheimsicht", "safe_contact": "Geheimkontakt",
    "street": "Geheimweg", "town": "Geheimstadt", "postcode": "Geheimzahl", "situation": "Geheimlage",
    "resources": "Geheimkraft",
}  # fmt: skip


def with_secrets(case: Case) -> Case:
    """A case with canaries where nothing may be printed; the client's address is protected."""
    found: Any = deepcopy(case)
    if not found:
        return found
    client = found["client"]
    client |= {
        "priority": {"level": "individual", "ground": "professional_assessment", "reason": SECRETS["priority"]},
        "address_protected": True,
        "address": {name: SECRETS[name] for name in ("street", "postcode", "town")},
        "contact": client.get("contact", {}) | {"safe_contact": SECRETS["safe_contact"]},
        "household": {"adults": 4711, "children": 4712, "childcare_needed": True},
    }
    found["links"] = [{"kind": "spouse", "case": "F-GEHE-IMNI"}]
    for review in found.get("reviews", []):
        if review["status"] == "planned":
            review |= {"mode": "home_visit", "place": SECRETS["street"]}
        review |= {"worker_view": SECRETS["worker_view"]}
        for goal in review.get("goals", {}).values():
            goal["scale"] = 4713
    for goal in found.get("agreement", {"goals": []})["goals"]:
        goal |= {"note": SECRETS["note"], "priority": 4714}
        for step in goal["steps"]:
            step |= {"note": SECRETS["note"]}
    for clearing in found.get("clearings", []):
        for area in ("health", "residence"):
            if area in clearing.get("areas", {}):
                clearing["areas"][area] |= {"situation": SECRETS["situation"], "resources": SECRETS["resources"]}
    if "closing" in found:
        found["closing"] |= {"note": SECRETS["note"]}
    return found


@pytest.mark.parametrize("kind", EVERY, ids=NAME)
def test_nothing_secret_is_printed(kind: PaperKind) -> None:
    """Priority, notes, the caseworker's view, household, linked cases, scale values, a protected address."""
    forbidden = re.compile(r"Geheim|GEHE|47\s?1[1-4]|Einzelfall|fachliche Einschätzung")
    for view in fitting(kind, everybody()):
        known = replace(view, case=with_secrets(view.case), before=with_secrets(view.before) if view.before else None)
        if view.review:
            known = replace(known, review=view.review | {"worker_view": SECRETS["worker_view"]})
        try:
            said = markdown(kind, known)
        except IzaError:
            continue
        assert not forbidden.search(said), (kind.name, forbidden.findall(said))


def test_an_address_that_is_not_protected_is_printed() -> None:
    """So that the test above can fail."""
    kind = KINDS["invitation-clearing"]
    view = samples(kind)[0]
    case = with_secrets(view.case)
    case["client"]["address_protected"] = False
    assert "Geheimweg" in markdown(kind, replace(view, case=case))


# -- two languages -------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", [one for one in EVERY if one.translated], ids=NAME)
def test_the_german_text_binds_and_a_draft_says_so(kind: PaperKind) -> None:
    said = in_two_languages(kind, samples(kind)[0], "ar")
    assert "Der deutsche Text ist maßgeblich." in said
    assert "Diese Übersetzung ist ein Entwurf." in said
    assert "mündlich übertragen" in said
    assert '<div lang="ar" dir="rtl">' in said


@pytest.mark.parametrize("tag", LANGUAGES)
def test_every_language_gives_every_document_the_same_blocks(tag: str) -> None:
    """A mark of Markdown in a translation would part the two texts."""
    for kind in EVERY:
        if kind.translated:
            assert f'lang="{tag}"' in in_two_languages(kind, samples(kind)[0], tag), kind.name


@pytest.mark.parametrize("tag", LANGUAGES)
def test_every_language_can_be_printed(tag: str) -> None:
    for name in ("agreement", "consent", "invitation-review"):
        kind = KINDS[name]
        made = render_pdf(in_two_languages(kind, samples(kind)[0], tag), META)
        assert letters(load(tag, TEMPLATES).text("Der deutsche Text ist maßgeblich."))[:8] in letters("".join(pages(made)))


@pytest.mark.parametrize("kind", [one for one in EVERY if not one.translated], ids=NAME)
def test_what_no_client_reads_has_no_translation(kind: PaperKind) -> None:
    assert "<div" not in markdown(kind, samples(kind)[0])


@pytest.mark.parametrize("kind", [one for one in EVERY if one.translated], ids=NAME)
def test_every_word_that_gets_printed_has_its_place_in_the_catalogues(kind: PaperKind) -> None:
    """Labels and fixed words of the builders; what a county wrote into iza.yaml is its own to translate."""
    known = {message.id for message in wordings.sources()}
    county = everybody()[0].county.settings
    own = {text for part in ("privacy", "letterhead") for text in county[part].values()}  # type: ignore[literal-required]
    asked: set[str] = set()

    class Listening(dict[str, str]):
        def get(self, german: str, _default: object = None) -> None:  # type: ignore[override]
            asked.add(german)

    for view in fitting(kind, everybody()):
        if view.to == "client":
            with suppress(IzaError):
                kind.build(replace(view, wording=Wording(Catalogue("xx", Listening()))))
                assert asked - known - own == set()
