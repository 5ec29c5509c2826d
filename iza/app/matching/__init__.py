"""Finding people, and knowing them again: names in any spelling, script and order.

People are shown, never merged, and what speaks for or against a match is said with it.
"""

from iza.app.matching.evidence import SHOWN, Match, Reason
from iza.app.matching.likeness import SIMILAR, score
from iza.app.matching.query import search
from iza.app.matching.sounds import keys
from iza.app.matching.twins import same_person_key, twins

__all__ = ["SHOWN", "SIMILAR", "Match", "Reason", "keys", "same_person_key", "score", "search", "twins"]
