"""Known values: what the names in a formula are worth in an iteration."""

from __future__ import annotations

from collections.abc import Mapping

from engine.checking.matching.leaves import NEXT, symbol_of
from engine.iterations.run import Run
from engine.language.expression import Expression, free_names, gradient_name
from engine.language.index import look_up
from engine.language.values import Value, evaluate
from engine.program.program import Program


def value_in(run: Run, name: str) -> Value:
    """What a name is worth in an iteration.

    A parameter is worth what the iteration starts with, by `next/` what the update assigns; an
    entry of an array is called `W1[0,1]`.
    """
    return look_up(name, lambda called: _whole(run, called))


def _whole(run: Run, called: str) -> Value:
    symbol = called.removeprefix(NEXT)
    program = run.program
    if symbol in program.base and symbol == called:
        value = run.start[program.base[symbol]]
    elif symbol in program.index:
        value = run.value(program.index[symbol])
    elif symbol in program.base:  # what no update assigns stays as it is
        value = run.start[program.base[symbol]]
    else:
        loss = program.network.loss
        assert symbol == gradient_name(loss, loss), called  # noqa: S101  (all others are computed)
        value = 1.0
    return value


def has_value(run: Run, name: str) -> bool:
    """Whether a name is worth anything in an iteration: no gradient may be that is not computed."""
    return is_computed_by(run.program, name)


def is_computed_by(program: Program, name: str) -> bool:
    """Whether a name is given, or computed in an iteration of a program."""
    symbol = symbol_of(name)
    loss = program.network.loss
    return symbol in program.base or symbol in program.index or symbol == gradient_name(loss, loss)


def worth(expression: Expression, run: Run, constants: Mapping[str, Value]) -> Value:
    """What an expression is worth in an iteration.

    Args:
        expression: in names as of `value_in`.
        run: the iteration.
        constants: what made up names stand for.
    """
    values = {
        name: constants[name] if name in constants else value_in(run, name)
        for name in free_names(expression)
    }
    return evaluate(expression, values)
