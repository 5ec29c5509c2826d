"""What comes in through ``--from FILE|-``: read as strictly as any file of the repository."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from iza.errors import NotFound
from iza.i18n import _
from iza.store.yaml_reader import MAX_BYTES, read

STDIN = "-"


def read_record(source: str) -> dict[str, Any]:
    """The mapping in a YAML file, or on stdin for ``-``. Raises NotFound and Unreadable."""
    return read(_bytes(source), _name(source))


def read_text(source: str) -> str:
    """The text of a file, or of stdin for ``-``, after making sure that it is plain YAML."""
    content = _bytes(source)
    read(content, _name(source))
    return content.decode("utf-8")


def _name(source: str) -> str:
    return "stdin" if source == STDIN else Path(source).name


def _bytes(source: str) -> bytes:
    if source == STDIN:
        return sys.stdin.buffer.read(MAX_BYTES + 1)
    path = Path(source)
    if not path.is_file():
        raise NotFound(_("{file} does not exist.").format(file=path.name), "--from FILE, --from -")
    return path.read_bytes()
