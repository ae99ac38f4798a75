"""The search for slips that give a number, the simplest first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from itertools import islice
from math import prod
from operator import lt

from engine.checking.slips.catalogue import rewritten
from engine.checking.slips.figures import miscopies
from engine.checking.slips.printed import Printed
from engine.checking.slips.rewrite import Rewrite, Rule
from engine.checking.slips.scene import Scene, computed
from engine.checking.slips.slip import Site, Slip
from engine.checking.slips.tags import ORDER, TAGS, Level
from engine.checking.slips.upstream import further_up
from engine.language.expression import size
from engine.language.index import Index, entry_name, entry_of
from engine.language.values import Value, is_array, shape_of

MOST_TIES, MOST_OF_A_TAG = 8, 2
"""The most slips of a tie that are told, and the most of them with one tag."""

MOST_ENTRIES, MOST_READ = 1_000, 50_000
"""Larger arrays, and of larger ones, are not computed anew: at the most entries stand on a page."""

MOST_WORK = 200_000
"""So many parts of expressions are computed for the rewrites of a rule: some tenths of a second."""

MOST_PAIRS = 8_000
"""So many ops, all expressions together, are looked through for two slips at once."""


class Search:
    """Finds the slips that give a printed number, or array.

    Args:
        site: where they may have been made.
        own: the numbers to compute with in place of the engine's.
        printed: what the page has.
        place: which entry of the symbol that is, where it is one.
        is_part: whether the other entries of the array are right, so that the whole rule is.
    """

    def __init__(
        self,
        site: Site,
        own: Mapping[str, Value],
        printed: Printed,
        place: Index | None = None,
        is_part: bool = False,
    ) -> None:
        self.scene = Scene(site, own)
        self._printed = printed
        self._place = place
        self._is_part = is_part

    @cached_property
    def right(self) -> Value:
        """What is right, of the entry where it is about one."""
        return self._picked(self.scene.right)

    @property
    def is_right(self) -> bool:
        """Whether there is nothing to be explained."""
        return self._printed.holds(self.right)

    def at(self, level: Level) -> tuple[Slip, ...]:
        """The slips of a level that give what is printed, the likelier ones first."""
        if level in (Level.FIGURES, Level.COPY):
            return ranked(self._figures(level))
        if level is Level.TWO:
            return ranked(self._pairs())
        if level is Level.FURTHER_UP:
            return ranked(self._further_up())
        return ranked(self._rewritten(level))

    def _rewritten(self, level: Level) -> Iterator[Slip]:
        for rule in self._rules:
            most = MOST_WORK // (1 + size(rule.expression))
            for rewrite in islice(rewritten(rule, level), most):
                value = self._value(rule, rewrite)
                if value is not None and self._printed.holds(value):
                    yield slip_of(rewrite, self.scene, self._subject, value)

    def _figures(self, level: Level) -> Iterator[Slip]:
        right = self.right
        if is_array(right):
            return
        for tag, words in miscopies(self._printed, right):
            if TAGS[tag].level is level:
                yield Slip(tag, f"{self._subject} would be {words}", self._printed.value)

    def _further_up(self) -> Iterator[Slip]:
        for up in further_up(self.scene):
            value = self._picked(up.value)
            if self._printed.holds(value):
                name, style = self.scene.style.name(up.symbol), self.scene.style
                there = f" {style.number(up.there)}," if not is_array(up.there) else ""
                words = f"comes to where {name} is{there} what it would be {up.rewrite.said(style)}"
                yield Slip(up.rewrite.tag, f"{self._subject} {words}", value)

    def _pairs(self) -> Iterator[Slip]:
        for rule in self._rules[-1:]:
            tried, most = 0, MOST_PAIRS // (1 + size(rule.expression))
            for one in list(islice(rewritten(rule, Level.RULE), most)):
                value = computed(self.scene.values, one.expression)
                if value is None or Printed.about(self.scene.right).holds(value):
                    continue  # with one that makes no difference the other is alone
                for other in rewritten(rule.rewritten(one.expression), Level.RULE, one.tag):
                    tried += 1
                    if tried > most:
                        return
                    value = self._value(rule, other)
                    if value is not None and self._printed.holds(value):
                        yield _both(one, other, self.scene, self._subject, value)

    @cached_property
    def _rules(self) -> tuple[Rule, ...]:
        """The rule, and that of the entry: what holds for all entries may hold for it."""
        shapes = self.scene.program.shapes
        read = max([prod(shapes[each]) for each in self.scene.equation.reads()], default=1)
        is_large = prod(shapes[self.scene.symbol]) > MOST_ENTRIES or read > MOST_READ
        whole = () if self._is_part or is_large else (Rule.of(self.scene),)
        if self._place is None:
            return whole
        return (*whole, Rule.of_entry(self.scene, self._place))

    def _value(self, rule: Rule, rewrite: Rewrite) -> Value | None:
        value = computed(self.scene.values, rewrite.expression)
        if value is None or rule.is_entry or self._place is None:
            return value
        shape, right = shape_of(value), shape_of(self.scene.right)
        is_there = len(shape) == len(self._place) and all(map(lt, self._place, shape))
        return entry_of(value, self._place) if shape in (right, right[::-1]) and is_there else None

    def _picked(self, value: Value) -> Value:
        return value if self._place is None else entry_of(value, self._place)

    @property
    def _subject(self) -> str:
        name = entry_name(self.scene.symbol, self._place or ())
        return f"{self._printed.written or 'this'} is what {self.scene.style.name(name)}"


def slip_of(rewrite: Rewrite, scene: Scene, subject: str, value: Value) -> Slip:
    """A rewrite as the slip that is told."""
    expression = rewrite.expression if rewrite.is_formula else None
    sentence = f"{subject} would be {rewrite.said(scene.style)}"
    return Slip(rewrite.tag, sentence, value, expression)


def _both(one: Rewrite, other: Rewrite, scene: Scene, subject: str, value: Value) -> Slip:
    expression = other.expression if other.is_formula else None
    first, second = one.said(scene.style), other.said(scene.style)
    sentence = f"{subject} would be {first}; and {second}"
    return Slip(f"{one.tag}+{other.tag}", sentence, value, expression)


def ranked(slips: Iterable[Slip]) -> tuple[Slip, ...]:
    """Slips of one level, the likelier first, of each tag a few."""
    counts: dict[str, int] = {}
    kept: dict[str, Slip] = {}
    for slip in sorted(slips, key=lambda each: [ORDER[tag] for tag in each.tags]):
        if slip.sentence in kept:
            continue
        counts[slip.tag] = counts.get(slip.tag, 0) + 1
        if counts[slip.tag] <= MOST_OF_A_TAG:
            kept[slip.sentence] = slip
    return tuple(kept.values())[:MOST_TIES]
