"""Vectors as columns or rows: the program's have no direction, and a page has to give them one."""

from __future__ import annotations

from collections.abc import Callable

from engine.derivation.samples import has_samples
from engine.language.expression import Expression, Name, calls, free_names, gradient_name
from engine.program.program import Program

IsColumn = Callable[[Expression], bool]
"""Whether a vector that an expression comes to is written as a column."""


def is_row(expression: Expression) -> bool:
    """For no vector that it is a column."""
    del expression
    return False


def columns(program: Program) -> IsColumn:
    """Which vectors are columns.

    Of a single sample all are, as in W x + b. In a batch, whose samples are rows, those are that
    have a number for each sample, and those that a matrix is multiplied by: X w.
    """
    network, shapes = program.network, program.shapes
    if network.samples is None:
        return lambda expression: True
    multiplied = {
        name
        for _, expression in network.equations
        for call in calls(expression)
        if call.op == "matmul"
        for name in (_vector(call.operands[1], program),)
        if name
    }
    multiplied |= {gradient_name(network.loss, name) for name in multiplied}

    def is_column(expression: Expression) -> bool:
        names = free_names(expression)
        if names & multiplied:
            return True
        return all(name in shapes for name in names) and has_samples(program, expression)

    return is_column


def _vector(expression: Expression, program: Program) -> str:
    """The name of a vector that has no number for each sample; empty for anything else."""
    if isinstance(expression, Name) and len(program.shapes[expression.name]) == 1:
        return "" if expression.name in program.per_sample else expression.name
    return ""
