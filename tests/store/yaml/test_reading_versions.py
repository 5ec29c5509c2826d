"""Reading by sections against reading as a whole: the same documents, the same refusals."""

from __future__ import annotations

import pytest
from test_yaml_differential import FILES, equal, mutants, outcome

from iza.store.formats.migrations import read_lifted
from iza.store.reading_versions import Sections
from iza.store.yaml.reader import MAX_BYTES


def test_sample_files_are_read_by_sections() -> None:
    reader = Sections()
    for path in FILES:
        source = path.read_bytes()
        assert equal(reader.read(source, path.name), read_lifted(source, path.name))
    assert len(reader.sections) > len(FILES)  # else every file would have been read as a whole


@pytest.mark.parametrize("seed", range(4))
def test_mutated_files_read_the_same(seed: int) -> None:
    reader = Sections()
    agreed = 0
    for text in mutants(1000 + seed):
        source = text.encode("utf-8", "surrogatepass")
        one, why = outcome(reader.read, source, "x")
        other, because = outcome(read_lifted, source, "x")
        assert why == because, text
        assert equal(one, other), text
        agreed += not why
    assert agreed > 50


@pytest.mark.parametrize(
    "text",
    [
        'a: "x\nb: y"\n', "a: 'x\nb: y'\n", "a: [1,\nb: 2]\n", "a: {x: 1,\nb: 2}\n", "a: 1\na: 2\n", "a: |\n x\n\n\nb: 1\n",
        "a: |+\n x\n\n\nb: 1\n", "a: >-\n x\n y\n# c\nb: 1\n", "a: x\n  y\nb: 1\n", "a:\n- 1\nb: 2\n", "a: 1\n---\nb: 2\n",
        "a: 1\n...\n", "%YAML 1.2\n---\na: 1\n", "a: &x 1\nb: *x\n", "? a\n: 1\n", "", "# only\n", "a: 1", "a:", "a:\nb:", "\na: 1\n",
        "a: 1\n\tb: 2\n", "a: 1\r\nb: 2\r\n", "\ufeffa: 1\n", "# \u202e\na: 1\n", "a: \x85x\nb: 1\n", "a: 1\u2028b: 2\n", "<<: {a: 1}\n",
        "schema: iza/case/9\n", "a: 1\nB: 2\n", "a: 1\n b: 2\n", "a: x:\nb: 1\n", "a: 'x'\n 'y'\nb: 1\n",
        "a: 1\nb: |\n x", "a: 1\nb: |\n x\n", "a: 1\nb: |+\n x\n\n", "a: |\n x\nb: |\n x\n", "a: 1\n\n\n", "# x\n\na: 1", "a:1\nb: 2",
    ],
)  # fmt: skip
def test_odd_texts_read_the_same(text: str) -> None:
    assert outcome(Sections().read, text.encode(), "x") == outcome(read_lifted, text.encode(), "x")


def test_a_file_that_is_too_large_is_refused() -> None:
    large = "".join(f"f_{'x' * (n % 7 + 1)}_{'y' * (n // 7)}: 1\n" for n in range(600)).encode()
    assert len(large) <= MAX_BYTES
    source = large + b"z: " + b"x" * MAX_BYTES + b"\n"
    assert outcome(Sections().read, source, "x")[1] == outcome(read_lifted, source, "x")[1] != ""
