"""The line mode for screen readers: commands typed a line each, answered in words.

Start with `mode` (the loop) and `narration` (where one stands). `speech` says expressions and
numbers.
"""
