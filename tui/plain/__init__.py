"""The line mode for screen readers: commands typed a line each, answered in words.

Start with `mode` (what is done with a line) and `narration` (where one stands). `recital` tells
lectures, `run` reads and writes, `speech` says expressions and numbers.
"""
