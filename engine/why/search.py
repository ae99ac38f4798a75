"""The search for what makes an equation 0: what suffices, and what would do as well."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from engine.claims.parts import Part, Path
from engine.language.expression import Call, Name, Number
from engine.network.network import Network
from engine.why.facts import Fact, Kind, is_among
from engine.why.zeros import ZERO_RULES

if TYPE_CHECKING:
    from engine.claims.parts import Mask

MAX_FACTS = 8
"""Of so many facts that suffice together it is looked what would do as well as each."""

MAX_AS_WELL = 8
"""So many sets that suffice as well are looked for."""


class Search:
    """Looks in an equation for what makes entries of it 0.

    Args:
        root: the equation, or a part of it.
        where: the entries, which are 0.
        network: tells what is given.
        is_simple: whether the 0 of a name can be told in one.
    """

    def __init__(
        self, root: Part, where: Mask, network: Network, is_simple: Callable[[Fact], bool]
    ) -> None:
        self._root = root
        self._where = where
        self._network = network
        self._is_simple = is_simple
        self._aside: dict[Path, Mask] = {}
        self._known: dict[Path, Mask] = {}

    def facts(self) -> tuple[Fact, ...]:
        """What suffices, with nothing in it that is not needed for that."""
        found = tuple(self.follow(self._root, self._where))
        if len(found) > MAX_FACTS:
            return found
        for fact in sorted(found, key=lambda each: each.kind, reverse=True):
            without = self._without(fact)
            if without and all(is_among(each, found) for each in without):
                found = tuple(each for each in found if is_among(each, without))
        return found

    def _without(self, fact: Fact) -> tuple[Fact, ...]:
        """What suffices where a fact is left aside; empty for nothing."""
        before, known = self._aside, self._known
        self._aside, self._known = dict(before), {}
        self._put_aside([fact])
        found = tuple(self.follow(self._root, self._where)) if self._still_0() else ()
        self._aside, self._known = before, known
        return found

    def as_well(self, facts: tuple[Fact, ...]) -> dict[int, list[tuple[Fact, ...]]]:
        """For each of the facts the sets that suffice without it, and without one another's.

        With one of the facts and what stands for it here left aside, the 0 would not be there.
        """
        found: dict[int, list[tuple[Fact, ...]]] = {}
        if len(facts) > MAX_FACTS:
            return found
        for place, fact in enumerate(facts):
            self._put_aside([fact])
            while len(found.get(place, ())) < MAX_AS_WELL and self._still_0():
                others = self.facts()
                new = [each for each in others if not is_among(each, facts)]
                if not new:
                    break
                found.setdefault(place, []).append(others)
                self._put_aside(new)
            self._aside.clear()
            self._known.clear()
        return found

    def _put_aside(self, facts: list[Fact]) -> None:
        for fact in facts:
            path = fact.part.path
            known = self._aside.get(path)
            self._aside[path] = fact.where if known is None else known | fact.where
        self._known.clear()

    def _still_0(self) -> bool:
        return not (self.nonzero(self._root) & self._where).any()

    # What the rules ask

    def nonzero(self, part: Part) -> Mask:
        """Which entries of a part are not 0, or would not be if what is left aside were not."""
        found = self._known.get(part.path)
        if found is None:
            found = self._known[part.path] = self._nonzero(part)
        return found

    def _nonzero(self, part: Part) -> Mask:
        import numpy as np

        found: Mask = np.asarray(part.value) != 0.0
        if not self.is_touched(part):
            return found
        if isinstance(part.expression, Call):
            found = ZERO_RULES[part.expression.op].nonzero(self, part)
        aside = self._aside.get(part.path)
        return found if aside is None else found | aside

    def is_touched(self, part: Part) -> bool:
        """Whether the part, or something within it, is left aside."""
        length = len(part.path)
        return any(path[:length] == part.path for path in self._aside)

    def follow(self, part: Part, where: Mask) -> list[Fact]:
        """What makes these entries of a part 0."""
        match part.expression:
            case Name(name=name):
                kind = Kind.GIVEN if name in self._network.constants else Kind.NAME
                return [Fact(kind, part, where)]
            case Call(op=op):
                return list(ZERO_RULES[op].follow(self, part, where))
        return [Fact(Kind.NUMBER, part, where)]

    def is_data(self, part: Part) -> bool:
        """Whether a part is an input or a target."""
        match part.expression:
            case Name(name=name):
                return name in self._network.inputs or name in self._network.targets
            case Call(op="transpose", operands=(Name(name=name),)):
                return name in self._network.inputs or name in self._network.targets
        return isinstance(part.expression, Number)

    def is_simple(self, facts: list[Fact]) -> bool:
        """Whether facts can be told in one."""
        return len(facts) == 1 and self._is_simple(facts[0])
