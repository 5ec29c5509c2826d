"""Names in any spelling and script: the labelled set of names.txt, and what is no name at all."""

from __future__ import annotations

from functools import cache
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from iza.app.matching import SHOWN, SIMILAR, keys, score
from iza.app.matching.likeness import candidates, likeness

NAMES = Path(__file__).with_name("names.txt")
Pair = tuple[str, str]


@cache
def groups(mark: str) -> list[list[str]]:
    """The lines of names.txt that begin with this mark."""
    lines = NAMES.read_text(encoding="utf-8").splitlines()
    return [[name.strip() for name in line[2:].split("|")] for line in lines if line.startswith(f"{mark} ")]


def pairs(mark: str) -> list[Pair]:
    return [pair for group in groups(mark) for pair in combinations(group, 2)]


def value(pair: Pair) -> float:
    return score([pair[0]], [pair[1]])


def taken_as_same(labelled: list[Pair]) -> list[Pair]:
    return [pair for pair in labelled if value(pair) >= SIMILAR]


def test_the_labelled_set_is_large_and_has_both_classes() -> None:
    assert len(pairs("=")) >= 1500
    assert len(pairs("!")) >= 250
    assert len({name for group in groups("=") for name in group if not name.isascii()}) >= 250


def test_recall_of_real_spelling_variants() -> None:
    labelled = pairs("=")
    found = taken_as_same(labelled)
    assert len(found) / len(labelled) >= 0.99, sorted(set(labelled) - set(found))


def test_precision_with_both_classes_weighing_the_same() -> None:
    wrong = taken_as_same(pairs("!"))
    recall, false_alarms = len(taken_as_same(pairs("="))) / len(pairs("=")), len(wrong) / len(pairs("!"))
    assert recall / (recall + false_alarms) >= 0.99, wrong


def test_precision_among_all_names_of_the_set() -> None:
    """Every name beside the first name of every other group: a pool with names of 15 languages."""
    firsts = [group[0] for group in groups("=")]
    others = list(combinations(firsts, 2))
    assert len(taken_as_same(others)) / len(others) <= 0.0005, taken_as_same(others)


@pytest.mark.parametrize("pair", pairs("~"))
def test_one_word_against_several_is_shown_but_is_not_the_same_name(pair: Pair) -> None:
    assert SHOWN <= value(pair) < SIMILAR


@pytest.mark.parametrize(
    "pair",
    [
        ("Mohammed", "محمد"), ("Muhammad", "Мухаммед"), ("Aleksej", "Олексій"), ("Oleksij", "Алексей"),
        ("Yusuf", "Youssef"), ("Josef", "يوسف"), ("Hüseyin", "حسین"), ("Tesfai", "ተስፋይ"), ("Selam", "ሰላም"),
        ("Sahra", "زهرا"), ("Oksana", "Оксана"), ("Sherko", "شێرکۆ"), ("Müller", "Mueller"),
        ("İLKER YILDIZ", "ilker yildiz"), ("Azad", "ئازاد"), ("Abdul Rahman", "Abd ar-Rahman"),
        ("Teklehaimanot Gebremeskel", "Tekle Haimanot Gebre Meskel"), ("Alhamdo Rami", "رامي الحمدو"), ("Γιώργος", "Giorgos"),
        ("Aleskandr", "Aleksandr"), ("Groß", "Gross"), ("Mamedow", "მამედოვი"), ("Abdurrahman", "عبدالرحمن"),
    ],
)  # fmt: skip
def test_names_every_office_has(pair: Pair) -> None:
    assert value(pair) >= SIMILAR


@pytest.mark.parametrize(
    "pair",
    [
        ("Ahmed", "Mohammed"), ("احمد", "محمد"), ("Mahmoud", "محمد"), ("Hasan", "حسین"), ("Amir", "عمر"),
        ("Ali", "Alina"), ("Amin", "Amina"), ("Karim", "Karam"), ("Mina", "Mona"), ("Li", "Lu"),
        ("Berivan", "Serivan"), ("Alireza", "Ali Rezai"),
    ],
)  # fmt: skip
def test_names_no_office_may_mix_up(pair: Pair) -> None:
    assert value(pair) < SIMILAR


def test_the_sieve_loses_no_pair_that_is_the_same_name() -> None:
    assert [(a, b) for a, b in taken_as_same(pairs("=")) if b not in candidates([a], [b])] == []


def test_the_likeness_of_two_names_knows_no_order() -> None:
    both = [*pairs("="), *pairs("!"), *pairs("~")]
    assert [(a, b) for a, b in both if abs(value((a, b)) - value((b, a))) > 1e-9] == []


def test_several_names_of_a_person_count_by_the_best_and_none_by_nothing() -> None:
    assert score(["Fer Hat", "Ferhat Demir"], ["Demir Ferhad", "X Y"]) >= SIMILAR
    assert score([], ["Ferhat"]) == score(["123"], ["123"]) == 0.0


def test_letters_that_only_keyboards_tell_apart_are_the_same() -> None:
    assert value(("\u0639\u0644\u064a \u0643\u0631\u064a\u0645", "\u0639\u0644\u06cc \u06a9\u0631\u06cc\u0645")) == 100
    assert value(("ALI", "ali")) == value(("Zoë", "Zoe\u0308")) == value(("O’Brien", "O'Brien")) == 100


def test_further_given_names_cost_a_little() -> None:
    whole, part = value(("Ahmad Karimi", "Karimi Ahmad")), value(("Ahmad Karimi", "Ahmad Reza Karimi"))
    assert (whole, part, value(("Ahmad Karimi", "Haji Ahmad Reza Karimi"))) == (100, 96, 92)


def test_keys_are_words_in_their_order_without_signs_and_particles() -> None:
    assert [word.letters for word in keys("Khalid ibn al-Walid (2)")] == ["khalid", "alwalid"]
    assert [word.letters for word in keys("Ben")] == ["ben"]
    assert keys(" - 17 😀 \u202e") == ()


NASTY = st.text(max_size=300) | st.text("aeiouَُِّا-'ـ\u200f\u202e\u0000😀 محمدالعيىةжщЁßıİㅎ", max_size=300)


@settings(max_examples=300, deadline=None)
@given(NASTY, NASTY)
def test_no_name_is_too_strange(a: str, b: str) -> None:
    assert 0.0 <= likeness(a, b).score <= 100.0
    assert likeness(a, a).score in {0.0, 100.0}
    assert likeness(a, b).score == pytest.approx(likeness(b, a).score)
