"""The words of a paper: its template in German, and in a second language woven into it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from iza.app.letters.papers.wording import Wording, translation_note
from iza.documents.bilingual import Tongue, pair
from iza.documents.catalogue import GERMAN
from iza.documents.markdown import render_markdown

if TYPE_CHECKING:
    from pathlib import Path

    from iza.app.letters.papers.kinds import PaperKind
    from iza.app.letters.papers.view import View
    from iza.documents.catalogue import Catalogue


def woven(document: PaperKind, view: View, second: Catalogue = GERMAN, own: Path | None = None) -> str:
    """The Markdown of a document in German, and in the ``second`` language where that is another one.

    ``own`` is the county's template folder. Raises InvalidData and Refused.
    """
    catalogues = [GERMAN] if second is GERMAN else [GERMAN, second]
    views = [replace(view, wording=Wording(language_catalogue)) for language_catalogue in catalogues]
    data = [document.build(language_catalogue) for language_catalogue in views]
    note = translation_note(views[-1].wording)
    texts = [
        render_markdown(document.template, language_catalogue | {"translation": note}, own, each.wording.tag)
        for language_catalogue, each in zip(data, views, strict=True)
    ]
    return texts[0] if len(texts) == 1 else pair(texts[0], texts[1], Tongue(second.tag, second.rtl))
