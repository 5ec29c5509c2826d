"""What comes in through ``--from FILE|-``: read as strictly as any file of the repository."""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from copy import deepcopy
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from iza.errors import InvalidData, NotFound
from iza.i18n import _
from iza.model import dates
from iza.plaintext import decoded, legible
from iza.store.yaml.reader import MAX_BYTES, read

if TYPE_CHECKING:
    from iza.model.case.person import Client

STDIN = "-"
# 18.3.2026, 18. 3. 2026, 18. März 2026, 18. Sept. 2026: what dates.read understands.
_GERMAN_DAY = re.compile(r"[0-9]{1,2}\. ?([0-9]{1,2}\.|[A-Za-zä]{3,9}\.?) ?[0-9]{4}")
_DAY = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")


def read_record(source: str, name: str) -> dict[str, Any]:
    """The mapping in a YAML file, or on stdin for ``-``; bare, or under its ``name`` (``goal:``).

    Raises NotFound and Unreadable.
    """
    record = _with_iso_days(read(_read_source(source), _source_name(source)))
    inner = record.get(name)
    return inner if len(record) == 1 and isinstance(inner, dict) else dict(record)


def _with_iso_days(node: Any) -> Any:
    """The record with every day people wrote as ``18.3.2026``, and a ``time`` as ``9:00``, as the schema has them."""
    if isinstance(node, dict):
        return {key: _with_iso_time(value) if key == "time" else _with_iso_days(value) for key, value in node.items()}
    if isinstance(node, list):
        return [_with_iso_days(value) for value in node]
    if isinstance(node, str) and _GERMAN_DAY.fullmatch(node):
        try:
            return dates.read(node).isoformat()
        except ValueError:
            # The schema will say that there is no such day.
            return node
    return node


def _with_iso_time(value: Any) -> Any:
    try:
        return dates.read_time(str(value)) if isinstance(value, str | int) else value
    except ValueError:
        # The schema will say how it is written.
        return value


def read_text(source: str) -> str:
    """The text of a file, or of stdin for ``-``, after making sure that it is plain YAML."""
    content = _read_source(source)
    read(content, _source_name(source))
    return decoded(content)


def read_lines(source: str) -> list[str]:
    """The lines of a file, or of stdin for ``-``, that say something; what follows a ``#`` is a remark."""
    lines = legible(_read_source(source)).splitlines()
    return [text for text in (line.partition("#")[0].strip() for line in lines) if text]


def _source_name(source: str) -> str:
    return "stdin" if source == STDIN else Path(source).name


def _read_source(source: str) -> bytes:
    if source == STDIN:
        # One byte more than the reader takes: it says that the file is too large, and an endless stdin ends here.
        return sys.stdin.buffer.read(MAX_BYTES + 1)
    path = Path(source)
    if not path.is_file():
        raise NotFound(_("{file} does not exist.").format(file=path.name), _("--from FILE, --from -"))
    return path.read_bytes()


def without(record: Mapping[str, Any], *names: str) -> dict[str, Any]:
    """A copy of a record without the fields that iza gives itself."""
    return {name: deepcopy(value) for name, value in record.items() if name not in names}


def mapping(record: Mapping[str, Any], name: str) -> dict[str, Any]:
    """The fields in a field of a record, empty where it is missing. Raises InvalidData for anything else."""
    value = record.get(name, {})
    if not isinstance(value, Mapping):
        raise InvalidData(_("`{field}:` needs fields with a colon below it.").format(field=name))
    return dict(value)


def mappings(record: Mapping[str, Any], name: str) -> dict[str, dict[str, Any]]:
    """The entries in a field of a record by number or id, each with fields. Raises InvalidData.

    They stand as fields (``steps: {2.1: …}``) or as a list with references (``steps: [{ref: 2.1, …}]``).
    """
    if isinstance(record.get(name), list):
        return {str(entry.pop("ref", "")): entry for entry in entries(record, name)}
    # With the name in front of each key an error names the whole field: `steps: 2.1:`.
    named = {f"{name}: {key}": value for key, value in mapping(record, name).items()}
    return {key.removeprefix(f"{name}: "): mapping(named, key) for key in named}


def entries(record: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    """The list of entries with fields in a field of a record. Raises InvalidData for anything else."""
    value = record.get(name, [])
    if not isinstance(value, list) or not all(isinstance(entry, Mapping) for entry in value):
        raise InvalidData(_("`{field}:` needs a list of entries, each with its fields.").format(field=name))
    return [dict(entry) for entry in value]


def word_list(record: Mapping[str, Any], name: str) -> list[str]:
    """The words in a field of a record, one or a list. Raises InvalidData for anything else."""
    value = record.get(name, [])
    listed = [value] if isinstance(value, str) else value
    if not isinstance(listed, list) or not all(isinstance(word, str) for word in listed):
        raise InvalidData(_("`{field}:` needs a list of words.").format(field=name))
    return listed


def day(record: Mapping[str, Any], name: str, default: str) -> str:
    """The day in a field of a record as ISO text. Raises InvalidData for anything else."""
    value = record.get(name, default)
    # A pattern and parse: the pattern keeps out other ISO forms (20260318, 2026-W12-3), parse the 31 February.
    try:
        if isinstance(value, str) and _DAY.fullmatch(value) and dates.parse(value):
            return value
    except ValueError:
        pass
    raise InvalidData(_("`{field}:` needs a date like 2026-03-18.").format(field=name))


def client_of(record: Mapping[str, Any]) -> Client:
    """The client mapping of a file that holds it, bare or under ``client:``."""
    inner = record.get("client", record)
    if not isinstance(inner, Mapping):
        raise InvalidData(_("The file holds no client."), _("It needs at least `names:` and `birth:`."))
    return cast("Client", deepcopy(dict(inner)))
