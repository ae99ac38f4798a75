"""Equations that are like others but for what stands in some places."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from engine.frozen import frozen, made_by
from engine.language.expression import Call, Expression, Name, Options
from engine.language.parser import parse
from engine.network.parts import Definition

OPEN = frozenset(("unfold", "reshape"))
"""The ops whose options a pattern leaves open."""


@frozen(eq=False)
class Match:
    """What stands in the places of a pattern.

    Args:
        of: for each name of the pattern what is there.
        options: for each op whose options it leaves open those of its first call.
    """

    of: dict[str, Expression] = made_by(factory=dict)
    options: dict[str, Options] = made_by(factory=dict)

    def fits(self, pattern: Expression, found: Expression) -> bool:
        """Whether an expression is as a pattern says, given what stands there already."""
        match pattern, found:
            case Name(name=name), _:
                return self.of.setdefault(name, found) == found
            case Call(), Call() if pattern.op == found.op:
                if pattern.op in OPEN:
                    self.options.setdefault(pattern.op, found.options)
                elif pattern.options != found.options:
                    return False
                pairs = zip(pattern.operands, found.operands, strict=True)
                return all(self.fits(*pair) for pair in pairs)
        return pattern == found


def lines(text: str) -> tuple[Definition, ...]:
    """The equations of a pattern, one a line."""
    parts = [line.partition("=") for line in text.strip().splitlines()]
    return tuple(Definition(name.strip(), parse(right)) for name, _, right in parts)


def matched(pattern: Sequence[Definition], equations: Sequence[Definition]) -> Match | None:
    """What stands in the places of a pattern of as many equations; None where it is another."""
    found = Match()
    if len(pattern) != len(equations):
        return None
    for wanted, equation in zip(pattern, equations, strict=True):
        if not found.fits(wanted.expression, equation.expression):
            return None
        if found.of.setdefault(wanted.name, Name(equation.name)) != Name(equation.name):
            return None
    return found


def of_call(match: Match, op: str) -> Mapping[str, tuple[int, ...]]:
    """The options that a pattern leaves open as whole numbers."""
    return {
        name: tuple(map(int, value if isinstance(value, tuple) else (value,)))
        for name, value in match.options[op]
    }
