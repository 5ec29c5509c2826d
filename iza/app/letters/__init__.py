"""Documents: which there are (``papers``), how one is rendered, and the sheet of a version as it was given out.

Begin with ``render``; a new document is a row in ``papers/kinds.py``, a builder beside it and a template.
"""
