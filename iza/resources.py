"""Where the folders lie that iza ships beside its code: schemas, templates, the example."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).parent


def folder(name: str) -> Path:
    """``schemas``, ``templates`` or ``cases.example``: from the wheel, else from the checkout."""
    packaged = _PACKAGE / "_data" / name
    return packaged if packaged.is_dir() else _PACKAGE.parent / name
