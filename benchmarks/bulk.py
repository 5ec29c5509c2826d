"""Many cases at once, as a process of its own: ``python bulk.py parse|accept|save FOLDER``.

``parse`` lets libyaml read the cases of FOLDER and makes nothing of it; ``accept`` reads and judges them; ``save`` does
so too and puts all of them into the repository it is started in, as one commit.
"""

from __future__ import annotations

import sys
from pathlib import Path

from ruamel.yaml.events import StreamEndEvent

from iza.store.message import Message
from iza.store.repository import Repository
from iza.store.schema import shape_check
from iza.store.yaml.reader import events, read


def parse(folder: Path) -> None:
    """Every event of every case file."""
    for content in contents(folder).values():
        next_event = events(content.decode())
        while type(next_event()) is not StreamEndEvent:
            pass


def contents(folder: Path) -> dict[str, bytes]:
    """The case files of a repository by path."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.glob("cases/*/*.yaml"))}


def accepted(folder: Path) -> dict[str, bytes]:
    """The same, once they are judged. Raises ValueError where one is not sound."""
    found = contents(folder)
    for path, content in found.items():
        if shape_check.check("case", read(content, path)):
            raise ValueError(path)
    return found


def save(office: Path, cases: dict[str, bytes]) -> None:
    """All of them into a repository that has none of them, as one commit."""
    changes: dict[str, tuple[str | bytes | None, str | None]] = {path: (text, None) for path, text in cases.items()}
    Repository(office).save_all(changes, Message(f"{len(changes)} new cases", "case.edit"))


def main(action: str, folder: str) -> None:
    """Do it."""
    if action == "parse":
        return parse(Path(folder))
    cases = accepted(Path(folder))
    return save(Path.cwd(), cases) if action == "save" else None


if __name__ == "__main__":
    main(*sys.argv[1:])
