"""The fixed wording in other languages: read, laid over, put in place of the German; never guessed."""

from __future__ import annotations

from pathlib import Path

import pytest

from iza.documents import catalogue, render_markdown
from iza.errors import InvalidData, NotFound
from iza.resources import folder

HEAD = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n"X-Status: {status}\\n"\n\n'


def write(place: Path, body: str, *, tag: str = "ar", status: str = "draft") -> None:
    (place / "languages").mkdir(exist_ok=True)
    (place / "languages" / f"{tag}.po").write_text(HEAD.format(status=status) + body, "utf-8")


def entry(german: str, said: str, flag: str = "") -> str:
    return f'{flag}msgid "{german}"\nmsgstr "{said}"\n\n'


def template(place: Path, text: str) -> None:
    (place / "try.md.j2").write_text(text, "utf-8")


def test_the_countys_catalogue_goes_before_ours(tmp_path: Path) -> None:
    write(tmp_path, entry("Ziel", "هدف"), status="confirmed")
    found = catalogue.load("ar", [tmp_path, folder("templates")])
    assert found.text("Ziel") == "هدف"
    assert found.confirmed
    assert found.rtl


def test_a_draft_and_a_guess(tmp_path: Path) -> None:
    write(tmp_path, entry("Ziel", "ціль") + entry("Schritt", "крок", "#, fuzzy\n"), tag="uk")
    found = catalogue.load("uk", [tmp_path])
    assert (found.confirmed, found.rtl) == (False, False)
    assert found.text("Schritt") == "Schritt"  # what a tool has guessed is not printed


def test_a_changed_file_is_read_again(tmp_path: Path) -> None:
    write(tmp_path, entry("Ziel", "a"))
    assert catalogue.load("ar", [tmp_path]).text("Ziel") == "a"
    write(tmp_path, entry("Ziel", "eine andere Länge"))
    assert catalogue.load("ar", [tmp_path]).text("Ziel") == "eine andere Länge"


@pytest.mark.parametrize("tag", ["xx", "../ar", "ar/../ar", ""])
def test_no_such_language(tag: str, tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        catalogue.load(tag, [tmp_path, folder("templates")])


def test_a_file_that_is_no_catalogue(tmp_path: Path) -> None:
    write(tmp_path, "this is no catalogue\n")
    with pytest.raises(InvalidData) as caught:
        catalogue.load("ar", [tmp_path])
    assert str(tmp_path) not in caught.value.message + caught.value.hint


def test_a_link_is_no_catalogue(tmp_path: Path) -> None:
    write(tmp_path, entry("Ziel", "x"), tag="uk")
    (tmp_path / "languages" / "ar.po").symlink_to(tmp_path / "languages" / "uk.po")
    with pytest.raises(NotFound):
        catalogue.load("ar", [tmp_path])


def test_values_are_put_in_place_and_never_read_as_markup(tmp_path: Path) -> None:
    template(tmp_path, '{{ _("Ziel {number} von {client}", number=2, client=client) }}\n')
    write(tmp_path, entry("Ziel {number} von {client}", "{client}: {number} **ok**"), tag="uk")
    hostile = {"client": "*a* {number} {{7*7}} <b>"}
    assert render_markdown("try.md.j2", hostile, tmp_path) == r"Ziel 2 von \*a\* {number} {{7\*7}} \<b\>" + "\n"
    assert render_markdown("try.md.j2", hostile, tmp_path, "uk") == r"\*a\* {number} {{7\*7}} \<b\>: 2 **ok**" + "\n"


def test_a_place_without_a_value_is_named(tmp_path: Path) -> None:
    template(tmp_path, 'eins\n{{ _("Ziel {number}") }}\n')
    with pytest.raises(InvalidData, match=r"try\.md\.j2, line 2: .*number"):
        render_markdown("try.md.j2", {}, tmp_path)


def test_attributes_cannot_be_reached_through_a_place(tmp_path: Path) -> None:
    template(tmp_path, '{{ _("{client.__class__} {client[0]} {client!r}", client="x") }}\n')
    assert render_markdown("try.md.j2", {}, tmp_path) == "{client.__class__} {client[0]} {client!r}\n"


def test_numbers_keep_their_order_in_right_to_left_text(tmp_path: Path) -> None:
    template(tmp_path, "{{ phone }} {{ day }} {{ name }} {{ text }}\n")
    write(tmp_path, entry("x", "y"))
    data = {"phone": "07071\u00a0207-0000", "day": "18.03.2026", "name": "Anna", "text": "رقم 07071 207-0000 هنا"}
    said = render_markdown("try.md.j2", data, tmp_path, "ar")
    assert said == "\u206607071\u00a0207-0000\u2069 \u206618.03.2026\u2069 Anna رقم \u206607071 207-0000\u2069 هنا\n"
    assert "\u2066" not in render_markdown("try.md.j2", data, tmp_path)


def test_a_child_that_was_killed_is_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from iza.documents import limited

    template(tmp_path, "{% for a in many %}{% for b in many %}{% for c in many %}{% endfor %}{% endfor %}{% endfor %}x\n")
    monkeypatch.setattr(limited, "SECONDS", 1)
    with pytest.raises(InvalidData, match="too much time"):
        render_markdown("try.md.j2", {"many": list(range(2000))}, tmp_path)
    assert render_markdown("try.md.j2", {"many": [1]}, tmp_path) == "x\n"


def test_many_documents_cost_one_start(tmp_path: Path) -> None:
    from iza.documents import limited

    template(tmp_path, "{{ n }}\n")
    assert render_markdown("try.md.j2", {"n": 1}, tmp_path) == "1\n"
    first = limited._start_child().pid
    assert render_markdown("try.md.j2", {"n": 2}, tmp_path) == "2\n"
    assert limited._start_child().pid == first
