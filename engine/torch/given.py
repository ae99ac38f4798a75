"""Arrays that are given: each is in the draft once an equation has it."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.drafts.operand import Kind, Operand
from engine.frozen import frozen

Give = Callable[[str, NDArray[Any]], str]
"""Has an array in a draft, by its path; what it is called there."""

_MARK = re.compile(r"\bgiven__(\d+)__\b")


@frozen(slots=True)
class Array:
    """An array that may be given.

    Args:
        give: has it in the draft.
        path: what it is to be called.
        numbers: all of it, of every batch.
        example: what the model was captured with.
    """

    give: Give
    path: str
    numbers: NDArray[Any]
    example: NDArray[Any]


class GivenArrays:
    """The arrays that equations may have; in texts they have a mark in the place of a name."""

    def __init__(self) -> None:
        self._arrays: list[Array] = []
        self._names: dict[int, str] = {}
        self._one_hot: dict[tuple[int, int], Operand] = {}

    def add(self, array: Array, kind: Kind) -> Operand:
        """An array as an operand."""
        self._arrays.append(array)
        text = f"given__{len(self._arrays) - 1}__"
        return Operand(text, array.example.shape, kind, example=array.example)

    def named(self, text: str) -> str:
        """A text with names in the place of marks."""
        return _MARK.sub(lambda found: self._name(int(found[1])), text)

    def one_hot(self, operand: Operand, classes: int) -> Operand | None:
        """What is given as numbers of classes, given as rows with a 1 for the class.

        Args:
            operand: the numbers of the classes.
            classes: how many there are.

        Returns:
            The rows; None where the numbers are computed.
        """
        found = _MARK.fullmatch(operand.text)
        if found is None:
            return None
        place = int(found[1])
        if (place, classes) not in self._one_hot:
            array = self._arrays[place]
            if not all(_are_classes(each, classes) for each in (array.numbers, array.example)):
                return None
            rows = np.eye(classes)
            made = Array(array.give, array.path, rows[array.numbers], rows[array.example])
            self._one_hot[place, classes] = self.add(made, "float")
        return self._one_hot[place, classes]

    def _name(self, place: int) -> str:
        if place not in self._names:
            array = self._arrays[place]
            self._names[place] = array.give(array.path, array.numbers)
        return self._names[place]


def _are_classes(numbers: NDArray[Any], classes: int) -> bool:
    """Whether numbers are those of classes, from 0."""
    if numbers.dtype.kind not in "iu" or not numbers.size:
        return False
    return bool(numbers.min() >= 0 and numbers.max() < classes)
