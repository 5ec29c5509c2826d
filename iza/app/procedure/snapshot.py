"""Where the person stands on a day: the figures from which before and after are told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from iza.model.case.record import Case
from iza.store.yaml.fields import append_entry

if TYPE_CHECKING:
    from iza.model.case.record import Snapshot


def take_snapshot(case: Case, day: str) -> None:
    """Keep where the person stands today: the figures before and after."""
    client = case["client"]
    figures: dict[str, Any] = {
        "german": client.get("german", {}).get("overall"),
        "employment": client.get("employment", {}).get("status"),
        "benefits": client.get("benefits", {}).get("regime"),
        "accommodation": client.get("accommodation", {}).get("kind"),
        "residence": client.get("residence", {}).get("code"),
    }
    entry = {"on": day} | {name: value for name, value in figures.items() if value is not None}
    append_entry(case, Case, "snapshots", cast("Snapshot", entry))
