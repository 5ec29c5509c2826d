"""One entry of the directory, by its id."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from iza.errors import NotFound
from iza.i18n import _
from iza.store.work_tree import directory_path

if TYPE_CHECKING:
    from collections.abc import Mapping

    from iza.app.office import Office


def entry(office: Office, kind: str, ref: str) -> dict[str, Any]:
    """An entry of one kind (``partners``, ``mentors``). Raises NotFound, with ids that are much like the one given."""
    entries: dict[str, Any] = getattr(office.repo.county, kind)
    if ref not in entries:
        close = _nearest_ids(ref, entries)
        raise NotFound(
            _("There is no entry {ref} in {file}.").format(ref=ref, file=directory_path(kind)),
            _("Did you mean {names}?").format(names=", ".join(close)) if close else "",
        )
    return dict(entries[ref])


def _nearest_ids(ref: str, entries: Mapping[str, Any]) -> list[str]:
    from difflib import get_close_matches

    return get_close_matches(ref, list(entries), 3)
