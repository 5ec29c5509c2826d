"""``python -m benchmarks.documents [--rounds N]``: agreements from their data to the finished PDF.

The agreement is the one of the example with the most steps, in German and Arabic, with other names
in each round, so that nothing is laid out twice. Printed are medians of CPU time: of whole
processes (cold), of one process that goes on (warm), and of WeasyPrint on the same Markdown where
it is installed (``pip install iza[bench]``).
"""

from __future__ import annotations

import argparse
import copy
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from iza.app.example import ANCHOR, build
from iza.app.letters.papers import agreement
from iza.app.letters.papers.view import View
from iza.app.letters.papers.wording import Wording, translation_note
from iza.app.office import open_office
from iza.documents import PdfMeta, render_markdown, render_pdf
from iza.documents.bilingual import Tongue, pair
from iza.documents.catalogue import Catalogue, load
from iza.documents.markdown import folders
from iza.documents.pdf import pages
from iza.model import lookup
from iza.store.current_case import current_case

TONGUE = Tongue("ar", rtl=True)
META = PdfMeta(
    title="Integrationszielvereinbarung", author="Landkreis", reference="F-8QK2-7MX4", timestamp=1_774_000_000,
    version="Fassung 2", terms="1a2b3c4d5e6f", commit="0123456789ab", code="F-8QK2-7MX4 V2 T1A2B3C4D5E6F C0123456789AB",
)  # fmt: skip
LETTERS = "abcdefghijklmnopqrstuvwxyz"
# As WeasyPrint would be used: the same fonts' names and a rule below each cell.
STYLE = "body{font:11pt 'Noto Sans','Amiri'}table{width:100%}td,th{text-align:start;border-bottom:.5pt solid #ccc}"
ONCE = """
import json, sys
from iza.documents import PdfMeta, render_markdown, render_pdf
from iza.documents.bilingual import Tongue, pair
order, meta = json.load(sys.stdin)
texts = [render_markdown("agreement.md.j2", data, language=tag) for data, tag in zip(order, ("de", "ar"))]
render_pdf(pair(*texts, Tongue("ar", True)), PdfMeta(**meta))
"""

Order = list[dict[str, Any]]  # the data of the German text and of the other one


def orders(count: int) -> list[Order]:
    """The data of many agreements that differ in names and texts."""
    with tempfile.TemporaryDirectory() as name:
        place = Path(name) / "cases"
        build(place, ANCHOR)
        office = open_office(place, ANCHOR)
        known = [current_case(office.repo, path.stem) for path in sorted(place.glob("cases/*/*.yaml"))]
        richest = max(known, key=lambda case: sum(len(goal.get("steps", [])) for goal in lookup.goals(case)))
        arabic = load(TONGUE.tag, folders(None))
        return [_order(office.repo.county, copy.deepcopy(richest), arabic, number) for number in range(count)]


def _order(county: Any, case: Any, arabic: Catalogue, number: int) -> Order:
    """The data with another name, and another word in each goal and step."""
    word = "".join(LETTERS[number * step % 26] for step in (1, 3, 7, 11, 17)).title()
    case["client"]["names"][0]["family"] = word
    for goal in lookup.goals(case):
        goal["goal"] = f"{goal['goal']} {word}"
        for step in goal.get("steps", []):
            step["text"] = f"{word} {step['text']}"
    view = View(case, county, ANCHOR.isoformat())
    views = [view, replace(view, wording=Wording(arabic))]
    note = translation_note(views[1].wording)
    return [agreement.build(one) | {"translation": note} for one in views]


def markdown(order: Order) -> str:
    """Template and data to one text of both languages."""
    german, other = (
        render_markdown("agreement.md.j2", data, language=tag)
        for data, tag in zip(order, ("de", TONGUE.tag), strict=True)
    )
    return pair(german, other, TONGUE)


def cold(order: Order, rounds: int) -> tuple[float, float]:
    """CPU seconds of a whole process, and its peak memory in MB."""
    times = []
    for _round in range(rounds):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([sys.executable, "-c", ONCE], input=json.dumps([order, asdict(META)]), text=True, check=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        times.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return statistics.median(times), after.ru_maxrss / 1024


def warm(todo: list[Any], work: Callable[[Any], object]) -> float:
    """CPU seconds of one piece of work, after the first two."""
    times = []
    for one in todo:
        start = time.process_time()
        work(one)
        times.append(time.process_time() - start)
    return statistics.median(times[2:] or times)


def weasyprint(text: str) -> object:
    """The same Markdown through HTML."""
    from markdown_it import MarkdownIt
    from weasyprint import HTML

    body = MarkdownIt("commonmark").enable("table").render(text)
    return HTML(string=f"<html lang=de><style>{STYLE}</style>{body}</html>").write_pdf(pdf_variant="pdf/ua-1")


def main() -> None:
    """Build, measure, print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.documents", description=__doc__)
    parser.add_argument("--rounds", type=int, default=20)
    rounds = max(parser.parse_args().rounds, 3)
    todo = orders(rounds)
    process, memory = cold(todo[0], min(rounds, 5))
    texts = [markdown(order) for order in todo]
    both = warm(todo, lambda order: render_pdf(markdown(order), META))
    rows = [
        ("cold process", process),
        ("warm agreement", both),
        ("- Jinja, twice, and pairing", warm(todo, markdown)),
    ]
    try:
        import weasyprint as _found  # noqa: F401 - only whether it is there

        rows.append(("WeasyPrint, warm", warm(texts[:4], weasyprint)))
    except (ImportError, OSError) as error:
        sys.stdout.write(f"WeasyPrint is not measured: {type(error).__name__}\n")
    length = pages(render_pdf(texts[0], META))
    sys.stdout.write(f"agreement in German and Arabic, {length} pages, median CPU of {rounds} different ones\n")
    for name, seconds in rows:
        sys.stdout.write(f"{name:30}{seconds * 1000:8.0f} ms{1 / seconds:8.1f} per second\n")
    sys.stdout.write(f"{'peak memory of a process':30}{memory:8.0f} MB\n")


if __name__ == "__main__":
    main()
