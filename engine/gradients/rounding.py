"""How far the gradients of an iteration may be from exact, by rounding alone.

The backward equations are followed with the bound of each gradient. The values of the forward pass
are what the derivative is taken at, so as operands they are exact; where a rule names the result
of its own equation, that result was rounded.
"""

from __future__ import annotations

from collections.abc import Container, Mapping
from functools import partial

from engine.iterations.run import Run
from engine.iterations.step import Step
from engine.language.expression import Call, Expression, Name, Number
from engine.language.rounding import Bounded, bounded, bounded_sum
from engine.language.values import Value, shape_of, zeros
from engine.program.program import Phase


def gradient_bounds(run: Run, without: Container[str] = ()) -> dict[str, Value]:
    """For each node with a gradient how far that may be off; arrays entry by entry.

    Args:
        run: the iteration.
        without: the nodes of which it is not asked; nothing else depends on them.
    """
    program = run.program
    found: dict[str, Value] = {}
    of_gradients: dict[str, Value] = {}
    results: dict[str, Value] = {}
    for index in program.phases[Phase.BACKWARD]:
        step, terms = Step(run, index), []
        if step.node in without:
            continue
        for term in step.equation.terms:
            if term.child not in results:
                results[term.child] = _of_result(run, term.child)
            bounds = {**of_gradients, term.child: results[term.child]}
            terms.append(bounded(term.expression, partial(_leaf, step, bounds)))
        of_gradients[step.symbol] = found[step.node] = bounded_sum(terms)[1]
    return found


def _leaf(step: Step, bounds: Mapping[str, Value], part: Expression) -> Bounded | None:
    """A number, or a name with its bound if it has one."""
    if isinstance(part, Call):
        return None
    if isinstance(part, Number):
        return part.value, 0.0
    assert isinstance(part, Name)  # noqa: S101  (there is no other kind)
    value = step.before(part.name)
    return value, bounds[part.name] if part.name in bounds else zeros(shape_of(value))


def _of_result(run: Run, node: str) -> Value:
    """How far the value of a node may be from its equation, with operands as they are."""
    step = Step(run, run.program.index[node])
    return bounded(step.equation.expression, partial(_leaf, step, {}))[1]
