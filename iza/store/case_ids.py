"""Case ids: random, with a check character, forgiving to read and to type.

``F-`` + 7 random Crockford base32 characters + 1 check character (Luhn mod 32), shown as
``F-8QK2-7MX4``. Random, so that two offline workers never collide and nothing about the person
shows.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from iza.plaintext import plain

CASES = "cases"
"""The folder of the cases in a repository."""

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
INNER_ALPHABET = ALPHABET.lower()
_SLIPS = str.maketrans("OIL", "011")
_LENGTH = 8
_AROUND = " \t\r\n.,;:'\"()<>„“”‚‘’«»‹›"
_WORD = re.compile(r"(?i:fall|case|kennung|aktenzeichen|zeichen|az)[ .:]+(?=[Ff]-|[0-9A-Za-z]{4}[- ]?[0-9A-Za-z]{4}$)")
_INNER_ID = re.compile(r"[A-Za-z]-[0-9A-Za-z]{4,16}")
_INNER_WORD = re.compile(r"(?i:ziel|goal|schritt|step|einwilligung|consent)[ .:]+(?=[0-9]|[A-Za-z]-)")
_TYPED = re.compile(r"[0-9A-Za-z][0-9A-Za-z -]*")

Choice = Callable[[str], str]


def any_of(characters: str) -> str:
    """One of these characters, by chance that nobody foresees."""
    import secrets

    return secrets.choice(characters)


def new_case_id(choice: Choice = any_of) -> str:
    """A fresh case id."""
    body = "".join(choice(ALPHABET) for _ in range(_LENGTH - 1))
    return shown(body + _check_character(body))


def new_inner_id(prefix: str, taken: set[str], choice: Choice = any_of) -> str:
    """A fresh id inside a case (``g-7k3f``), not among those taken."""
    while True:
        candidate = prefix + "-" + "".join(choice(INNER_ALPHABET) for _ in range(4))
        if candidate not in taken:
            return candidate


def _check_character(body: str) -> str:
    from stdnum import luhn

    return luhn.calc_check_digit(body, ALPHABET)


def shown(characters: str) -> str:
    """``F-8QK2-7MX4`` for the eight characters."""
    return f"F-{characters[:4]}-{characters[4:]}"


def typed(text: str) -> str:
    """What was meant as an id by somebody who typed it or took it out of a mail: without “Fall” before it, or quotes.

    What is no id even so comes back without the characters around it.
    """
    bare = plain(text).strip(_AROUND)
    bracketed = bare[1:-1].strip() if bare.startswith("[") and bare.endswith("]") else ""
    bare = bracketed if bracketed.upper().startswith("F-") else bare
    return _WORD.sub("", bare, count=1) if _WORD.match(bare) else bare


def inner(text: str) -> str:
    """The same for a goal, a step or a consent: its number (``2.1``) or its id (``g-7k3m``) with its slips mended."""
    bare = typed(text)
    bare = _INNER_WORD.sub("", bare, count=1) if _INNER_WORD.match(bare) else bare
    if not _INNER_ID.fullmatch(bare):
        return bare
    return f"{bare[0].lower()}-{bare[2:].upper().translate(_SLIPS).lower()}"


def characters(text: str) -> str:
    """The characters of an id or the beginning of one, however it was typed; empty if it is none."""
    compact = plain(text).strip().upper().replace("-", "").replace(" ", "")
    if compact.startswith("F") and len(compact) != _LENGTH:
        compact = compact[1:]
    compact = compact.translate(_SLIPS)
    return compact if compact and all(c in ALPHABET for c in compact) and len(compact) <= _LENGTH else ""


def readings(text: str) -> list[str]:
    """The beginnings of ids somebody may mean; the first letter F may be the sign before an id or a part of it."""
    bare = typed(text)
    if not _TYPED.fullmatch(bare):
        return []
    compact = bare.upper().replace("-", "").replace(" ", "")
    meant = [compact.removeprefix("F")] if is_marked(text) else [compact, *[compact[1:]] * compact.startswith("F")]
    translated = [characters.translate(_SLIPS) for characters in meant]
    return [candidate for candidate in translated if 0 < len(candidate) <= _LENGTH and set(candidate) <= set(ALPHABET)]


def is_marked(text: str) -> bool:
    """Whether a text says by its first characters that it is a case id."""
    return typed(text).upper().startswith("F-")


def has_form(text: str) -> bool:
    """Is this written like a case id? The check character is not looked at."""
    return len(text) == len("F-8QK2-7MX4") and shown(characters(text)) == text


def is_valid(case_id: str) -> bool:
    """Is this a whole case id as shown, with the right check character?"""
    body = characters(case_id)
    return len(body) == _LENGTH and shown(body) == case_id and _check_character(body[:-1]) == body[-1]


def path_of(case_id: str) -> str:
    """``cases/8Q/F-8QK2-7MX4.yaml``: at most about 250 files to a folder keeps git fast."""
    return f"{folder_of(case_id)}/{case_id}.yaml"


def folder_of(case_id: str) -> str:
    """``cases/8Q``: the folder of a case, known from the first two characters of its id."""
    return f"cases/{case_id[2:4]}"


def is_case_path(path: str) -> bool:
    """Whether this is the path of a case file, in its proper folder or not, by its name."""
    stem, _dot, kind = path.rpartition("/")[2].rpartition(".")
    return kind in ("yaml", "yml") and path.startswith(f"{CASES}/") and has_form(stem) and is_readable_name(path)


def is_readable_name(path: str) -> bool:
    """Whether a name is UTF-8 and a database can hold it; a name that is not is none iza gave."""
    return path.isascii() or path.encode("utf-8", "replace").decode("utf-8") == path
