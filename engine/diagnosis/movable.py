"""Movable entries: what training can still change, and what stays as it is for good.

An entry of a parameter moves if its gradient is not 0 or an update changes it. What is computed
from what moves may change, except where it is multiplied by a 0 that stays: behind a dead unit the
gradient of its weights is 0 whatever becomes of the rest. Where a gradient may change, so may its
parameter; that is followed until nothing is added.

A gradient that is 0 for good only leaves an optimiser its memory, whose share of the updates gets
smaller from one to the next (`engine.network.optimisers`). So what one update leaves as it is, all
do. But where weights decay, those that are not 0 move, and where the learning rate may grow, so
does what has a memory.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any

from engine.iterations.run import Run
from engine.iterations.step import Step
from engine.language.expression import Call, Expression, Name, gradient_name, occurrences
from engine.language.ops import OPS, infer_shape, linear
from engine.language.rules import Rules
from engine.language.values import Array
from engine.program.program import Phase

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Flags = NDArray[np.bool_]
else:
    Flags = Any

MAX_EQUATIONS = 5_000
"""Of a larger program it is not found out: that would take seconds."""


def movable(run: Run) -> Mapping[str, Flags] | None:
    """Which entries of every node, gradient and parameter may change in iterations to come.

    None where that would take too long.
    """
    program = run.program
    if len(program.equations) > MAX_EQUATIONS:
        return None
    moving = {name: _moves(run, name) for name in program.network.parameters}
    while True:
        found = _follow(run, moving)
        grown = {
            name: flags | found[gradient_name(program.network.loss, name)]
            for name, flags in moving.items()
        }
        if all((grown[name] == flags).all() for name, flags in moving.items()):
            return found
        moving = grown


def _moves(run: Run, parameter: str) -> Flags:
    """The entries of a parameter that have a gradient, or that the update of the run changes.

    With a learning rate of 0 nothing has, as far as it stays that.
    """
    import numpy as np

    index, optimiser = run.program.index, run.program.network.optimiser
    gradient = run.value(index[gradient_name(run.program.network.loss, parameter)])
    before, after = run.start[run.program.base[parameter]], run.value(index[parameter])
    moves = np.not_equal(gradient, 0.0) | np.not_equal(before, after)
    if optimiser.schedule.overflows:
        moves |= True
    if optimiser.decay:
        moves |= np.not_equal(before, 0.0)
    if optimiser.schedule.is_constant:
        return np.asarray(moves & np.not_equal(run.start[-1], 0.0))
    for symbol in run.program.memo.of[parameter]:
        moves |= np.not_equal(run.start[run.program.base[symbol]], 0.0)
    return np.asarray(moves)


def _follow(run: Run, moving: Mapping[str, Flags]) -> dict[str, Flags]:
    """The entries that may change if these entries of the parameters do."""
    found = dict(moving)
    for index in range(run.program.phases[Phase.BACKWARD].stop):
        step = Step(run, index)
        terms = (movable_in(step, term.expression, found) for term in step.equation.terms)
        found[step.symbol] = reduce(or_, terms)
    return found


def movable_in(step: Step, expression: Expression, known: Mapping[str, Flags]) -> Flags:
    """Which entries of a part of a step's equation may change, if these of what it reads may."""
    import numpy as np

    if not any(name in known and known[name].any() for name in occurrences(expression)):
        return np.zeros(infer_shape(expression, step.run.program.shapes), np.bool_)
    if isinstance(expression, Name):
        return known[expression.name]
    assert isinstance(expression, Call)  # noqa: S101  (a number has no names)
    flags = [movable_in(step, operand, known) for operand in expression.operands]
    return np.asarray(MOVABLE_RULES[expression.op](step, expression, flags))


def _any_of(step: Step, call: Call, flags: Sequence[Flags]) -> Flags:
    """Where an entry of the value reads that of each operand."""
    del step, call
    return reduce(or_, flags)


def _product(step: Step, call: Call, flags: Sequence[Flags]) -> Flags:
    """Where a factor may change, unless the other is a 0 that stays."""
    from engine.language.arrays import ARRAY_RULES

    left, right = (_is_not_zero(step, *each) for each in zip(call.operands, flags, strict=True))
    multiply = ARRAY_RULES[call.op]
    changes: Array = multiply(flags[0], right) + multiply(left, flags[1])
    return changes > 0.0


def _quotient(step: Step, call: Call, flags: Sequence[Flags]) -> Flags:
    """As of a product, but 0 stays 0 whatever it is divided by."""
    return flags[0] | ((_is_not_zero(step, call.operands[0], flags[0]) * flags[1]) > 0.0)


def _spread(step: Step, call: Call, flags: Sequence[Flags]) -> Flags:
    """Where entries that may change are moved to, or added into."""
    from engine.language.arrays import ARRAY_RULES

    guides, call = OPS[call.op].guides, linear(call)
    operands = [
        step.evaluate(each) if place in guides else 1.0 * flags[place]
        for place, each in enumerate(call.operands)
    ]
    spread: Array = ARRAY_RULES[call.op](*operands, **dict(call.options))
    return spread > 0.0


def _at_places(step: Step, call: Call, flags: Sequence[Flags]) -> Flags:
    """As `_spread`, but that everything may change where a place may."""
    import numpy as np

    spread = _spread(step, call, flags)
    return np.ones_like(spread) if flags[1].any() else spread


def _largest(step: Step, call: Call, flags: Sequence[Flags]) -> Flags:
    """What is the largest or the smallest of entries of which one may change."""
    from engine.language.arrays import ARRAY_RULES

    del step
    spread: Array = ARRAY_RULES["max"](1.0 * flags[0], **dict(call.options))
    return spread > 0.0


def _rows(step: Step, call: Call, flags: Sequence[Flags]) -> Flags:
    """All entries of a row of which one may change."""
    import numpy as np

    del step, call
    return np.broadcast_to(_any_of_row(flags)[..., None], flags[0].shape)


def _losses(step: Step, call: Call, flags: Sequence[Flags]) -> Flags:
    """What is computed from a row of which an entry may change."""
    del step, call
    return _any_of_row(flags)


def _any_of_row(flags: Sequence[Flags]) -> Flags:
    import numpy as np

    return np.asarray(reduce(or_, flags).any(axis=-1))


MOVABLE_RULES: Rules[Callable[[Step, Call, Sequence[Flags]], Flags]] = Rules(
    "what training can change",
    __name__,
    {
        **dict.fromkeys(("mul", "matmul", "outer"), _product),
        "div": _quotient,
        **dict.fromkeys(("max", "min"), _largest),
        "softmax": _rows,
        "log_softmax": _rows,
        "cross_entropy": _losses,
        **dict.fromkeys(("take", "scatter_add"), _at_places),
    },
    {"elementwise": _any_of, "moves": _spread, "reduces": _spread},
    exceptions=("mul", "div", "take", "scatter_add"),
)
"""Which entries of the value of a call may change, given those of its operands."""


def _is_not_zero(step: Step, expression: Expression, flags: Flags) -> Array:
    """1 for every entry that is not 0, or may become something else; 0 for a 0 that stays."""
    import numpy as np

    return np.asarray(flags | np.not_equal(step.evaluate(expression), 0.0), np.float64)
