"""Networks: inputs, targets, parameters, equations and an optimiser, read from files and checked.

Start with `network` (what a network is) and `reader` (a network file, read). `files` finds them,
`arguments` makes them in Python, `optimisers` has the update equations, `batch` knows the samples.
"""
