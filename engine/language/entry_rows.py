"""The formulas of `engine.language.rowwise` in symbols, for one row of an array."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from engine.language.expression import ZERO, Call, Expression, Name
from engine.language.op import call
from engine.language.values import Array, evaluate, is_array


class Scalars(Protocol):
    """A writer of leaves and sums, as long as there is room."""

    def known(self, name: str, value: float) -> Expression:
        """A leaf that is written by a name of its own, and knows its value."""

    def sum(
        self, count: int, term: Callable[[int], Expression], values: Callable[[], Array]
    ) -> Expression:
        """The sum of so many terms."""


class Part(NamedTuple):
    """A row within a formula: what each of its entries is, and the numbers."""

    at: Callable[[int], Expression]
    values: Callable[[], Array]


@dataclass(frozen=True, slots=True)
class Row:
    """Formulas on rows in symbols. The largest entry is a number, called `max`."""

    scalars: Scalars
    length: int

    def highest(self, x: Part) -> Part:
        """The largest entry, as a number."""

        def values() -> Array:
            found: Array = x.values().max(axis=-1, keepdims=True)
            return found

        return Part(lambda _: self.scalars.known("max", float(values()[0])), values)

    def total(self, x: Part) -> Part:
        """The sum of the entries, first to last."""
        return Part(
            lambda _: self.scalars.sum(self.length, x.at, x.values),
            lambda: x.values().sum(axis=-1, keepdims=True),
        )

    def minus(self, x: Part, y: Part) -> Part:
        """Each entry less another."""
        return Part(lambda k: call("sub", x.at(k), y.at(k)), lambda: x.values() - y.values())

    def over(self, x: Part, y: Part) -> Part:
        """Each entry over another."""
        return Part(lambda k: call("div", x.at(k), y.at(k)), lambda: x.values() / y.values())

    def exp(self, x: Part) -> Part:
        """The exponential of each entry."""
        return self._each("exp", x)

    def log(self, x: Part) -> Part:
        """The logarithm of each entry."""
        return self._each("log", x)

    def _each(self, op: str, x: Part) -> Part:
        def values() -> Array:
            found = evaluate(call(op, Name("x")), {"x": x.values()})
            assert is_array(found)  # noqa: S101  (as x is)
            return found

        return Part(lambda k: call(op, x.at(k)), values)

    def losses(self, onehot: Part, log_probabilities: Part) -> Part:
        """What the classes cost that are a target; of a one-hot row that is one, with factor 1."""
        targets = onehot.values().tolist()
        classes = [k for k, target in enumerate(targets) if target != 0.0]

        def term(place: int) -> Expression:
            k = classes[place]
            return call("mul", onehot.at(k), _opposite(log_probabilities.at(k)))

        def values() -> Array:
            products: Array = onehot.values() * -log_probabilities.values()
            return products[classes]

        def total(_: int) -> Expression:
            if not classes:
                return ZERO
            if len(classes) == 1 and targets[classes[0]] == 1.0:
                return _opposite(log_probabilities.at(classes[0]))
            return self.scalars.sum(len(classes), term, values)

        return Part(total, lambda: values().sum(axis=-1, keepdims=True))


def _opposite(expression: Expression) -> Expression:
    """An expression times -1; b - a has the same digits as -(a - b)."""
    match expression:
        case Call(op="sub", operands=(left, right)):
            return call("sub", right, left)
    return -expression
