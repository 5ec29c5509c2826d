"""Looking at many cases: lists, the page of one case, and everything that is wrong. Nothing here writes."""
