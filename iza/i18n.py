"""The language of screens: English source texts, German catalogue, through gettext."""

from __future__ import annotations

import gettext
import os
from pathlib import Path

LANGUAGES = ("de", "en")
DEFAULT = "de"  # the working language of the people iza is made for
_DOMAIN = "iza"
_LOCALES = Path(__file__).parent / "locale"

_current: gettext.NullTranslations = gettext.NullTranslations()
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
    global _current, _language
    _language = language
    _current = gettext.translation(_DOMAIN, _LOCALES, [language], fallback=True)


def language() -> str:
    """The two-letter code of the language in use."""
    return _language


def _(message: str) -> str:
    """The text in the language in use."""
    return _current.gettext(message)


def ngettext(one: str, many: str, count: int) -> str:
    """The text for ``count`` things in the language in use."""
    return _current.ngettext(one, many, count)


def pgettext(context: str, message: str) -> str:
    """The text in the language in use, where one English word has several German ones."""
    return _current.pgettext(context, message)


def N_(message: str) -> str:
    """Mark a text for the catalogue that is looked up later, when it is shown."""
    return message
