"""Iterations of a program: run, recorded, compiled, kept and found again.

Start with `run` (one iteration recorded), `state` and `step` (readings of the record) and
`timeline` (all iterations, to travel in). `compile` makes the function that trains fast.
"""
