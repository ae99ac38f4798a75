"""Lists of things with numbers: what breakpoints, watches, branches and visits share."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar, Generic, Protocol, Self, TypeVar

from engine.errors import DebuggerError
from engine.frozen import frozen, replace


class HasNumber(Protocol):
    """Something with a number."""

    @property
    def number(self) -> int:
        """What it is called."""


class Typed(HasNumber, Protocol):
    """Something with a number that a person has typed."""

    @property
    def text(self) -> str:
        """As it is typed."""


Item = TypeVar("Item", bound=HasNumber)
TypedItem = TypeVar("TypedItem", bound=Typed)


@frozen(slots=True, eq=False)
class Numbered(Generic[Item]):
    """A collection whose things have numbers, by which a person calls them.

    Args:
        items: the things, in order.
    """

    items: tuple[Item, ...] = ()

    what: ClassVar[str]
    """What one of them is called."""

    def __iter__(self) -> Iterator[Item]:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)

    @property
    def latest(self) -> Item:
        """The last of them."""
        return self.items[-1]

    @property
    def next_number(self) -> int:
        """The number for one more."""
        return 1 + max((each.number for each in self.items), default=0)

    def numbered(self, number: int) -> Item:
        """The one of a number.

        Raises:
            DebuggerError: where there is none.
        """
        for each in self.items:
            if each.number == number:
                return each
        raise DebuggerError(self._say_missing(number))

    def _say_missing(self, number: int) -> str:
        """That there is none of a number, and which there are."""
        known = ", ".join(str(each.number) for each in self.items)
        return f"there is no {self.what} {number}; there are: {known or 'none'}"

    def without(self, number: int) -> Self:
        """All but one."""
        return replace(self, items=tuple(each for each in self.items if each.number != number))

    def changed(self, new: Item) -> Self:
        """The same with another in the place of the one with its number."""
        items = tuple(new if each.number == new.number else each for each in self.items)
        return replace(self, items=items)


@frozen(slots=True, eq=False)
class NumberedTexts(Numbered[TypedItem]):
    """Things with a number that a person has typed, and may delete.

    Args:
        items: the things, in order.
        aside: those that the program here has no place for; that of another branch may have one.
    """

    items: tuple[TypedItem, ...] = ()
    aside: tuple[TypedItem, ...] = ()

    @property
    def all(self) -> tuple[TypedItem, ...]:
        """Those too that there is no place for here, by their numbers."""
        return tuple(sorted((*self.items, *self.aside), key=lambda each: each.number))

    @property
    def here(self) -> Self:
        """Those only that there is a place for here."""
        return replace(self, aside=())

    @property
    def next_number(self) -> int:
        """The number for one more."""
        return 1 + max((each.number for each in self.all), default=0)

    def say(self, number: int) -> str:
        """The one of a number, as in: breakpoint 1: z1 < 0."""
        return f"{self.what} {number}: {self.numbered(number).text}"

    def deleted(self, number: int) -> tuple[Self, str]:
        """All but one, and what there is to say.

        Raises:
            DebuggerError: where there is none of this number.
        """
        gone = self.numbered(number)
        return self.without(number), f"{self.what} {number} is deleted: {gone.text}"
