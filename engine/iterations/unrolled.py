"""Programs unrolled: one iteration as a straight list of computations on single numbers.

Where all arrays are small, the trace computes them entry by entry (`engine.language.small_arrays`);
here these computations are written out, each once however often it is asked for. Done in order
they give the numbers of `engine.iterations.run`, bit for bit.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from engine.frozen import frozen
from engine.language.expression import Call, Expression, Name, Number, Options
from engine.language.ops import OPS
from engine.language.scalars import SCALAR_RULES, scalar_op, written
from engine.language.shapes import Shape, is_small
from engine.language.unrolled_site import Entries, Reference, Site
from engine.language.unrolling import UNROLLED_RULES
from engine.program.program import Program

MAX_LINES = 20_000
"""A program of more computations is not unrolled as a whole."""


Asked = tuple[Expression, int]
"""An expression, and before which equation it reads the names in it."""


class Line(NamedTuple):
    """A computation on single numbers.

    Args:
        op: one that has a line in `engine.language.scalars` (`written`, `scalar_op`).
        operands: a number each (a float), or the place of a value (an int; see `Unrolled`).
        options: of the op.
    """

    op: str
    operands: tuple[Reference, ...]
    options: Options = ()


@frozen(eq=False)
class Unrolled:
    """The computations of an iteration, in order.

    They are about values that stand in places: first what is given, then the result of each
    line. What refers to a value is its place, an int, or a float, which is that number itself.

    >>> from engine.network.files import load_network
    >>> from engine.program.program import derive
    >>> program = derive(load_network("skip"))
    >>> unrolled = unroll(program)
    >>> values = list(program.start)  # of arrays: their entries
    >>> for op, operands, options in unrolled.lines:
    ...     numbers = [each if isinstance(each, float) else values[each] for each in operands]
    ...     values.append(scalar_op(op, options)(*numbers))
    >>> values[unrolled.loss]
    3.375

    Args:
        program: what is unrolled.
        given: for each slot of `Program.base` the places of its entries, in the order of C.
        lines: the computations.
        known: for each slot of the program's memory what refers to its entries.
        masks: for each ReLU, as in `Network.relu_calls`, what refers to its pre-activations.
        asked: for each expression that was asked for what refers to its entries.
    """

    program: Program
    given: Mapping[int, tuple[int, ...]]
    lines: tuple[Line, ...]
    known: tuple[tuple[Reference, ...], ...]
    masks: tuple[tuple[Reference, ...], ...]
    asked: tuple[tuple[Reference, ...], ...] = ()

    @property
    def end(self) -> tuple[tuple[Reference, ...], ...]:
        """For each slot of the base what refers to the entries that the next iteration has."""
        return tuple([self.known[slot] for slot in self.program.carried])

    @property
    def loss(self) -> Reference:
        """What refers to the loss."""
        (loss,) = self.of(self.program.network.loss)
        return loss

    def of(self, symbol: str) -> tuple[Reference, ...]:
        """What refers to the entries of a symbol.

        Of what the iteration starts with it is that, not what an update makes of it, see `end`.
        """
        base = self.program.base
        slot = base.get(symbol)
        return self.known[len(base) + self.program.index[symbol] if slot is None else slot]


Fits = Callable[[str, Sequence[Shape], Shape], bool]
"""Whether a call of an op, by the shapes of its operands and its result, is unrolled."""


def unroll(
    program: Program,
    frozen: frozenset[str] = frozenset(),
    fits: Fits = is_small,
    asked: Sequence[Asked] = (),
) -> Unrolled | None:
    """The computations of a program; None where an array is too large, or there are too many.

    Args:
        program: what to unroll.
        frozen: the symbols that the update leaves as they are.
        fits: which calls are unrolled. Those that are not small round otherwise in a trace, as
            numpy computes them there.
        asked: expressions to be computed beside it.
    """
    network, equations = program.network, len(program.equations)
    unrolling = Unrolling(program, range(len(program.base)), frozen, fits)
    try:
        for index in range(equations):
            unrolling.assign(index)
            if len(unrolling.lines) > MAX_LINES:
                return None
        masks = [unrolling.of(relu.z, program.index[relu.node]).at for relu in network.relu_calls]
        beside = [unrolling.of(*each).at for each in asked]
    except NotSmall:
        return None
    known = tuple([each.at for each in unrolling.known.values()])
    lines = tuple(unrolling.lines)
    return Unrolled(program, unrolling.given, lines, known, tuple(masks), tuple(beside))


class NotSmall(Exception):  # noqa: N818  (nobody is told: it is caught at once)
    """A call on arrays that do not fit: its numbers would be others than numpy's."""


class Unrolling:
    """The unrolling of equations, one after the other.

    Args:
        program: what they are of.
        given: the slots of memory whose values are known before them.
        frozen: the symbols that the update leaves as they are.
        fits: which calls are unrolled.
    """

    def __init__(
        self,
        program: Program,
        given: Iterable[int],
        frozen: frozenset[str],
        fits: Fits = is_small,
    ) -> None:
        self._program, self._frozen, self._fits = program, frozen, fits
        self._written: dict[tuple[str | int, ...], int] = {}
        self._symbols = (*program.base, *(each.symbol for each in program.equations))
        self.lines: list[Line] = []
        self.given: dict[int, tuple[int, ...]] = {}
        """The places of what is known before, by the slots."""
        self.known: dict[int, Entries] = {}
        """What is known of the program's memory, by the slots."""
        self._count = 0
        for slot in given:
            shape = program.shapes[self._symbols[slot]]
            places = tuple(range(self._count, self._count + math.prod(shape)))
            self._count += len(places)
            self.given[slot], self.known[slot] = places, Entries(shape, places)

    def assign(self, index: int) -> None:
        """Unroll an equation.

        Raises:
            NotSmall: where a call in it does not fit.
        """
        program, equation = self._program, self._program.equations[index]
        slot = len(program.base) + index
        if equation.symbol in self._frozen:
            self.known[slot] = self.known[program.base[equation.symbol]]
            return
        total, *others = [self.of(term.expression, index) for term in equation.terms]
        for other in others:
            total = self._call("add", [total, other])
        self.known[slot] = total

    def of(self, expression: Expression, index: int) -> Entries:
        """The entries of an expression as the equation at an index reads it.

        Raises:
            NotSmall: as for `assign`.
        """
        if isinstance(expression, Number):
            return Entries((), (float(expression.value),))  # a subclass has a `repr` of its own
        if isinstance(expression, Name):
            return self.known[self._program.slot(expression.name, index)]
        assert isinstance(expression, Call)  # noqa: S101  (there is no other kind)
        operands = [self.of(part, index) for part in expression.operands]
        return self._call(expression.op, operands, expression.options)

    def _call(self, op: str, operands: list[Entries], options: Options = ()) -> Entries:
        shapes = [each.shape for each in operands]
        if not any(shapes) and SCALAR_RULES[op] is not None:
            numbers = [each.at[0] for each in operands]
            return Entries((), (self.write(op, *numbers, options=options),))
        result = OPS[op].shape(*shapes, **dict(options))
        if not self._fits(op, shapes, result):
            raise NotSmall
        return UNROLLED_RULES[op](Site(self, op, result, options), *operands)

    def write(self, op: str, *operands: Reference, options: Options = ()) -> Reference:
        """The result of a computation, which is made once."""
        line = written(op, options)
        assert line is not None  # noqa: S101  (as each is on single numbers)
        if line == "{0}":
            return operands[0]
        numbers = [each for each in operands if isinstance(each, float)]
        if len(numbers) == len(operands):
            function = scalar_op(op, options)
            value = math.nan if function is None else function(*numbers)
            if not math.isnan(value):  # whose sign could not be written
                return value
        key = line, *[repr(each) if isinstance(each, float) else each for each in operands]
        place = self._written.get(key)
        if place is None:
            place = self._written[key] = self._count
            self._count += 1
            self.lines.append(Line(op, operands, options))
        return place
