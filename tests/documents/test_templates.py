"""Templates: a county's own wording, the sandbox, errors in words, limits."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from agreements import sample, text, view

from iza.documents import limited, render_markdown
from iza.documents.sandbox import render as render_here
from iza.errors import InvalidData, NotFound
from iza.i18n import set_language
from iza.resources import folder

NAME = "agreement.md.j2"


def lay(path: Path, source: str, name: str = NAME) -> Path:
    (path / name).write_text(source, "utf-8")
    return path


def test_county_wording_goes_before_ours(tmp_path: Path) -> None:
    lay(tmp_path, "# Unsere Vereinbarung\n\n{{ client.name }} und {{ county.name }}\n")
    expected = "# Unsere Vereinbarung\n\nRami ALHAMDO und Landkreis Albweil\n"
    assert render_markdown(NAME, view(sample("rami")), tmp_path) == expected


def test_templates_of_other_names_leave_ours_in_place(tmp_path: Path) -> None:
    lay(tmp_path, "x", "letter.md.j2")
    assert render_markdown(NAME, view(sample("rami")), tmp_path) == text(sample("rami"))
    assert render_markdown(NAME, view(sample("rami")), tmp_path / "none") == text(sample("rami"))


def test_county_templates_may_include_each_other_and_ours(tmp_path: Path) -> None:
    lay(tmp_path, "{% include 'kopf.md.j2' %}\n")
    lay(tmp_path, "# Kopf {{ reference }}\n", "kopf.md.j2")
    assert render_markdown(NAME, {"reference": "F-1"}, tmp_path) == "# Kopf F-1\n"


@pytest.mark.parametrize("name", ["nothing.md.j2", "../agreement.md.j2", "/etc/passwd", "layout.typ", "", "A.md.j2"])
def test_unknown_templates(name: str, tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        render_markdown(name, {}, lay(tmp_path, "x"))


def test_links_out_of_the_folder_and_other_files_are_not_read(tmp_path: Path) -> None:
    (tmp_path / "own").mkdir()
    (tmp_path / "secret.md.j2").write_text("secret", "utf-8")
    (tmp_path / "own" / "link.md.j2").symlink_to(tmp_path / "secret.md.j2")
    for way in ("../secret.md.j2", "/etc/passwd", str(tmp_path / "secret.md.j2"), "link.md.j2"):
        lay(tmp_path / "own", f"{{% include '{way}' %}}")
        with pytest.raises(NotFound):
            render_markdown(NAME, {}, tmp_path / "own")


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("# T\n\n{{ clent.name }}\n", ["line 3", "clent"]),
        ("# T\n{{ client.nam }}\n", ["line 2", "nam"]),
        ("{% if x %}\n\n", ["line 2", "endif"]),
        ("a\nb\n{{ 1 + }}\n", ["line 3"]),
        ("{{ client }}\n", ["line 1", "TypeError"]),
        ("{{ nothing }}\n", ["line 1", "TypeError"]),
        ("\n{{ 1 / 0 }}\n", ["line 2", "ZeroDivisionError"]),
        ("{{ client.name | safe }}\n", ["line 1"]),
    ],
)
@pytest.mark.parametrize("own", [True, False])
def test_broken_templates_are_named_with_line_and_field(
    source: str, words: list[str], tmp_path: Path, *, own: bool
) -> None:
    data = {"client": {"name": "Geheim"}, "nothing": None}
    lay(tmp_path, source)
    with pytest.raises(InvalidData) as caught:
        render_markdown(NAME, data, tmp_path) if own else render_here(NAME, data, [tmp_path])
    assert all(word in caught.value.message for word in [NAME, *words]), caught.value.message
    assert "Geheim" not in caught.value.message + caught.value.hint


ATTACKS = [
    "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "{{ client.__class__ }}",
    "{{ client.name.__class__.__base__ }}",
    "{{ client.name.format.__globals__ }}",
    "{{ '{0.__class__}'.format(client) }}",
    "{{ '%s' % client.__class__ }}",
    "{{ self.__init__.__globals__ }}",
    "{{ self._TemplateReference__context }}",
    "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
    "{{ lipsum.__globals__['os'].popen('id').read() }}",
    "{{ namespace.__init__.__globals__ }}",
    "{{ client | attr('__class__') }}",
    "{{ client.pop('name') }}",
    "{{ client.update({'name': 'x'}) }}",
    "{{ steps.append(1) }}",
    "{{ ['x'] | map(attribute='__class__') | list | first }}",
    "{{ client | tojson }}",
    "{{ request }}",
    "{% import 'os' as os %}{{ os }}",
    "{{ range(10) | list | first }}",
]


@pytest.mark.parametrize("source", ATTACKS)
def test_sandbox_holds(source: str, tmp_path: Path) -> None:
    with pytest.raises((InvalidData, NotFound)):
        render_here(NAME, {"client": {"name": "N"}, "steps": []}, [lay(tmp_path, source)])


@pytest.mark.parametrize(
    "source",
    [
        "{% set s = 'x' * 9999 %}{% for a in s %}{% for b in s %}{% for c in s %}{% endfor %}{% endfor %}{% endfor %}",
        "{{ 9 ** (9 ** 8) }}",
        "{{ 'x' * 9999999999 }}",
        "{% macro m(n) %}{{ m(n - 1) if n }}{{ m(n - 1) if n }}{% endmacro %}{{ m(90) }}",
    ],
)
def test_template_without_an_end_is_stopped(source: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limited, "SECONDS", 2)
    with pytest.raises(InvalidData):
        render_markdown(NAME, {}, lay(tmp_path, source))


@pytest.fixture
def fresh_child() -> Iterator[None]:
    """A child of its own for a test, started with what the test set up."""
    limited._start_child.cache_clear()
    yield
    limited._start_child.cache_clear()


def planted(folder: Path, code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the child's Python does at its start."""
    (folder / "sitecustomize.py").write_text(code, "utf-8")
    monkeypatch.setenv("PYTHONPATH", str(folder))


@pytest.mark.usefixtures("fresh_child")
@pytest.mark.parametrize("error", ["ValueError('current limit exceeds maximum limit')", "OSError(22, 'Invalid argument')"])
def test_a_system_that_refuses_the_limits_prints_all_the_same(
    error: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    planted(tmp_path, f"import resource\ndef refuse(*_words): raise {error}\nresource.setrlimit = refuse\n", monkeypatch)
    assert render_markdown(NAME, {}, lay(tmp_path, "Guten Tag")) == "Guten Tag\n"


@pytest.mark.usefixtures("fresh_child")
def test_a_system_without_limits_prints_all_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    planted(tmp_path, "import sys\nsys.modules['resource'] = None\n", monkeypatch)
    assert render_markdown(NAME, {}, lay(tmp_path, "Guten Tag")) == "Guten Tag\n"


@pytest.mark.usefixtures("fresh_child")
def test_a_child_that_cannot_start_is_no_loop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    planted(tmp_path, "import sys\nsys.modules['iza.documents.limited'] = None\n", monkeypatch)
    with pytest.raises(InvalidData, match=r"ModuleNotFoundError.*iza\.documents\.limited") as caught:
        render_markdown(NAME, {}, lay(tmp_path, "Guten Tag"))
    assert "time or memory" not in caught.value.message


@pytest.mark.usefixtures("fresh_child")
def test_what_fails_in_the_child_is_named_by_its_kind_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fails = "from iza.documents import sandbox\ndef fail(*_words): raise OSError('Amal')\nsandbox.render = fail\n"
    planted(tmp_path, fails, monkeypatch)
    with pytest.raises(InvalidData, match="OSError") as caught:
        render_markdown(NAME, {}, lay(tmp_path, "Guten Tag"))
    assert "Amal" not in caught.value.message


def test_the_child_speaks_the_language_in_use(tmp_path: Path) -> None:
    set_language("de")
    with pytest.raises(InvalidData) as here:
        render_here(NAME, {}, [lay(tmp_path, "{{ x }}")])
    with pytest.raises(InvalidData) as child:
        render_markdown(NAME, {}, tmp_path)
    assert child.value.message == here.value.message


def test_packaged_templates_use_no_raw_output() -> None:
    """Nothing in our templates gets around the escape, and none holds HTML besides the div."""
    for path in folder("templates").glob("*.j2"):
        source = path.read_text("utf-8")
        assert not re.search(r"\|\s*safe|autoescape|<(?!/?div)", re.sub(r"\{#.*?#\}", "", source, flags=re.DOTALL))


def test_data_of_the_reader_is_made_plain(tmp_path: Path) -> None:
    class Odd(dict):  # type: ignore[type-arg]
        def save(self) -> str:
            return "saved"

    with pytest.raises(InvalidData):
        render_here(NAME, {"case": Odd(a=1)}, [lay(tmp_path, "{{ case.save() }}")])
