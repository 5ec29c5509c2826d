"""The catalogues of translations, and what a build makes of them."""
