"""The procedure, use case by use case: clearing, goals and steps, agreement, review, consent, pause and close.

Begin with ``clearing`` and ``review``; what may be done when is the table in ``iza.model.procedure``.
"""
