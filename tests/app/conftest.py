"""A case in force, and the day of its review."""

from __future__ import annotations

import casework
import pytest
from casework import CLIENT, DAYS, at

from iza.app.office import Office
from iza.app.procedure import review


@pytest.fixture
def case(office: Office) -> str:
    """A case with an agreement in force."""
    return casework.active(office, CLIENT)


@pytest.fixture
def talk(office: Office, case: str) -> Office:
    """The office on the day of the review, which is open."""
    now = at(office, DAYS["review"])
    review.start(now, case, DAYS["review"])
    return now
