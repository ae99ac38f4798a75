"""What breaks: the first call of an iteration that makes NaN or infinity of finite numbers."""

from __future__ import annotations

from collections.abc import Generator, Sequence

from engine.frozen import frozen
from engine.iterations.run import Run
from engine.language.expression import Call, Expression, Name, Number, calls, free_names
from engine.language.ops import fills_infinity
from engine.language.precision import DOUBLE, PRECISIONS, Precision
from engine.language.values import Value, apply, has_nan, is_finite, unwarned
from engine.network.optimisers import Role
from engine.network.updates import LEARNING_RATE
from engine.program.program import Program

INDEXED = ("take", "scatter_add")
"""The ops whose second operand says by its numbers where entries go."""

COUNTS = (Role.DONE, Role.WARM, Role.RATE, Role.COUNT)
"""What an update goes by, which is counted in full in any precision."""


@frozen(slots=True, eq=False)
class Broken:
    """A part of an equation whose value is infinite or NaN, made of values that are not.

    Args:
        index: the step, counted from 0.
        part: a call; or a name that is given, and not finite in few bits.
        operands: the values of the call's operands; of a name its value in float64.
        value: its value.
    """

    index: int
    part: Call | Name
    operands: tuple[Value, ...]
    value: Value


class Rounded:
    """An iteration, with each value rounded to a precision.

    Every op is computed of rounded numbers and its value is rounded, as it is where sums are added
    up in more bits than they are kept in. What an update goes by, as the learning rate, is kept in
    full, and so is what says where entries go.

    Args:
        run: the iteration.
        precision: what is rounded to.
        memory: the values before the first step to look at.
    """

    def __init__(self, run: Run, precision: Precision, memory: Sequence[Value]) -> None:
        self._run, self._precision, self._memory = run, precision, memory
        self._in_full = kept_in_full(run.program)

    def step(self, index: int) -> Value:
        """The value that a step assigns."""
        by_hand = self._run.by_hand(index)
        if by_hand is not None:
            return self._precision.rounded(by_hand)
        return self._value(self._run.program.equations[index].expression, index)

    def broken(self, index: int, is_far: bool = False) -> Broken | None:
        """What breaks in a step; None where nothing does, where it is meant, or came from before.

        Args:
            index: the step.
            is_far: whether to look in the steps before it as well that have led to it.
        """
        found, seen = None, set[int]()
        pending = [(self._run.program.equations[index].expression, index)]
        while pending:
            part, index = pending.pop()
            if isinstance(part, Name):
                slot, given = self._run.program.slot(part.name, index), len(self._run.start)
                if is_far and slot >= given and slot not in seen:
                    seen.add(slot)
                    before = self._run.program.equations[slot - given].expression
                    pending.append((before, slot - given))
                elif slot < given and is_finite(self._run.start[slot]):
                    return Broken(index, part, (self._run.start[slot],), self._memory[slot])
            if not isinstance(part, Call):
                continue
            operands = [self._value(each, index) for each in part.operands]
            value = self._called(part, operands)
            pairs = list(zip(part.operands, operands, strict=True))
            spoilt = [(each, index) for each, operand in pairs if not is_finite(operand)]
            without = [(each, index) for each, operand in pairs if has_nan(operand)]
            if has_nan(value):
                pending = without[:1] or spoilt
                if not without:
                    found = Broken(index, part, tuple(operands), value)
            elif spoilt:
                pending += spoilt
            elif not fills_infinity(part):
                return Broken(index, part, tuple(operands), value)
        return found

    def _value(self, expression: Expression, index: int) -> Value:
        if isinstance(expression, Number):
            return expression.value
        if isinstance(expression, Name):
            return self._memory[self._run.program.slot(expression.name, index)]
        assert isinstance(expression, Call)  # noqa: S101  (there is no other kind)
        return self._called(expression, [self._value(each, index) for each in expression.operands])

    def _called(self, call: Call, operands: Sequence[Value]) -> Value:
        value = apply(call, operands)
        return value if free_names(call) <= self._in_full else self._precision.rounded(value)


def _is_not_finite(value: Value) -> bool:
    return not is_finite(value)


def broken_step(run: Run, index: int) -> Broken | None:
    """What breaks in a step; None where nothing does, or what it reads has broken before."""
    with unwarned():
        return Rounded(run, PRECISIONS[DOUBLE], run.memory(index)).broken(index)


def breaking_in(run: Run, precision: Precision) -> Generator[int, None, Broken | None]:
    """What breaks in an iteration that is rounded, and spoils it; None where it is not spoilt.

    It is spoilt where its loss is not finite, or what it leaves to the next one.

    Yields:
        How many steps are rounded.
    """
    in_full, memory = kept_in_full(run.program), list[Value]()
    for name, value in zip(run.program.base, run.start, strict=True):
        memory.append(value if name in in_full else precision.rounded(value))
    rounded = Rounded(run, precision, memory)
    for index in range(len(run.program.equations)):
        with unwarned():
            memory.append(rounded.step(index))
        yield index + 1
    program, given = run.program, len(run.start)
    left = [slot for slot in program.carried if slot >= given]
    left.append(given + program.index[program.network.loss])
    with unwarned():
        spoilt = [slot - given for slot in left if not is_finite(memory[slot])]
        origins = [rounded.broken(index, is_far=True) for index in spoilt]
    found = [each for each in origins if each is not None]
    return min(found, key=lambda each: each.index, default=None)


def kept_in_full(program: Program) -> frozenset[str]:
    """The names of what is the same in any precision."""
    names = {LEARNING_RATE, *(program.memo.shared.get(role, "") for role in COUNTS)}
    for equation in program.equations:
        for term in equation.terms:
            for call in calls(term.expression):
                if call.op in INDEXED:
                    names |= free_names(call.operands[1])
    return frozenset(names)
