"""A path of a gradient: its local derivatives, and how it is written."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from engine.claims.relu_states import Cuts
from engine.claims.skip import IsSkip
from engine.derivation.relus import relu_label
from engine.gradients.jacobian import Entry, Link
from engine.language.expression import ONE, Call, Expression, Name
from engine.language.index import entry_name
from engine.language.notation import Style
from engine.language.sides import joined, written_numbers
from engine.language.text import listed

MAX_FACTORS = 12
"""Of a product of more local derivatives only the first and the last are written."""


MAX_COUNT = 1_000_000
"""So many paths are counted to the last; of more the power of ten is said."""


@dataclass(frozen=True, slots=True)
class Factor:
    """The local derivative along one link of a path.

    Args:
        link: one use of an entry by an entry of a child.
        expression: the derivative in symbols.
        cuts: the ReLUs in the equation of the child that let nothing pass of this link.
        skip: that it is a skip connection; None where it is none.
    """

    link: Link
    expression: Expression
    cuts: tuple[Cuts, ...]
    skip: IsSkip | None

    @property
    def value(self) -> float:
        """The derivative."""
        return self.link.value


@dataclass(frozen=True, slots=True)
class Path:
    """A way from the loss back to a node: its local derivatives, the one at the loss first."""

    factors: tuple[Factor, ...]

    @property
    def places(self) -> tuple[Entry, ...]:
        """The entries that it leads over, the loss first."""
        return (self.factors[0].link.target, *(factor.link.source for factor in self.factors))

    @property
    def value(self) -> float:
        """What it contributes: the product of the local derivatives, from the loss back."""
        return math.prod(factor.value for factor in self.factors)

    @property
    def cuts(self) -> tuple[Factor, ...]:
        """Where ReLUs cut it: the local derivative there is 0."""
        return tuple(each for each in self.factors if each.cuts)


def way(path: Path, style: Style) -> str:
    """As in: L ← ŷ ← z2 ← h0 ← z0 ← w0, over the skip connection w3."""
    way = " ← ".join(_shortened([style.name(entry_name(*place)) for place in path.places]))
    skips = [_skip(factor, style) for factor in path.factors if factor.skip]
    if skips:
        way += f", over the skip connection{'s' * (len(skips) > 1)} {listed(skips)}"
    if path.cuts:
        cuts = [(factor, each) for factor in path.cuts for each in factor.cuts]
        way += f"; cut by {listed(_cut(factor, each, style) for factor, each in cuts)}"
    return way


def _skip(factor: Factor, style: Style) -> str:
    """The weight of a skip connection, or where it leads if it has none."""
    if isinstance(factor.expression, Name):
        return style.name(factor.expression.name)
    source, target = factor.link.source, factor.link.target
    return f"{style.name(entry_name(*source))} → {style.name(entry_name(*target))}"


def _cut(factor: Factor, cuts: Cuts, style: Style) -> str:
    """As in: dead ReLU 0; dead H[1,1]; the dead ReLU of gate; ReLU 0, which is at the kink."""
    label = relu_label(cuts.relu, style)
    if cuts.entry:
        node, index = factor.link.target
        label = style.name(entry_name(node, index))
        if not cuts.relu.is_whole:
            label = f"the ReLU of {style.write(cuts.relu.z)} in {label}"
    if not cuts.is_dead:
        return f"{label}, which is at the kink"
    of = label.removeprefix("the ")
    return f"dead {label}" if of == label else f"the dead {of}"


def product_lines(path: Path, style: Style) -> Sequence[str]:
    """The local derivatives in symbols, then in numbers."""
    style = style.of_entries()  # as they are single numbers, and entries have no shapes
    values = [factor.value for factor in path.factors]
    times = style.write(Call("mul", (ONE, ONE))).strip("1")
    symbols = times.join(_shortened([_fenced(each.expression, style) for each in path.factors]))
    if len(values) > MAX_FACTORS:
        numbers = times.join(_shortened([_signed(style.number(value)) for value in values]))
        return [f"= {symbols}", f"= {numbers}"]
    first, *last = written_numbers("mul", values, path.value, style)
    return [f"= {symbols}", *(f"{side.sign} {first}" for side in last or [first])]


def _fenced(expression: Expression, style: Style) -> str:
    """The expression as the factor of a product, in parentheses where it needs them."""
    prefix = style.write(Call("mul", (ONE, ONE))).removesuffix(style.write(ONE))
    return style.write(Call("mul", (ONE, expression))).removeprefix(prefix)


def _signed(number: str) -> str:
    return f"({number})" if number[0] in "-−" else number


def _shortened(parts: Sequence[str]) -> list[str]:
    """The parts; of many the first and the last, and how many are left out between."""
    if len(parts) <= MAX_FACTORS:
        return list(parts)
    end = MAX_FACTORS // 2
    return [*parts[:end], f"… ({len(parts) - 2 * end:,} more)", *parts[-end:]]


def product_line(path: Path, style: Style) -> str:
    """The local derivatives in numbers and what they come to, in a line: `1 · 0.5 · 0.5 = 0.25`."""
    style, values = style.of_entries(), [factor.value for factor in path.factors]
    if len(values) > MAX_FACTORS:
        return f"{len(values):,} local derivatives, product {style.number(path.value)}"
    return joined(written_numbers("mul", values, path.value, style))


def counted(paths: int) -> str:
    """How many paths there are: `89`, `about 10^41`."""
    return f"{paths:,}" if paths <= MAX_COUNT else f"about 10^{math.log10(paths):.0f}"
