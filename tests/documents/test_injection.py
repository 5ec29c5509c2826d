"""Hostile text in every field: it is printed, and nothing else happens."""

from __future__ import annotations

import re
from typing import Any

import pypdfium2
import pytest
from agreements import county, meta, pages, sample, text, words

from iza.documents import render_pdf
from iza.documents.escape import clean
from iza.documents.tree import parse

PAYLOADS = {
    # Typst
    "typst-read": '#read("/etc/passwd")',
    "typst-eval": '#eval("1 + 1")',
    "typst-include": '#include "/etc/passwd"',
    "typst-panic": '#panic("x")',
    "typst-math": "$ integral $ und $x$",
    "typst-label": "@ref und <label> und a.b@c.example",
    "typst-string": '"; #read("x") //',
    "typst-comment": "// weg /* auch weg */",
    "typst-content": "#set page(fill: black) [x] *fett* _kursiv_",
    "typst-lists": "= Titel",
    "typst-term": "/ Wort: Erklärung",
    # Jinja
    "jinja-expression": "{{ 7 * 7 }}",
    "jinja-class": "{{ ''.__class__.__mro__ }}",
    "jinja-block": "{% for x in y %}{% endfor %}",
    "jinja-include": "{% include '/etc/passwd' %}",
    "jinja-comment": "{# weg #}",
    # Markdown
    "markdown-heading": "\n\n# Überschrift\n\n",
    "markdown-list": "- a\n- b\n1. c",
    "markdown-table": "| a | b |\n|---|---|\n| c | d |",
    "markdown-cells": "a | b | c",
    "markdown-emphasis": "**fett** __fett__ *kursiv* _kursiv_",
    "markdown-link": "[hier](http://böse.example) und <http://böse.example>",
    "markdown-image": "![bild](/etc/passwd)",
    "markdown-code": "`` `code` `` und ```rohtext```",
    "markdown-raw": '`#read("/etc/passwd")`{=typst}',
    "markdown-sign": "________________",
    "markdown-rule": "---",
    "markdown-setext": "Titel\n=====",
    "markdown-escape": "\\\\ \\| \\* \\",
    "markdown-entities": "&lt;b&gt; &#35; &amp;",
    # HTML
    "html-script": "<script>alert(1)</script>",
    "html-close": "</div></div>",
    "html-div": '<div lang="ar" dir="rtl">',
    "html-comment": "<!-- weg -->",
    "html-iframe": '<iframe src="file:///etc/passwd"></iframe>',
    # Control characters and direction
    "control": "a\x00b\x07c\x1b[31md\x9be\x7ff",
    "feed": "a\x0cb\x0bc\r\nd\u2028e\u2029f\x85g",
    "override": "Konto \u202e4321\u202c und \u202dx",
    "isolate": "offen \u2067 links",
    "mark": "\ufeffVorspann",
    # Size
    "long-word": "q" * 220,
    "long-mixed": "a1-/" * 55,
    "long-text": "Wort " * 60,
}
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
    assert not any(token in made for token in (b"/JavaScript", b"/Launch", b"/URI", b"/OpenAction"))
    read = "".join(pages(made))
    assert SENTINEL not in read
    letters = "".join(char for char in clean(payload) if char.isalnum())
    assert letters[:60] in "".join(char for char in read if char.isalnum())
