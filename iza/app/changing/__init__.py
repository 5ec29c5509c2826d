"""How a change gets into a case: opened, checked, merged with what others did, committed or kept in a draft.

Begin with ``change``; every use case of ``iza.app.procedure`` goes through it. ``landing`` holds what must be true of
a change before it is saved.
"""
