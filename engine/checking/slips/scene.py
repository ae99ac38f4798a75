"""The scene of a slip: the equation that was computed, and the values that stood around it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from operator import lt

from engine.checking.slips.slip import Site
from engine.errors import ExpressionError, ShapeError
from engine.iterations.run import Run, add
from engine.language.expression import Call, Expression, Name, Number
from engine.language.index import Index, Known, entry_of
from engine.language.notation import Style
from engine.language.values import Value, apply, is_finite, shape_of, unwarned
from engine.program.equation import Equation, Phase
from engine.program.program import Program

NEXT = "next/"
"""How the name of a parameter after the update begins."""


class Values:
    """Computes expressions, each part once: rewrites share most of theirs.

    Args:
        value_of: the value of a name.
    """

    def __init__(self, value_of: Callable[[str], Value]) -> None:
        self._value_of = value_of
        # The parts are kept with their values: the id of one that is gone would be given anew.
        self._known: dict[int, tuple[Expression, Value]] = {}

    def of(self, expression: Expression) -> Value:
        """The value of an expression.

        Raises:
            ShapeError: where operands do not fit.
        """
        with unwarned():
            return self._of(expression)

    def _of(self, part: Expression) -> Value:
        if isinstance(part, Known):
            return part.value
        if isinstance(part, Number):
            return part.value
        found = self._known.get(id(part))
        if found is not None:
            return found[1]
        if isinstance(part, Name):
            value = self._value_of(part.name)
        else:
            assert isinstance(part, Call)  # noqa: S101  (there is no other kind)
            value = apply(part, [self._of(each) for each in part.operands])
        self._known[id(part)] = (part, value)
        return value


def numbers_of(site: Site) -> list[Mapping[str, Value]]:
    """What is computed with: the page's own numbers first, then the engine's."""
    shapes = site.timeline.program.shapes
    own = {
        name: value
        for name, value in site.own.items()
        if is_finite(value) and shape_of(value) == shapes.get(name, () if "[" in name else None)
    }
    return [own, {}] if own else [{}]


def is_place(site: Site, entry: Index | None) -> bool:
    """Whether a symbol is computed, and has such an entry; of no entry it is the whole of it."""
    program = site.timeline.program
    if site.symbol not in program.index:
        return False  # what is given comes of no rule that could be slipped in
    shape = program.shapes[site.symbol]
    return entry is None or (len(entry) == len(shape) and all(map(lt, entry, shape)))


class Scene:
    """What a rewrite may look at: the program, one of its equations, and values.

    Args:
        site: where the slip may have been made.
        own: the numbers to compute with in place of the engine's.
    """

    def __init__(self, site: Site, own: Mapping[str, Value]) -> None:
        self.site = site
        self.program: Program = site.timeline.program
        self.index = self.program.index[site.symbol]
        self.equation: Equation = self.program.equations[self.index]
        self.own = own
        self.values = Values(self.value_of)

    @property
    def phase(self) -> Phase:
        """The part of the iteration that the equation belongs to."""
        return self.equation.phase

    @property
    def symbol(self) -> str:
        """What the equation assigns."""
        return self.equation.symbol

    @property
    def style(self) -> Style:
        """How names and numbers are written."""
        return self.program.style

    @cached_property
    def run(self) -> Run:
        """The iteration, as it goes on from the numbers to compute with."""
        run = self.site.timeline.run(self.site.iteration)
        if not self.own:
            return run
        base, index = self.program.base, self.program.index
        start, given = list(run.start), dict(run.given)
        for name, value in self.own.items():
            if name in base:
                start[base[name]] = value
            elif name in index and name != self.symbol:
                given[index[name]] = value
        return Run(self.program, run.number, start, given, run.frozen)

    @cached_property
    def right(self) -> Value:
        """What the equation gives, with the page's own numbers where these are wanted."""
        if self.index in self.run.given:
            return self.values.of(self.equation.expression)
        return self.run.value(self.index)

    def value_of(self, name: str) -> Value:
        """The value of a symbol, or of one of its entries, as it stood before the equation.

        One that is assigned only later has the value that it gets then; a parameter its old one.
        """
        if name in self.own:  # an entry may be, where the array is not
            return self.own[name]
        return looked_up(name, lambda base: symbol_in(self.run, self.index, base))

    def updated(self, name: str) -> Value:
        """What a parameter, or an entry of one, is after the update of this iteration."""
        return looked_up(name, lambda base: self.run.value(self.program.index[base]))

    def before(self, name: str) -> Value | None:
        """The value of a symbol one iteration before; None where it is the first."""
        return self._in(self.site.iteration - 1, name)

    def after(self, name: str) -> Value | None:
        """The value of a symbol one iteration later."""
        return self._in(self.site.iteration + 1, name)

    def so_far(self, name: str) -> Value:
        """The sum of what a symbol was in all iterations before; there is one at least."""
        values = [self._then(iteration, name) for iteration in range(self.site.iteration)]
        return add(tuple(values))

    def _in(self, iteration: int, name: str) -> Value | None:
        if iteration < 0:
            return None
        return looked_up(name, lambda base: self._then(iteration, base))

    def _then(self, iteration: int, name: str) -> Value:
        run = self.site.timeline.run(iteration)
        index = self.program.index.get(name)
        if index is not None and (name not in self.program.base or name == self.symbol):
            return run.value(index)
        return run.start[self.program.base[name]]


def computed(values: Values, expression: Expression) -> Value | None:
    """The value of a rewritten rule; None where it has none, or one that is not finite."""
    try:
        value = values.of(expression)
    except (ExpressionError, ShapeError):
        return None
    return value if is_finite(value) else None


def looked_up(name: str, value_of: Callable[[str], Value]) -> Value:
    """The value of a name, or of an entry by its name, `W1[0,1]`.

    Raises:
        ExpressionError: where there is no such entry.
    """
    base, bracket, places = name.partition("[")
    value = value_of(base)
    if not bracket:
        return value
    texts = places.removesuffix("]").split(",")
    place = tuple([int(each) for each in texts if each.isdecimal()])
    shape = shape_of(value)
    if len(place) != len(texts) or len(place) != len(shape) or not all(map(lt, place, shape)):
        raise ExpressionError(f"there is no {name}")
    return entry_of(value, place)


def symbol_in(run: Run, index: int, name: str) -> Value:
    """The value of a symbol of a run as it stood before the equation at an index.

    One that is assigned only later has the value that it gets then; a parameter its old one, and
    by the name `next/w0` the one after the update.

    Raises:
        ExpressionError: where there is no such symbol.
    """
    program = run.program
    here = program.index.get(name.removeprefix(NEXT))
    if here is not None and (here < index or name not in program.base):
        return run.value(here)
    if name not in program.base:
        raise ExpressionError(f"there is no {name}")
    return run.start[program.base[name]]
