"""The case, its phases and rules: standard library only, no input or output, today is passed in."""
