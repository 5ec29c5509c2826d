"""Whatever becomes of a history, step by step: the index tells what git tells."""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path
from typing import Any
from unittest.mock import patch

from hypothesis import event, given, settings
from hypothesis import strategies as st
from lineage import NAMES, START, Grown, grow, told

from iza import git
from iza.git import commit_index

TEXTS = st.sampled_from(["1", "2", "3", None])
FILES = st.dictionaries(st.sampled_from(NAMES), TEXTS, max_size=2)
SECONDS = st.one_of(st.none(), st.integers(-3, 12))
STEPS = st.sampled_from(["on", "on", "on", "merge", "merge", "anywhere", "many", "orphan", "back"])


def step(repo: Path, seen: list[Grown], draw: Any) -> Grown:
    """The next commit that HEAD stands on: new on one, several or none of those there were, or one of those."""
    kind = draw(STEPS) if seen else "orphan"
    event(kind)
    if kind == "back":
        back = draw(st.sampled_from(seen))
        subprocess.run(["git", "update-ref", "refs/heads/main", back.id], cwd=repo, check=True)
        return back
    wanted = {"on": 1, "anywhere": 1, "merge": 2, "many": 3, "orphan": 0}[kind]
    parents = seen[-1:] if kind in ("on", "merge", "many") else []
    while len(parents) < min(wanted, len(seen)):
        parents.append(draw(st.sampled_from([one for one in seen if one not in parents])))
    files: dict[str, str] = {}
    for parent in draw(st.permutations(parents)):
        files |= parent.files
    changed = {**files, **draw(FILES)}
    second = draw(SECONDS)
    left = {path: text for path, text in changed.items() if text}
    return grow(repo, parents, left, None if second is None else START + second)


@settings(max_examples=25, deadline=None)
@given(st.data())
def test_after_each_step_it_tells_what_git_tells(data: Any) -> None:
    with tempfile.TemporaryDirectory() as folder, patch.object(commit_index, "_APART", data.draw(st.integers(1, 3))):
        repo = Path(folder)
        subprocess.run(["git", "init", "-q", "-b", "main"], cwd=repo, check=True)
        seen: list[Grown] = []
        for _number in range(data.draw(st.integers(3, 14))):
            now = step(repo, seen, data.draw)
            seen = [*(one for one in seen if one.id != now.id), now]
            if data.draw(st.booleans()):
                found = told(repo, *NAMES)
                assert git.log(repo, *NAMES) == found
                path = data.draw(st.sampled_from(NAMES))
                assert commit_index._from_index(repo, [path], commit_index.quietly) == (told(repo, path) or None)
