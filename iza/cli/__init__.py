"""The command line: parse the words, call one use case, hand its result to the printer."""
