"""Use cases: plain functions that return result objects; no printing, no Typer."""
