"""The audit trail: what happened to a case, how it was on a day, and whether the record is what it claims to be.

Begin with ``history`` for looking and with ``verify`` for proof.
"""
