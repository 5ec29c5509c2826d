"""The index of the cases in ``.git/iza``: a row for each file, so that a list reads only what changed.

Begin with ``case_index``.
"""
