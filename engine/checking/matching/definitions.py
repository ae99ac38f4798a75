"""Definitions: functions and names of the page's own, `g_2(z_2) = z_2`, `δ_1 = ∂L/∂z_1`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain as flatten
from itertools import pairwise

from engine.checking.matching.keys import Key, key_of
from engine.checking.matching.names import Names
from engine.checking.reading.page import Chain, Page
from engine.checking.reading.written import (
    Apply,
    Called,
    Cases,
    Compared,
    Figure,
    Grid,
    Listed,
    Ratio,
    Summed,
    Unread,
    Word,
    Written,
)


@dataclass(frozen=True, slots=True)
class Function:
    """A function that a page defines: the names of its arguments, and what it is of them."""

    arguments: tuple[Key, ...]
    body: Written


@dataclass(frozen=True, slots=True)
class Definitions:
    """What a page defines for itself, by the keys of the names.

    Args:
        functions: by name.
        names: what else has a name that is no symbol of the program.
    """

    functions: Mapping[Key, Function] = field(default_factory=dict)
    names: Mapping[Key, Written] = field(default_factory=dict)


def find_definitions(page: Page, names: Names, known_functions: frozenset[str]) -> Definitions:
    """What a page defines; of several definitions of a name the first counts.

    Args:
        page: the page.
        names: those of the program: what is a symbol is not defined anew.
        known_functions: the words for functions that everybody knows.
    """
    functions: dict[Key, Function] = {}
    defined: dict[Key, Written] = {}
    for chain in page.items:
        if not isinstance(chain, Chain):
            continue
        for left, right in pairwise(side.tree for side in chain.sides):
            match left:
                case Called(function, arguments) if (
                    function.base not in known_functions and "prime" not in function.marks
                ):
                    keys = tuple(key_of(each) for each in arguments if isinstance(each, Word))
                    mentioned = {key_of(word) for word in words(right)}
                    if len(keys) == len(arguments) and mentioned & set(keys):
                        functions.setdefault(key_of(function), Function(keys, right))
        first = chain.sides[0].tree
        if isinstance(first, Word) and names.meant(first) is None and not first.entry:
            meaning = _meaning(chain)
            if meaning is not None:
                defined.setdefault(key_of(first), meaning)
    return Definitions(functions, defined)


def _meaning(chain: Chain) -> Written | None:
    """What the name that a chain begins with stands for: the first side that is no number."""
    first = chain.sides[0].tree
    for side in chain.sides[1:]:
        keys = {key_of(word) for word in words(side.tree)}
        itself = isinstance(first, Word) and key_of(first) in keys
        if keys and not itself and not isinstance(side.tree, Unread):
            return side.tree
    return None


def parts(tree: Written) -> Iterator[Written]:
    """A tree and all its parts, each before those it is made of."""
    pending: list[Written] = [tree]
    while pending:
        part = pending.pop()
        yield part
        pending += reversed(list(_inside(part)))


def _inside(part: Written) -> Iterator[Written]:
    match part:
        case Apply(_, inner) | Called(_, inner) | Listed(inner):
            yield from inner
        case Ratio(one, other) | Compared(_, one, other):
            yield from (one, other)
        case Summed(_, body):
            yield body
        case Grid(rows):
            yield from flatten.from_iterable(rows)
        case Cases(rows):
            yield from (each for row in rows for each in row if each is not None)


def words(tree: Written) -> Iterator[Word]:
    """Every name in a tree but those of functions."""
    return (part for part in parts(tree) if isinstance(part, Word))


def is_numeric(tree: Written) -> bool:
    """Whether a tree is made of numbers alone."""
    return all(isinstance(part, Figure | Apply | Grid | Listed) for part in parts(tree))
