"""Queries of the numbers: expressions and conditions that a person types, answered from a state.

Start with `formulas` (an expression, read and computed) and `conditions` (what is true or false).
`answers` puts both into lines, `curves` follows them over the iterations, `find` finds nodes by
them.
"""
