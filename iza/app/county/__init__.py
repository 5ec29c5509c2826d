"""What surrounds the cases: a new repository, its directory, signing keys, older formats, what git is told."""
