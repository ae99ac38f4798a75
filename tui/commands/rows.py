"""Rows of a list that are made when they are looked at: there may be hundreds of thousands."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from typing import overload

from tui.commands.lists import Choice


class Rows(Sequence[Choice]):
    """Rows, each made when it is looked at."""

    @overload
    def __getitem__(self, index: int) -> Choice: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[Choice]: ...

    def __getitem__(self, index: int | slice) -> Choice | Sequence[Choice]:
        if isinstance(index, slice):
            return [self._row(place) for place in range(*index.indices(len(self)))]
        return self._row(range(len(self))[index])

    @abstractmethod
    def _row(self, place: int) -> Choice:
        """The row at a place, counted from 0."""
