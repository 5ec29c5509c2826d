"""The language of screens: English source texts, and a German catalogue in gettext's format.

A build makes a module of the catalogue (``hatch_build.py``), which Python loads in a tenth of the time of an ``.mo``.
"""

from __future__ import annotations

import os
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

LANGUAGES = ("de", "en")
# The working language of the people iza is made for.
DEFAULT = "de"

_texts: Mapping[str, str | tuple[str, ...]] = {}
"""By English text, or context, ``\\x04`` and text: the translation, or its forms for one and for several things."""
_language = "en"


def choose_language(option: str | None, settings: str | None) -> str:
    """Pick the language: option, then ``IZA_LANG``, then ``iza.yaml``, then the locale, else German."""
    locale = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG")
    for wish in (option, os.environ.get("IZA_LANG"), settings, locale):
        code = (wish or "")[:2].lower()
        if code in LANGUAGES:
            return code
    return DEFAULT


def set_language(language: str) -> None:
    """Switch all later texts to ``language``; English needs no catalogue."""
    global _texts, _language
    _language = language
    _texts = import_module(f"iza.locale.texts_{language}").TEXTS if language != "en" else {}


def language() -> str:
    """The two-letter code of the language in use."""
    return _language


def _(message: str) -> str:
    """The text in the language in use."""
    text = _texts.get(message, message)
    return text if isinstance(text, str) else text[0]


def ngettext(singular: str, plural: str, count: int) -> str:
    """The text for ``count`` things in the language in use."""
    forms = _texts.get(singular, (singular, plural))
    # The plural of German and of English.
    return forms[count != 1] if isinstance(forms, tuple) else forms


def pgettext(context: str, message: str) -> str:
    """The text in the language in use, where one English word has several German ones."""
    text = _texts.get(f"{context}\x04{message}", message)
    return text if isinstance(text, str) else text[0]


def N_(message: str) -> str:
    """Mark a text for the catalogue that is looked up later, when it is shown."""
    return message
