"""The batch: how many samples a network is given at once, and which values have a row for each."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from engine.language.expression import Call, Expression, Name
from engine.language.ops import infer_shape, option_of
from engine.language.shapes import Shape


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
) -> Batch:
    """The batch of a network: the first axis of all inputs and targets that are arrays.

    There is none where these axes differ, or where a product of matrices shows that the axis is
    that of something else: in `W @ x` it is that of the features of one sample.

    Args:
        given: the inputs and targets.
        equations: the forward equations.
        shapes: the shape of every node.
    """
    arrays = {name for name in given if shapes[name]}
    sizes = {shapes[name][0] for name in arrays}
    if len(sizes) != 1:
        return Batch()
    rows = Rows(arrays, shapes, sizes.pop())
    for name, expression in equations:
        if any(map(rows.are_mixed, _calls(expression))):
            return Batch()
        if rows.has(expression):
            arrays.add(name)
    return Batch(rows.samples, frozenset(arrays))


@dataclass(frozen=True, slots=True)
class Rows:
    """Tells which expressions have a row for each sample.

    Args:
        nodes: those names that have.
        shapes: the shape of every name.
        samples: how many samples there are.
    """

    nodes: Container[str]
    shapes: Mapping[str, Shape]
    samples: int

    def has(self, expression: Expression) -> bool:
        """Whether the first axis of an expression's value is that of the samples."""
        match expression:
            case Name(name=name):
                return name in self.nodes
            case Call() if self._shape(expression)[:1] != (self.samples,):
                return False
            case Call(op="transpose"):
                return False
            case Call(op="matmul", operands=(left, _)):
                return len(self._shape(left)) == 2 and self.has(left)
            case Call(op="outer", operands=(left, _)):
                return self.has(left)
            case Call(op="sum" | "mean" | "expand_dims", operands=(only, *_)):
                rank = max(len(self._shape(only)), len(self._shape(expression)))
                return int(option_of(expression) or 0) % rank != 0 and self.has(only)
            case Call(op="cross_entropy", operands=operands):
                return any(map(self.has, operands))
            case Call(operands=operands):
                rank = len(self._shape(expression))
                return any(self.has(each) for each in operands if len(self._shape(each)) == rank)
        return False

    def are_mixed(self, call: Call) -> bool:
        """Whether a product of matrices sums over the samples of one of its operands alone."""
        if call.op != "matmul":
            return False
        left, right = call.operands
        if isinstance(left, Call) and left.op == "transpose":
            summed = self.has(left.operands[0])
        else:
            summed = len(self._shape(left)) == 1 and self.has(left)
        return summed != self.has(right)

    def _shape(self, expression: Expression) -> Shape:
        return infer_shape(expression, self.shapes)


def _calls(expression: Expression) -> Iterator[Call]:
    """An expression and all its parts, as far as they are calls."""
    if isinstance(expression, Call):
        yield expression
        for operand in expression.operands:
            yield from _calls(operand)
