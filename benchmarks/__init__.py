"""How long the everyday commands take, in multiples of an interpreter that does nothing."""
