"""The picture of the rooms, drawn from the imports: ``python tests/architecture.py`` draws ``docs/architecture.svg`` anew.

A room is a package, inside ``app`` and for the commands a folder or module of it. Each stands one row above the highest room it imports, so that
every import points down; its last line names what it uses directly, without what it reaches through another room anyway.
"""

from __future__ import annotations

import ast
from functools import cache
from html import escape
from pathlib import Path
from textwrap import wrap

import grimp

ROOT = Path(__file__).parent.parent
PICTURE = ROOT / "docs/architecture.svg"

_BASE = ("errors", "plaintext", "parallel", "cache", "signals", "saved", "disk", "resources", "i18n", "locale")
_WIDTH, _MARGIN, _GAP, _LINE, _LETTER = 1080, 16, 12, 16, 6.4  # pixels
_STYLE = (
    "text{font:12px sans-serif;fill:#222}.name{font-weight:bold;font-size:13px}.uses{fill:#666;font-size:11px}"
    "rect{fill:#f6f4ee;stroke:#888}"
    "@media(prefers-color-scheme:dark){text{fill:#eee}.uses{fill:#bbb}rect{fill:#2a2a2a;stroke:#999}}"
)


def room_of(module: str) -> str:
    """The room of a module: ``app/letters`` of ``iza.app.letters.papers.kinds``; empty for ``iza`` itself."""
    parts = module.split(".")[1:]
    if not parts or parts[0].startswith("_"):
        return ""
    if parts[0] in _BASE:
        return "base"
    if parts[0] == "app" and len(parts) > 1:
        return f"app/{parts[1]}"
    return "cli/commands" if parts[:2] == ["cli", "commands"] else "" if parts == ["app"] else parts[0]


@cache
def imports() -> dict[str, frozenset[str]]:
    """The rooms each room imports."""
    graph = grimp.build_graph("iza", cache_dir=None)
    pairs = {
        (room_of(module), room_of(target))
        for module in graph.modules
        for target in graph.find_modules_directly_imported_by(module)
    }
    rooms = {room for pair in pairs for room in pair if room}
    return {room: frozenset(to for source, to in pairs if source == room and to not in ("", room)) for room in rooms}


@cache
def level(room: str) -> int:
    """How many rooms lie below this one in the longest way down."""
    return max((level(below) + 1 for below in imports()[room]), default=0)


def uses(room: str) -> list[str]:
    """What a room imports, without what another of its imports reaches as well."""
    direct = imports()[room] - {"base"}
    return sorted(below for below in direct if not any(below in _reached(other) for other in direct - {below}))


@cache
def _reached(room: str) -> frozenset[str]:
    return imports()[room].union(*map(_reached, imports()[room]))


def purpose(room: str) -> str:
    """The first sentence of what a room says about itself."""
    if room == "base":
        return f"{', '.join(_BASE)}: small modules that know nothing of cases."
    path = ROOT / "iza" / room
    source = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
    text = (ast.get_docstring(ast.parse(source.read_text("utf-8"))) or "").split("\n\n")[0]
    return " ".join(text.split()).replace("``", "")


def picture() -> str:
    """The whole drawing as SVG, the highest row first."""
    rows: dict[int, list[str]] = {}
    for room in sorted(imports()):
        rows.setdefault(level(room), []).append(room)
    top, parts = _MARGIN, []
    for _level, row in sorted(rows.items(), reverse=True):
        width = (_WIDTH - 2 * _MARGIN - _GAP * (len(row) - 1)) // len(row)
        texts = [_text(room, int((width - 20) / _LETTER)) for room in row]
        height = (max(map(len, texts)) + 1) * _LINE
        for number, lines in enumerate(texts):
            parts.append(_box(_MARGIN + number * (width + _GAP), top, width, height, lines))
        top += height + _GAP
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {top + _MARGIN - _GAP}" role="img" '
        'aria-label="The rooms of iza; each imports only from rooms below it">\n'
        f"<style>{_STYLE}</style>\n" + "\n".join(parts) + "\n</svg>\n"
    )


def _text(room: str, columns: int) -> list[tuple[str, str]]:
    """The lines in a box, each with its style."""
    lines = [("name", room)] + [("", line) for line in wrap(purpose(room), columns)]
    return lines + [("uses", line) for line in wrap("uses " + ", ".join(uses(room)), columns) if uses(room)]


def _box(left: int, top: int, width: int, height: int, lines: list[tuple[str, str]]) -> str:
    texts = [
        f'<text class="{style}" x="{left + 10}" y="{top + _LINE * (number + 1)}">{escape(line)}</text>'
        for number, (style, line) in enumerate(lines)
    ]
    return f'<rect x="{left}" y="{top}" width="{width}" height="{height}" rx="5"/>' + "".join(texts)


if __name__ == "__main__":
    PICTURE.write_text(picture(), "utf-8")
