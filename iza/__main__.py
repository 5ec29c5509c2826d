"""``python -m iza``."""

from iza.cli.main import run

run()
