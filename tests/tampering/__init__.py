"""Ways to falsify a history, each as somebody with the repository in hand would go about it."""

from tampering import in_cases, in_fixed, in_git, in_places, keys, merging, merging_around, people
from tampering.by_hand import DAY, MANIPULATIONS, case_file, edit, git, save, signed_case
from tampering.merging import two_sides

__all__ = [
    "DAY", "MANIPULATIONS", "case_file", "edit", "git", "in_cases", "in_fixed", "in_git", "in_places", "keys", "merging",
    "merging_around", "people", "save", "signed_case", "two_sides",
]  # fmt: skip
