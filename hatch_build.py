"""Compile the message catalogues (``.po`` to ``.mo``) while building, also for editable installs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


def compile_catalogues(root: Path) -> list[Path]:
    """Write a ``.mo`` beside every ``.po`` and return them."""
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    written = []
    for source in sorted(root.glob("iza/locale/*/LC_MESSAGES/*.po")):
        with source.open("rb") as file:
            catalogue = read_po(file)
        target = source.with_suffix(".mo")
        with target.open("wb") as out:
            write_mo(out, catalogue)
        written.append(target)
    return written


class Catalogues(BuildHookInterface[Any]):
    """hatchling calls this before it collects the files."""

    def initialize(self, _version: str, build_data: dict[str, Any]) -> None:
        """Compile, and say which files came out of it."""
        for target in compile_catalogues(Path(self.root)):
            build_data["artifacts"].append(str(target.relative_to(self.root)))


if __name__ == "__main__":
    compile_catalogues(Path(__file__).parent)
