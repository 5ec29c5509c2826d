"""The tree of blocks: what Markdown the layout knows, and the conventions of the templates."""

from __future__ import annotations

from typing import Any

import pytest

from iza.documents.tree import parse
from iza.documents.words import breakable
from iza.errors import InvalidData

TABLE = "| Name | Ort, Datum | Unterschrift |\n|---|--|-----|\n| {name} | ________ | ________ |\n"


def kinds(blocks: list[dict[str, Any]]) -> list[str]:
    return [block["kind"] for block in blocks]


def test_blocks() -> None:
    blocks = parse("# T\n\np **b** *i*\\\nq\n\n- a\n- b\n\n1. c\n\n> z\n")
    assert kinds(blocks) == ["heading", "paragraph", "list", "list", "quote"]
    assert blocks[1]["body"] == [
        {"text": "p "}, {"strong": [{"text": "b"}]}, {"text": " "}, {"em": [{"text": "i"}]}, {"break": True}, {"text": "q"},
    ]  # fmt: skip
    assert [block["ordered"] for block in blocks[2:4]] == [False, True]


def test_dashes_are_widths_and_an_empty_head_is_none() -> None:
    table = parse("| a | b |\n|--|------|\n| 1 | 2 |\n")[0]
    assert (table["widths"], len(table["head"]), len(table["rows"])) == ([2, 6], 2, 1)
    facts = parse("|  |  |\n|--|---|\n| Datum | ____ |\n")[0]
    assert (facts["head"], facts["signed"]) == ([], False)
    assert parse("> | a | b |\n> |:--|--:|\n> | 1 | 2 |\n")[0]["body"][0]["widths"] == [2, 2]


def test_underscores_are_lines_to_write_on_unless_a_person_typed_them() -> None:
    assert parse("Ort: ____\n")[0]["body"] == [{"text": "Ort: "}, {"blank": 4}]
    assert parse("Ort: \\_\\_\\_\\_\n")[0]["body"] == [{"text": "Ort: ____"}]
    assert parse("snake_case ___\n")[0]["body"] == [{"text": "snake_case ___"}]


def test_signatures_stay_with_the_clause_before_them() -> None:
    text = "# T\n\n## A\n\na\n\n## B\n\nb\n\n## C\n\n" + TABLE.format(name="N") + "\n> Kasten\n\n## D\n\nd\n"
    blocks = parse(text)
    assert kinds(blocks) == ["heading", "heading", "paragraph", "keep", "quote", "heading", "paragraph"]
    assert kinds(blocks[3]["body"]) == ["heading", "paragraph", "heading", "table"]


def test_a_clause_in_their_own_section_is_enough_for_the_signatures() -> None:
    blocks = parse("# T\n\n## B\n\nb\n\n## C\n\nGelesen.\n\n" + TABLE.format(name="N"))
    assert kinds(blocks) == ["heading", "heading", "paragraph", "keep"]
    assert kinds(blocks[3]["body"]) == ["heading", "paragraph", "table"]


def test_only_the_last_clause_and_its_translation_stay_with_the_signatures() -> None:
    div = '<div lang="ar" dir="rtl">\n\nا\n\n</div>\n\n'
    blocks = parse(f"# T\n\n## A\n\na\n\n{div}b\n\n{div}## U\n\n{div}{TABLE}")
    assert kinds(blocks) == ["heading", "heading", "paragraph", "div", "keep"]
    assert kinds(blocks[-1]["body"]) == ["paragraph", "div", "heading", "div", "table"]


def test_the_title_is_never_kept_with_the_signatures() -> None:
    assert kinds(parse(f"# T\n\n## U\n\n{TABLE}")) == ["heading", "keep"]


def test_another_language_in_a_cell_list_or_quote() -> None:
    cell = 'Wer<br><span lang="ar" dir="rtl">**من** هو</span>'
    other = {"other": [{"strong": [{"text": "من"}]}, {"text": " هو"}], "lang": "ar", "dir": "rtl"}
    assert parse(f"| {cell} |\n|--|\n| x |\n")[0]["head"] == [[{"text": "Wer"}, other]]
    assert parse(f"{cell}\n")[0]["body"] == [{"text": "Wer"}, other]
    inside = '<div lang="ar" dir="rtl">\n\n  ا\n\n  </div>\n'
    assert kinds(parse(f"- a\n\n  {inside}")[0]["entries"][0]) == ["paragraph", "div"]
    quoted = '> a\n>\n> <div lang="ar" dir="rtl">\n>\n> ا\n>\n> </div>\n'
    assert kinds(parse(quoted)[0]["body"]) == ["paragraph", "div"]


def test_a_signature_column_is_known_in_two_languages() -> None:
    head = 'Unterschrift<br><span lang="ar" dir="rtl">التوقيع</span>'
    (kept,) = parse(f"| Name | {head} |\n|--|--|\n| N | ____ |\n")
    assert kept["body"][0]["signed"]


@pytest.mark.parametrize(
    "text",
    [
        "a<br>b", "a<br/>b", '<span lang="ar" dir="rtl">a</span>', 'a<br><span lang="ar">b</span>', "a</span>",
        'a<br><span lang="ar" dir="rtl">b', 'a<br><span dir="rtl" lang="ar">b</span>',
        'a<br><span lang="ar" dir="rtl" onclick="x">b</span>', 'a<br><span lang="ar" dir="rtl">b<br>c</span>',
        'a<br><span lang="ar" dir="rtl">b</span> c',
        '<br><span lang="ar" dir="rtl">b<br><span lang="ar" dir="rtl">c</span></span>',
    ],
)  # fmt: skip
def test_these_tags_in_any_other_form_are_refused(text: str) -> None:
    for markdown in (f"# T\n\n{text}\n", f"# T\n\n| {text} |\n|--|\n"):
        with pytest.raises(InvalidData, match="line 3 "):
            parse(markdown)


def test_a_heading_holds_one_language() -> None:
    with pytest.raises(InvalidData, match="line 1 "):
        parse('# a<br><span lang="ar" dir="rtl">b</span>\n')


def test_a_div_ends_where_its_list_item_ends() -> None:
    with pytest.raises(InvalidData, match="line 3 "):
        parse('- a\n\n  <div lang="ar" dir="rtl">\n\n  ا\n\nb\n')


def test_signed_table_without_lines_stays_together_too() -> None:
    table = "| Name | Unterschrift |\n|---|---|\n| N | unterschrieben |\n"
    assert kinds(parse(f"## A\n\na\n\n## B\n\n{table}")) == ["keep"]
    assert kinds(parse(f"p\n\n{table}")) == ["paragraph", "keep"]


def test_other_languages_stand_in_a_div() -> None:
    blocks = parse('<div lang="ar" dir="rtl">\n\nمرحبا\n\n- x\n\n</div>\n\np\n')
    assert kinds(blocks) == ["div", "paragraph"]
    assert (blocks[0]["lang"], blocks[0]["dir"], kinds(blocks[0]["body"])) == ("ar", "rtl", ["paragraph", "list"])


@pytest.mark.parametrize(
    ("markdown", "line"),
    [
        ("p\n\n<script>alert(1)</script>\n", 3),
        ('# t\n\n<div lang="ar" dir="rtl">\n\np\n', 3),
        ("</div>\n", 1),
        ('<div lang="ar" dir="rtl" onclick="x">\n\n</div>\n', 1),
        ('<div lang="ar" dir="rtl">\n\n<div>\n\n</div>\n\n</div>\n', 3),
        ("<!-- x -->\n", 1),
        ("- a\n\n  <table>\n", 3),
    ],
)
def test_other_html_is_refused_with_its_line(markdown: str, line: int) -> None:
    with pytest.raises(InvalidData, match=rf"line {line} "):
        parse(markdown)


@pytest.mark.parametrize(
    "markdown",
    ["![bild](/etc/passwd)", "[link](http://a.b)", "<http://a.b>", "a <b>fett</b>", "&lt;", "`code`", "[a]: http://b.c", "Titel\n---"],
)  # fmt: skip
def test_what_markdown_could_do_besides_is_plain_text(markdown: str) -> None:
    body = parse(markdown + "\n")[0]["body"]
    assert {key for part in body for key in part} <= {"text", "long", "whole"}


def test_long_words_get_places_to_break() -> None:
    pieces = breakable("x" * 220).split("\u200b")
    assert max(map(len, pieces)) == 8
    assert breakable("Unterschriften Vereinbarungen") == "Unterschriften Vereinbarungen"
    assert "\u200b" not in breakable("الإلكترونيات والمستشفيات")
    assert breakable("https://a.example/pfad").split("\u200b") == ["https://", "a.", "example/", "pfad"]
    assert breakable("07099 207-231") == "07099 207-231"


def test_addresses_and_long_words_are_parts_of_their_own() -> None:
    body = parse("Mail an a.b@c.example oder Integrationskurs\n")[0]["body"]
    assert body == [
        {"text": "Mail an "},
        {"whole": "a.b@\u200bc.\u200bexample"},
        {"text": " oder "},
        {"long": "Integrationskurs"},
    ]
