"""Slips: the catalogue of mistakes in hand computations, as rewrites of the program.

Start with `explain` (which slips give this number, this formula), `rewrite` (what a rewrite is) and
`catalogue` (all of them, by tag). `conventions` are choices that are no slips, `middles` are wrong
steps before a right result, and `slipped` builds a slip into a program.
"""
