"""Changes made by hand: values that are set and parameters that are frozen, and from when on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property

from engine.frozen import frozen
from engine.language.values import Value
from engine.program.program import Program


@frozen(slots=True, eq=False)
class Setting:
    """Something has another value than the one that was computed.

    Args:
        iteration: in which one, or from which on.
        symbol: what.
        value: the value.
        made: the iteration in which the person stood.
        text: what was said to be what.
    """

    iteration: int
    symbol: str
    value: Value
    made: int
    text: str


class Start(Setting):
    """An iteration starts with it, whatever the one before left; training may change it then."""

    __slots__ = ()


class Result(Setting):
    """A step of the iteration assigns it, whatever its equation gives."""

    __slots__ = ()


@frozen(slots=True, eq=False)
class Freeze:
    """From an iteration on a parameter is not updated, or is again.

    Args:
        iteration: the first whose update is concerned.
        symbol: the parameter.
        is_frozen: whether it is not updated.
        made: the iteration in which the person stood.
        told: how it is called in a message; empty for as it is.
    """

    iteration: int
    symbol: str
    is_frozen: bool
    made: int
    told: str = ""

    @property
    def text(self) -> str:
        """As it is typed."""
        return f"{'freeze' if self.is_frozen else 'unfreeze'} {self.told or self.symbol}"


Edit = Start | Result | Freeze


@frozen(eq=False)
class Edits:
    """Changes that hold together, in the order in which they were made.

    Args:
        items: no two of them are of the same kind and about the same symbol and iteration.
    """

    items: tuple[Edit, ...] = ()

    def __iter__(self) -> Iterator[Edit]:
        return iter(self.items)

    def joined_by(self, new: Edit) -> Edits:
        """These and another, without those that were made in later iterations than it was.

        What they changed was another future.
        """
        kept = [each for each in self.items if each.made <= new.made and not _replaces(new, each)]
        return Edits((*kept, new))

    def first_unlike(self, other: Edits) -> int | None:
        """The first iteration in which others make a difference; None where none do."""
        mine, theirs = set(self.items), set(other.items)
        return min((each.iteration for each in mine ^ theirs), default=None)

    @property
    def starts(self) -> Mapping[int, Mapping[str, Value]]:
        """What iterations start with instead of what they were left."""
        found: dict[int, dict[str, Value]] = {}
        for each in self.items:
            if isinstance(each, Start):
                found.setdefault(each.iteration, {})[each.symbol] = each.value
        return found

    @property
    def results(self) -> Mapping[int, Mapping[str, Value]]:
        """What steps of iterations assign instead of what their equations give."""
        found: dict[int, dict[str, Value]] = {}
        for each in self.items:
            if isinstance(each, Result):
                found.setdefault(each.iteration, {})[each.symbol] = each.value
        return found

    def frozen(self, iteration: int) -> frozenset[str]:
        """The parameters that are not updated in an iteration."""
        latest = {
            each.symbol: each.is_frozen for each in self._freezes if each.iteration <= iteration
        }
        return frozenset(symbol for symbol, is_frozen in latest.items() if is_frozen)

    def set_in(self, iteration: int, position: int, program: Program) -> frozenset[str]:
        """The symbols that are what they were set to by hand, so many steps into an iteration.

        A parameter is that until it is updated; an input, a target and the learning rate stay so,
        but for those that are taken anew in each iteration.
        """
        if not self.items:
            return frozenset()
        here = self.starts.get(iteration, {})
        found = {each for each in here if program.index.get(each, position) >= position}
        found.update(self.results.get(iteration, ()))
        for at, started in self.starts.items():
            if at <= iteration:
                found.update(symbol for symbol in started if stays(symbol, program))
        return frozenset(found)

    def unlike_before(self, iteration: int) -> int | None:
        """The next iteration that a change keeps from being run on from this one; None without.

        It is run in another way, or starts with something else than it was left.
        """
        turns = {*self.results, *(at + 1 for at in self.results), *self.starts}
        turns |= {each.iteration for each in self._freezes}
        return min((at for at in turns if at > iteration), default=None)

    @cached_property
    def _freezes(self) -> tuple[Freeze, ...]:
        found = [each for each in self.items if isinstance(each, Freeze)]
        return tuple(sorted(found, key=lambda each: each.iteration))


NO_EDITS = Edits()


def stays(symbol: str, program: Program) -> bool:
    """Whether what is set stays so in later iterations: nothing assigns it or feeds it."""
    return symbol not in program.index and program.base.get(symbol) not in program.fed


def _replaces(new: Edit, old: Edit) -> bool:
    if type(new) is not type(old) or new.symbol != old.symbol:
        return False
    if isinstance(new, Result):
        return new.iteration == old.iteration
    # It holds from there on: also where the old one, made later in that iteration, would begin.
    return new.iteration <= old.iteration
