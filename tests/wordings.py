"""The fixed wording of the documents and its catalogues: ``python tests/wordings.py`` takes over what is new.

The German texts of every template a client reads, the labels of the vocabularies that get printed, and
the words of ``iza/app/letters/papers`` have their place in each ``templates/languages/*.po``. Texts that are
gone leave it, and a new one waits there with an empty translation; nothing is guessed.
"""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po
from jinja2.ext import babel_extract

from iza.app.letters.papers.kinds import KINDS
from iza.app.letters.papers.wording import OWN_VOCABULARIES, VOCABULARIES, WEEKDAYS
from iza.model.translations import LANGUAGES
from iza.store.schema import labels

ROOT = Path(__file__).parent.parent
TEMPLATES = ROOT / "templates"
PLACE = TEMPLATES / "languages"


def sources() -> Catalog:
    """Every German text that needs a translation, with the files it stands in."""
    found = Catalog()
    for text, place in (*_templates(), *_labels(), *_words()):
        found.add(text, locations=[(place, 0)])
    return found


def client_templates() -> list[Path]:
    """The templates of what clients read, and the parts they share."""
    own = {kind.template for kind in KINDS.values() if not kind.translated}
    return [path for path in sorted(TEMPLATES.glob("*.md.j2")) if path.name not in own]


def _templates() -> Iterator[tuple[str, str]]:
    for path in client_templates():
        with path.open("rb") as file:
            for _line, _function, message, _comments in babel_extract(file, ["_"], [], {}):
                assert isinstance(message, str | tuple), path
                yield (message if isinstance(message, str) else message[0]), path.name


def _labels() -> Iterator[tuple[str, str]]:
    for name in VOCABULARIES:
        for option in labels.vocabulary(name):
            yield option.de, f"{name}"
    for path in OWN_VOCABULARIES:
        for option in labels.options("case", path):
            yield option.de, ".".join(map(str, path))
    for day in WEEKDAYS:
        yield day, "weekday"


def _words() -> Iterator[tuple[str, str]]:
    """``view.wording.word("…")`` in the builders."""
    for file, _line, message, _comments, _context in extract_from_dir(
        ROOT / "iza/app/letters/papers", keywords={"word": None}, comment_tags=()
    ):
        assert isinstance(message, str)
        yield message, file


def catalogue(tag: str) -> Catalog:
    """The catalogue of a language as it stands, or a new draft."""
    path = PLACE / f"{tag}.po"
    if not path.exists():
        return _new(tag)
    with path.open("rb") as file:
        return read_po(file)


def _new(tag: str) -> Catalog:
    fresh = Catalog(project="iza", fuzzy=False)
    fresh.mime_headers = [
        ("Language", tag), ("MIME-Version", "1.0"), ("Content-Type", "text/plain; charset=utf-8"),
        ("Content-Transfer-Encoding", "8bit"), ("X-Status", "draft"),
    ]  # fmt: skip
    return fresh


def up_to_date(tag: str) -> bytes:
    """The catalogue of a language with exactly the texts of the sources."""
    old = {message.id: message.string for message in catalogue(tag) if message.id}
    head = _header(tag)
    body = Catalog()
    for message in sources():
        if message.id:
            body.add(message.id, old.get(message.id, ""), locations=message.locations)
    text = BytesIO()
    write_po(text, body, width=110, omit_header=True, sort_output=True, include_lineno=False)
    return head.encode() + text.getvalue()


def _header(tag: str) -> str:
    """The head of the file: kept as it is, since it says who confirmed the translation."""
    path = PLACE / f"{tag}.po"
    if path.exists():
        return path.read_text("utf-8").partition("\n\n")[0] + "\n\n"
    lines = [
        f"# The wording of iza's documents in {labels_of(tag)}. German is the binding text.",
        "# A draft until a person who speaks the language has confirmed it: then X-Status is `confirmed`.",
        'msgid ""', 'msgstr ""', '"Project-Id-Version: iza\\n"', f'"Language: {tag}\\n"', '"MIME-Version: 1.0\\n"',
        '"Content-Type: text/plain; charset=utf-8\\n"', '"Content-Transfer-Encoding: 8bit\\n"',
        '"X-Status: draft\\n"',
    ]  # fmt: skip
    return "\n".join(lines) + "\n\n"


def labels_of(tag: str) -> str:
    """The English name of a language."""
    return next(option.en for option in labels.vocabulary("language") if option.code == tag)


if __name__ == "__main__":
    PLACE.mkdir(exist_ok=True)
    for language in LANGUAGES:
        (PLACE / f"{language}.po").write_bytes(up_to_date(language))
        left = sum(1 for message in catalogue(language) if message.id and not message.string)
        print(f"{language}: {left} left to translate")  # noqa: T201 - what the person at the terminal asked for
