"""Hostile text in every field: it is printed, and nothing else happens."""

from __future__ import annotations

import re
from typing import Any

import pypdfium2
import pytest
from agreements import county, meta, pages, sample, text, words
from hostile import PAYLOADS

from iza.documents import render_pdf
from iza.documents.escape import clean
from iza.documents.tree import parse

SENTINEL = "root:x:0:0"


def poisoned(payload: str) -> Any:
    """A case with the payload in every free text that is printed."""
    case = sample("rami")
    case["client"]["names"][0]["family"] = payload
    case["client"]["competences"][0]["text"] = payload
    case["clearings"][0]["areas"]["language"] |= {"situation": payload, "resources": payload}
    goal = case["agreement"]["goals"][0]
    goal |= {"wish": payload, "goal": payload, "indicator": payload}
    goal["steps"][0] |= {"text": payload, "support": payload}
    case["consents"][0]["purpose"] = payload
    case["reviews"][0]["place"] = payload
    version = case["agreement"]["versions"][0]
    version |= {"signed_on": "2026-04-01", "missing": [{"role": "client", "reason": payload}]}
    return case


def poisoned_county(payload: str) -> Any:
    found = county()
    found.settings["letterhead"] |= {"department": payload, "street": payload}
    found.settings["privacy"] |= {"legal_basis": payload, "officer": payload}
    found.partners["hwk"] |= {"name": payload}
    found.partners["hwk"]["contact_person"]["name"] = payload
    found.caseworkers["kue"]["function"] = payload
    found.mentors["P-7F3K"]["organisation"] = payload
    return found


def shape(part: Any) -> Any:
    """The blocks without their words."""
    if isinstance(part, list):
        return [shape(one) for one in part if not (isinstance(one, dict) and set(one) <= {"text", "long", "whole"})]
    return {key: shape(value) for key, value in part.items()} if isinstance(part, dict) else part


HARMLESS = shape(parse(text(poisoned("Wort"), of=poisoned_county("Wort"))))


@pytest.mark.parametrize("name", PAYLOADS)
def test_hostile_text_is_only_text(name: str) -> None:
    payload = PAYLOADS[name]
    markdown = text(poisoned(payload), of=poisoned_county(payload))
    blocks = parse(markdown)
    assert shape(blocks) == HARMLESS
    assert words(blocks).count(clean(payload)) >= 20
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2028\u2029\ufeff]", markdown)


@pytest.mark.parametrize("name", PAYLOADS)
def test_hostile_text_in_the_pdf(name: str) -> None:
    payload = PAYLOADS[name]
    made = render_pdf(text(poisoned(payload), of=poisoned_county(payload)), meta(sample("rami")))
    document = pypdfium2.PdfDocument(made)
    assert document.count_attachments() == 1
    assert not re.search(rb"/(?:JavaScript|Launch|URI|OpenAction)(?![A-Za-z])", made)
    read = "".join(pages(made))
    assert SENTINEL not in read
    letters = "".join(char for char in clean(payload) if char.isalnum())
    assert letters[:60] in "".join(char for char in read if char.isalnum())
