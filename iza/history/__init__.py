"""The audit trail: versions of a case become typed changes."""
