"""The quick way through a file against the judge: the same data wherever it gives any, and no answer to what is refused."""

from __future__ import annotations

import random
from collections import Counter

import pytest
from hypothesis import given
from test_yaml_differential import FILES, equal, mutants, outcome
from test_yaml_reader import ACCEPTED, DATA, REFUSED, pure_parser

from iza.store.yaml import quick_reader, reader
from iza.store.yaml.reader import FORBIDDEN, MAX_DEPTH, events, read
from iza.store.yaml.spacing import is_doubtful
from iza.store.yaml.writer import dump

STARTS = (
    "k: ", "k: a", "", "- ", "k: [", "k: {a: ", "k:\n  - ", 'k: "a" ', "k: 'x'", "? ", "k: |", "k: >-", "%", "--- ", "k:\n  x: 1\n  ",
)  # fmt: skip
PIECES = (*"aä1_-&*!&*!: \n,[]{}'\"|>?#%\\", "  ", "\n ", "\n  ", ": ", "\r\n", "- ", "\t", "🌱", "\u00a0")
JUDGED = (
    "the deepest", "a bracket that closes below its field", "brackets over two lines", "a quoted text over two lines",
    "a number sign in quotes", "a question mark before a word", "a question mark before a name of a block",
    "a dash in a text of a list", "a comment within brackets",
)  # fmt: skip
BOTH = pytest.mark.parametrize("parser", [reader._event_parser(), pure_parser()], ids=["C", "pure"])


def quickly(text: str) -> object:
    return None if quick_reader.may_refer(text) or is_doubtful(text) else quick_reader.document(events(text), MAX_DEPTH)


def compared(source: bytes) -> str:
    """Which way a text goes, after both were tried."""
    judged, why = outcome(read, source, "x", {})  # whoever asks for lines asks the judge
    found, because = outcome(read, source, "x")
    assert why == because, source
    assert repr(found) == repr(judged), source  # the order of fields as well; nan is nan
    if why:
        return "refused"
    return "quick" if quickly(source.decode("utf-8-sig")) is not None else "judged"


@pytest.mark.parametrize("seed", [11, 12])
def test_mutated_files(seed: int) -> None:
    ways = Counter(compared(text.encode("utf-8", "surrogatepass")) for text in mutants(seed))
    assert ways["quick"] > 10 * ways["judged"]
    assert ways["refused"] > 300


@BOTH
def test_references_and_types_never_slip_through(parser: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "_event_parser", lambda: parser)
    dice = random.Random(7)
    texts = (dice.choice(STARTS) + "".join(dice.choices(PIECES, k=dice.randint(1, 10))) for _turn in range(2_000))
    ways = Counter(compared(text.encode()) for text in texts)
    assert ways["quick"] > 100
    assert ways["judged"] > 30


@pytest.mark.parametrize("kind", REFUSED)
def test_what_is_refused_gets_no_answer(kind: str) -> None:
    source = REFUSED[kind][0]
    assert compared(source.encode() if isinstance(source, str) else source) == "refused"


@pytest.mark.parametrize("kind", ACCEPTED)
@BOTH
def test_what_is_accepted_is_the_same(kind: str, parser: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "_event_parser", lambda: parser)
    assert compared(ACCEPTED[kind][0].encode()) == ("judged" if kind in JUDGED else "quick")


@given(DATA)
def test_what_is_dumped_is_the_same(data: dict[str, object]) -> None:
    assert compared(dump(data).encode()) in {"quick", "judged"}


def test_case_files_go_the_quick_way() -> None:
    cases = [path for path in FILES if "lives" not in path.parts]  # in these, fields are called "1", "2"
    ways = Counter(compared(path.read_bytes()) for path in cases)
    assert ways["quick"] == ways.total() > 100


@pytest.mark.parametrize("text", ["Klient*in", "Müller & Söhne", "R&B", "Danke!", "3 * 4", "„Halt!“", "5 & 6\n  & 7"])
def test_ordinary_words_go_the_quick_way(text: str) -> None:
    assert compared(f"note: {text}\n".encode()) == "quick"


@pytest.mark.parametrize("text", ["x &y", "(*1990 in Homs)", "Ja !", '"!"', "'*'", "a\n  *b"])
def test_what_may_be_a_reference_goes_to_the_judge(text: str) -> None:
    assert compared(f"note: {text}\n".encode()) == "judged"


def test_no_forbidden_character_is_written_with_safe_bytes_only() -> None:
    codes = (*range(0xD800), *range(0xE000, 0x110000))  # between them lies what is no UTF-8
    forbidden = [chr(code) for code in codes if FORBIDDEN.match(chr(code))]
    assert len(forbidden) > 70
    assert all(char.encode().translate(None, reader._SAFE) for char in forbidden)


def test_only_so_many_names_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(quick_reader, "_names", set())
    source = "".join(f"field_{number}: {number}\ng-{number:04}: 1\n" for number in range(3_000)).encode()
    for _twice in range(2):
        assert equal(read(source, "x"), read(source, "x", {}))
    assert len(quick_reader._names) == quick_reader._MANY
    assert all(name.startswith("field_") for name in quick_reader._names)
