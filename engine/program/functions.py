"""The functions that compute the equations of a program from memory, made when they are asked for.

An equation is bound to its slots of memory once and for all. That takes as long as to compute it
some ten times, so the equations of a large program are computed as they stand.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from engine.language.binding import bind_numbers, computed
from engine.language.expression import Expression, free_names
from engine.language.shapes import Shape
from engine.language.values import Memory, Value, bind
from engine.network.relus import Relu
from engine.program.equation import Equation

LARGE = 20_000
"""A program of more equations is large: to bind all of them would take seconds, and much memory."""

Terms = tuple[Callable[[Memory], Value], ...]
"""The functions of the terms of an equation."""


class Functions:
    """The functions of a program.

    Args:
        equations: those of the program.
        base: where in memory what is known before the first step stands.
        index: which equation assigns each symbol.
        shapes: the shape of every symbol.
    """

    def __init__(
        self,
        equations: Sequence[Equation],
        base: Mapping[str, int],
        index: Mapping[str, int],
        shapes: Mapping[str, Shape],
    ) -> None:
        self._equations, self._base, self._index, self._shapes = equations, base, index, shapes
        self._has_arrays = any(shapes.values())
        self._of_relus: dict[int, Callable[[Memory], Value]] = {}
        self.bound: list[Terms | None] = [None] * len(equations)
        """What `of` has kept so far, for those who are in a hurry."""

    def of(self, index: int) -> Terms:
        """The functions that compute the terms of an equation from memory."""
        found = self.bound[index]
        if found is None:
            terms = self._equations[index].terms
            if len(self._equations) > LARGE:
                slot = self._slots(index)
                return tuple([partial(computed, term.expression, slot) for term in terms])
            found = tuple([self._bind(term.expression, index) for term in terms])
            self.bound[index] = found
        return found

    def of_relu(self, relu: Relu) -> Callable[[Memory], Value]:
        """The function that computes the pre-activation of a ReLU from memory."""
        found = self._of_relus.get(relu.place)
        if found is None:
            found = self._bind(relu.z, self._index[relu.node])
            self._of_relus[relu.place] = found
        return found

    def _bind(self, expression: Expression, index: int) -> Callable[[Memory], Value]:
        slot = self._slots(index)
        function = None if self._has_arrays else bind_numbers(expression, slot)
        if function is None:
            slots = {name: slot(name) for name in free_names(expression)}
            function = bind(expression, slots, self._shapes)
        return function

    def _slots(self, index: int) -> Callable[[str], int]:
        """`Program.slot` for an equation, which takes half as long."""
        base, places, first = self._base, self._index, len(self._base)

        def slot(name: str) -> int:
            place = places.get(name, index)
            return first + place if place < index else base[name]

        return slot
