"""Calls: a function of somebody else's graph and its operands, for the rule that writes it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NoReturn, Protocol

from engine.drafts.operand import Kind, Operand
from engine.frozen import frozen

if TYPE_CHECKING:
    import numpy as np

Shape = tuple[int, ...]
Argument = Any
"""An operand, a number, a text, None, or a list of these."""


class UnsupportedError(ValueError):
    """What a rule cannot write: the reason, and what else would do."""


class Writer(Protocol):
    """Who writes equations that stand before the one of a result."""

    def let(self, hint: str, text: str, shape: Shape) -> Operand:
        """An equation, called `hint` or as it is free."""

    def let_all(
        self, hints: Sequence[str], text: str, shapes: Sequence[Shape]
    ) -> tuple[Operand, ...]:
        """What a layer with several results gives, as in `h, c = lstm_cell(...)`."""

    def constant(self, hint: str, numbers: np.ndarray) -> Operand:
        """An input with these numbers."""

    def one_hot(self, operand: Operand, classes: int) -> Operand | None:
        """Numbers of classes that are given, as rows with a 1 for the class of each.

        None where they are computed, or are not all from 0 and below `classes`.
        """


@frozen(slots=True)
class Call:
    """A function applied to operands.

    `call["weight"]` is the argument of that name, with the default where there is none, and
    `"weight" in call` says whether it is more than None.

    Args:
        op: the function, as `linear`; without what is around the name where it comes from.
        arguments: what it is applied to, by the names they have there, in order.
        shapes: the shapes of its results.
        kind: what numbers the first result has.
        writer: who writes equations before that of the result.
    """

    op: str
    arguments: Mapping[str, Argument]
    shapes: tuple[Shape, ...]
    kind: Kind
    writer: Writer

    def __getitem__(self, name: str) -> Argument:
        return self.arguments[name]

    def __contains__(self, name: str) -> bool:
        return self.arguments.get(name) is not None

    @property
    def args(self) -> list[Argument]:
        """The arguments in order."""
        return list(self.arguments.values())

    @property
    def shape(self) -> Shape:
        """The shape of the first result."""
        return self.shapes[0]

    def named(self, name: str) -> Operand:
        """An argument as a name, for what uses it twice: where it is none, an equation."""
        operand: Operand = self.arguments[name]
        if operand.is_whole:
            return operand
        return self.let(name if name != "self" else "x", operand.text, operand.shape)

    def let(self, hint: str, text: str, shape: Shape) -> Operand:
        """An equation that stands before the one of the result; its name is `hint` where free."""
        return self.writer.let(hint, text, shape)

    def let_all(
        self, hints: Sequence[str], text: str, shapes: Sequence[Shape]
    ) -> tuple[Operand, ...]:
        """What a layer with several results gives."""
        return self.writer.let_all(hints, text, shapes)

    def constant(self, hint: str, numbers: np.ndarray) -> Operand:
        """An input with these numbers."""
        return self.writer.constant(hint, numbers)

    def one_hot(self, operand: Operand, classes: int) -> Operand | None:
        """Numbers of classes that are given, as rows with a 1; None where they are computed."""
        return self.writer.one_hot(operand, classes)

    def refuse(self, reason: str) -> NoReturn:
        """Say that this cannot be written.

        Raises:
            UnsupportedError: always.
        """
        raise UnsupportedError(reason)


Rule = Callable[[Call], "str | Operand | Sequence[str | Operand | None]"]
"""The text of the result; of several results one for each, None for what cannot be had."""
