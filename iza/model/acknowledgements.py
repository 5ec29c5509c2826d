"""Findings of ``iza verify`` that somebody looked at and accepted: one small file each, which is only ever added."""

from __future__ import annotations

import re
from typing import Literal, TypedDict

FOLDER = "directory/acknowledged/"
ACTION = "verify.acknowledge"
KIND = "acknowledged"

SIGNATURES = frozenset(f"V4{digit}" for digit in range(7))
SECOND_PERSONS = frozenset({"V23", "V24"})
NOT_BY_CAUSER = frozenset({"V05", "V06", "V27", "V28"}) | SECOND_PERSONS | SIGNATURES
"""What nobody settles who caused it: signed terms, second persons, signatures, acknowledgements themselves."""

TAKEN_AWAY = frozenset({"V51", "V52"})
"""A commit that is gone is one matter, here and on a server."""

_NAME = re.compile(r"(V[0-9]{2})-([0-9a-f]{10,64})(?:-[0-9]{1,3})?\.yaml")

Reason = Literal["git_step", "server", "by_hand", "conflict", "clock", "key", "put_right", "one_clone", "older"]


class Acknowledged(TypedDict):
    """What stands in such a file: ``finding`` is the commit a finding is about, else a digest of what it says."""

    schema: str
    code: str
    finding: str
    reason: Reason


def path_of(code: str, finding: str, number: int = 1) -> str:
    """Where the acknowledgement of a finding stands; ``number`` tells apart those of several people."""
    return f"{FOLDER}{code}-{finding}{f'-{number}' if number > 1 else ''}.yaml"


def named(path: str) -> tuple[str, str]:
    """The code and the finding a file is about by its name; nothing for other names."""
    match = _NAME.fullmatch(path.removeprefix(FOLDER))
    return (match[1], match[2]) if match else ("", "")
