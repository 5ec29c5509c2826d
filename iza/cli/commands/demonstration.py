"""``iza demo``: the example repository, and the main work in front of the user, command by command."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

from iza.cli import context
from iza.cli.terminal.output import out
from iza.cli.terminal.style import Span
from iza.errors import Refused
from iza.i18n import _, language

_PERSON = """\
names:
  - {kind: official, family: Beispiel, given: Samira, source: self_reported}
birth: {date: 1994-05-17, precision: day}
accommodation: {kind: follow_up, municipality: Albweil, since: 2026-02}
residence: {code: permit_subsidiary, work_permission: free, proof: seen}
priority: {level: high, ground: protection_granted}
languages:
  - {tag: ar, role: first, speaks: fluent, reads: true}
interpreter: {need: helpful, language: ar}
german: {overall: a1, evidence: self_assessed}
competences:
  - {kind: professional, text: vier Jahre als Schneiderin gearbeitet, evidence: self}
employment: {status: seeking}
mentor_wish: {value: later}
"""


def build(target: Path) -> int:
    """Make the example repository; returns the number of its commits. Raises Refused."""
    from iza.app import example
    from iza.store.repository import Repository

    if (target / ".git").is_dir():
        # One of an iza that was killed.
        Repository(target).mend()
    if target.exists() and any(entry.name != ".git" for entry in target.iterdir()):
        raise Refused(_("{folder} is not empty.").format(folder=target), _("Choose a new folder: `iza init DIR`."))
    return example.build(target, context.today(), lambda items, total: out.progress(items, _("Replaying lives"), total))


def run(target: Path, today: date) -> int:
    """Build the example at ``target`` and play the commands; returns the worst exit code."""
    out.heading(_("An example repository with invented people, made by the same commands you will use."))
    commits = build(target)
    out.done(_("{commits} commits in {folder}").format(commits=commits, folder=target))
    case = _shown_case(target)
    talk = (today + timedelta(days=9)).isoformat()
    steps = [
        (_("What is overdue?"), ["overdue"]),
        (_("One case on one page"), ["show", case]),
        (_("A new person: open a case with its clearing"), ["clearing", "create", "--from", "person.yaml"]),
        (_("… and arrange the talk"), ["clearing", "schedule", "NEW", "--on", talk, "--time", "10:00"]),
        (_("The agreement on paper"), ["agreement", "render", case]),
        (_("How it was adjusted: who, when, what"), ["history", case, "--action", "review.hold"]),
    ]
    code = _play_steps(target, steps)
    out.line()
    out.done(_("Now it is yours: go to the folder and try `iza list`, `iza clearing waiting`, `iza check`."))
    out.next(f"cd {target}")
    return code


def _shown_case(target: Path) -> str:
    """The case the demonstration shows: one with an adjusted agreement."""
    from iza.model import lookup
    from iza.store.repository import Repository

    cases = list(Repository(target).cases())
    return max(cases, key=lambda case: (len(lookup.versions(case)), len(lookup.steps(case)), case["id"]))["id"]


def _play_steps(target: Path, steps: Sequence[tuple[str, list[str]]]) -> int:
    worst, new = 0, ""
    with tempfile.TemporaryDirectory(prefix="iza-demo-") as folder:
        person = Path(folder) / "person.yaml"
        person.write_text(_PERSON, "utf-8")
        for title, pattern in steps:
            words = [new if word == "NEW" else word for word in pattern]
            out.line()
            out.heading(title)
            out.line(Span("$ iza " + " ".join(words), "strong"))
            code = _call_command(target, [str(person) if word == "person.yaml" else word for word in words])
            worst = max(worst, code)
            if words[:2] == ["clearing", "create"]:
                new = _newest_case(target)
    return worst


def _call_command(target: Path, words: list[str]) -> int:
    """Run one command as the shell would, in this process."""
    from iza.cli.main import main

    today, color = context.today(), context.choices().color
    return main(["-C", str(target), "--lang", language(), "--color", color, *words, "--today", today.isoformat()])


def _newest_case(target: Path) -> str:
    from iza.store.repository import Repository

    return max(
        Repository(target).cases(), key=lambda case: (case["opened_on"], "planned_on" not in case["clearings"][0])
    )["id"]
