"""Slips further up: made in what the page leaves out, and carried on to what it has."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from engine.checking.slips.catalogue import rewritten
from engine.checking.slips.rewrite import Rewrite, Rule
from engine.checking.slips.scene import Scene, Values, computed
from engine.checking.slips.tags import Level
from engine.language.expression import size
from engine.language.values import Value, shape_of
from engine.program.equation import Equation

MOST_SYMBOLS = 12
"""So many symbols further up are looked at, the nearest first."""

MOST_WORK = 20_000
"""So many ops are computed to carry their rewrites on."""

MOST_ABOVE = 200
"""So many symbols above are gone through to find them."""


class Further(NamedTuple):
    """A slip further up.

    Args:
        symbol: where it was made.
        rewrite: the slip.
        there: what comes of it there.
        value: what comes of it at the site.
    """

    symbol: str
    rewrite: Rewrite
    there: Value
    value: Value


def further_up(scene: Scene) -> Iterator[Further]:
    """Every slip in a symbol that the page has not stated, with the value it is carried on to."""
    stated = scene.site.stated
    if stated is None:
        return
    above = _above(scene, stated)
    work = 0
    for symbol in above[:MOST_SYMBOLS]:
        there = Scene(replace(scene.site, symbol=symbol, is_update=False), scene.own)
        shape, rule = shape_of(there.right), Rule.of(there)
        way = _way(scene, symbol, above)
        cost = 1 + sum(size(equation.expression) for equation in way)
        for rewrite in rewritten(rule, Level.RULE):
            value = computed(there.values, rewrite.expression)
            if value is None or shape_of(value) != shape:
                continue
            work += cost
            if work > MOST_WORK:
                return
            carried = _carried(scene, symbol, value, way)
            if carried is not None:
                yield Further(symbol, rewrite, value, carried)


def _above(scene: Scene, stated: frozenset[str]) -> list[str]:
    """The symbols that lead to this one and are not stated, nearest first."""
    program = scene.program
    found: dict[str, None] = {}
    pending = [scene.symbol]
    for symbol in pending:
        for name in program.equations[program.index[symbol]].reads():
            index = program.index.get(name)
            if index is None or index >= scene.index or name in stated or name in found:
                continue
            found[name] = None
            pending.append(name)
        if len(found) > MOST_ABOVE:
            break
    return list(found)


def _way(scene: Scene, symbol: str, above: list[str]) -> tuple[Equation, ...]:
    """The equations above in which a symbol makes a difference, in their order."""
    program, reached, way = scene.program, {symbol}, []
    for name in sorted(above, key=program.index.__getitem__):
        equation = program.equations[program.index[name]]
        if name != symbol and not reached.isdisjoint(equation.reads()):
            reached.add(name)
            way.append(equation)
    return () if reached.isdisjoint(scene.equation.reads()) else (*way, scene.equation)


def _carried(scene: Scene, symbol: str, value: Value, way: tuple[Equation, ...]) -> Value | None:
    """What the site comes to where a symbol has another value."""
    changed = {symbol: value}
    values = Values(lambda name: _of(scene, changed, name))
    found: Value | None = None
    for equation in way:
        found = computed(values, equation.expression)
        if found is None:
            return None
        changed[equation.symbol] = found
    return found


def _of(scene: Scene, changed: dict[str, Value], name: str) -> Value:
    return changed[name] if name in changed else scene.value_of(name)
