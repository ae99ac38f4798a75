"""The shapes and values of the parts of an expression, each found once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from engine.language.expression import Call, Expression, Name, Number
from engine.language.ops import infer_shape
from engine.language.shapes import Shape
from engine.language.values import Array, Value, apply, is_array, unwarned


@dataclass(frozen=True, slots=True)
class Arrays:
    """The shapes and values of the parts of an expression, each found once and kept by its id."""

    shapes: Mapping[str, Shape]
    value_of: Callable[[str], Value]
    _shapes: dict[int, Shape] = field(default_factory=dict)
    _values: dict[int, Value] = field(default_factory=dict)

    def shape(self, part: Expression) -> Shape:
        """The shape of a part."""
        if id(part) not in self._shapes:
            self._shapes[id(part)] = infer_shape(part, self.shapes)
        return self._shapes[id(part)]

    def value(self, part: Expression) -> Value:
        """The value of a part."""
        if isinstance(part, Name):
            return self.value_of(part.name)
        if id(part) not in self._values:
            self._values[id(part)] = self._computed(part)
        return self._values[id(part)]

    def row(self, part: Expression, index: tuple[int | slice, ...]) -> Array:
        """Some entries of a part that is an array."""
        value = self.value(part)
        assert is_array(value)  # noqa: S101  (a single number has no rows)
        return value[index]

    def _computed(self, part: Expression) -> Value:
        if isinstance(part, Call):
            operands = [self.value(operand) for operand in part.operands]
            with unwarned():
                return apply(part, operands)
        assert isinstance(part, Number)  # noqa: S101  (a name has been looked up)
        return part.value
