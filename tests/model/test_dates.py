"""Days and times of day as people write them."""

from __future__ import annotations

from datetime import date

import pytest

from iza.model.dates import NoSuchDay, read, read_time

TODAY = date(2026, 12, 1)


@pytest.mark.parametrize(
    "text",
    ["19.4.26", "19.04.2026", "19. 4. 2026", "19. April 2026", "19.April 26", "19 Apr. 2026", "19 april 2026", "2026-04-19", "2026-4-19",
     " 19.\u00a04.\u202f2026 ", "１９.４.２６", "2026\u201104\u201119"],
)  # fmt: skip
def test_a_day_is_read_as_it_is_written(text: str) -> None:
    assert read(text, TODAY) == date(2026, 4, 19)


@pytest.mark.parametrize(
    ("text", "day", "birth"),
    [("1.1.46", "2046-01-01", "1946-01-01"), ("1.1.47", "1947-01-01", "1947-01-01"), ("1.12.26", "2026-12-01", "2026-12-01"),
     ("2.12.26", "2026-12-02", "1926-12-02"), ("29.2.28", "2028-02-29", "1928-02-29"), ("17.5.95", "1995-05-17", "1995-05-17")],
)  # fmt: skip
def test_a_year_of_two_digits_is_near_and_a_birth_lies_in_the_past(text: str, day: str, birth: str) -> None:
    assert read(text, TODAY).isoformat() == day
    assert read(text, TODAY, past=True).isoformat() == birth


@pytest.mark.parametrize("text", ["30.2.2027", "31.4.26", "29. Februar 2027", "2027-02-30", "1.13.2026", "0.1.2026"])
def test_a_day_that_is_none_is_told_from_what_is_no_date(text: str) -> None:
    with pytest.raises(NoSuchDay, match=rf"^There is no {text}\.$"):
        read(text, TODAY)


@pytest.mark.parametrize("text", ["", "19.4.", "19. Blau 2026", "19.4.026", "4/19/2026", "٣.٤.2026", "19.4.2026.", "1.Ma 2026"])
def test_what_is_no_date_is_none(text: str) -> None:
    with pytest.raises(ValueError) as caught:
        read(text, TODAY)
    assert not isinstance(caught.value, NoSuchDay)


def test_a_year_of_two_digits_needs_to_know_today() -> None:
    with pytest.raises(ValueError, match=r"^There is no 19\.4\.26\.$|^$"):
        read("19.4.26")


@pytest.mark.parametrize(
    ("text", "time"),
    [("9:00", "09:00"), ("9.00", "09:00"), ("9 Uhr", "09:00"), ("9", "09:00"), ("9:30 Uhr", "09:30"), ("9.30Uhr", "09:30"), ("9h30", "09:30"),
     ("9\u202fUhr", "09:00"), ("0:05", "00:05"), ("23:59", "23:59"), (" 14 ", "14:00"), ("１４:３０", "14:30")],
)  # fmt: skip
def test_a_time_is_read_as_it_is_written(text: str, time: str) -> None:
    assert read_time(text) == time


@pytest.mark.parametrize("text", ["", "24", "24:00", "9:60", "9:5", "0930", "-9", "9:30:15", "halb zehn", "٩:٣٠", "9 Uhr 30 x"])
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        read_time(text)
