"""Slips in a formula: a rewritten rule that is equal to it, whatever the numbers are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from engine.checking.slips.catalogue import rewritten
from engine.checking.slips.drawn import drawn
from engine.checking.slips.printed import Printed
from engine.checking.slips.rewrite import Rewrite, Rule, substituted
from engine.checking.slips.scene import Scene, Values, computed
from engine.checking.slips.search import ranked
from engine.checking.slips.slip import Site, Slip
from engine.checking.slips.tags import Level
from engine.language.expression import Expression
from engine.language.index import Index, entry_name

FEWEST_DRAWS = 2
"""A formula has a value in so many draws at least, or nothing is said of it."""

MOST_DEPTH = 3
"""A formula may have so many rules put into one another."""

MOST_RULES = 12
"""So many rules further up are looked at."""

MOST_PAIRS = 1_500
"""The most pairs of slips that are tried."""


class Formula:
    """A formula of a page, compared with rewrites of the rule that it should be.

    Args:
        site: what it should be a formula for.
        expression: the formula.
        place: which entry of the symbol it is for, where it is one.
    """

    def __init__(self, site: Site, expression: Expression, place: Index | None = None) -> None:
        scene = Scene(site, {})
        self._rule = Rule.of(scene) if place is None else Rule.of_entry(scene, place)
        self._expression = expression
        draws = drawn(site.timeline)
        self._ways = [
            _known(values, expression) for values in (draws.loose(), draws.run(site.symbol))
        ]
        name = scene.style.name(entry_name(site.symbol, place or ()))
        self._subject = f"this is what {name} would be"

    def simplest(self) -> tuple[Slip, ...]:
        """The slips of the first level that has any; none where the formula is right."""
        if any(self._equal(way, self._rule.expression) for way in self._ways):
            return ()
        one = [
            [each for each in rewrites if each.is_formula]
            for rewrites in (
                rewritten(self._rule, Level.RULE),
                rewritten(self._rule, Level.VALUE),  # a name that stands there is seen
                self._further_up(),
            )
        ]
        # What is equal for any symbols whatever is surer than what is for those of the program.
        for way in self._ways:
            for level in one:
                if found := self._among(way, level):
                    return found
        two = [each for each in self._pairs() if each.is_formula]
        return next(filter(None, (self._among(way, two) for way in self._ways)), ())

    def _among(
        self, way: Sequence[tuple[Values, Printed]], rewrites: Sequence[Rewrite]
    ) -> tuple[Slip, ...]:
        return ranked(self._slip(each) for each in rewrites if self._equal(way, each.expression))

    def _slip(self, rewrite: Rewrite) -> Slip:
        said = rewrite.said(self._rule.scene.style)
        value = computed(self._rule.scene.values, rewrite.expression)
        return Slip(rewrite.tag, f"{self._subject} {said}", value, rewrite.expression)

    def _equal(self, way: Sequence[tuple[Values, Printed]], expression: Expression) -> bool:
        if len(way) < FEWEST_DRAWS:
            return False
        for values, wanted in way:
            value = computed(values, expression)
            if value is None or not wanted.holds(value):
                return False
        return True

    def _further_up(self) -> Iterator[Rewrite]:
        """The rules of what stands in this one put into it, one of them rewritten."""
        site, program = self._rule.scene.site, self._rule.scene.program
        pending = [(self._rule.expression, self._rule.names, 1)]
        rules = 0
        while pending:
            whole, names, depth = pending.pop(0)
            for name in names:  # a gradient's formula is made of gradients'
                index = program.index.get(name)
                if index is None or index not in program.phases[self._rule.scene.phase]:
                    continue
                rules += 1
                if rules > MOST_RULES:
                    return
                inner = Rule.of(Scene(replace(site, symbol=name, is_update=False), {}))
                said = f"with {inner.scene.style.name(name)} as it would be "
                for each in rewritten(inner, Level.RULE):
                    expression = substituted(whole, name, each.expression)
                    yield replace(each, expression=expression, words=said + each.words)
                if depth < MOST_DEPTH:
                    wider = substituted(whole, name, inner.expression)
                    pending.append((wider, inner.names, depth + 1))

    def _pairs(self) -> Iterator[Rewrite]:
        tried = 0
        for one in [each for each in rewritten(self._rule, Level.RULE) if each.is_formula]:
            if computed(self._rule.scene.values, one.expression) is None:
                continue
            for other in rewritten(self._rule.rewritten(one.expression), Level.RULE, one.tag):
                tried += 1
                if tried > MOST_PAIRS:
                    return
                style = self._rule.scene.style
                parts = (one.said(style), other.said(style))
                yield Rewrite(f"{one.tag}+{other.tag}", other.expression, "{0}; and {1}", parts)


def _known(draws: Sequence[Values], expression: Expression) -> list[tuple[Values, Printed]]:
    """The draws in which a formula has a value, with it."""
    found = [(values, computed(values, expression)) for values in draws]
    return [(values, Printed.about(each)) for values, each in found if each is not None]
