"""What tests name: the checkout, the day they take for today, a person without any oddity."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from iza import git
from iza.app.example import ANCHOR
from iza.git import surroundings

ROOT = Path(__file__).parent.parent
TODAY = ANCHOR

PERSON: dict[str, Any] = {
    "names": [{"kind": "official", "family": "Testperson", "given": "Amal", "source": "residence_document"}],
    "birth": {"date": "1995-05-17", "precision": "day"},
    "accommodation": {"kind": "follow_up", "municipality": "Albweil"},
    "residence": {"code": "permit_refugee", "work_permission": "free", "proof": "seen"},
    "priority": {"level": "high", "ground": "protection_granted"},
    "languages": [{"tag": "ar", "role": "first", "speaks": "fluent", "reads": True}],
    "interpreter": {"need": "helpful", "language": "ar"},
    "german": {"overall": "a2"},
    "competences": [{"kind": "professional", "text": "drei Jahre Schneiderei", "evidence": "self"}],
    "employment": {"status": "seeking"},
    "benefits": {"regime": "sgb2"},
    "mentor_wish": {"value": "not_wanted", "on": "2026-01-12"},
}
"""A client without any oddity."""


@contextmanager
def git_told(values: Mapping[str, str]) -> Iterator[None]:
    """Let git see these variables meanwhile, also those that iza never hands on."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(surroundings, "INHERITED", surroundings.INHERITED | values.keys())
        for name, value in values.items():
            patch.setenv(name, value)
        yield


def git_dates(when: str) -> dict[str, str]:
    """What lets git take a time for now."""
    return dict.fromkeys(("GIT_AUTHOR_DATE", "GIT_COMMITTER_DATE"), when)


def allow_programs(root: Path) -> None:
    """Allow, as `iza trust` does, whatever programs a repository names by now."""
    git.allow(root, [program for program, _is_allowed in git.brought(root)])


def plant_hook(root: Path, name: str, script: str) -> Path:
    """A hook that this person allowed."""
    place = root / ".git/hooks" / name
    place.parent.mkdir(exist_ok=True)
    place.write_text(f"#!/bin/sh\n{script}\n", "utf-8")
    place.chmod(0o755)
    allow_programs(root)
    return place


class Run(NamedTuple):
    """What a command line printed and its exit code."""

    code: int
    out: str
    err: str
