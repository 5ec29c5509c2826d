"""Many new cases at once, as a process of its own: ``python bulk.py accept|save FOLDER``.

``accept`` reads the cases of FOLDER and judges them; ``save`` does so too and puts all of them into the repository
it is started in, as one commit.
"""

from __future__ import annotations

import sys
from pathlib import Path

from iza.store import schema
from iza.store.repository import Message, Repository
from iza.store.yaml_reader import read


def accepted(folder: Path) -> dict[str, bytes]:
    """The case files of a repository by path. Raises ValueError where one is not sound."""
    found = {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.glob("cases/*/*.yaml"))}
    for path, content in found.items():
        if schema.check("case", read(content, path)):
            raise ValueError(path)
    return found


def save(office: Path, cases: dict[str, bytes]) -> None:
    """All of them into a repository that has none of them, as one commit."""
    changes: dict[str, tuple[str | bytes | None, str | None]] = {path: (text, None) for path, text in cases.items()}
    Repository(office).save_all(changes, Message(f"{len(changes)} new cases", "case.edit"))


def main(action: str, folder: str) -> None:
    """Do it."""
    cases = accepted(Path(folder))
    if action == "save":
        save(Path.cwd(), cases)


if __name__ == "__main__":
    main(*sys.argv[1:])
