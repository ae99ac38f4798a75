"""Programs rewritten: the equations of the forward and the backward pass as those of a network.

A gradient `dL/dw` gets a name that a node may have, `dL_dw`, and is written as before.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from engine.language.expression import (
    Call,
    Expression,
    Name,
    gradient_name,
    substitute,
)
from engine.language.lookalikes import looks
from engine.language.notation import Style
from engine.language.parser import MAX_NAME
from engine.network.parts import Definition
from engine.program.equation import Phase
from engine.program.program import Program

ROOM = 10
"""So many letters are left for what tells a name from others."""

MOST_TERMS = 40
"""Of a longer sum parts are added up first, as equations are not to be nested too deep."""


class Names:
    """The names of nodes for what a program assigns.

    Args:
        program: whose gradients get them.
    """

    def __init__(self, program: Program) -> None:
        network = program.network
        self._taken = {looks(name) for name in network.nodes}
        self._taken |= {looks(said) for said in network.names.values()}
        self._counts: dict[str, int] = {}
        style = Style(names=network.names)
        nodes = [each.node for each in program.equations if each.phase is Phase.BACKWARD]
        self.gradients = {node: self.free(f"d{network.loss}_d{node}") for node in nodes}
        """The name of the gradient of each node that has one."""
        self.written: Mapping[str, str] = {
            **network.names,
            **{
                name: style.name(gradient_name(network.loss, node))
                for node, name in self.gradients.items()
            },
        }
        """How names are written, where not as they are."""
        self._replaced = {
            gradient_name(network.loss, node): Name(name) for node, name in self.gradients.items()
        }

    def free(self, name: str) -> str:
        """A name that nothing has, cut off where it is too long for one."""
        name = name[: MAX_NAME - ROOM]
        while looks(name) in self._taken:
            name += "_"
        self._taken.add(looks(name))
        return name

    def numbered(self, name: str) -> str:
        """A name for a part of what has this name."""
        self._counts[name] = self._counts.get(name, 0) + 1
        return self.free(f"{name}_{self._counts[name]}")

    def in_nodes(self, expression: Expression) -> Expression:
        """An expression with names of nodes in the place of gradients."""
        return substitute(expression, self._replaced)


def gradient_equations(program: Program, names: Names) -> Iterator[Definition]:
    """The equations of both passes, in order, up to the last gradient."""
    for equation in program.equations:
        if equation.phase is Phase.FORWARD:
            yield Definition(equation.symbol, equation.expression)
        elif equation.phase is Phase.BACKWARD:
            terms = [names.in_nodes(term.expression) for term in equation.terms]
            yield from summed(names.gradients[equation.node], terms, names)


def summed(name: str, terms: Sequence[Expression], names: Names) -> Iterator[Definition]:
    """The equation of a sum, and before it those of parts of a long one."""
    while len(terms) > MOST_TERMS:
        part = names.numbered(name)
        yield Definition(part, _added(terms[:MOST_TERMS]))
        terms = [Name(part), *terms[MOST_TERMS:]]
    yield Definition(name, _added(terms))


def _added(terms: Iterable[Expression]) -> Expression:
    first, *others = terms
    for other in others:
        first = first + other
    return first


def in_parts(equations: Iterable[Definition], names: Names) -> Iterator[Definition]:
    """The same equations with a node for every op, what stands in several of them computed once."""
    known: dict[Expression, Name] = {}
    for name, expression in equations:
        if not isinstance(expression, Call):
            yield Definition(name, expression)
            continue
        parting = _Parting(name, known, names)
        whole = expression.of([parting.part(each) for each in expression.operands])
        known.setdefault(whole, Name(name))
        yield from parting.found
        yield Definition(name, whole)


class _Parting:
    """The parting of an equation into nodes for what stands in it.

    Args:
        node: what it assigns.
        known: the nodes that have been computed before, by what they are.
        names: gives names to the others.
    """

    def __init__(self, node: str, known: dict[Expression, Name], names: Names) -> None:
        self.found: list[Definition] = []
        self._node, self._known, self._names = node, known, names

    def part(self, inner: Expression) -> Expression:
        """What stands for a part of the equation: a name, if it is computed."""
        if not isinstance(inner, Call):
            return inner
        whole = inner.of([self.part(each) for each in inner.operands])
        if whole not in self._known:
            self._known[whole] = Name(self._names.numbered(self._node))
            self.found.append(Definition(self._known[whole].name, whole))
        return self._known[whole]
