"""Rewrites: an equation of the program with one thing done wrong in it, and how that is said."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, reduce

from engine.checking.slips.scene import NEXT, Scene
from engine.language.entries import entry
from engine.language.expression import Call, Expression, Name
from engine.language.index import Index, Known
from engine.language.notation import Style
from engine.language.text import shortened
from engine.language.values import Value
from engine.program.equation import Phase

MOST_TERMS = 16
"""An entry is written out with so many terms of a sum."""

MOST_SAID = 80
"""So many characters of an expression stand in a sentence."""

Part = Expression | str
"""What stands in a sentence: an expression, written as the program's style does, or words."""


@dataclass(frozen=True, slots=True, eq=False)
class Rewrite:
    """An equation with one thing done wrong.

    Args:
        tag: what.
        expression: the right-hand side that comes of it; it may hold values of other iterations.
        words: what goes on behind `0.375 is what L would be `, with `{0}` for the parts.
        parts: the parts that are named in these words.
    """

    tag: str
    expression: Expression
    words: str
    parts: tuple[Part, ...] = ()

    def said(self, style: Style) -> str:
        """The words, with the names and numbers in them."""
        written = [said(each, style) for each in self.parts]
        return self.words.format(*written)

    @property
    def is_formula(self) -> bool:
        """Whether it is one in the symbols of the program, and holds no value of elsewhere."""
        return not any(isinstance(each, Known) for each in leaves(self.expression))


@dataclass(frozen=True, eq=False)
class Rule:
    """The right-hand side of an equation, to be rewritten.

    Args:
        scene: where it was computed.
        expression: all of it.
        paths: what it adds up, each with the child that a path came from, or with None.
        is_entry: whether it is that of one entry of an array.
    """

    scene: Scene
    expression: Expression
    paths: tuple[tuple[str | None, Expression], ...]
    is_entry: bool = False

    @classmethod
    def of(cls, scene: Scene) -> Rule:
        """The rule of the equation itself."""
        equation = scene.equation
        if equation.phase is Phase.BACKWARD and len(equation.terms) > 1:
            paths: Sequence[tuple[str | None, Expression]] = [
                (term.child, term.expression) for term in equation.terms
            ]
        else:
            paths = [(None, each) for each in addends(equation.expression)]
        return cls(scene, equation.expression, tuple(paths))

    @classmethod
    def of_entry(cls, scene: Scene, place: Index) -> Rule:
        """The rule of one entry, in single numbers."""
        expression = entry(
            scene.equation.expression,
            place,
            scene.program.shapes,
            scene.value_of,
            most=MOST_TERMS,
        )
        paths = tuple((None, each) for each in addends(expression))
        return cls(scene, expression, paths, is_entry=True)

    def rewritten(self, expression: Expression) -> Rule:
        """The same with another right-hand side, for a second slip."""
        paths = tuple((None, each) for each in addends(expression))
        return Rule(self.scene, expression, paths, self.is_entry)

    @cached_property
    def places(self) -> tuple[tuple[Expression, Put], ...]:
        """Every part, with the function that puts another in its place."""
        return tuple(_places(self.expression, _itself))

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The names in it, each once; those of entries as they are."""
        return tuple(dict.fromkeys(e.name for e in leaves(self.expression) if _is_symbol(e)))

    @property
    def is_backward(self) -> bool:
        """Whether it is a gradient."""
        return self.scene.phase is Phase.BACKWARD

    @property
    def is_update(self) -> bool:
        """Whether it assigns a parameter anew."""
        return (
            self.scene.phase is Phase.UPDATE
            and self.scene.symbol in self.scene.program.network.parameters
        )

    def kept(self, which: Sequence[int]) -> Expression:
        """The sum of some of its paths alone."""
        return added([self.paths[i][1] for i in which])


Put = Callable[[Expression], Expression]
"""Puts an expression in the place of a part, and gives the whole."""

Rewriter = Callable[[Rule], Iterator[Rewrite]]
"""Does one kind of thing wrong, in every way in which it can be."""


def said(part: Part, style: Style) -> str:
    """A part as it stands in a sentence."""
    if isinstance(part, str):
        return part
    if any(leaf.name not in style.shapes for leaf in leaves(part)):
        style = style.of_entries()  # entries, and values of elsewhere, have no shapes of their own
    text = style.write(part, lambda each: each.value if isinstance(each, Known) else None)
    return shortened(text.replace(NEXT, ""), MOST_SAID)


def _itself(expression: Expression) -> Expression:
    return expression


def _places(part: Expression, put: Put) -> Iterator[tuple[Expression, Put]]:
    yield part, put
    if isinstance(part, Call):
        for i, operand in enumerate(part.operands):
            yield from _places(operand, _inner(part, i, put))


def _inner(part: Call, i: int, put: Put) -> Put:
    before, after = part.operands[:i], part.operands[i + 1 :]
    return lambda new: put(part.of((*before, new, *after)))


def leaves(expression: Expression) -> Iterator[Name]:
    """The names of an expression, those that know their value too."""
    if isinstance(expression, Name):
        yield expression
    elif isinstance(expression, Call):
        for operand in expression.operands:
            yield from leaves(operand)


def _is_symbol(name: Name) -> bool:
    return not isinstance(name, Known)


def addends(expression: Expression) -> list[Expression]:
    """What an expression adds up, from left to right; what is subtracted with its sign."""
    match expression:
        case Call("add", (left, right)):
            return [*addends(left), *addends(right)]
        case Call("sub", (left, right)):
            return [*addends(left), *(-each for each in addends(right))]
    return [expression]


def added(parts: Sequence[Expression]) -> Expression:
    """The sum of expressions, as a person writes it."""
    return reduce(_add, parts)


def _add(left: Expression, right: Expression) -> Expression:
    if isinstance(right, Call) and right.op == "neg":
        return left - right.operands[0]
    return left + right


def substituted(expression: Expression, old: str, new: Expression) -> Expression:
    """The expression with another in place of a name."""
    if isinstance(expression, Name):
        return new if expression.name == old and _is_symbol(expression) else expression
    if not isinstance(expression, Call):
        return expression
    parts = [substituted(each, old, new) for each in expression.operands]
    if all(one is other for one, other in zip(parts, expression.operands, strict=True)):
        return expression  # the same object, whose value is known
    return expression.of(parts)


def is_call(expression: Expression, *ops: str) -> bool:
    """Whether an expression is a call of one of some ops."""
    return isinstance(expression, Call) and expression.op in ops


def base_of(name: str) -> str:
    """The symbol of which a name is an entry, or the name itself."""
    return name.partition("[")[0]


def valued(value: Value) -> Known:
    """A value of elsewhere, as a part that is written as the number that it is."""
    return Known("value", value)


def is_gradient(name: str) -> bool:
    """Whether a name is that of a gradient, or of one of its entries."""
    return "/" in name
