"""The procedure, use case by use case: clearing, goals and steps, agreement, review, consent, pause and close.

Begin with ``clearing`` and ``review``; what may be done when is the table in ``iza.model.procedure``. A use case takes
an ``Office``, changes one case through ``iza.app.changing`` and gives an ``Outcome``; nothing here prints or asks.
The folder lies above ``letters``, ``changing``, ``county`` and ``trail``, and may import them.
"""
