"""Curves over the iterations: the loss, a symbol, an expression, or how far an update goes."""

from __future__ import annotations

import math
from abc import abstractmethod
from dataclasses import dataclass, field

from engine.errors import DebuggerError, SeriesError
from engine.iterations.run import Run
from engine.language.expression import Call, Name
from engine.language.notation import Style
from engine.language.shapes import say_shape
from engine.program.program import Program
from engine.queries.answers import say_asked
from engine.queries.formula import Formula, Operand
from engine.queries.formulas import is_condition, parse_formula
from engine.queries.points import Followed, measure


class Curve(Followed):
    """What can be followed over the iterations, and be told of."""

    __slots__ = ()

    @property
    @abstractmethod
    def when(self) -> str:
        """When the value is that, before the word iteration."""

    @abstractmethod
    def title(self, program: Program, style: Style) -> str:
        """What the curve shows, in words."""

    @abstractmethod
    def label(self, program: Program, style: Style) -> str:
        """The same, short."""

    @abstractmethod
    def fitted(self, program: Program) -> Curve:
        """The same in another program; the loss, where that has no such thing."""


@dataclass(frozen=True, slots=True)
class Series(Curve):
    """A symbol that is followed over the iterations.

    Args:
        symbol: a node, a gradient or what the optimiser remembers; empty for the loss.
        entry: which entry of an array; None for its Euclidean norm.
    """

    symbol: str
    entry: tuple[int, ...] | None = None

    def is_loss_of(self, program: Program) -> bool:
        """Whether it is the loss, which is kept for every iteration."""
        return self.symbol in ("", program.network.loss)

    def value(self, run: Run, before: Run | None = None) -> float:
        """The value in an iteration; of a parameter, the one it starts with."""
        del before
        program = run.program
        symbol = self.symbol or program.network.loss
        slot = program.base.get(symbol)
        value = run.value(program.index[symbol]) if slot is None else run.start[slot]
        return measure(value, self.entry)

    @property
    def when(self) -> str:
        """When the value is that, before the word iteration."""
        return "in"

    def title(self, program: Program, style: Style) -> str:
        """What the curve shows, in words."""
        if self.is_loss_of(program):
            return f"Loss {style.name(program.network.loss)}"
        name = self._name(style)
        return f"Norm of {name}" if self._is_norm(program) else name

    def label(self, program: Program, style: Style) -> str:
        """The same, short: L, W1[0,1], ‖W1‖."""
        if self.is_loss_of(program):
            return style.name(program.network.loss)
        name = self._name(style)
        return normed(name, style) if self._is_norm(program) else name

    def _name(self, style: Style) -> str:
        name = style.name(self.symbol)
        return name if self.entry is None else f"{name}[{','.join(map(str, self.entry))}]"

    def _is_norm(self, program: Program) -> bool:
        return self.entry is None and program.shapes[self.symbol] != ()

    def fitted(self, program: Program) -> Curve:
        """The same in another program; the loss, where that has no such symbol."""
        from engine.language.index import entry_name

        return _read_again(entry_name(self.symbol, self.entry or ()), program)


@dataclass(frozen=True, slots=True)
class FormulaSeries(Curve):
    """An expression that is followed over the iterations, at the end of each.

    Args:
        text: as it was typed.
        formula: what it means.
    """

    text: str = field(compare=False)
    formula: Formula

    def value(self, run: Run, before: Run | None = None) -> float:
        """The value at the end of an iteration, given the one before where that is read."""
        return measure(self.formula.at_end(run, before), None)

    @property
    def first(self) -> int:
        """The first iteration in which it has a value: the second if it reads the one before."""
        return int(self.formula.has_memory)

    @property
    def when(self) -> str:
        """When the value is that, before the word iteration."""
        return "at the end of"

    def title(self, _: Program, style: Style) -> str:
        """What the curve shows, in words."""
        written = say_asked(self.formula, style)
        return written if self.formula.shape == () else f"Norm of {written}"

    def label(self, _: Program, style: Style) -> str:
        """The same, short."""
        written = say_asked(self.formula, style)
        return written if self.formula.shape == () else normed(written, style)

    def fitted(self, program: Program) -> Curve:
        """The same in another program; the loss, where that has no such symbols."""
        return _read_again(self.text, program)


@dataclass(frozen=True, slots=True)
class Ratio(Curve):
    """The ratio of an update to what it updates: how far a parameter moves, beside its norm.

    Args:
        parameter: which one.
    """

    parameter: str

    def value(self, run: Run, before: Run | None = None) -> float:
        """The ratio in an iteration: NaN where the parameter is 0 and stays so."""
        del before
        slot = run.program.base[self.parameter]
        start, end = run.start[slot], run.end[slot]
        moved, size = measure(end - start, None), measure(start, None)
        if size == 0.0:
            return math.inf if moved else math.nan
        return abs(moved) / abs(size)

    @property
    def when(self) -> str:
        """When the value is that, before the word iteration."""
        return "at the end of"

    def title(self, program: Program, style: Style) -> str:
        """What the curve shows, in words."""
        return f"Update to weight, {self.label(program, style)}"

    def label(self, program: Program, style: Style) -> str:
        """The same, short: ‖ΔW1‖/‖W1‖, or |Δw0|/|w0| of a number."""
        name, delta = style.name(self.parameter), "d" if style.kind == "text" else "Δ"
        if program.shapes[self.parameter] == ():
            return f"|{delta}{name}|/|{name}|"
        return f"{normed(delta + name, style)}/{normed(name, style)}"

    def fitted(self, program: Program) -> Curve:
        """The same in another program; the loss, where that has no such parameter."""
        return self if self.parameter in program.network.parameters else Series("")


def normed(name: str, style: Style) -> str:
    """How the Euclidean norm of something is written."""
    return f"|{name}|" if style.kind == "text" else f"‖{name}‖"


def parse_symbol(text: str, program: Program) -> Series:
    """The symbol or the entry that a text names: `dL/dW1`, `W1[0,1]`, or nothing for the loss.

    Raises:
        SeriesError: where the program has no such symbol, or the symbol no such entry.
    """
    curve = parse_curve(text, program)
    if not isinstance(curve, Series):
        if isinstance(curve, FormulaSeries):
            _refuse_part(curve.formula, program)
        raise SeriesError(f"{text.strip()!r} is no symbol: name one, as in {program.network.loss}")
    return curve


def _refuse_part(formula: Formula, program: Program) -> None:
    """Say that what is a part of an array is no entry of it, if it is one."""
    match formula.expression:
        case Call("slice", (Name(name),)):
            from engine.language.subscripts import written

            index = written(formula.expression)
            shape = say_shape(formula.shapes[name])
            raise SeriesError(f"{program.told(name)} is {shape}: it has no entry [{index}]")


def parse_curve(text: str, program: Program) -> Curve:
    """What a text asks to be followed: a symbol, an entry, an expression, or nothing for the loss.

    Raises:
        SeriesError: where it is none of these.
    """
    if not text.strip():
        return Series("")
    try:
        return _curve(text.strip(), program)
    except DebuggerError as error:
        raise SeriesError(str(error)) from None


def _curve(text: str, program: Program) -> Curve:
    if is_condition(text, program):
        raise DebuggerError(f"{text!r} is true or false and has no curve: watch it instead")
    formula = parse_formula(text, program, with_previous=True)
    if not isinstance(formula.expression, Name):
        return FormulaSeries(text, formula)
    part = formula.parts[formula.expression.name]
    if not isinstance(part, Operand) or part.is_previous:
        return FormulaSeries(text, formula)
    return Series(part.symbol, part.entry)


def _read_again(text: str, program: Program) -> Curve:
    try:
        return parse_curve(text, program)
    except SeriesError:
        return Series("")
