"""Setting fields of a record where its shape has them, so that files keep one order of fields."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING, Any

from iza.store.yaml.writer import put

if TYPE_CHECKING:
    from collections.abc import Mapping


def set_field(record: Any, shape: type, name: str, value: object) -> None:
    """Set a field of a record at the place its shape gives it; None takes the field away."""
    if value is None:
        record.pop(name, None)
    else:
        put(record, name, deepcopy(value), list(shape.__annotations__))


def set_fields(record: Any, shape: type, values: Mapping[str, object]) -> None:
    """Set several fields of a record."""
    for name, value in values.items():
        set_field(record, shape, name, value)


def append_entry(record: Any, shape: type, name: str, entry: object) -> None:
    """Append to a list of the record that may not be there yet."""
    if name not in record:
        set_field(record, shape, name, [])
    record[name].append(deepcopy(entry))
