"""Older formats of files, and how each becomes the present one: the data, the text, and the numbers of lines."""
