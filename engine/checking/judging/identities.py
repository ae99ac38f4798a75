"""Identities: whether a formula is what the program computes, whatever the numbers are."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from engine.checking.judging.draws import DRAWS, Draws, agree, is_telling
from engine.checking.judging.known import value_in, worth
from engine.checking.matching.leaves import NEXT
from engine.errors import ExpressionError, ShapeError
from engine.iterations.run import Run
from engine.language.expression import Call, Expression, Name, free_names, substitute
from engine.language.shapes import Shape
from engine.language.values import Value, array, evaluate, is_finite
from engine.program.program import Program

TELLING = 2
"""In so many draws, at the least, a value is not 0 before it is said to be the same everywhere."""

LOCAL = 6
"""So many times the names of an equation are drawn independently of one another."""


def equation_of(program: Program, symbol: str) -> Expression | None:
    """The program's own equation of a symbol, with `next/` before what the update has assigned."""
    index = program.index.get(symbol)
    if index is None:
        return None
    expression = program.equations[index].expression
    assigned = {
        name: Name(f"{NEXT}{name}")
        for name in free_names(expression)
        if name in program.base and program.index.get(name, index) < index
    }
    return substitute(expression, assigned)


def rule_said(program: Program, symbol: str) -> str:
    """The program's own equation of a symbol, as it is written; empty where it has none."""
    equation = equation_of(program, symbol)
    if equation is None:
        return ""
    names = {each: Name(each.removeprefix(NEXT)) for each in free_names(equation)}
    return program.style.write(substitute(equation, names))


def is_identity(
    draws: Draws, subject: Name, formula: Expression, constants: Mapping[str, Value]
) -> bool:
    """Whether a formula is the subject's, whatever is given.

    It is compared with the subject's own equation, as if all in it were independent, and with the
    program run anew: a formula may stand for more than one step.
    """
    return _is_own_equation(draws.program, subject, formula, constants) or _holds(
        draws.anywhere, subject, formula, constants, TELLING
    )


def holds_near(
    draws: Draws, run: Run, subject: Name, formula: Expression, constants: Mapping[str, Value]
) -> bool:
    """Whether a formula is the subject's with the ReLUs that are active in an iteration."""
    return _holds(draws.near(run), subject, formula, constants, 1)


def _holds(
    runs: tuple[Run, ...] | list[Run],
    subject: Name,
    formula: Expression,
    constants: Mapping[str, Value],
    least: int,
) -> bool:
    telling = silent = 0
    for run in runs:
        try:
            found, wanted = worth(formula, run, constants), value_in(run, subject.name)
        except (ExpressionError, ShapeError):
            return False
        if not is_finite(wanted) or not is_finite(found):
            continue
        if not agree(found, wanted):
            return False
        if is_telling(wanted):
            telling += 1
        else:
            silent += 1
    is_zero_for_good = silent == len(runs) >= DRAWS  # anywhere, and not only near an iteration
    return telling >= least or is_zero_for_good


def _is_own_equation(
    program: Program, subject: Name, formula: Expression, constants: Mapping[str, Value]
) -> bool:
    symbol = subject.name.removeprefix(NEXT)
    equation = equation_of(program, symbol)
    if equation is not None and plain(formula) == plain(equation):
        return True
    if equation is None or free_names(formula) - {*free_names(equation), *constants}:
        return False
    rng = np.random.default_rng(22)
    telling = 0
    for i in range(LOCAL):
        values = {
            name: _drawn(_shape(program, name), rng, i) for name in sorted(free_names(equation))
        }
        try:
            wanted = evaluate(equation, values)
            found = evaluate(formula, {**values, **constants})
        except (ExpressionError, ShapeError):
            return False
        if not is_finite(wanted) or not is_finite(found):
            continue
        if not agree(found, wanted):
            return False
        telling += is_telling(wanted)
    return telling > 0


def plain(expression: Expression) -> Expression:
    """An expression with sums and products in one order, and masks without what they are at 0."""
    if not isinstance(expression, Call):
        return expression
    operands = tuple(map(plain, expression.operands))
    if expression.op in ("add", "mul"):
        operands = tuple(sorted(operands, key=repr))
    if expression.op == "step":
        return Call("step", operands)
    return Call(expression.op, operands, expression.options)


def _shape(program: Program, name: str) -> Shape:
    return program.shapes[name.removeprefix(NEXT)]


def _drawn(shape: Shape, rng: np.random.Generator, turn: int) -> Value:
    """A value for a name: positive at first, then negative, then of any sign: all cases count."""
    drawn = np.abs(rng.normal(size=shape)) + 0.1
    if turn:
        drawn = -drawn if turn == 1 else drawn * rng.choice([-1.0, 1.0], size=shape)
    return float(drawn) if shape == () else array(drawn)
