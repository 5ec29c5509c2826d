"""What a person types for a day, a span of days, a code or a yes: the same in options and dialogues.

Every reader raises ValueError with a sentence in the language in use that does not repeat the value.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import timedelta
from typing import NamedTuple

from iza.cli.context import today
from iza.i18n import _, language
from iza.model import dates

_MONTH = r"(?P<m>0?[1-9]|1[0-2])[./](?P<y>[0-9]{4})|(?P<iy>[0-9]{4})-(?P<im>0[1-9]|1[0-2])"
_ONLY_MONTH = r"[0-9]{4}-[0-9]{2}"
_SPAN = r"([0-9]{1,4})([dwt]?)"
_WORDS = {"yesterday": -1, "gestern": -1, "today": 0, "heute": 0, "tomorrow": 1, "morgen": 1}
_YES = frozenset(("y", "yes", "j", "ja"))
_NO = frozenset(("n", "no", "nein"))
_MANY = 12
_PREFIX = 3  # letters of a label that are enough, where they fit only one


class Choice(NamedTuple):
    """A code with its label in the language in use; ``others`` are further words for it."""

    code: str
    label: str
    others: tuple[str, ...] = ()


def day(text: str, *, past: bool = False) -> str:
    """ISO text of ``18.3.2026``, ``18.3.26``, ``2026-03-18``, ``heute``, ``gestern`` or ``morgen`` (or English).

    ``past``: a day that was, as a date of birth.
    """
    word = text.strip().lower()
    if word in _WORDS:
        return (today() + timedelta(days=_WORDS[word])).isoformat()
    try:
        if not re.fullmatch(_ONLY_MONTH, word):
            return dates.read(text, today(), past=past).isoformat()
    except dates.NoSuchDay:
        raise
    except ValueError:
        pass
    raise ValueError(_("a date like 18.3.2026 or 2026-03-18 is needed."))


def born(text: str) -> str:
    """The same for a date of birth: ``1.1.47`` was not yet in 2047."""
    return day(text, past=True)


def time(text: str) -> str:
    """``09:30`` for ``9:30``, ``9.30``, ``9.30 Uhr``; ``09:00`` for ``9``."""
    try:
        return dates.read_time(text)
    except ValueError:
        raise ValueError(_("a time of day like 9:30 or 14 is needed.")) from None


def month(text: str) -> str:
    """ISO text of a month (``2026-03``, ``3/2026``, ``03.2026``) or of a day."""
    match = re.fullmatch(_MONTH, text.strip())
    if not match:
        try:
            return day(text)
        except dates.NoSuchDay:
            raise
        except ValueError:
            raise ValueError(_("a date like 18.3.2026 or a month like 3/2026 is needed.")) from None
    return f"{match['y'] or match['iy']}-{int(match['m'] or match['im']):02}"


def span(text: str) -> int:
    """Days in ``14``, ``14d``, ``14t`` (Tage) or ``2w``."""
    match = re.fullmatch(_SPAN, text.strip().lower())
    if not match:
        raise ValueError(_("a number of days like 14d or of weeks like 2w is needed."))
    return int(match[1]) * (7 if match[2] == "w" else 1)


def code(text: str, choices: Sequence[Choice]) -> str:
    """The code meant by a number (from 1), a code, a label, or the beginning of one label."""
    wanted = text.strip().casefold()
    if wanted.isdecimal() and 1 <= int(wanted) <= len(choices):
        return choices[int(wanted) - 1].code
    exact = [c for c in choices if wanted in _names_of(c)]
    matches = exact or [
        c for c in choices if len(wanted) >= _PREFIX and any(n.startswith(wanted) for n in _names_of(c))
    ]
    if len(matches) == 1:
        return matches[0].code
    if matches:
        raise ValueError(_("this fits several: {labels}.").format(labels=_in_words(matches[:5])))
    close = _nearest_choices(wanted, choices)
    if close and len(choices) > _MANY:
        raise ValueError(_("did you mean {meant}?").format(meant=_in_words(close)))
    if close:
        sentence = _("did you mean {meant}? Possible are {codes}.")
        raise ValueError(sentence.format(meant=_in_words(close[:1]), codes=_in_words(choices)))
    raise ValueError(_("possible are {codes}.").format(codes=_in_words(choices)))


def yes(text: str) -> bool:
    """``ja``/``j``/``yes``/``y`` or ``nein``/``n``/``no``."""
    word = text.strip().casefold()
    if word in _YES or word in _NO:
        return word in _YES
    raise ValueError(_("yes or no is needed."))


def _nearest_choices(wanted: str, choices: Sequence[Choice]) -> list[Choice]:
    """The choices one of whose names looks like a word, the likest first."""
    from difflib import get_close_matches

    by_name = {name: c for c in choices for name in _names_of(c)}
    return list(dict.fromkeys(by_name[name] for name in get_close_matches(wanted, by_name, n=5)))


def _in_words(choices: Sequence[Choice]) -> str:
    """The word of each choice, with the code in brackets: ``auf den Tag (day)``."""
    return ", ".join(c.label if c.label == c.code else f"{c.label} ({c.code})" for c in choices)


def _names_of(choice: Choice) -> list[str]:
    """Everything a choice is called, also without the slash of ``Klient/in``."""
    names = [choice.code, choice.label, *choice.others]
    both = [form for name in names if name.endswith("/in") for form in (name[:-3], f"{name[:-3]}in")]
    return [name.casefold() for name in (*names, *both)]


def schema_choices(kind: str, path: tuple[str | int, ...]) -> list[Choice]:
    """The vocabulary of the schema at a path, with the labels of both languages and own names."""
    from iza.store.schema import labels

    return [
        Choice(option.code, option.label(language()), (option.de, option.en, str(option.extra.get("own", option.de))))
        for option in labels.options(kind, path)
    ]
