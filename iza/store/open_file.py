"""A file open for editing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:


    from iza.store.yaml.document import YamlDocument


class OpenFile(NamedTuple):
    """A file open for editing, with what it was when it was read."""

    path: str
    document: YamlDocument
    seen: str

    @property
    def data(self) -> Any:
        """The content, to be changed in place."""
        return self.document.data
