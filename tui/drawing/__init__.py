"""Drawings of every panel: lines of text with roles, made without Textual and without a terminal.

Start with `look` (signs and notation) and `card` (the lines of a step card, the model of all
others). `frame` says what a panel shows as plain data, `themes` has the colours of the roles.
"""
