"""Template and plain data to Markdown.

A county may lay its own wording over the packaged one: a file of the same name in its
``templates/`` folder. Such a template came over the wire with the repository, so it runs in a
process of its own with limits on time and memory (see ``limited``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from iza.documents import limited, sandbox
from iza.errors import NotFound
from iza.i18n import _
from iza.resources import folder

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


def render_markdown(
    template: str, data: Mapping[str, object], overrides: Path | None = None, language: str = "de"
) -> str:
    """The Markdown of a template (``agreement.md.j2``) for plain data, in a language that has a catalogue.

    ``overrides`` is the county's own template folder; its files go before the packaged ones.
    Raises NotFound for an unknown template or language, InvalidData for a broken one or a missing field.
    """
    if not sandbox.TEMPLATE_NAME.fullmatch(template):
        raise NotFound(_("There is no template {template}.").format(template=template))
    if overrides and any(overrides.glob("*.j2")):
        return limited.render(template, data, folders(overrides), language)
    return sandbox.render(template, data, folders(overrides), language)


def folders(overrides: Path | None) -> list[Path]:
    """Where templates and catalogues lie, the county's own first."""
    return [*([overrides] if overrides else []), folder("templates")]
