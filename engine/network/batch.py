"""The batch: how many samples a network is given at once, and which values have a row for each."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from typing import NamedTuple

from engine.language.expression import Call, Expression, Name, calls
from engine.language.moves.shapes import numbers_of, ranges, squeezed
from engine.language.ops import OPS, call_shape, option_of
from engine.language.rules import Rules
from engine.language.shapes import Shape, axes_of


class Batch(NamedTuple):
    """The samples of a network.

    Args:
        samples: how many there are; None without a batch.
        nodes: those whose value has a row, or a number, for each sample.
    """

    samples: int | None = None
    nodes: frozenset[str] = frozenset()


def find_batch(
    given: Iterable[str],
    equations: Sequence[tuple[str, Expression]],
    shapes: Mapping[str, Shape],
    masks: Iterable[str] = (),
) -> Batch:
    """The batch of a network: the first axis of all inputs and targets that are arrays.

    There is none where these axes differ, or where a product of matrices shows that the axis is
    that of something else: in `W @ x` it is that of the features of one sample.

    Args:
        given: the inputs and targets.
        equations: the forward equations.
        shapes: the shape of every node.
        masks: what layers draw for each entry of a value: for each sample, where it has a batch.
    """
    arrays = {name for name in given if shapes[name]}
    sizes = {shapes[name][0] for name in arrays}
    if len(sizes) != 1:
        return Batch()
    arrays.update(name for name in masks if {*shapes[name][:1]} == sizes)
    rows = Rows(arrays, shapes, sizes.pop())
    for name, expression in equations:
        if any(map(rows.are_mixed, calls(expression))):
            return Batch()
        if rows.has(expression):
            arrays.add(name)
        rows.forget()
    return Batch(rows.samples, frozenset(arrays))


class Rows:
    """Tells which expressions have a row for each sample.

    Args:
        nodes: those names that have.
        shapes: the shape of every name.
        samples: how many samples there are.
    """

    def __init__(self, nodes: Container[str], shapes: Mapping[str, Shape], samples: int) -> None:
        self._nodes, self._shapes, self.samples = nodes, shapes, samples
        self._known: dict[int, tuple[Call, Shape]] = {}

    def has(self, expression: Expression) -> bool:
        """Whether the first axis of an expression's value is that of the samples."""
        if isinstance(expression, Name):
            return expression.name in self._nodes
        if not isinstance(expression, Call) or self.shape(expression)[:1] != (self.samples,):
            return False
        return SAMPLE_RULES[expression.op](self, expression)

    def are_mixed(self, call: Call) -> bool:
        """Whether the axis of the samples meets, in another operand, one of something else.

        A product of matrices sums over the samples of one of its operands alone, or a parameter
        with a number or a row for each is combined with theirs one by one: they are features
        then, or the places of a sequence.
        """
        if OPS[call.op].elementwise:
            rank = len(self.shape(call))
            rows = [
                each
                for each in call.operands
                if len(self.shape(each)) == rank and self.shape(each)[:1] == (self.samples,)
            ]
            return self.samples > 1 and len({self.has(each) for each in rows}) > 1
        if call.op != "matmul":
            return False
        left, right = call.operands
        if max(len(self.shape(each)) for each in call.operands) > 2:  # the first axis is not summed
            return False
        if isinstance(left, Call) and left.op == "transpose":
            summed = self.has(left.operands[0])
        else:
            summed = len(self.shape(left)) == 1 and self.has(left)
        return summed != self.has(right)

    def shape(self, expression: Expression) -> Shape:
        """The shape of an expression's value; each part is asked for again and again."""
        if isinstance(expression, Name):
            return self._shapes[expression.name]
        if not isinstance(expression, Call):
            return ()
        known = self._known.get(id(expression))
        if known is None:
            shapes = [self.shape(each) for each in expression.operands]
            known = self._known[id(expression)] = expression, call_shape(expression, shapes)
        return known[1]

    def forget(self) -> None:
        """Let go of the shapes of parts, as of an equation that is done with."""
        self._known.clear()


def _aligned(rows: Rows, part: Call) -> bool:
    """Of entries that are computed from those in the same place."""
    rank = len(rows.shape(part))
    return any(rows.has(each) for each in part.operands if len(rows.shape(each)) == rank)


def _of_matrices(rows: Rows, part: Call) -> bool:
    """Of a product: its rows are those of the left matrix; of arrays of these, of either."""
    rank = len(rows.shape(part))
    if rank > 2:
        return _aligned(rows, part)
    left = part.operands[0]
    return len(rows.shape(left)) == 2 and rows.has(left)


def _of_turned(rows: Rows, part: Call) -> bool:
    """Of a transpose, which leaves the first axis where it is if there are more than two."""
    return len(rows.shape(part)) > 2 and rows.has(part.operands[0])


def _of_left(rows: Rows, part: Call) -> bool:
    return rows.has(part.operands[0])


def _of_any(rows: Rows, part: Call) -> bool:
    return any(map(rows.has, part.operands))


def _beside_axis(rows: Rows, part: Call) -> bool:
    """Of what takes away or puts in an axis that is not the first."""
    only = part.operands[0]
    rank = max(len(rows.shape(only)), len(rows.shape(part)))
    return 0 not in axes_of(option_of(part, "axis"), rank) and rows.has(only)


def _first_stays(rows: Rows, part: Call) -> bool:
    """Of axes in another order: whether the first is still the first."""
    only = part.operands[0]
    axes = axes_of(option_of(part, "axes"), len(rows.shape(only)))
    return axes[0] == 0 and rows.has(only)


def _whole_first(rows: Rows, part: Call) -> bool:
    """Of a slice that takes all samples, in their order."""
    only = part.operands[0]
    taken = ranges(rows.shape(only), **dict(part.options))[0]
    return taken == range(rows.samples) and not _drops_first(part) and rows.has(only)


def _drops_first(part: Call) -> bool:
    return 0.0 in numbers_of(dict(part.options).get("drop", ()))


def _squeezed(rows: Rows, part: Call) -> bool:
    only = part.operands[0]
    axes = squeezed(rows.shape(only), dict(part.options).get("axis"))
    return 0 not in axes and rows.has(only)


def _taken(rows: Rows, part: Call) -> bool:
    """Of what is taken at places: along the first axis, there has to be a place for each sample."""
    x, places = part.operands
    axis = axes_of(option_of(part, "axis"), len(rows.shape(x)))
    return rows.has(places if axis == (0,) else x)


def _beside_places(rows: Rows, part: Call) -> bool:
    """Of what is added up at places, along another axis than that of the samples."""
    axis = axes_of(option_of(part, "axis"), len(rows.shape(part)))
    return axis != (0,) and rows.has(part.operands[0])


def _side_by_side(rows: Rows, part: Call) -> bool:
    """Of arrays side by side, along another axis than that of the samples."""
    rank = len(rows.shape(part))
    return axes_of(option_of(part, "axis"), rank) != (0,) and any(map(rows.has, part.operands))


SAMPLE_RULES: Rules[Callable[[Rows, Call], bool]] = Rules(
    "rows of samples",
    __name__,
    {
        "transpose": _of_turned,
        "permute": _first_stays,
        "slice": _whole_first,
        **dict.fromkeys(("reshape", "pad", "unfold", "fold"), _of_left),
        "squeeze": _squeezed,
        "concat": _side_by_side,
        "take": _taken,
        "scatter_add": _beside_places,
        "matmul": _of_matrices,
        "outer": _of_left,
        **dict.fromkeys(("sum", "mean", "max", "min", "expand_dims"), _beside_axis),
        "cross_entropy": _of_any,
        **dict.fromkeys(("sum_to", "broadcast_to", "softmax", "log_softmax"), _aligned),
    },
    {"elementwise": _aligned},
)
"""Whether a value whose first axis is as long as the batch has a row for each sample."""
