"""Something git would run, that a repository brings along."""

from __future__ import annotations

from typing import NamedTuple


class Program(NamedTuple):
    """Something git would run: the setting or hook that names it, and what it is (a command line, or a file)."""

    name: str
    text: str
