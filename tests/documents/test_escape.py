"""Whatever a person typed is printed as it is: through Jinja, Markdown and back, in every place."""

from __future__ import annotations

from pathlib import Path

import pytest
from agreements import words
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from iza.documents.escape import clean, escape, ltr
from iza.documents.sandbox import render as render_here
from iza.documents.tree import parse

PLACES = {
    "paragraph": "{{ text }}",
    "after": "vorher {{ text }} nachher",
    "bold": "**fett** {{ text }} **{{ text }}**",
    "heading": "# {{ text }}",
    "list": "- {{ text }}\n- zweitens",
    "quote": "> {{ text }}",
    "cell": "| Kopf | {{ text }} |\n|---|---|\n| {{ text }} | x |",
    "concatenated": '{{ "„" + text + "“" }}',
    "macro": "{% macro m(t) %}{{ t }}{% endmacro %}x {{ m(text) }}",
    "joined": '{{ [text, text] | join(", ") }}',
}
AROUND = {
    "paragraph": "{0}", "after": "vorher {0} nachher", "bold": "fett {0} {0}", "heading": "{0}",
    "list": "{0}zweitens", "quote": "{0}", "cell": "Kopf{0}{0}x", "concatenated": "„{0}“", "macro": "x {0}",
    "joined": "{0}, {0}",
}  # fmt: skip
ONE_VALUE = ("concatenated", "joined")  # put together before they are printed
MARKUP = (
    "*", "**", "_", "__", "____", "________", "`", "```", "|", "||", "\\", "\\\\", "<", ">", "[", "](", ")", "!", "![",
    "#", "# ", "## ", "- ", "+ ", "1. ", "1) ", "23.", "> ", "---", "===", ":---", "    ", "&amp;", "&", "~~", "$", "@",
    "<div>", "</div>", '<div lang="ar" dir="rtl">', "<!--", "-->", "<script>", "{{ text }}", "{% raw %}", "{#", "#}",
    "http://a.b", "a@b.de", "\u2066", "\u2069", "“", "02.03.2026", "\t", "\n", "\n\n", " ", "ä", "س", "ሰ", "x",
)  # fmt: skip
PLAIN = st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp", "Cn"), exclude_characters="\ufeff\u200b")
TEXTS = st.lists(st.sampled_from(MARKUP) | st.text(PLAIN, max_size=4), max_size=8).map("".join)
HIDDEN = "\u202a\u202b\u202c\u202d\u202e"


@pytest.fixture(scope="module", autouse=True)
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with one template for each place."""
    path = tmp_path_factory.mktemp("places")
    for name, source in PLACES.items():
        (path / f"{name}.md.j2").write_text(source + "\n", "utf-8")
    return path


def printed(folder: Path, place: str, text: str) -> str:
    return words(parse(render_here(f"{place}.md.j2", {"text": text}, [folder])))


def seen(text: str) -> str:
    """What of a text shall be seen: one line, no controls, no overrides, isolates closed."""
    line = " ".join(part for part in text.replace("\n", " ").replace("\t", " ").split(" ") if part).strip()
    line = "".join(char for char in line if char not in HIDDEN)
    depth, kept = 0, ""
    for char in line:
        if char == "\u2069" and depth == 0:
            continue
        depth += {"\u2066": 1, "\u2067": 1, "\u2068": 1, "\u2069": -1}.get(char, 0)
        kept += char
    return " ".join(part for part in kept.split(" ") if part).strip() + "\u2069" * depth


@pytest.mark.parametrize("place", PLACES)
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=TEXTS.filter(seen))
def test_every_text_survives(folder: Path, place: str, text: str) -> None:
    around = AROUND[place]
    expected = seen(around.format(text)) if place in ONE_VALUE else around.format(seen(text))
    assert printed(folder, place, text) == expected


@given(text=st.text())
@settings(max_examples=300, deadline=None)
def test_nothing_invisible_survives(text: str) -> None:
    got = clean(text)
    assert not any(ord(char) < 0x20 or 0x7F <= ord(char) <= 0x9F for char in got)
    assert not set(got) & {*HIDDEN, "\ufeff", "\u2028", "\u2029", "\ufffe", "\uffff"}
    assert not any(0xD800 <= ord(char) <= 0xDFFF for char in got)
    assert clean(got) == got
    got.encode("utf-8")


@pytest.mark.parametrize(
    ("text", "markdown"),
    [
        ("02.03.2026", "02.03.2026"),
        ("1.2", "1.2"),
        ("1. Mai", "1\\. Mai"),
        ("2)", "2\\)"),
        ("- nein", "\\- nein"),
        ("+ ja", "\\+ ja"),
        ("+49 7099 207-0", "+49 7099 207-0"),
        ("a - b + c = d", "a - b + c = d"),
        ("Straße 5, Zimmer 2", "Straße 5, Zimmer 2"),
        ("erste Zeile\r\nzweite", "erste Zeile zweite"),
        ("a|b", "a\\|b"),
    ],
)
def test_ordinary_texts_stay_readable(text: str, markdown: str) -> None:
    assert escape(text) == markdown


def test_numbers_keep_their_order_in_right_to_left_text() -> None:
    assert ltr("07071 207-0") == "\u206607071 207-0\u2069"
    assert clean("\u2066offen") == "\u2066offen\u2069"
    assert clean("zu\u2069") == "zu"


@pytest.mark.parametrize("joiner", "\u200c\u200d\u200e\u200f")
def test_joiners_of_persian_and_arabic_names_stay(joiner: str) -> None:
    assert clean(f"می{joiner}خواهم") == f"می{joiner}خواهم"
