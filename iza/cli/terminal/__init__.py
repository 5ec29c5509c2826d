"""The terminal: questions, dialogues, tables and pages. What is printed goes through ``output`` and ``safe``."""
