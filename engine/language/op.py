"""What an op is: shape rule, vjp rule, notation."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from engine.frozen import frozen
from engine.language.expression import Call, Expression, Number, Options, OptionValue
from engine.language.shapes import Shape


@frozen(slots=True)
class Conventions:
    """The value taken for a derivative at a kink, where there is none."""

    relu_at_zero: float = 0.0
    abs_at_zero: float = 0.0


class Site(NamedTuple):
    """The call that a derivative rule is applied to, as far as it may know of it.

    Args:
        result: an expression for the value of the call.
        upstream: the shape of the upstream gradient.
        shapes: the shapes of the operands.
        conventions: the network's choice at kinks.
    """

    result: Expression
    upstream: Shape
    shapes: tuple[Shape, ...]
    conventions: Conventions


ShapeRule = Callable[..., Shape]
"""Called with the operands' shapes, and the options by name."""


VjpRule = Callable[..., tuple[Expression, ...]]
"""Called with the upstream gradient, the Site and the operands, and the options by name.

It gives each operand's share.
"""


# How tightly an op binds, as in Python's grammar; an operand that binds less needs parentheses.
SUM, PRODUCT, POWER, ATOM = range(1, 5)


class Notation(NamedTuple):
    """A notation of a call: a template with `{0}`, `{1}` for its operands.

    Args:
        binding: how tightly the op binds, one of SUM, PRODUCT, POWER, ATOM.
        needs: how tightly each operand has to bind to stand without parentheses.
        text: the language of `engine.language.parser`; empty for a call, `name(x, y)`.
        unicode: for the screen, by the value of the call's option (None: no option given); a call
            with another value, or with several options, is written `name(x, option=value)`.
        latex: for documents, in the same way.
    """

    binding: int
    needs: tuple[int, ...]
    text: str
    unicode: Mapping[OptionValue | None, str]
    latex: Mapping[OptionValue | None, str]

    def template(self, kind: str, options: Options) -> str | None:
        """How a call with these options is written in `unicode` or `latex`, None as any call."""
        if len(options) > 1:
            return None
        templates = self.unicode if kind == "unicode" else self.latex
        return templates.get(options[0][1] if options else None)


class Option(NamedTuple):
    """Something that a call may say beside its operands.

    Args:
        name: as it is written, `axis=0`.
        default: its value where a call says nothing; None where that is none at all.
        is_several: whether it may be a tuple of numbers.
        is_needed: whether every call has to say it.
        is_named: whether it is written with its name; else behind the operands.
        example: a value, for messages.
    """

    name: str
    default: OptionValue | None = None
    is_several: bool = False
    is_needed: bool = False
    is_named: bool = True
    example: str = "0"

    @property
    def kind(self) -> str:
        """What a value of it has to be, for messages."""
        return "a number or a tuple of numbers" if self.is_several else "a number"


@frozen(slots=True)
class Op:
    """One row of the table.

    Args:
        name: as it is called in an expression.
        parameters: what the operands are called, for messages.
        shape: the shape of the result; raises ShapeError.
        vjp: the vector-Jacobian product, as expressions.
        notation: how a call is written.
        options: what a call may say beside its operands.
        elementwise: whether operands are broadcast against one another as in numpy.
        moves: whether it only puts entries of its operands elsewhere, some of them repeatedly, and
            a number where none is put.
        reduces: whether it adds up entries of its first operand, and at the most divides the sum.
        kinked: whether it has no derivative at a place where it does not jump.
        jumps: whether it is flat but for jumps.
        zero_if: the operands of which any one, where it is 0, makes the result 0.
        guides: the operands that only say where entries go, by their shape or their numbers.
        chains: whether a call may have more operands than two, as one of two within another.
        activation: whether it is applied to pre-activations.
        needs_full_upstream: whether the rule needs an upstream gradient of the result's full shape;
            the others also take one that broadcasts to it.
    """

    name: str
    parameters: tuple[str, ...]
    shape: ShapeRule
    vjp: VjpRule
    notation: Notation
    options: tuple[Option, ...] = ()
    elementwise: bool = True
    moves: bool = False
    reduces: bool = False
    kinked: bool = False
    jumps: bool = False
    zero_if: tuple[int, ...] = ()
    guides: tuple[int, ...] = ()
    chains: bool = False
    activation: bool = False
    needs_full_upstream: bool = False

    @property
    def smooth(self) -> bool:
        """Whether it has a derivative wherever it does not jump."""
        return not self.kinked

    @property
    def operands(self) -> int:
        """How many operands the op needs."""
        return len(self.parameters)

    @property
    def unnamed(self) -> frozenset[str]:
        """The options that stand behind the operands, without their names."""
        return frozenset(option.name for option in self.options if not option.is_named)

    @property
    def usage(self) -> str:
        """How a call looks, for messages: `sum(x, axis=0)`."""
        options = [
            f"{option.name}={option.example}" if option.is_named else option.example
            for option in self.options
        ]
        return f"{self.name}({', '.join([*self.parameters, *options])})"


def table(*ops: Op) -> Mapping[str, Op]:
    """The rows of some ops, by name."""
    return {op.name: op for op in ops}


TWO = ("x", "y")
"""What the operands of an operator are called."""

NEEDS_NAME = frozenset(("max", "min"))
"""The ops whose options need their names: `max(x, 0)` would be taken for the larger of the two."""


def call(op: str, *operands: Expression | float, **options: OptionValue) -> Call:
    """A call of `op`, with numbers lifted to expressions."""
    return Call(
        op,
        tuple(x if isinstance(x, Expression) else Number(float(x)) for x in operands),
        tuple((name, _as_floats(value)) for name, value in options.items()),
    )


def _as_floats(value: OptionValue) -> OptionValue:
    return tuple(map(float, value)) if isinstance(value, tuple) else float(value)


def sum_to(value: Expression, like: Expression) -> Expression:
    """`value` summed over what broadcasting `like` has repeated: the one way it is undone."""
    return call("sum_to", value, like)


LEAKY_SLOPE = 0.01
"""The slope of leaky_relu for z < 0 unless another is given (Maas, Hannun and Ng, 2013)."""


SQRT_HALF = 0.7071067811865476
"""The square root of a half, by which `gelu` scales; `math.sqrt(0.5)`."""


def function(unicode: str, latex: str, count: int = 1) -> Notation:
    """The notation of a call: `relu(z)`."""
    arguments = ", ".join(f"{{{i}}}" for i in range(count))
    return template("", f"{unicode}({arguments})", rf"{latex}\left({arguments}\right)", count)


def template(
    text: str,
    unicode: str | Mapping[OptionValue | None, str],
    latex: str | Mapping[OptionValue | None, str],
    count: int = 1,
) -> Notation:
    """The notation of something that needs no parentheses, inside or outside."""
    return Notation(
        ATOM,
        (SUM,) * count,
        text,
        {None: unicode} if isinstance(unicode, str) else unicode,
        {None: latex} if isinstance(latex, str) else latex,
    )


def infix(binding: int, needs: tuple[int, ...], text: str, unicode: str, latex: str) -> Notation:
    """The notation of an operator between its operands."""
    return Notation(binding, needs, text, {None: unicode}, {None: latex})
