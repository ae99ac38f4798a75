"""Calls: a node of a graph and what it takes, for the rule that writes it in the language."""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence
from typing import NoReturn, Protocol

import numpy as np

from engine.drafts import call as drafts
from engine.drafts.call import UnsupportedError
from engine.drafts.operand import Operand
from engine.frozen import frozen
from engine.onnx.graph import Node
from engine.onnx.numbers import number_of

Shape = tuple[int, ...]


class Writer(drafts.Writer, Protocol):
    """Who knows the values of a graph, and writes equations."""

    opset: int

    def operand(self, name: str) -> Operand:
        """A value as it stands in a text; a parameter or a constant is given to the network."""

    def shape(self, name: str) -> Shape:
        """The shape of a value."""

    def numbers(self, name: str) -> np.ndarray | None:
        """The numbers of a value that depends on nothing; None where it does."""

    def kept(self, name: str) -> np.ndarray | None:
        """The array that the file keeps by this name, None where it keeps none."""

    def parameter(self, hint: str, numbers: np.ndarray) -> Operand:
        """A parameter with these numbers, in the module of the node."""

    def remembered(self, hint: str, numbers: np.ndarray) -> Operand:
        """A constant of its own, which updates change."""

    def turned_back(self, name: str) -> Operand | None:
        """Weights that an exporter has transposed, as they were; None where it has not."""

    def made(self, text: str) -> Operand:
        """An expression without calls of layers, with its shape."""

    def let(self, hint: str, text: str, shape: Shape | None = None) -> Operand:
        """An equation that stands before that of the result; its shape, where a layer is called."""


@frozen(slots=True)
class Call:
    """A node of a graph, applied to what it takes.

    `call[0]` is what it takes first, as text, `0 in call` whether it is there.

    Args:
        node: the operator, with its settings.
        writer: who knows the values, and writes equations.
    """

    node: Node
    writer: Writer

    def __getitem__(self, place: int) -> Operand:
        return self.writer.operand(self._name(place))

    def __contains__(self, place: int) -> bool:
        return place < len(self.node.inputs) and self.node.inputs[place] != ""

    @property
    def opset(self) -> int:
        """The version of the operators."""
        return self.writer.opset

    @property
    def inputs(self) -> list[Operand]:
        """All that it takes."""
        return [self[place] for place in range(len(self.node.inputs)) if place in self]

    def optional(self, place: int) -> Operand | None:
        """What it takes, where it is there."""
        if place not in self:
            return None
        return self[place]

    def shape(self, place: int = 0) -> Shape:
        """The shape of what it takes."""
        return self.writer.shape(self._name(place))

    def named(self, place: int, hint: str = "x") -> Operand:
        """What it takes, as a name, for what uses it twice: where it is none, an equation."""
        operand = self[place]
        if operand.is_whole:
            return operand
        return self.let(hint, operand.text, operand.shape)

    def numbers(self, place: int) -> np.ndarray | None:
        """The numbers of what it takes, where they depend on nothing."""
        return self.writer.numbers(self._name(place)) if place in self else None

    def kept(self, place: int) -> np.ndarray | None:
        """What the file keeps, where that is what it takes."""
        return self.writer.kept(self._name(place)) if place in self else None

    def known(self, place: int, what: str) -> np.ndarray:
        """Numbers that have to be known before anything is computed.

        Raises:
            UnsupportedError: where they are not.
        """
        found = self.numbers(place)
        if found is None:
            found = self.kept(place)
        if found is None:
            self.refuse(f"its {what} depend on what is computed: make them constants")
        return found

    def known_number(self, place: int, what: str) -> float:
        """A number that has to be known before anything is computed."""
        found = self.known(place, what)
        if found.size != 1:
            self.refuse(f"its {what} are several numbers: the file is damaged")
        return number_of(found)

    def whole(self, name: str, default: int) -> int:
        """A setting that is a whole number."""
        value = self.node.attributes.get(name, default)
        if not isinstance(value, int):
            self.refuse(f"its {name} is no whole number")
        return value

    def number(self, name: str, default: float) -> float:
        """A setting that is a number."""
        value = self.node.attributes.get(name, default)
        if not isinstance(value, int | float):
            self.refuse(f"its {name} is no number")
        return float(value)

    def wholes(self, name: str, default: Sequence[int] | None = None) -> tuple[int, ...] | None:
        """A setting that is several whole numbers."""
        value = self.node.attributes.get(name)
        if value is None:
            return None if default is None else tuple(default)
        if not isinstance(value, tuple) or not all(isinstance(each, int) for each in value):
            self.refuse(f"its {name} are no whole numbers")
        return tuple(int(each) for each in value)

    def word(self, name: str, default: str) -> str:
        """A setting that is a word."""
        value = self.node.attributes.get(name, default)
        return value if isinstance(value, str) else default

    def axis(self, name: str, default: int, rank: int) -> int:
        """A setting that is an axis, counted from 0."""
        return self.counted((self.whole(name, default),), rank)[0]

    def counted(self, axes: Sequence[int], rank: int) -> tuple[int, ...]:
        """Axes counted from 0.

        Raises:
            UnsupportedError: where there is no such axis, or one twice.
        """
        found = tuple(axis + rank if axis < 0 else axis for axis in axes)
        if any(not 0 <= axis < rank for axis in found) or len(set(found)) < len(found):
            self.refuse(f"it has no axes {tuple(axes)}: the file is damaged")
        return found

    def axes(self, place: int, name: str = "axes") -> tuple[int, ...] | None:
        """Axes, which newer versions take as an array and older ones as a setting."""
        if place in self:
            return tuple(int(each) for each in self.known(place, name).ravel())
        return self.wholes(name)

    def made(self, text: str) -> Operand:
        """An expression without calls of layers, with its shape."""
        return self.writer.made(text)

    def let(self, hint: str, text: str, shape: Shape | None = None) -> Operand:
        """An equation that stands before that of the result."""
        return self.writer.let(hint, text, shape)

    def refuse(self, reason: str) -> NoReturn:
        """Say that this cannot be written.

        Raises:
            UnsupportedError: always.
        """
        raise UnsupportedError(reason)

    def _name(self, place: int) -> str:
        if place not in self:
            self.refuse(f"it takes {place + 1} values or more: the file is damaged")
        return self.node.inputs[place]


Rule = Callable[[Call], "str | Operand | Sequence[Operand | None]"]
"""The text of the result; of several results one for each, None for what cannot be had."""


def tidy(text: str) -> str:
    """An expression with no more brackets than it needs."""
    try:
        return ast.unparse(ast.parse(text, mode="eval"))
    except (SyntaxError, ValueError, RecursionError):
        return text  # and what is wrong with it is said where it is read
