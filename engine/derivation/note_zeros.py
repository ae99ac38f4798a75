"""Sentences about gradients that are 0: which of their factors are, and which ReLU is dead."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from engine.claims.gradients import TooSmall, ZeroFactors
from engine.claims.relu_states import ReluStates, UnitState
from engine.derivation.note_relus import relu_states
from engine.derivation.relus import relu_label
from engine.derivation.said import NOTHING, Said
from engine.iterations.step import Arrived, Step
from engine.language.expression import Call, Expression, Name, Number, gradient_name
from engine.language.notation import Style
from engine.language.rules import Rules
from engine.language.text import listed
from engine.language.values import is_array, is_zero


def zero_note(step: Step, term: Arrived, style: Style) -> Said:
    """Which factors make a gradient 0, if it is 0 everywhere: those that its own equation has.

    Nothing is said where they are not all that makes it 0.

    Args:
        step: the step that computes the gradient.
        term: its only contribution.
        style: how to write.
    """
    if not is_zero(step.value):
        return NOTHING
    factors = [part for part in dict.fromkeys(_factors(term.expression)) if _is_0(step, part)]
    if not factors:
        return _too_small(step, term)
    claim = ZeroFactors(step.iteration, step.index, tuple(factors))
    if not claim.makes_it_0(step):
        return NOTHING
    if any(isinstance(part, Number) for part in factors):
        return Said(f"{_it(step)} is 0, as the local derivative is.", (claim,))
    if any(is_array(step.evaluate(part)) for part in factors):
        named = " and ".join(_every(step, part, style) for part in factors)
        return Said(f"{_it(step)} is 0, as {named} is.", (claim,))
    named = listed(style.write(part) for part in factors)
    dead = _dead(step, term, factors)
    because = f"{named} {'are' if len(factors) > 1 else 'is'} 0"
    if dead is None:
        return Said(f"It is 0 because {because}.", (claim,))
    label = relu_label(dead.relu, style)
    return Said(f"It is 0 because {because}, as {label} is dead.", (claim, dead))


def _is_0(step: Step, part: Expression) -> bool:
    return is_zero(step.evaluate(part))


def _it(step: Step) -> str:
    return "Every entry" if is_array(step.value) else "It"


def _every(step: Step, part: Expression, style: Style) -> str:
    return f"{'every entry of ' if is_array(step.evaluate(part)) else ''}{style.write(part)}"


def _too_small(step: Step, term: Arrived) -> Said:
    """That a product of numbers that are not 0 is, if it would not be with larger numbers."""
    network = step.run.program.network
    if term.child == network.loss or is_array(step.value):
        return NOTHING
    claim = TooSmall(step.iteration, step.index, gradient_name(network.loss, term.child))
    if not claim.is_underflow(step):
        return NOTHING
    return Said("It is 0 because the product is too small for a float.", (claim,))


def _dead(step: Step, term: Arrived, factors: Sequence[Expression]) -> ReluStates | None:
    """The dead ReLU that the only factor is the value of, or the derivative."""
    network, index = step.run.program.network, step.run.program.index
    match factors:
        case [Name(name=node)] if node in network.relus and index[node] not in step.run.given:
            relu = network.relus[node]
        case [Call(op="step", operands=(z,))]:
            found = [relu for relu in network.relus_in.get(term.child, ()) if relu.z == z]
            if not found:
                return None
            relu = found[0]
        case _:
            return None
    states = relu_states(step.run, relu)
    return states if states.states == (UnitState.DEAD,) else None


def _factors(expression: Expression) -> Iterator[Expression]:
    """The parts of which none may be 0 everywhere if the whole is not to be."""
    if isinstance(expression, Call) and (telling := FACTOR_RULES[expression.op]):
        for place in telling:
            yield from _factors(expression.operands[place])
    else:
        yield expression


FACTOR_RULES: Rules[tuple[int, ...]] = Rules(
    "factors of a gradient",
    __name__,
    {
        **dict.fromkeys(("mul", "matmul", "outer"), (0, 1)),
        **dict.fromkeys(("neg", "div", "sum_to", "fold", "scatter_add"), (0,)),
        **dict.fromkeys(
            ("sum", "mean", "max", "min", "concat", "softmax", "log_softmax", "cross_entropy"), ()
        ),
    },
    {"moves": (0,), "elementwise": ()},
    exceptions=("mul", "neg", "div", "concat"),
)
"""The operands to name in place of a call that is 0 everywhere.

Fewer than `Op.zero_if` has: an activation, and a sum within a rule, are named themselves.
"""
