"""Given data: what a page says inputs, targets, parameters and the learning rate are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from engine.checking.matching.figures import printed_figure
from engine.checking.matching.names import Names
from engine.checking.reading.page import Chain, Heading, Page, Section
from engine.checking.reading.written import Apply, Figure, Grid, Place, Word, Written
from engine.errors import NetworkError
from engine.language.values import Value, array, same, shape_of
from engine.network.network import Network
from engine.program.program import LEARNING_RATE


@dataclass(frozen=True, slots=True)
class Datum:
    """A value that a page gives.

    Args:
        symbol: an input, a target, a parameter, or `lr`.
        value: what it is.
        place: where it says so.
        chain: the chain, by its place among the items of the page.
    """

    symbol: str
    value: Value
    place: Place
    chain: int


@dataclass(frozen=True, slots=True)
class Taken:
    """A network with the data of a page.

    Args:
        network: with the values that the page gives.
        notes: what was taken, and what contradicts something earlier.
        chains: which items of the page give data; they are no claims.
    """

    network: Network
    notes: tuple[str, ...]
    chains: frozenset[int]


def take(page: Page, names: Names) -> Taken:
    """The network with the data that a page gives.

    What stands behind the first number that is computed is no longer given.
    """
    network = names.program.network
    kept: dict[str, Datum] = {}
    notes: list[str] = []
    chains: set[int] = set()
    for datum in _data(page, names):
        known = kept.get(datum.symbol)
        said = names.program.style.name(datum.symbol)
        if known is not None and not same(known.value, _like(known.value, datum.value)):
            notes.append(
                f"line {datum.place.line}: {said} is given another value than in line "
                f"{known.place.line}, which is the one that counts"
            )
            continue
        kept.setdefault(datum.symbol, datum)
        chains.add(datum.chain)
    changed: dict[str, Datum] = {}
    for symbol, datum in kept.items():
        value = _fitted(network, symbol, datum.value)
        if value is None:
            notes.append(
                f"line {datum.place.line}: {symbol} has another shape in {network.name}, "
                "so its value is not taken"
            )
        elif not same(value, _now(network, symbol)):
            changed[symbol] = replace(datum, value=value)
    try:
        network = _with(network, changed)
    except NetworkError as error:
        return Taken(names.program.network, (*notes, str(error)), frozenset(chains))
    if changed:
        style = names.program.style
        said = ", ".join(f"{style.name(s)} = {style.number(d.value)}" for s, d in changed.items())
        first = min(datum.place.line for datum in changed.values())
        notes.insert(0, f"taken from the page, line {first}: {said}")
    return Taken(network, tuple(notes), frozenset(chains))


def _with(network: Network, changed: dict[str, Datum]) -> Network:
    values = {s: d.value for s, d in changed.items() if s != LEARNING_RATE}
    if values:
        network = network.with_values(values)
    rate = changed.get(LEARNING_RATE)
    return network if rate is None else replace(network, learning_rate=float(rate.value))


def _now(network: Network, symbol: str) -> Value:
    return network.learning_rate if symbol == LEARNING_RATE else network.constants[symbol]


def _like(known: Value, value: Value) -> Value:
    return value if shape_of(known) == shape_of(value) else known


def _fitted(network: Network, symbol: str, value: Value) -> Value | None:
    """A value in the shape that the symbol has: a column may be a row, `[[1]]` a number."""
    import numpy as np

    shape = () if symbol == LEARNING_RATE else network.shapes[symbol]
    if shape_of(value) == shape:
        return value
    if np.squeeze(value).shape != tuple(each for each in shape if each != 1):
        return None
    return float(np.asarray(value).item()) if shape == () else array(np.reshape(value, shape))


def _data(page: Page, names: Names) -> Iterator[Datum]:
    """What a page gives, in order, up to the first number that it has computed."""
    network = names.program.network
    given = {*network.constants, LEARNING_RATE}
    section, has_begun = None, False
    for number, item in enumerate(page.items):
        if isinstance(item, Heading):
            section = item.section or section
            has_begun = has_begun and section is not Section.GIVEN
            continue
        if not isinstance(item, Chain):
            continue
        found = _given_by(item, names, given, number)
        if found and (not has_begun or any(d.symbol == LEARNING_RATE for d in found)):
            if section is not Section.UPDATE or all(d.symbol == LEARNING_RATE for d in found):
                yield from found
        elif not has_begun:
            has_begun = _is_computed(item, names, given)


def _given_by(chain: Chain, names: Names, given: set[str], number: int) -> list[Datum]:
    """The data of a chain such as `w_0 = w_1 = 0.5`."""
    *lefts, last = chain.sides
    found: list[Datum] = []
    for side in lefts:
        value = value_written(last.tree)
        meant = names.meant(side.tree) if isinstance(side.tree, Word) else None
        if value is None or meant is None or meant.symbol not in given or meant.is_new:
            return []
        if meant.entry is None:
            found.append(Datum(meant.symbol, value, side.place, number))
    return found


def value_written(tree: Written) -> Value | None:
    """The number, or the matrix of numbers, that a tree is; None where it is none."""
    figure = printed_figure(tree)
    if figure is not None:
        return figure.value
    match tree:
        case Apply("div", (Figure(_, above), Figure(_, below))) if below:
            return above / below
        case Grid(rows):
            values = [[value_written(each) for each in row] for row in rows]
            if any(each is None for row in values for each in row):
                return None
            try:
                return array(values)
            except ValueError:
                return None
    return None


def _is_computed(chain: Chain, names: Names, given: set[str]) -> bool:
    """Whether a chain computes a number for a symbol that is not given."""
    first = chain.sides[0].tree
    if isinstance(first, Word):
        meant = names.meant(first)
        if meant is None or meant.symbol in given:
            return False
    return any(value_written(side.tree) is not None for side in chain.sides[1:])
