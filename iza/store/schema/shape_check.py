"""Does a document have the shape its schema asks for? All mistakes at once, as findings without values.

A sound document, the common case, is recognised by quick functions built from the schema; only for
one that is not does jsonschema get loaded to say everything that is wrong. Both work on the same lean
form of the schema, put together once per process.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from iza.errors import InvalidData
from iza.model.refusals import error_parts
from iza.store.schema.quick_validation import acceptor
from iza.store.schema.schemas import lean

if TYPE_CHECKING:
    from collections.abc import Callable

    from iza.model.findings import Finding


def check(kind: str, document: object) -> list[Finding]:
    """Every place where ``document`` is not what the schema of its kind allows.

    Codes: E60 unknown field, E61 missing field, E62 not an allowed code, E63 wrong type, E64 wrong
    form of a date, id or text, E65 too long, too short, too many, too few. One finding per mistake.
    """
    if _acceptor_of(kind)(document):
        return []
    from iza.store.schema import validation

    return validation.findings(kind, document)


def refuse_malformed(kind: str, document: object) -> None:
    """Raises InvalidData, with every finding, where ``document`` is not what the schema of its kind allows."""
    findings = check(kind, document)
    if findings:
        raise InvalidData(*error_parts(findings))


@cache
def _acceptor_of(kind: str) -> Callable[[Any], bool]:
    return acceptor(lean(kind))
