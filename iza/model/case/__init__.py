"""The shape of a case file as Python sees it; begin with ``record.Case``.

A case *is* its document: plain mappings and lists as they stand in the YAML file, typed here. The JSON schema in
``schemas/`` is the source of shape, vocabulary and labels; a test holds both together in both directions. Dates are
ISO text (``2026-03-18``), months ``2026-03``, times ``14:30``: text compares in the right order and never turns into
another day by a time zone.
"""
