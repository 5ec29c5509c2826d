"""Compile the message catalogues (``.po``) to Python modules while building, also for editable installs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


def compile_catalogues(root: Path) -> list[Path]:
    """Write ``iza/locale/texts_LANGUAGE.py`` for every ``.po`` and return them."""
    return [_compiled(source) for source in sorted(root.glob("iza/locale/*/LC_MESSAGES/*.po"))]


def _compiled(source: Path) -> Path:
    from babel.messages.pofile import read_po

    with source.open("rb") as file:
        catalogue = read_po(file)
    texts = {_key(one): one.string for one in catalogue if one.id and not one.fuzzy and _is_there(one.string)}
    target = source.parents[2] / f"texts_{source.parents[1].name}.py"
    target.write_text(f'"""Made from {source.name}."""\n\nTEXTS = {texts!r}\n', "utf-8")
    return target


def _key(message: Any) -> str:
    text = message.id if isinstance(message.id, str) else message.id[0]
    return f"{message.context}\x04{text}" if message.context else text


def _is_there(translation: str | tuple[str, ...]) -> bool:
    return all(translation) if isinstance(translation, tuple) else bool(translation)


class Catalogues(BuildHookInterface[Any]):
    """hatchling calls this before it collects the files."""

    def initialize(self, _version: str, build_data: dict[str, Any]) -> None:
        """Compile, and say which files came out of it."""
        for target in compile_catalogues(Path(self.root)):
            build_data["artifacts"].append(str(target.relative_to(self.root)))


if __name__ == "__main__":
    compile_catalogues(Path(__file__).parent)
