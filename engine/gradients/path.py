"""The paths of a gradient: what is found of them, and that in words and products."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from engine.claims.claim import Claim
from engine.gradients.one_path import Path, counted, product_lines, way
from engine.gradients.path_claims import PathProduct, PathsAddUp, Rest, Sum
from engine.language.expression import Expression
from engine.language.index import Index, entry_name
from engine.language.notation import Style
from engine.language.text import listed
from engine.language.values import Value, is_array


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
        lines.append(f"{number}  {way(path, style)}")
        lines += [f"    {line}" for line in product_lines(path, style)]
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
    count = counted(paths.count)
    many = "" if paths.count == len(paths.largest) else f"; the {len(paths.largest)} largest:"
    if paths.sum is Sum.OTHER:
        return f", where {count} paths add up to {style.number(paths.shown)}{many}"
    rounded = " but for rounding" if paths.sum is Sum.ROUNDED else ""
    over = "over the only path there is" if paths.count == 1 else f"the sum over {count} paths"
    return f"{rounded}, {over}{many}"


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
