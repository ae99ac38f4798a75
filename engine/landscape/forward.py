"""The forward equations of a network, with a name for all that a kink depends on."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from itertools import count, product

from engine.frozen import frozen, replace
from engine.language.breaks import sides, written_sides
from engine.language.expression import Call, Expression, Name, Number
from engine.language.index import Index, entry_name
from engine.language.notation import Style
from engine.language.ops import OPS, infer_shape
from engine.language.shapes import Shape
from engine.network.network import Network
from engine.network.parts import Definition


@frozen(slots=True, eq=False)
class Kink:
    """A call of an op that has a kink: at 0, or where both of its operands are equal.

    Args:
        node: the node in whose equation it stands.
        op: the op.
        written: what is 0 on the kink, or two that are equal, as they stand there.
        operands: what tells the sides apart by its sign, or by that of the difference of two.
        shape: of what is 0 where it is on the kink: the operand, or the difference of both.
    """

    node: str
    op: str
    written: tuple[Expression, ...]
    operands: tuple[Expression, ...]
    shape: Shape

    def said(self, index: Index, style: Style) -> str:
        """Where an entry of it is on the kink, as an equation: `z1 = 0`, `Z1[2,0] = 0`, `a = b`."""
        sides = [style.write(each) for each in self.written]
        if len(sides) > 1:
            where = f" at [{','.join(map(str, index))}]" if index else ""
            return f"{' = '.join(sides)}{where}"
        is_name = isinstance(self.written[0], Name)
        return f"{entry_name(sides[0] if is_name or not index else f'({sides[0]})', index)} = 0"


@frozen(eq=False)
class Forward:
    """The forward equations, each operand of a kink with a name of its own.

    Args:
        network: the network that computes the same with them.
        kinks: every kink, in order.
    """

    network: Network
    kinks: tuple[Kink, ...]

    @classmethod
    def of(cls, network: Network) -> Forward:
        """The forward equations of a network.

        >>> from engine.network.files import load_network
        >>> from engine.language.notation import Style
        >>> forward = Forward.of(load_network("skip"))
        >>> [kink.said((), Style()) for kink in forward.kinks]
        ['z0 = 0', 'z1 = 0', 'y − yhat = 0']
        """
        naming = _Naming(network)
        equations = tuple(naming.equations())
        if len(equations) > len(network.equations):
            network = replace(network, equations=equations)
        kinks = [
            replace(kink, shape=infer_shape(_difference(kink), network.shapes))
            for kink in naming.kinks.values()
        ]
        return cls(network, tuple(kinks))

    @cached_property
    def entries(self) -> tuple[tuple[Kink, Index], ...]:
        """Every entry of every kink, in order."""
        return tuple(
            (kink, index) for kink in self.kinks for index in product(*map(range, kink.shape))
        )


def _difference(kink: Kink) -> Expression:
    first, *others = kink.operands
    return Call("sub", (first, *others)) if others else first


class _Naming:
    """Takes the operands of kinks out of the equations.

    Args:
        network: whose equations.
    """

    def __init__(self, network: Network) -> None:
        self.kinks: dict[tuple[Expression, ...], Kink] = {}
        self._network = network
        taken = {*network.nodes}
        self._names = (name for i in count() if (name := f"kink_of_{i}") not in taken)
        self._named: dict[Expression, Name] = {}

    def equations(self) -> Iterator[Definition]:
        """The equations, each behind those of the operands that were taken out of it."""
        for node, expression in self._network.equations:
            new: list[Definition] = []
            rest = self._rest(node, expression, new)
            yield from new
            yield Definition(node, rest)

    def _rest(self, node: str, expression: Expression, new: list[Definition]) -> Expression:
        """An expression with names in the place of operands of kinks."""
        if not isinstance(expression, Call):
            return expression
        operands = [self._rest(node, each, new) for each in expression.operands]
        if not OPS[expression.op].kinked:
            return expression.of(operands)
        operands = [self._name(each, new) for each in operands]
        named = expression.of(operands)
        apart = sides(named)
        # What is on its kink at the same place, as relu(z) and abs(z) are, is one.
        kink = Kink(node, expression.op, written_sides(expression), apart, ())
        self.kinks.setdefault(apart, kink)
        return named

    def _name(self, operand: Expression, new: list[Definition]) -> Expression:
        if isinstance(operand, Name | Number):
            return operand
        if operand not in self._named:
            self._named[operand] = Name(next(self._names))
            new.append(Definition(self._named[operand].name, operand))
        return self._named[operand]
