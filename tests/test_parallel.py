"""Work spread over processes gives what one process gives, whatever becomes of the processes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest

from iza import parallel
from iza.parallel import spread


@pytest.fixture(autouse=True)
def two_processors(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parallel, "processors", lambda: 2)


def squared(number: int) -> tuple[int, int]:
    return number * number, os.getpid()


def divided(by: int, number: int) -> int:
    return number // by


def killed(parent: int, number: int) -> int:
    """Takes its process down, unless that is the one in front."""
    if number == 5 and os.getpid() != parent:
        os.kill(os.getpid(), signal.SIGKILL)
    return number


def test_results_come_in_order_from_other_processes() -> None:
    found = list(spread(squared, range(50)))
    assert [value for value, _process in found] == [number * number for number in range(50)]
    assert os.getpid() not in {process for _value, process in found}


def test_one_item_and_one_processor_start_no_process(monkeypatch: pytest.MonkeyPatch) -> None:
    assert list(spread(squared, [3])) == [(9, os.getpid())]
    assert list(spread(squared, [])) == []
    monkeypatch.setattr(parallel, "processors", lambda: 1)
    assert {process for _value, process in spread(squared, range(9))} == {os.getpid()}


def test_errors_of_the_work_arrive() -> None:
    with pytest.raises(ZeroDivisionError):
        list(spread(partial(divided, 0), range(9)))


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL")
def test_what_a_lost_process_leaves_is_done_here() -> None:
    assert list(spread(partial(killed, os.getpid()), range(20))) == list(range(20))


def test_where_no_process_can_be_started_the_work_is_done_here(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_words: object) -> None:
        raise OSError

    monkeypatch.setattr("concurrent.futures.ProcessPoolExecutor.__init__", refuse)
    assert {process for _value, process in spread(squared, range(9))} == {os.getpid()}


def test_it_works_where_processes_begin_empty(tmp_path: Path) -> None:
    """As on Windows and macOS, and from a program like ours: a module with a function, and a guarded start."""
    program = tmp_path / "program.py"
    program.write_text(
        "import multiprocessing, sys\n"
        "from iza import parallel\n"
        "def double(number): return 2 * number\n"
        "if __name__ == '__main__':\n"
        "    sys.platform = 'another'\n"
        "    multiprocessing.set_start_method('spawn')\n"
        "    parallel.processors = lambda: 2\n"
        "    print(list(parallel.spread(double, range(5))))\n"
    )
    done = subprocess.run([sys.executable, program], capture_output=True, text=True, check=True)
    assert done.stdout == "[0, 2, 4, 6, 8]\n"
