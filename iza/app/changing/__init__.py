"""How a change gets into a case: opened, checked, merged with what others did, committed or kept in a draft.

Begin with ``change``: ``editing`` opens a case under an action, and leaving it lands the change; nearly every use case
of ``iza.app.procedure`` goes through it. ``landing`` holds what must be true of a change before it is saved. Texts
edited by hand come in through ``by_hand`` and ``in_editor``, records of ``--from`` and of dialogues through ``intake``;
``undo`` takes an action back. May import ``office``, ``words``, ``sentences``, ``letters`` and what lies below the app.
"""
