"""Which option filled which field: a mistake in what an option set names the option before anything else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iza.cli.options import Vocabulary

if TYPE_CHECKING:
    from typer._click.core import Context, Parameter

    from iza.errors import IzaError

FIELDS: dict[str, tuple[str, ...]] = {
    "--after": ("after",),
    "--by": ("responsible", "role", "ref"),
    "--caseworker": ("caseworker",),
    "--due": ("due_on",),
    "--from": ("from",),
    "--new-date": ("planned_on",),
    "--next-on": ("planned_on", "next_on"),
    "--on": (
        "planned_on", "held_on", "done_on", "signed_on", "issued_on", "decided_on", "achieved_on", "dropped_on",
        "revoked_on", "on", "given_on", "blocked_since",
    ),
    "--reason": ("reason", "reasons"),
    "--review-on": ("planned_on",),
    "--signed": ("signatures", "role"),
    "--missing": ("missing",),
    "--step": ("text",),
    "--told-on": ("told_client_on",),
    "--until": ("until", "valid_until"),
}  # fmt: skip
"""The fields an option may fill, where they are called otherwise; any other option fills the field of its own name."""


def fields_of(option: Parameter) -> tuple[str, ...]:
    """The fields an option may fill: by the codes it takes and by its name."""
    name, codes = option.opts[-1], getattr(option.type, "func", None)
    of_codes = tuple(part for part in codes.path if isinstance(part, str))[-1:] if isinstance(codes, Vocabulary) else ()
    return (*of_codes, *FIELDS.get(name, () if of_codes else (name.lstrip("-").replace("-", "_"),)))


def name_options(error: IzaError, ctx: Context) -> None:
    """Put before each mistake of an error the option of this call that filled the field it is about."""
    given = [param for param in ctx.command.params if param.param_type_name == "option" and _is_given(param, ctx)]
    names = {field: option.opts[-1] for option in reversed(given) for field in reversed(fields_of(option))}
    texts = [
        f"{names[field]}: {text}" if field in names else text
        for text, field in zip((error.message, *error.more), error.fields, strict=True)
    ]
    error.message, *more = texts
    error.more = tuple(more)


def _is_given(param: Parameter, ctx: Context) -> bool:
    return bool(param.name) and ctx.params.get(param.name or "") not in (None, (), [], False)
