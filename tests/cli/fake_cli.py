"""A table of commands for the tests; ``python -m fake_cli …`` runs it in a process of its own."""

from __future__ import annotations

import sys

from iza.cli.command_table import CommandEntry
from iza.cli.main import main

_MODULE = "fake_cli_commands"
TABLE = (
    CommandEntry("show", _MODULE, "One case: phase, goals, steps, reviews", "Every day", words=("zeigen", "anzeigen")),
    CommandEntry("fail", _MODULE, "Raises what it is told to", "Every day"),
    CommandEntry("form", _MODULE, "Asks questions", "Every day"),
    CommandEntry("goal", _MODULE, "Add, change and drop goals", "Along the procedure", "goals", group=True),
)

if __name__ == "__main__":
    sys.exit(main(None, TABLE))
