"""Scalar computations as a graph, each made once, in the few ops that numpy has a function for.

Where numbers are finite, much need not be computed: 0·x is 0 and x + 0 is x. Such a graph holds
only as long as no infinity and no NaN turns up in it, which floating-point arithmetic tells by its
flags (overflow, division by zero, invalid). `exact` graphs hold always.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import NamedTuple

from engine.language.expression import Options, OptionValue
from engine.language.op import LEAKY_SLOPE, SQRT_HALF
from engine.language.rules import Rules
from engine.language.scalars import CLASS_LOSS, scalar_op
from engine.language.table.comparisons import COMPARING

NUMBER, GIVEN = "number", "given"


Level = tuple[int, int, int]


class Node(NamedTuple):
    """A computation, or what computations begin with.

    Args:
        op: a key of `engine.sweeps.kernel.UFUNCS`, `NUMBER` or `GIVEN`.
        operands: the nodes that it reads.
        value: of a number; of what is given, its row.
        varies: whether it may differ between runs.
        level: when it is done: in which equation, how deep in it, and as which of the parts that a
            computation there is made of.
    """

    op: str
    operands: tuple[int, ...]
    value: float
    varies: bool
    level: Level


class Graph:
    """Computations, each made once however often it is asked for; an operand is its place.

    Args:
        exact: whether infinities and NaN may turn up.
    """

    def __init__(self, *, exact: bool) -> None:
        self.exact = exact
        self.nodes: list[Node] = []
        self._now = 0, 0
        self._found: dict[tuple[str, tuple[int, ...], str, bool], int] = {}

    def begin(self, equation: int, depth: int) -> None:
        """Begin with the computations of an equation that are so deep in it."""
        self._now = equation, depth

    def number(self, value: float) -> int:
        """A number."""
        return self._node(NUMBER, (), value, varies=False)

    def given(self, row: int, *, varies: bool) -> int:
        """What an iteration starts with, by its row."""
        return self._node(GIVEN, (), row, varies=varies)

    def compute(self, op: str, *operands: int) -> int:
        """The result of an op of numpy, folded where that changes nothing."""
        nodes = [self.nodes[operand] for operand in operands]
        if all(node.op == NUMBER for node in nodes):
            folded = _folded(op, [node.value for node in nodes])
            if folded is not None:
                return self.number(folded)
        if len(operands) == 2:
            simpler = self._simpler(op, *operands)
            if simpler is not None:
                return simpler
        return self._node(op, operands, 0.0, varies=any(node.varies for node in nodes))

    def copy(self, node: int, mark: int, *, varies: bool) -> int:
        """A computation that gives what another gives, one for each mark."""
        return self._node("positive", (node,), mark, varies=varies)

    def is_computed(self, node: int) -> bool:
        """Whether a node is a computation."""
        return self.nodes[node].op not in (NUMBER, GIVEN)

    def value(self, node: int) -> float | None:
        """The value of a number; None of anything else."""
        found = self.nodes[node]
        return found.value if found.op == NUMBER else None

    def _simpler(self, op: str, left: int, right: int) -> int | None:
        """The result where an operand is a number that makes the op simpler."""
        a, b = self.value(left), self.value(right)
        match op:
            case "mul" if a == 1.0 or b == 1.0:
                return right if a == 1.0 else left
            case "mul" if not self.exact and (a == 0.0 or b == 0.0):
                return self.number(0.0)
            case "add" if not self.exact and (a == 0.0 or b == 0.0):
                return right if a == 0.0 else left
            case "sub" if b == 0.0 and (not self.exact or math.copysign(1.0, b) > 0.0):
                return left
            case "sub" if not self.exact and a == 0.0:
                return self.compute("neg", right)
            case "div" if b is not None and abs(math.frexp(b)[0]) == 0.5 and _inverts(b):
                return self.compute("mul", left, self.number(1.0 / b))  # exact, and faster
            case "pow" if b == 2.0:
                return self.compute("mul", left, left)
            case "mul" if a == -1.0 or b == -1.0:
                return self.compute("neg", right if a == -1.0 else left)
        return self._positive(op, left, right)

    def _positive(self, op: str, left: int, right: int) -> int | None:
        """The result with signs turned afterwards: rounding is symmetric, so it is the same."""
        a, b = self._turned(left), self._turned(right)
        match op:
            case "add" if a is not None and b is not None:
                return self.compute("neg", self.compute("add", a, b))
            case "add" if b is not None:
                return self.compute("sub", left, b)
            case "sub" if b is not None:
                return self.compute("add", left, b)
            case "mul" | "div" if a is not None and (number := self.value(right)) is not None:
                return self.compute(op, a, self.number(-number))
        return None

    def _turned(self, node: int) -> int | None:
        """What a node has the other sign of; None where it is none of that kind."""
        found = self.nodes[node]
        return found.operands[0] if found.op == "neg" else None

    def _node(self, op: str, operands: tuple[int, ...], value: float, *, varies: bool) -> int:
        key = op, operands, repr(value), varies
        found = self._found.get(key)
        level = self._level_after(operands)
        if found is None:
            found = self._found[key] = len(self.nodes)
            self.nodes.append(Node(op, operands, value, varies, level))
        elif level < self.nodes[found].level:  # it is needed earlier than where it came first
            self.nodes[found] = self.nodes[found]._replace(level=level)
        return found

    def _level_after(self, operands: Sequence[int]) -> Level:
        """When something can be done: now, and after what it reads."""
        equation, depth = self._now
        parts = [0]
        for operand in operands:
            *at, part = self.nodes[operand].level
            if at == [equation, depth]:
                parts.append(part)
        return equation, depth, 1 + max(parts)


def _inverts(power: float) -> bool:
    """Whether a power of two and its reciprocal are normal numbers."""
    return 2.0**-1000 < abs(power) < 2.0**1000


def _folded(op: str, values: Sequence[float]) -> float | None:
    """What an op makes of numbers; None where that is not known before it is run."""
    if op not in ("add", "sub", "mul", "div", "neg", "abs", "minimum", "maximum"):
        return None
    function = scalar_op(op)
    result = None if function is None else function(*values)
    return None if result is None or not math.isfinite(result) else result


# From the ops of the language


def lowered(graph: Graph, op: str, operands: Sequence[int], options: Options = ()) -> int:
    """The result of an op of the language on single numbers, as computations of a graph."""
    if op == CLASS_LOSS:
        return _class_loss(graph, *operands)
    rule = LOWERED_RULES[op]
    assert rule is not None, f"{op} is not an op on single numbers"  # noqa: S101
    if rule == "":
        return operands[0]
    if isinstance(rule, str):
        return graph.compute(rule, *operands)
    return rule(graph, *operands, **dict(options))


def _sign(graph: Graph, x: int, at_zero: OptionValue = 0.0) -> int:
    sign = graph.compute("sign", x)
    if at_zero == 0.0:
        return sign
    away = graph.compute("neg", graph.compute("abs", x))
    at = graph.compute("heaviside", away, graph.number(_one(at_zero)))
    return graph.compute("add", sign, at)


def _relu(graph: Graph, z: int) -> int:
    return graph.compute("maximum", z, graph.number(0.0))


def _step(graph: Graph, z: int, at_zero: OptionValue = 0.0) -> int:
    return graph.compute("heaviside", z, graph.number(_one(at_zero)))


def _leaky_relu(graph: Graph, z: int, slope: OptionValue = LEAKY_SLOPE) -> int:
    zero = graph.number(0.0)
    below = graph.compute("mul", graph.number(_one(slope)), graph.compute("minimum", z, zero))
    return graph.compute("add", graph.compute("maximum", z, zero), below)


def _tail(graph: Graph, x: int) -> int:
    """The exponential of -|x|."""
    return graph.compute("exp", graph.compute("neg", graph.compute("abs", x)))


def _softplus(graph: Graph, x: int) -> int:
    above = graph.compute("maximum", x, graph.number(0.0))
    return graph.compute("add", above, graph.compute("log1p", _tail(graph, x)))


def _sigmoid(graph: Graph, x: int) -> int:
    below = graph.compute("exp", graph.compute("minimum", x, graph.number(0.0)))
    whole = graph.compute("add", graph.number(1.0), _tail(graph, x))
    return graph.compute("div", below, whole)


def _silu(graph: Graph, x: int) -> int:
    return graph.compute("mul", x, _sigmoid(graph, x))


def _square(graph: Graph, x: int) -> int:
    return graph.compute("mul", x, x)


def _gelu(graph: Graph, x: int) -> int:
    far = graph.compute("erfc", graph.compute("mul", x, graph.number(-SQRT_HALF)))
    return graph.compute("mul", graph.compute("mul", graph.number(0.5), x), far)


def _class_loss(graph: Graph, target: int, logarithm: int) -> int:
    known = graph.value(target)
    if known == 0.0:
        return graph.number(0.0)
    if known is None and graph.exact:
        return graph.compute(CLASS_LOSS, target, logarithm)
    return graph.compute("mul", graph.compute("neg", target), logarithm)


def _one(value: OptionValue) -> float:
    assert isinstance(value, float)  # noqa: S101  (as their rows say)
    return value


LOWERED_RULES: Rules[str | Callable[..., int] | None] = Rules(
    "sweeps",
    __name__,
    {
        **{op: op for op in ("add", "sub", "mul", "div", "pow", "neg", "abs", "tanh")},
        **{op: op for op in ("exp", "log", "sqrt", "minimum", "maximum", "sin", "cos", "erf")},
        **{op: op for op in (*COMPARING, "where", "floor")},
        "gelu": _gelu,
        "silu": _silu,
        "detach": "",
        "sign": _sign,
        "relu": _relu,
        "step": _step,
        "leaky_relu": _leaky_relu,
        "softplus": _softplus,
        "sigmoid": _sigmoid,
        "square": _square,
        **dict.fromkeys(("sum", "mean", "max", "min", "sum_to", "broadcast_to"), ""),
        **dict.fromkeys(
            ("matmul", "outer", "fold", "scatter_add", "softmax", "log_softmax", "cross_entropy"),
        ),
    },
    {"moves": None},
    exceptions=("broadcast_to",),
)  # fmt: skip
"""How an op on single numbers is computed for many runs: by an op of numpy, or by several.

Nothing to do is an empty text; None is for an op that takes or gives arrays.
"""
