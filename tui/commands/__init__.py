"""Commands: every action once, for the keys, the `:` line, `--plain`, scripts and lectures.

Start with `table` (all of them), `action` (the kinds there are) and `perform` (the one way in which
they are done). `line` reads what is typed, `prompt` and `completion` help while it is.
"""
