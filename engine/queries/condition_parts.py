"""The parts of a condition: what it says, as data, and what it reads."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from engine.language.expression import Expression, Name, free_names, substitute


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two expressions compared."""

    op: type[ast.cmpop]
    left: Expression
    right: Expression


@dataclass(frozen=True, slots=True)
class Test:
    """A test of a number, for NaN or infinity."""

    name: str
    operand: Expression


@dataclass(frozen=True, slots=True)
class ReluTest:
    """A test of the state of ReLUs.

    Args:
        name: the state.
        node: in whose equation they stand; that of a ReLU as a whole is meant alone.
        z: the pre-activation of the one that is meant; None for the node's.
    """

    name: str
    node: Name
    z: Expression | None = None


@dataclass(frozen=True, slots=True)
class Joined:
    """Conditions joined by `and` or `or`."""

    all_of_them: bool
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Negated:
    """The opposite of a condition."""

    part: Part


Part = Comparison | Test | ReluTest | Joined | Negated


def replaced(part: Part, names: Mapping[str, Name]) -> Part:
    """A part with names replaced by other names."""
    match part:
        case Comparison(op=op, left=left, right=right):
            return Comparison(op, substitute(left, names), substitute(right, names))
        case Test(name=name, operand=operand):
            return Test(name, substitute(operand, names))
        case ReluTest(name=name, node=node, z=z):
            return ReluTest(name, names.get(node.name, node), z)
        case Negated(part=inner):
            return Negated(replaced(inner, names))
    return Joined(part.all_of_them, tuple(replaced(each, names) for each in part.parts))


def names_in(part: Part) -> frozenset[str]:
    """What it reads, of the iteration itself and of the one before."""
    return frozenset(name for each in expressions(part) for name in free_names(each))


def expressions(part: Part) -> Iterator[Expression]:
    """What is computed for it, a ReLU's node among them."""
    match part:
        case Comparison(left=left, right=right):
            yield from (left, right)
        case Test(operand=operand):
            yield operand
        case ReluTest(node=node):
            yield node
        case Joined(parts=parts):
            for each in parts:
                yield from expressions(each)
        case Negated(part=inner):
            yield from expressions(inner)


def comparisons(part: Part) -> Iterator[Comparison]:
    """The comparisons in it."""
    match part:
        case Comparison():
            yield part
        case Joined(parts=parts):
            for each in parts:
                yield from comparisons(each)
        case Negated(part=inner):
            yield from comparisons(inner)
