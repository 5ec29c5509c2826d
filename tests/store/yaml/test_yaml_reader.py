"""What the strict reader refuses, where it says so, and that it never repeats what stands there."""

from __future__ import annotations

import sys
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iza.model.values import same
from iza.store.yaml import reader
from iza.store.yaml.reader import MAX_BYTES, MAX_DEPTH, Unreadable, read
from iza.store.yaml.writer import dump

CANARY = "Kanarienfrau"

REFERENCE = "References with & and * are not allowed."
TYPE = "Types with ! are not allowed."
CONTROL = "A control character or direction override stands here."
TWICE = "This field stands here twice."
NAME = "A field name must be plain text."
FIELDS = "The file must consist of fields with a colon (`name: value`)."
STRUCTURE = "The structure is broken here; check indentation, colons, quotes and brackets."
UNCLOSED = "A quotation mark or bracket is opened here and not closed."
START = "A character stands here that cannot begin a value; indent with spaces and quote texts."
COLON = 'A colon followed by a space stands inside a text; put the whole text in quotes ("…").'
DIRECTIVE = "YAML directives are not allowed."
SECOND = "A second document begins here; a file holds one."
DEEP = "The fields are nested too deeply."
NUMBER = "This number is too long."
UTF8 = "The file is not UTF-8; save it with “Save as” and the encoding UTF-8."
LARGE = "The file is larger than 200 kB."
EMPTY = "The file is empty."
COMMENT = "A comment needs a blank before its #."
INDENT = "This line must be indented further than the field it belongs to."
BLANKS = "The blank line here is indented further than the text it belongs to."
END = "The last line holds blanks and no end of line; take them away."

HEAD = f"name: {CANARY}\n"


def nested(depth: int) -> str:
    return "a:\n" + "".join(" " * level + f"{CANARY}{level}:\n" for level in range(1, depth)) + " " * depth + "x: 1\n"


REFUSED: dict[str, tuple[str | bytes, int, str]] = {
    "anchor of a scalar": (f"{HEAD}note: &{CANARY} x\n", 2, REFERENCE),
    "anchor of a mapping": (f"{HEAD}note: &{CANARY}\n  x: 1\n", 2, REFERENCE),
    "anchor of a list": (f"{HEAD}note: &{CANARY}\n  - x\n", 2, REFERENCE),
    "anchor of a key": (f"{HEAD}&{CANARY} note: x\n", 2, REFERENCE),
    "alias": (f"{HEAD}note: *{CANARY}\n", 2, REFERENCE),
    "alias as a key": (f"{HEAD}*{CANARY} : x\n", 2, NAME),
    "python tag": (f"{HEAD}note: !!python/object/apply:os.system [{CANARY}]\n", 2, TYPE),
    "own tag": (f"{HEAD}note: !{CANARY} x\n", 2, TYPE),
    "string tag": (f"{HEAD}note: !!str 1\n", 2, TYPE),
    "bare tag": (f"{HEAD}note: ! {CANARY}\n", 2, TYPE),
    "tag of a mapping": (f"{HEAD}note: !!map\n  x: {CANARY}\n", 2, TYPE),
    "tag of a list": (f"{HEAD}note: !!seq [{CANARY}]\n", 2, TYPE),
    "version directive": (f"%YAML 1.1\n---\n{HEAD}", 1, DIRECTIVE),
    "tag directive": (f"%TAG ! tag:{CANARY}.example,2000:\n---\n{HEAD}", 1, DIRECTIVE),
    "second document": (f"{HEAD}---\nname: {CANARY}2\n", 2, SECOND),
    "second document after an end": (f"{HEAD}...\n---\n{HEAD}", 3, SECOND),
    "merge key": (f"{HEAD}base:\n  <<: {{name: {CANARY}}}\n", 3, NAME),
    "quoted merge key": (f'{HEAD}base:\n  "<<": {CANARY}\n', 3, NAME),
    "duplicate key": (f"{HEAD}a: 1\nname: {CANARY}2\n", 3, TWICE),
    "duplicate key written otherwise": (f"{HEAD}a: 1\n'name': {CANARY}2\n", 3, TWICE),
    "duplicate key further in": (f"{HEAD}a:\n  - {CANARY}: 1\n    b: 2\n    {CANARY}: 3\n", 5, TWICE),
    "duplicate key in brackets": (f"{HEAD}a: {{{CANARY}: 1,\n  {CANARY}: 2}}\n", 3, TWICE),
    "number as a key": (f"{HEAD}7: {CANARY}\n", 2, NAME),
    "boolean as a key": (f"{HEAD}true: {CANARY}\n", 2, NAME),
    "nothing as a key": (f"{HEAD}~: {CANARY}\n", 2, NAME),
    "empty key": (f"{HEAD}: {CANARY}\n", 2, STRUCTURE),
    "mapping as a key": (f"{HEAD}{{{CANARY}: 1}}: 2\n", 2, NAME),
    "list as a key": (f"{HEAD}? [{CANARY}]\n: 2\n", 2, NAME),
    "too deep": (nested(MAX_DEPTH + 1), MAX_DEPTH + 2, DEEP),
    "brackets without end": (f"{HEAD}a: " + "[" * 20_000, 2, DEEP),
    "braces without end": (f"{HEAD}a: " + "{a: " * 20_000, 2, DEEP),
    "too large": (HEAD + f"note: {CANARY}\n#" + "x" * MAX_BYTES, 0, LARGE),
    "too large by many keys": ("".join(f"{CANARY}{n}: {n}\n" for n in range(100_000)), 0, LARGE),
    "alias bomb": (
        f"a: &a [{CANARY}]\n" + "".join(f"{chr(98 + n)}: &{chr(98 + n)} [*{chr(97 + n)}, *{chr(97 + n)}]\n" for n in range(20)),
        1,
        REFERENCE,
    ),
    "NUL": (f"{HEAD}note: {CANARY}\x00\n", 2, CONTROL),
    "escape sequence": (f"{HEAD}note: {CANARY}\x1b[2J\n", 2, CONTROL),
    "delete": (f"{HEAD}note: {CANARY}\x7f\n", 2, CONTROL),
    "C1 control": (f"{HEAD}note: {CANARY}\x9b\n", 2, CONTROL),
    "next line": (f"{HEAD}note: {CANARY}\x85\n", 2, CONTROL),
    "line separator": (f"{HEAD}note: {CANARY}\u2028x\n", 2, CONTROL),
    "right-to-left override": (f"{HEAD}# {CANARY}\nnote: \u202e{CANARY}\n", 3, CONTROL),
    "isolate": (f"{HEAD}note: \u2066{CANARY}\u2069\n", 2, CONTROL),
    "control character in a comment": (f"{HEAD}# {CANARY}\x07\n", 2, CONTROL),
    "byte order mark further in": (f"{HEAD}note: \ufeff{CANARY}\n", 2, CONTROL),
    "UTF-16": (HEAD.encode("utf-16"), 1, UTF8),
    "UTF-16 without a byte order mark": (HEAD.encode("utf-16-le"), 1, UTF8),
    "UTF-32 without a byte order mark": (HEAD.encode("utf-32-be"), 1, UTF8),
    "two byte order marks": (f"\ufeff\ufeff{HEAD}", 1, CONTROL),
    "Latin-1": (f"{HEAD}a: 1\nb: {CANARY} Kübler\n".encode("latin-1"), 3, UTF8),
    "overlong UTF-8": (HEAD.encode() + b"note: \xc0\xaf" + CANARY.encode() + b"\n", 2, UTF8),
    "surrogate": (HEAD.encode() + b"note: \xed\xa0\x80" + CANARY.encode() + b"\n", 2, UTF8),
    "double quote open": (f'{HEAD}note: "{CANARY}\nb: 1\n', 4, UNCLOSED),
    "single quote open": (f"{HEAD}note: '{CANARY}\nb: 1\n", 4, UNCLOSED),
    "text behind a quote": (f'{HEAD}note: "{CANARY}" {CANARY}\n', 2, STRUCTURE),
    "bracket open": (f"{HEAD}note: [{CANARY}\n", 3, STRUCTURE),
    "bracket too many": (f"{HEAD}note: {CANARY}]\nb: ]\n", 3, STRUCTURE),
    "colon in a text": (f"{HEAD}note: {CANARY}: sie sagt\n", 2, COLON),
    "percent sign": (f"{HEAD}note: %{CANARY}\n", 2, START),
    "at sign": (f"{HEAD}note: @{CANARY}\n", 2, START),
    "backtick": (f"{HEAD}note: `{CANARY}`\n", 2, START),
    "unknown escape": (f'{HEAD}note: "\\q{CANARY}"\n', 2, STRUCTURE),
    "tab as indentation": (f"{HEAD}a:\n\tb: {CANARY}\n", 3, START),
    "tab in a list": (f"{HEAD}a:\n  - b: 1\n\tc: {CANARY}\n", 4, START),
    "indentation lost": (f"{HEAD}a:\n    b: 1\n  c: {CANARY}\n", 4, STRUCTURE),
    "list and field mixed": (f"{HEAD}a:\n  - 1\n  b: {CANARY}\n", 4, STRUCTURE),
    "half a conflict": (f"{HEAD}<<<<<<< HEAD\na: {CANARY}\n=======\na: 2\n>>>>>>> other\n", 3, STRUCTURE),
    "list at the top": (f"- {CANARY}\n", 1, FIELDS),
    "text at the top": (f"{CANARY}\n", 1, FIELDS),
    "huge number": (f"{HEAD}n: {'9' * 5000}\n", 2, NUMBER),
    "huge hexadecimal number": (f"{HEAD}n: 0x{'f' * 5000}\n", 2, NUMBER),
    "comment glued to a quote": (f'{HEAD}note: "{CANARY}"# x\n', 2, COMMENT),
    "comment glued to a single quote": (f"{HEAD}note: '{CANARY}'# x\n", 2, COMMENT),
    "comment glued to a bracket": (f"{HEAD}note: [{CANARY}]# x\n", 2, COMMENT),
    "comment glued to a comma": (f"{HEAD}note: [a,#{CANARY}\n  b]\n", 2, COMMENT),
    "comment glued to an opening bracket": (f"{HEAD}note: {{#{CANARY}\n  b: 1}}\n", 2, COMMENT),
    "comment glued to a colon": (f'{HEAD}note: {{"a":#{CANARY}\n  1}}\n', 2, COMMENT),
    "comment glued to a block": (f"{HEAD}note: |-# {CANARY}\n  x\n", 2, COMMENT),
    "question mark before a name": (f"{HEAD}note: {{?{CANARY}: 1}}\n", 2, START),
    "question mark before a later name": (f"{HEAD}note: {{a: 1,\n  ?{CANARY}: 1}}\n", 3, START),
    "question mark in a list": (f"{HEAD}note: [a, ?{CANARY}]\n", 2, START),
    "dash alone in a list": (f"{HEAD}note: [{CANARY}, -]\n", 2, START),
    "quoted text not indented": (f'{HEAD}note: "{CANARY}\nb"\n', 3, INDENT),
    "quoted text indented too little": (f"{HEAD}a:\n  note: '{CANARY}\n  b'\n", 4, INDENT),
    "quoted text indented by a tab": (f'{HEAD}note: "{CANARY}\n\tb"\n', 3, INDENT),
    "brackets not indented": (f"{HEAD}note: [{CANARY},\nb]\n", 3, INDENT),
    "brackets in brackets not indented": (f"{HEAD}note: [[{CANARY}],\nb]\n", 3, INDENT),
    "brackets in a list indented too little": (f"{HEAD}a:\n  - [{CANARY},\n  b]\n", 4, INDENT),
    "tab in brackets": (f"{HEAD}note: [\n  a,\n  \t{CANARY}]\n", 4, START),
    "blank line longer than the text": (f"{HEAD}note: >\n    \n  # {CANARY}\n", 3, BLANKS),
    "blanks at the end": (f"{HEAD}note: |\n  {CANARY}\n   ", 4, END),
    "lone line end of old": (f'{HEAD}note: "{CANARY}\rb"\n', 3, INDENT),
    "empty": ("", 0, EMPTY),
    "only comments": (f"# {CANARY}\n", 0, EMPTY),
}


def refusal(source: str | bytes) -> Unreadable:
    started = time.process_time()
    with pytest.raises(Unreadable) as caught:
        read(source if isinstance(source, bytes) else source.encode(), "cases/8Q/F-8QK2-7MX4.yaml")
    assert time.process_time() - started < 2
    return caught.value


@pytest.mark.parametrize("kind", REFUSED)
def test_refused_with_file_and_line_and_without_a_value(kind: str) -> None:
    source, line, problem = REFUSED[kind]
    error = refusal(source)
    place = f"cases/8Q/F-8QK2-7MX4.yaml:{line}" if line else "cases/8Q/F-8QK2-7MX4.yaml"
    assert str(error) == f"{place}: {problem}"
    assert error.exit_code == 4
    assert CANARY not in repr(error)
    assert error.__cause__ is None
    assert error.__suppress_context__ or error.__context__ is None


@pytest.mark.parametrize("kind", REFUSED)
def test_refused_without_the_c_parser_too(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    pure = pure_parser()
    monkeypatch.setattr(reader, "_event_parser", lambda: pure)
    error = refusal(REFUSED[kind][0])
    assert CANARY not in str(error)


def pure_parser() -> object:
    """The parser ``read`` takes where ruamel.yaml.clib has no wheel."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(sys.modules, "_ruamel_yaml", None)
        return reader._event_parser.__wrapped__()


ACCEPTED: dict[str, tuple[str, object]] = {
    "yes and no are words": ("a: [yes, no, on, off, y, n]", ["yes", "no", "on", "off", "y", "n"]),
    "a country called NO": ("a: NO", "NO"),
    "a postcode": ("a: '07071'", "07071"),
    "a number": ("a: 07071", 7071),
    "a time": ("a: 12:30", "12:30"),
    "a day is text": ("a: 2026-03-04", "2026-03-04"),
    "a moment is text": ("a: 2026-03-04T10:00:00Z", "2026-03-04T10:00:00Z"),
    "a month is text": ("a: 2026-03", "2026-03"),
    "nothing": ("a:", None),
    "nothing as ~": ("a: ~", None),
    "nothing as null": ("a: null", None),
    "true": ("a: true", True),
    "hexadecimal": ("a: 0x1F", 31),
    "octal": ("a: 0o17", 15),
    "infinity": ("a: -.INF", float("-inf")),
    "quoted true": ("a: 'true'", "true"),
    "joiners of Persian": ("a: می\u200cخواهم", "می\u200cخواهم"),
    "direction marks": ("a: \u200eAmal\u200f", "\u200eAmal\u200f"),
    "an emoji": ("a: 🌱", "🌱"),
    "a tab between words": ('a: "x\ty"', "x\ty"),
    "a folded text": ("a: >-\n  x\n  y\n", "x y"),
    "a literal text": ("a: |\n  x\n\n  y\n", "x\n\ny\n"),
    "a list at the field": ("a:\n- 1\n- 2\n", [1, 2]),
    "braces": ("a: { b:  1,c: 2 }", {"b": 1, "c": 2}),
    "a document start": ("---\na: 1\n...\n", 1),
    "Windows line ends": ("a:\r\n  - x\r\n  - |\r\n    y\r\n    z\r\n", ["x", "y\nz\n"]),
    "a byte order mark": ("\ufeffa: 1", 1),
    "a key in quotes": ("'a': 1", 1),
    "a bracket that closes below its field": ("a: [\n  1,\n  2,\n]\n", [1, 2]),
    "brackets over two lines": ("a: [1,\n  2]  # x\n", [1, 2]),
    "a quoted text over two lines": ('a: "x\n  y"\n', "x y"),
    "a number sign inside a word": ("a: C#, 'b'", "C#, 'b'"),
    "a number sign in quotes": ('a: "x]#y"', "x]#y"),
    "a question mark before a word": ("a: x ?y", "x ?y"),
    "a question mark before a name of a block": ("?a: 1\na: 2", 2),
    "a dash in a text of a list": ("a: [x -, y]", ["x -", "y"]),
    "a dash in quotes": ("a: ['-', '?x']", ["-", "?x"]),
    "a comment within brackets": ("a: [1, # x\n# y\n  2]", [1, 2]),
    "a blank line within a block of text": ("a: |\n  x\n      \n  y\n", "x\n    \ny\n"),
    "the deepest": ("a: " + "[" * MAX_DEPTH + "]" * MAX_DEPTH, None),
}


@pytest.mark.parametrize("kind", ACCEPTED)
def test_read_as_yaml_1_2(kind: str) -> None:
    text, value = ACCEPTED[kind]
    found = read(text.encode(), "x")["a"]
    assert value is None or same(found, value)
    if value is None:
        assert found is None or found == eval("[" * MAX_DEPTH + "]" * MAX_DEPTH)


def test_not_a_number_is_left_to_the_schema() -> None:
    found = read(b"a: .NaN", "x")["a"]
    assert isinstance(found, float)
    assert found != found  # noqa: PLR0124


def test_the_largest_file_is_read_in_time() -> None:
    source = "".join(f"field{n}:\n  - {{id: x{n}, note: Ein Satz mit Wörtern.}}\n" for n in range(3_500)).encode()
    assert MAX_BYTES * 0.9 < len(source) <= MAX_BYTES
    started = time.process_time()
    assert len(read(source, "x")) == 3_500
    assert time.process_time() - started < 2


def test_lines_of_every_place() -> None:
    lines: reader.Lines = {}
    read(b"# head\na:\n  b: 1\n  c:\n    - x\n    - {d: 1,\n       e: 2}\n\nf: |\n  y\n", "x", lines)
    expected = {("a",): 2, ("a", "b"): 3, ("a", "c"): 4, ("a", "c", 0): 5, ("a", "c", 1): 6}
    expected |= {("a", "c", 1, "d"): 6, ("a", "c", 1, "e"): 7, ("f",): 9}
    assert {path: line for path, line in lines.items() if path} == expected


# Overrides and isolates stand raw in what is dumped, and are refused on the way back: no text may hold them.
_REFUSED_RAW = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufffe\uffff"
_TRICKY = (
    "no", "On", "07071", "12:30", "2026-03-04", "null", "~", "", "- a", "a: b", "#x", "a #b", "0x1F", "1e5", ".5", "-",
    "?", "a\nb\n", "  x\ny", " a", "a ", "\ta", "a\n\n", "\n", "*a", "&a", "!x", "%x", "@x", "`x", "{a", "[a", "---",
    "...", "--- a", "=", "a\n---\nb", "a\n...\nb", "a:\n  b", "\u200cx\u200f", "it's", 'say "x"', "a\\b", "x\r\ny", "# a\nb",
)  # fmt: skip
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters=_REFUSED_RAW), max_size=30)
TEXTS |= st.sampled_from(_TRICKY)
KEYS = TEXTS.filter(lambda key: key != "<<")
SCALARS = st.none() | st.booleans() | st.integers(-(10**30), 10**30) | st.floats(allow_nan=False) | TEXTS
DATA = st.dictionaries(
    KEYS,
    st.recursive(
        SCALARS,
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4),
        max_leaves=10,
    ),
    max_size=4,
)


@given(DATA)
def test_what_is_dumped_is_read_back(data: dict[str, object]) -> None:
    assert same(read(dump(data).encode(), "x"), data)


@given(DATA)
def test_what_is_dumped_is_read_back_without_the_c_parser(data: dict[str, object]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        pure = pure_parser()
        patch.setattr(reader, "_event_parser", lambda: pure)
        assert same(read(dump(data).encode(), "x"), data)
