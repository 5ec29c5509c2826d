"""Which offers of partners there are for a life area."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from iza.model.case.vocabulary import LifeArea
    from iza.model.county import County
    from iza.model.directory import Offer


def running(county: County, area: LifeArea, municipality: str, day: str) -> list[Offer]:
    """Offers for the area that run on the day (ISO), in the municipality or everywhere; those nearest first."""
    offers = [
        offer
        for offer in county.offers.values()
        if offer["area"] == area
        and offer.get("municipality", municipality) == municipality
        and offer.get("active_from", day) <= day <= offer.get("active_until", day)
    ]
    return sorted(offers, key=lambda offer: ("municipality" not in offer, offer["title"]))
