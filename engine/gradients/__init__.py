"""Gradients, checked and taken apart: the gradient check, paths, entries of Jacobians.

Start with `gradcheck` (every gradient against a derivative found without the backward pass) and
`paths` (a gradient as the sum over the ways from the loss).
"""
