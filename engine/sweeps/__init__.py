"""Sweeps: many runs of one program at once, and work that is spread over processes and machines.

Start with `sweep` (runs that go on together). `graph`, `calls` and `kernel` make calls of numpy of
the scalar computations of a program; `executors` spreads work, and `fingerprint` tells machines
that compute the same bits from those that do not.
"""
