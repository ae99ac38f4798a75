"""A call that is written as PyTorch: its operands as text, its options as numbers."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple, Protocol

from engine.language.expression import Call, Expression, OptionValue
from engine.language.moves.shapes import whole
from engine.language.op import ATOM, Conventions
from engine.language.shapes import Shape


class Writes(Protocol):
    """What writes the operands of a call."""

    @property
    def conventions(self) -> Conventions:
        """The derivatives at kinks."""

    def tensor(self, expression: Expression, need: int = ...) -> str:
        """An expression as a tensor, in parentheses where it binds less than `need`."""

    def condition(self, expression: Expression) -> str:
        """An expression as a tensor of truth values."""

    def places(self, expression: Expression) -> str:
        """An expression as a tensor of whole numbers."""


class Site(NamedTuple):
    """The call, and what writes its operands.

    Args:
        writer: writes them.
        call: the call.
        shape_of: the shape of an expression.
    """

    writer: Writes
    call: Call
    shape_of: Callable[[Expression], Shape]

    def arguments(self) -> str:
        """All operands, as arguments of a function."""
        return ", ".join(map(self.writer.tensor, self.call.operands))

    def before(self, place: int = 0) -> str:
        """An operand behind which something stands, `.mT` or an index."""
        return self.writer.tensor(self.call.operands[place], ATOM)

    def shape(self, place: int = 0) -> Shape:
        """The shape of an operand."""
        return self.shape_of(self.call.operands[place])

    def option(self, name: str) -> OptionValue | None:
        """The value of an option; None where the call says nothing."""
        return dict(self.call.options).get(name)

    def number(self, name: str, default: float) -> float:
        """The value of an option that is one number."""
        value = self.option(name)
        return value if isinstance(value, float) else default

    def integers(self, name: str) -> tuple[int, ...] | None:
        """The value of an option as whole numbers; None where the call says nothing."""
        value = self.option(name)
        if value is None:
            return None
        return whole(value, "an option")
