"""Two texts woven into one: nothing German is lost, what is the same stands once, misfits are named."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from iza.documents.bilingual import Tongue, pair
from iza.documents.escape import escape, ltr
from iza.documents.tree import parse
from iza.errors import InvalidData

ARABIC, UKRAINIAN = Tongue("ar", rtl=True), Tongue("uk", rtl=False)
SNAPSHOTS = Path(__file__).parent / "snapshots"
WORDS = (
    "Ziel",
    "Rami ALHAMDO",
    "02.03.2026",
    "**fett** und *schräg*",
    "a\\|b",
    "x\\_\\_\\_\\_",
    "Ort: ____",
    "eins\\\nzwei",
)


def div(*lines: str) -> str:
    return "\n".join(['<div lang="ar" dir="rtl">', "", *lines, "", "</div>"])


def span(text: str) -> str:
    return f'<br><span lang="ar" dir="rtl">{text}</span>'


# ---- any document, and the same document in another language -------------------------------------

Piece = tuple[str, Any]
typed = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), max_size=12).map(escape).filter(len)
inline = st.sampled_from(WORDS) | typed
cell = inline.filter(lambda text: "\n" not in text) | st.just("")


def tables(cells: st.SearchStrategy[str]) -> st.SearchStrategy[Piece]:
    rows = st.integers(1, 3).flatmap(
        lambda width: st.lists(st.lists(cells, min_size=width, max_size=width), min_size=1, max_size=3)
    )
    return st.tuples(st.just("table"), rows)


leaves = (
    st.tuples(st.just("p"), inline)
    | st.tuples(st.just("h"), inline.filter(lambda text: "\n" not in text))
    | tables(cell)
)
pieces = st.recursive(
    leaves,
    lambda inner: (
        st.tuples(st.just("quote"), st.lists(inner, min_size=1, max_size=3))
        | st.tuples(st.sampled_from(["ul", "ol"]), st.lists(st.lists(inner, min_size=1, max_size=2), min_size=1, max_size=3))
    ),
    max_leaves=8,
)  # fmt: skip
documents = st.lists(pieces, max_size=5).map(lambda body: [("h1", "Titel"), *body])


def written(body: list[Piece], turn: Any) -> str:
    """A document in Markdown; ``turn`` gives each text in the language wanted."""
    return "\n\n".join(one(kind, content, turn) for kind, content in body)


def one(kind: str, content: Any, turn: Any) -> str:
    match kind:
        case "p":
            return turn(content)
        case "h1" | "h":
            return f"{'#' if kind == 'h1' else '##'} {turn(content)}"
        case "quote":
            return indented("> ", "> ", written(content, turn))
        case "table":
            head, *rows = [f"| {' | '.join(map(turn, row))} |" for row in content]
            return "\n".join([head, "|--" * len(content[0]) + "|", *rows])
    marks = ["- " if kind == "ul" else f"{number}. " for number in range(1, len(content) + 1)]
    items = [
        indented(mark, " " * len(mark), written(item, turn)) for mark, item in zip(marks, content, strict=True)
    ]  # fmt: skip
    return "\n\n".join([*items, "Ende."])  # two lists in a row would be one


def indented(first: str, rest: str, text: str) -> str:
    lines = text.split("\n")
    return "\n".join(f"{rest if n else first}{line}" for n, line in enumerate(lines))


def same(text: str) -> str:
    return text


def turned(text: str) -> str:
    """Every text but names and dates in other words."""
    return text if text in ("", "Rami ALHAMDO", "02.03.2026") else f"كلمة {text}"


def texts(part: Any, *, german: bool = True) -> list[str]:
    """The texts of blocks in order, without those of the other language."""
    if isinstance(part, dict):
        if german and (part.get("kind") == "div" or "other" in part):
            return []
        if "text" in part or "long" in part or "whole" in part:
            return [str(next(iter(part.values())))]
        part = list(part.values())
    return [text for value in part for text in texts(value, german=german)] if isinstance(part, list) else []


@settings(max_examples=80, deadline=None)
@given(documents)
def test_a_text_with_itself_is_that_text(body: list[Piece]) -> None:
    text = written(body, same)
    paired = pair(text, text, ARABIC)
    assert parse(paired) == parse(text)
    assert pair(paired, paired, ARABIC) == paired


@settings(max_examples=80, deadline=None)
@given(documents)
def test_every_german_text_survives_in_order(body: list[Piece]) -> None:
    german, other = written(body, same), written(body, turned)
    blocks = parse(pair(german, other, ARABIC))
    assert texts(blocks) == texts(parse(german))


@settings(max_examples=80, deadline=None)
@given(documents)
def test_a_block_more_in_one_language_is_named(body: list[Piece]) -> None:
    german = written(body, same)
    for first, second in ((german, f"{german}\n\nzu viel"), (f"{german}\n\nzu viel", german)):
        if len(parse(first)) != len(parse(second)):
            with pytest.raises(InvalidData, match=r"line [0-9]+"):
                pair(first, second, ARABIC)


# ---- one by one ----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["rami", "selam", "plain"])
def test_a_whole_agreement_with_itself(name: str) -> None:
    text = (SNAPSHOTS / f"{name}.md").read_text("utf-8")
    assert pair(text, text, ARABIC) == text


@pytest.mark.parametrize(
    ("german", "other", "expected"),
    [
        ("Hallo", "مرحبا", "Hallo\n\n" + div("مرحبا")),
        ("eins\\\nzwei", "واحد\\\nاثنان", "eins\\\nzwei\n\n" + div("واحد\\", "اثنان")),
        ("## Ziel **1**", "## هدف **1**", "## Ziel **1**\n\n" + div("**هدف 1**")),
        ("- a\n- b", "- ا\n- ب", "- a\n\n  " + div("ا").replace("\n", "\n  ").replace("  \n", "\n") + "\n\n- b\n\n  " + div("ب").replace("\n", "\n  ").replace("  \n", "\n")),
        ("- a\n- 02.03.2026", "- a\n- 02.03.2026", "- a\n- 02.03.2026"),
        ("| Wer | Wann |\n|--|----|\n| ich | 1.1. |", "| من | متى |\n|---|---|\n| أنا | 1.1. |",
         f"| Wer{span('من')} | Wann{span('متى')} |\n|--|----|\n| ich{span('أنا')} | 1.1. |"),
        ("|  |  |\n|--|--|\n| a\\|b | ____ |", "|  |  |\n|--|--|\n| ا\\|ب | ____ |",
         f"|   |   |\n|--|--|\n| a\\|b{span(chr(0x627) + chr(92) + '|' + chr(0x628))} | ____ |"),
        ("Telefon 07099", f"Telefon {ltr('07099')}", "Telefon 07099"),
        ("Datum: ____", "التاريخ: ________", "Datum: ____\n\n" + div("التاريخ:")),
        ("Ich, ____, will", "أنا، ____، أريد", "Ich, ____, will\n\n" + div("أنا، …، أريد")),
        ("☐ ja", "☐ نعم", "☐ ja\n\n" + div("نعم")),
        ("☐ ja ☐ nein", "☐ نعم ☐ لا", "☐ ja ☐ nein\n\n" + div("نعم · لا")),
        ("3. a\n4. b", "3. a\n4. b", "3. a\n4. b"),
    ],
)  # fmt: skip
def test_pairs(german: str, other: str, expected: str) -> None:
    assert pair(german, other, ARABIC) == expected + "\n"
    parse(expected)


def test_left_to_right_languages() -> None:
    assert pair("Hallo", "Привіт", UKRAINIAN) == 'Hallo\n\n<div lang="uk" dir="ltr">\n\nПривіт\n\n</div>\n'


def test_the_head_is_never_paired() -> None:
    german = "**Landkreis**\n\n> Anna\\\nWeg 1\n\n# Einladung\n\nHallo\n"
    other = "**مقاطعة**\n\n# دعوة\n\nمرحبا\n"
    text = pair(german, other, ARABIC)
    assert text.startswith("**Landkreis**\n\n> Anna\\\n> Weg 1\n\n# Einladung\n")
    assert "مقاطعة" not in text
    assert "**دعوة**" in text


def test_signatures_are_still_known_and_their_lines_stand_once() -> None:
    german = "## U\n\n| Name | Unterschrift |\n|--|--|\n| **Rami**, Klient | ________ |\n"
    other = "## ت\n\n| الاسم | التوقيع |\n|--|--|\n| **Rami**, عميل | ________ |\n"
    text = pair(german, other, ARABIC)
    assert text.count("____") == 2
    (kept,) = parse(text)
    assert kept["kind"] == "keep"
    assert kept["body"][-1]["signed"]


@pytest.mark.parametrize(
    ("german", "other", "line"),
    [
        ("# T\n\na\n\nb\n", "# T\n\na\n", 5),
        ("# T\n\na\n\n## B\n", "# T\n\na\n\n### B\n", 5),
        ("# T\n\n- a\n- b\n- c\n", "# T\n\n- a\n- b\n", 5),
        ("# T\n\n- a\n", "# T\n\n1. a\n", 3),
        ("# T\n\n| a | b |\n|--|--|\n| 1 | 2 |\n| 3 | 4 |\n", "# T\n\n| a | b |\n|--|--|\n| 1 | 2 |\n", 6),
        ("# T\n\n| a | b |\n|--|--|\n", "# T\n\n| a |\n|--|\n", 3),
        ("# T\n\n> a\n>\n> b\n", "# T\n\n> a\n\nb\n", 5),
        ("# T\n\na\n", "# T\n\na\n\nb\n", 3),
    ],
)
def test_misfits_are_named_by_their_german_line(german: str, other: str, line: int) -> None:
    with pytest.raises(InvalidData, match=rf"line {line} "):
        pair(german, other, ARABIC)


@given(typed)
def test_no_typed_text_opens_a_language(text: str) -> None:
    assert "<span" not in re.sub(r"\\.", "", text)
    blocks = parse(pair(f"a\n\n| x |\n|--|\n| {text} |\n", f"ا\n\n| س |\n|--|\n| ك {text} |\n", ARABIC))
    assert [block["kind"] for block in blocks] == ["paragraph", "div", "table"]
