"""Choice: the network that ships whose names fit a page best."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from engine.checking.matching.definitions import find_definitions, words
from engine.checking.matching.figures import printed_figure
from engine.checking.matching.functions import FUNCTION_WORDS
from engine.checking.matching.given import take
from engine.checking.matching.keys import Key, key_of
from engine.checking.matching.names import Names
from engine.checking.reading.page import Chain, Heading, Page
from engine.checking.reading.written import Word
from engine.iterations.run import Run
from engine.language.values import is_array
from engine.network.files import load_network, shipped_networks
from engine.network.network import Network
from engine.program.program import Program, derive

ENOUGH = 0.7
"""A network fits at all if so large a part of the names on the page are those of its symbols."""

GENERIC = {"e", "i", "n", "m", "T", "pi", "π"}
"""Names that say nothing about the network."""


@dataclass(frozen=True, slots=True)
class Choice:
    """The network that fits best, None where none does, and others that fit as well."""

    network: Network | None
    equal: tuple[str, ...] = ()


def choose(page: Page, aliases: Mapping[Key, str]) -> Choice:
    """The network that ships whose names fit a page best.

    The more names of the page are its symbols the better it fits; then the one that a heading
    names, then the more of the page's numbers it has, and then the fewer of its nodes the page
    does not speak of.
    """
    written = _names_on(page)
    if not written:
        return Choice(None)
    ranked: list[tuple[int, int, Names]] = []
    for program in _shipped():
        network, names = program.network, Names(program, aliases)
        defined = find_definitions(page, names, FUNCTION_WORDS).names
        wanted = [word for key, word in written.items() if key not in defined]
        meant = [names.meant(word) for word in wanted]
        found = {each.symbol for each in meant if each is not None}
        known = sum(each is not None for each in meant)
        if found & set(network.definitions) and known >= ENOUGH * len(wanted):
            ranked.append((known, -len(set(network.nodes) - found), names))
    most = max((known for known, _, _ in ranked), default=0)
    best = [(spoken, names) for known, spoken, names in ranked if known == most]
    if len(best) < 2:
        return Choice(best[0][1].program.network if best else None)
    scores = [
        ((_is_named(page, names.program.network), _agreeing(page, names)), spoken)
        for spoken, names in best
    ]
    first = scores.index(max(scores))
    return Choice(
        best[first][1].program.network,
        tuple(
            names.program.network.name
            for number, ((fit, _), (_, names)) in enumerate(zip(scores, best, strict=True))
            if fit == scores[first][0] and number != first
        ),
    )


@cache
def _shipped() -> tuple[Program, ...]:
    """The programs of the networks that ship."""
    return tuple(derive(load_network(name)) for name in shipped_networks())


def _is_named(page: Page, network: Network) -> bool:
    """Whether a heading has the title of a network."""
    title = network.title.casefold()
    return any(title in item.text.casefold() for item in page.items if isinstance(item, Heading))


def _agreeing(page: Page, names: Names) -> int:
    """How many numbers of a page are those of the forward pass, with the data of the page."""
    taken = take(page, names)
    program = derive(taken.network)
    run = Run(program, 0, program.start)
    total = 0
    for number, chain in enumerate(page.items):
        if not isinstance(chain, Chain) or number in taken.chains:
            continue
        first, figure = chain.sides[0].tree, printed_figure(chain.sides[-1].tree)
        meant = names.meant(first) if isinstance(first, Word) else None
        if figure is None or meant is None or meant.symbol not in program.network.definitions:
            continue
        value = run.value(program.index[meant.symbol])
        if not is_array(value):
            total += abs(value - figure.value) <= figure.unit / 2
    return total


def _names_on(page: Page) -> dict[Key, Word]:
    """The names on a page, each once, those of functions left out."""
    found: dict[Key, Word] = {}
    for chain in page.items:
        if isinstance(chain, Chain):
            for side in chain.sides:
                for word in words(side.tree):
                    if word.base not in GENERIC:
                        found.setdefault(key_of(word), word)
    return found
