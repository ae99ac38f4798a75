"""Claims about the first value that is not finite: which numbers made it, and why."""

from __future__ import annotations

import math
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from engine.claims.beyond import is_beyond
from engine.claims.statement import Statement
from engine.iterations.broken import Broken, breaking_in, broken_step
from engine.iterations.run import Run
from engine.iterations.timeline import Place, Timeline
from engine.language.expression import Call, Name, Number, occurrences
from engine.language.figures import format_number
from engine.language.index import Index, entry_name
from engine.language.notation import Style
from engine.language.ops import OPS
from engine.language.precision import DOUBLE, PRECISIONS, Precision
from engine.language.values import Value, apply, array, evaluate, is_array, is_finite, unwarned
from engine.program.program import Program
from engine.slowly import at_once

SHRUNK = 2.0**-560
"""What operands are multiplied by to prove that a value is too large because they are."""

ABOUT = 0.9
"""So much of the largest number a value is at the least that rounded operands make too large."""


class Reason(StrEnum):
    """A reason why finite numbers make one that is not."""

    OVERFLOW = "overflow"
    SUMS = "sums that overflow both ways"
    DIVISION = "a division by 0"
    ZERO_BY_ZERO = "0 divided by 0"
    LOG_OF_ZERO = "the logarithm of 0"
    LOG_OF_NEGATIVE = "the logarithm of a negative number"
    ROOT_OF_NEGATIVE = "a root of a negative number"
    INFINITE = "computed of infinity"
    OTHER = "no number"


@dataclass(frozen=True)
class NotFinite(Statement):
    """A step is the first of its iteration whose value is not finite, as finite numbers make it so.

    Args:
        index: the step, counted from 0.
        part: the part of its equation that is not finite while its operands are; or the name of
            what is given, if that is above all numbers of the precision.
        place: which entry of it.
        operands: what the entry is computed of; nothing where that is more than a number each.
        here: the same in float64.
        value: what it comes to, infinite or NaN.
        reason: why.
        precision: what every value is rounded to; float64 for the numbers as they are.
        comes_to: what the step assigns in float64, of an array an entry that is not finite.
    """

    index: int
    part: Call | Name
    place: Index
    operands: tuple[float, ...]
    here: tuple[float, ...]
    value: float
    reason: Reason
    precision: str
    comes_to: float

    def holds(self, timeline: Timeline) -> bool:
        """By computing what the part comes to in rational numbers; that it is first by looking."""
        run = timeline.anew(self.iteration)
        before = (run.value(index) for index in range(self.index))
        if not all(map(run.is_fine, before)):
            return False
        if is_finite(run.value(self.index)) is not (self.precision != DOUBLE):
            return False
        if repr(first_wrong(run.value(self.index))) != repr(self.comes_to):
            return False
        kind = PRECISIONS[self.precision]
        if self.precision != DOUBLE and at_once(breaking_in(run, kind)) is None:
            return False
        with unwarned():
            return self._is_so(run, kind)

    def _is_so(self, run: Run, kind: Precision) -> bool:
        """Whether the numbers make it so, for the reason that is told."""
        if isinstance(self.part, Name):
            return abs(self.here[0]) > kind.largest
        if self.precision == DOUBLE and self.operands != self.here:
            return False
        match self.reason, self.operands:
            case Reason.OVERFLOW, (_, *_):
                found = is_beyond(
                    self.part.op, self.operands, kind.largest, is_above=self.value > 0.0
                )
                return found if found is not None else self._shrinks(run)
            case Reason.DIVISION, (over, under):
                return over != 0.0 == under or (self.part.op == "pow" and over == 0.0 > under)
            case Reason.ZERO_BY_ZERO, (over, under):
                return over == under == 0.0
            case Reason.LOG_OF_ZERO, (only,):
                return only == 0.0
            case Reason.LOG_OF_NEGATIVE, (only,):
                return only < 0.0
            case Reason.ROOT_OF_NEGATIVE, (base, *_):
                return base < 0.0
        if self.reason is Reason.INFINITE:
            return self._is_finite_of_finite(run)
        return self.reason is not Reason.OTHER and self._shrinks(run)

    def _is_finite_of_finite(self, run: Run) -> bool:
        """Whether it would be finite, were a number in the place of each infinity."""
        import numpy as np

        assert isinstance(self.part, Call)  # noqa: S101  (a name is told of by itself)
        full = _operands(run, self.index, self.part)
        less = [_like(each, np.nan_to_num(each, posinf=1.0, neginf=-1.0)) for each in full]
        return not all(map(is_finite, full)) and is_finite(apply(self.part, less))

    def _shrinks(self, run: Run) -> bool:
        """Whether it is too large, and finite where its operands are much smaller."""
        assert isinstance(self.part, Call)  # noqa: S101  (a name is told of by itself)
        full = _operands(run, self.index, self.part)
        size = abs(_entry(apply(self.part, full), self.place))
        less = [_scaled(value, SHRUNK) for value in full]
        is_large = not size <= ABOUT * PRECISIONS[self.precision].largest
        return is_large and is_finite(apply(self.part, less))

    def shown_at(self, timeline: Timeline) -> Place:
        """The step."""
        del timeline
        return Place(self.iteration, self.index + 1)

    def words(self, program: Program, style: Style) -> str:
        """As in: in float32 exp(104.2) is above 3.40282e+38; h is finite here."""
        equation = program.equations[self.index]
        symbol = style.name(equation.symbol)
        if self.precision == DOUBLE:
            within = "" if self.part == equation.expression else "in it "
            return f"{symbol} is {style.number(self.comes_to)}: {within}{self.why(style)}"
        return f"in {self.precision} {self.why(style)}; {symbol} is finite here"

    def why(self, style: Style) -> str:
        """As in: exp(800) is above 1.79769e+308, the largest float64."""
        minus = "-" if style.kind == "text" else "−"
        largest = format_number(PRECISIONS[self.precision].largest, minus=minus)
        of = "" if self.precision != DOUBLE else f", the {{}} {self.precision}"
        what, end = self._written(style), self._lost(style)
        match self.reason:
            case Reason.OVERFLOW if self.value < 0.0:
                return f"{what} is below {minus}{largest}{of.format('lowest')}{end}"
            case Reason.OVERFLOW:
                return f"{what} is above {largest}{of.format('largest')}{end}"
            case Reason.SUMS:
                return f"{what} has sums above {largest} both ways, which leave no number"
            case Reason.DIVISION:
                return f"{what} is a division by 0{end}"
            case Reason.LOG_OF_ZERO:
                return f"{what} is {style.number(self.value)}{end}"
            case Reason.LOG_OF_NEGATIVE | Reason.ROOT_OF_NEGATIVE:
                return f"{what} is {self.reason}{end}"
            case Reason.INFINITE:
                return f"{what} is no number: it is computed of infinity"
        return f"{what} is no number{end}"

    def _written(self, style: Style) -> str:
        """The part with its numbers, and which entry it is."""
        if isinstance(self.part, Name):
            name = style.name(entry_name(self.part.name, self.place))
            return f"{name} = {style.number(self.here[0])}"
        at = f" at [{','.join(map(str, self.place))}]" if self.place else ""
        if not self.operands:
            return f"{style.write(self.part)}{at}"
        return f"{style.of_entries().write(self.part.of(map(Number, self.operands)))}{at}"

    def _lost(self, style: Style) -> str:
        """That an operand is 0 in few bits, but not here."""
        pairs = zip(self.operands, self.here, strict=True)
        lost = [here for there, here in pairs if there == 0.0 != here]
        return f", as {style.number(lost[0])} is 0 there" if lost else ""


def not_finite_at(run: Run, index: int) -> NotFinite | None:
    """What is said of a step whose value is the first of an iteration that is not finite."""
    found = broken_step(run, index)
    return None if found is None else _told(run, found, PRECISIONS[DOUBLE])


def not_finite_in(run: Run, precision: Precision) -> Generator[int, None, NotFinite | None]:
    """What is said of the first value that is not finite in a precision; None where all are.

    Yields:
        How many steps are rounded.
    """
    found = yield from breaking_in(run, precision)
    return None if found is None else _told(run, found, precision)


def _told(run: Run, found: Broken, precision: Precision) -> NotFinite:
    place = _first_wrong(found.value)
    value = _entry(found.value, place)
    operands: tuple[float, ...] = ()
    here = operands
    if isinstance(found.part, Name):
        operands, here = (value,), (_entry(found.operands[0], place),)
    elif OPS[found.part.op].elementwise:
        operands = tuple(_entries_at(found.operands, found.value, place))
        full = _operands(run, found.index, found.part)
        here = tuple(_entries_at(full, found.value, place))
    # Of an op that makes an entry of entries, others that are infinite have no part in it.
    is_of_finite = all(map(is_finite, operands or found.operands)) or isinstance(found.part, Name)
    reason = _reason(found.part, operands, value) if is_of_finite else Reason.INFINITE
    return NotFinite(
        run.number, found.index, found.part, place, operands, here, value, reason, precision.name,
        first_wrong(run.value(found.index)),
    )  # fmt: skip


def _reason(part: Call | Name, operands: tuple[float, ...], value: float) -> Reason:
    op = part.op if isinstance(part, Call) else ""
    match op, operands:
        case "div", (over, 0.0):
            return Reason.ZERO_BY_ZERO if over == 0.0 else Reason.DIVISION
        case "log", (only,):
            return Reason.LOG_OF_ZERO if only == 0.0 else Reason.LOG_OF_NEGATIVE
        case "pow", (0.0, _):
            return Reason.DIVISION
        case ("pow", (base, _)) if base < 0.0 and math.isnan(value):
            return Reason.ROOT_OF_NEGATIVE
        case "sqrt", _:
            return Reason.ROOT_OF_NEGATIVE
    if math.isinf(value):
        return Reason.OVERFLOW
    return Reason.OTHER if operands else Reason.SUMS


def _operands(run: Run, index: int, part: Call) -> list[Value]:
    """The operands of a part of an equation, in float64."""
    program, memory = run.program, run.memory(index)
    known = {}
    for name in dict.fromkeys(occurrences(part)):
        known[name] = memory[program.slot(name, index)]
    return [evaluate(each, known) for each in part.operands]


def first_wrong(value: Value) -> float:
    """The first entry that is not finite; the first of all where every entry is."""
    return _entry(value, _first_wrong(value))


def _first_wrong(value: Value) -> Index:
    """The place of the first entry that is not finite; the first of all where every entry is."""
    import numpy as np

    if not is_array(value):
        return ()
    places = np.argwhere(~np.isfinite(value))
    return tuple(map(int, places[0])) if len(places) else (0,) * value.ndim


def _entry(value: Value, place: Index) -> float:
    return float(value[place]) if is_array(value) else value


def _entries_at(operands: Sequence[Value], like: Value, place: Index) -> Iterator[float]:
    """The entries of operands that make an entry of what is computed of them one by one."""
    import numpy as np

    for each in operands:
        yield float(np.broadcast_to(each, np.shape(like))[place])


def _scaled(value: Value, factor: float) -> Value:
    return array(value * factor) if is_array(value) else value * factor


def _like(value: Value, found: object) -> Value:
    return array(found) if is_array(value) else float(array(found))
