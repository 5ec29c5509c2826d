"""The command line: parse the words, call one use case, hand its result to the printer."""

import gc

# A command lives for a moment: looking for cycles in it every 700 objects is wasted time.
gc.set_threshold(200_000)
