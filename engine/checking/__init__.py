"""Checking: pages of hand computation read, compared with the run, and marked.

`reading` makes trees of what a page has written and knows no network. `matching` finds the network,
the data and the iteration that it is about. `slips` is the catalogue of mistakes, as rewrites of
the program. `judging` gives every equality of the page its verdict, and `marking` gives the page
its marks. Start reading with `engine.checking.judging.judgement`.
"""
