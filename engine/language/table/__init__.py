"""The rows of the op table, in a file for each kind of op; `engine.language.ops` has all of them.

An op's derivative is a rule that gives back expressions in the language of the op itself, so the
backward pass of a network is a program of the same kind as its forward pass.
"""
