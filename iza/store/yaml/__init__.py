"""YAML 1.2 in and out: one strict reader, a canonical writer, and edits that keep what people wrote around the data.

Begin with ``reader`` and ``document``.
"""
