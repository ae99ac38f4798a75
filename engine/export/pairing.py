"""Which node of one network is which of another: by its name, or else by what it is computed of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from engine.language.expression import Call, Expression, Name, gradient_name
from engine.language.values import shape_of
from engine.network.network import Network

SECTIONS = ("inputs", "targets", "parameters")


def paired(a: Network, b: Network) -> Mapping[str, str]:
    """For each node of a network that the other has as well, what it is called there.

    A node with another name is found where what is given stands in the same order with the same
    shapes, and an equation is the same but for names.
    """
    found = {node: node for node in a.nodes if node in set(b.nodes)}
    for section in SECTIONS:
        mine, theirs = getattr(a, section), getattr(b, section)
        lost = _lost(mine, found)
        new = _lost(theirs, found.values())
        if [shape_of(mine[each]) for each in lost] == [shape_of(theirs[each]) for each in new]:
            found.update(zip(lost, new, strict=True))
    left = dict(each for each in b.equations if each[0] not in set(found.values()))
    for name, expression in a.equations:
        if name in found:
            continue
        known = renamed(expression, found)
        match = next((other for other, theirs in left.items() if theirs == known), None)
        if match is not None:
            found[name] = match
            del left[match]
    return found


def _lost(names: Iterable[str], found: Iterable[str]) -> list[str]:
    known = set(found)
    return [name for name in names if name not in known]


def renamed(expression: Expression, names: Mapping[str, str]) -> Expression:
    """The same expression with other names."""
    match expression:
        case Name(name):
            return Name(names.get(name, name))
        case Call(op, operands, options):
            return Call(op, tuple(renamed(each, names) for each in operands), options)
    return expression


def symbols(a: Network, b: Network, names: Mapping[str, str]) -> Mapping[str, str]:
    """The same for symbols: nodes and their gradients."""
    gradients = {
        gradient_name(a.loss, mine): gradient_name(b.loss, theirs) for mine, theirs in names.items()
    }
    return {**names, **gradients}
