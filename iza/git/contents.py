"""What stands under the names of objects, all through one git."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iza.git.process import run_bytes

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


def contents_of(root: Path, names: Sequence[str]) -> dict[str, bytes]:
    """What stands under object names of any form, without those git does not find: they are absent, or lost."""
    lines = "".join(f"{name}\n" for name in names).encode("utf-8", "surrogateescape")
    out = run_bytes(root, "cat-file", "--batch", stdin=lines)
    contents: dict[str, bytes] = {}
    position = 0
    for name in names:
        end = out.index(b"\n", position)
        words = out[position:end].rsplit(b" ", 2)
        position = end + 1
        if words[-1].isdigit():
            size = int(words[-1])
            contents[name] = out[position : position + size]
            position += size + 1
    return contents
