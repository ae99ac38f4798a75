"""The paths of a gradient: what is found of them, and that in words and products."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from engine.claims.claim import Claim
from engine.claims.relu_states import Cuts
from engine.claims.skip import IsSkip
from engine.derivation.relus import relu_label
from engine.gradients.jacobian import Entry, Link
from engine.gradients.path_claims import PathProduct, PathsAddUp, Rest, Sum
from engine.language.expression import ONE, Call, Expression, Name
from engine.language.index import Index, entry_name
from engine.language.notation import Style
from engine.language.sides import written_numbers
from engine.language.text import listed
from engine.language.values import Value, is_array

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


@dataclass(frozen=True, slots=True, eq=False)
class Contribution:
    """The contribution to an array along one edge.

    Args:
        source: the child that it comes from.
        expression: upstream gradient times local derivative, in symbols.
        value: its value.
    """

    source: str
    expression: Expression
    value: Value


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Paths:
    """A gradient, taken apart.

    Args:
        symbol: the gradient, `dL/dw0`.
        entry: which entry of it; empty for a single number and for the whole of an array.
        gradient: its value.
        is_computed: whether the backward pass has come to it yet.
        count: how many paths there are; 0 for the whole of an array, which has none.
        largest: the largest of them, in order.
        contributions: for the whole of an array, what arrives along each edge.
        is_small: whether the paths of its entries can be followed.
        by_hand: the gradients on the way that were set by hand; where there are any, it is no sum.
        iteration: the iteration.
        rest: what the paths contribute that are not given; None where all are.
        most: so much these contribute at most.
        sum: how the gradient is what all of them add up to.
        style: how it is written as text.
    """

    symbol: str
    entry: Index
    gradient: Value
    is_computed: bool
    count: int = 0
    largest: tuple[Path, ...] = ()
    contributions: tuple[Contribution, ...] = ()
    is_small: bool = True
    by_hand: tuple[str, ...] = ()
    iteration: int = 0
    rest: Rest | None = None
    most: float = 0.0
    sum: Sum = Sum.AS_SHOWN
    style: Style = field(default_factory=Style)

    def __str__(self) -> str:
        return "\n".join(paths_lines(self, self.style))

    __repr__ = __str__

    @property
    def claims(self) -> tuple[Claim, ...]:
        """What is said of it, as far as it can be proved by numbers."""
        if self.by_hand or is_array(self.gradient):
            return ()
        claims: list[Claim] = [self.total] if self.count and self.sum is not Sum.OTHER else []
        for path in self.largest:
            links = tuple(factor.link for factor in path.factors)
            claims.append(PathProduct(self.iteration, links, path.value))
            for factor in path.factors:
                claims += factor.cuts
                claims += [factor.skip] if factor.skip else []
        return tuple(claims)

    @property
    def total(self) -> PathsAddUp:
        """What the paths add up to."""
        values = tuple(path.value for path in self.largest)
        terms = sum(len(path.factors) for path in self.largest)
        return PathsAddUp(
            self.iteration, self.symbol, self.entry, values, self.rest, self.most, terms,
            self.sum is Sum.ROUNDED,
        )  # fmt: skip

    @property
    def shown(self) -> float:
        """What the paths that are given add up to."""
        return sum((path.value for path in self.largest), start=0.0)

    @property
    def left(self) -> float:
        """What the paths that are not given contribute together."""
        if self.count == len(self.largest):
            return 0.0
        assert not is_array(self.gradient)  # noqa: S101  (as paths lead to single numbers)
        return self.gradient - self.shown


def paths_lines(paths: Paths, style: Style) -> list[str]:
    """The paths as lines of text: the sum, then for each path its nodes and its product."""
    name = style.name(entry_name(paths.symbol, paths.entry))
    ahead = "" if paths.is_computed else "not computed yet; it will be so: "
    if paths.by_hand:
        given = listed(map(style.name, paths.by_hand))
        were = "were" if len(paths.by_hand) > 1 else "was"
        value = style.number(paths.gradient)
        return [
            f"{ahead}{name} = {value}, which is no sum over paths, as {given} {were} set by hand"
        ]
    if is_array(paths.gradient):
        return [
            ahead + line if not i else line for i, line in enumerate(_edges(paths, name, style))
        ]
    lines = [f"{ahead}{name} = {style.number(paths.gradient)}{_over(paths, style)}"]
    width = max((len(style.number(path.value)) for path in paths.largest), default=0)
    for path in paths.largest:
        number = style.number(path.value).ljust(width)
        lines.append(f"{number}  {_way(path, style)}")
        lines += [f"    {line}" for line in _product(path, style)]
    return [*lines, *_rest(paths, style)]


def _rest(paths: Paths, style: Style) -> Iterator[str]:
    """What is left for the paths that are not given."""
    match paths.rest:
        case Rest.ZERO:
            yield "the other paths contribute 0"
        case Rest.ROUNDING:
            yield f"the other paths contribute no more than rounding ({style.number(paths.left)})"
        case Rest.SOME:
            yield f"{style.number(paths.left)} is left, which the other paths contribute"


def _over(paths: Paths, style: Style) -> str:
    """As in: , the sum over 2 paths."""
    if not paths.count:
        return ", as no path leads to it"
    count = f"{paths.count:,}"
    if paths.count > MAX_COUNT:
        count = f"about 10^{math.log10(paths.count):.0f}"
    many = "" if paths.count == len(paths.largest) else f"; the {len(paths.largest)} largest:"
    if paths.sum is Sum.OTHER:
        return f", where {count} paths add up to {style.number(paths.shown)}{many}"
    rounded = " but for rounding" if paths.sum is Sum.ROUNDED else ""
    over = "over the only path there is" if paths.count == 1 else f"the sum over {count} paths"
    return f"{rounded}, {over}{many}"


def _way(path: Path, style: Style) -> str:
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


def _product(path: Path, style: Style) -> Sequence[str]:
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


def _edges(paths: Paths, name: str, style: Style) -> list[str]:
    """The contributions along the edges, and how to ask for paths."""
    lines = [f"{name} = {style.number(paths.gradient)}, by edges:"]
    for each in paths.contributions:
        lines.append(f"from {style.name(each.source)}: {style.write(each.expression)}")
        lines[-1] += f" = {style.number(each.value)}"
    if paths.is_small:
        assert is_array(paths.gradient)  # noqa: S101  (as it comes by edges)
        example = entry_name(paths.symbol, (0,) * paths.gradient.ndim)
        lines.append(f"paths lead to single entries: ask for one, as in paths {example}")
    return lines
