"""The JSON schemas at work: validation, a quick yes before it, findings in words, labels, files for editors.

Begin with ``shape_check``.
"""
