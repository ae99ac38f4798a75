"""Moves: ops that put entries elsewhere, and those that add up what lands in one place.

`shapes` and `windows` say where entries go, `vjp` has the rules of derivatives, `arrays` computes
with numpy, and `places` says of one entry of a result which entry it is.
"""
