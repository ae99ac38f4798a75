"""Ops as they are written out in the compiled function."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from engine.iterations.code import CallSite, Code, Operand, called
from engine.iterations.compiled_moves import COMPILED_MOVES, REORDERING, moved
from engine.language import rowwise
from engine.language.expression import Options
from engine.language.ops import OPS
from engine.language.rules import Rules
from engine.language.scalars import SCALAR_RULES, scalar_op, written
from engine.language.shapes import ROUNDED_OTHERWISE, Shape, is_small
from engine.language.unrolled_site import Entries, Reference, Site
from engine.language.unrolling import UNROLLED_RULES

Computed = Operand | Entries
"""A value in code: a variable, or the entries of a small array, each for itself."""


class Calls:
    """Calls on values in code, small arrays entry by entry where numpy would round otherwise."""

    def __init__(self, code: Code) -> None:
        self._code = code
        self._numbers: list[Operand] = []
        self._entries: dict[str, Entries] = {}

    def call(self, op: str, operands: list[Computed], options: Options = ()) -> Computed:
        """The result of an op on some operands, written into the code."""
        shapes = [operand.shape for operand in operands]
        if not any(shapes) and SCALAR_RULES[op] is not None:
            return _scalar_call(self._code, op, [self.whole(each) for each in operands], options)
        shape = OPS[op].shape(*shapes, **dict(options))
        if self._is_split(op, operands) and is_small(op, shapes, shape):
            site = Site(self, op, shape, options)
            found = UNROLLED_RULES[op](site, *map(self._split, operands))
            return found if shape else self._operand(found.at[0])
        self._code.has_arrays = True
        whole = tuple([self.whole(each) for each in operands])
        return COMPILED_RULES[op](self._code, CallSite(op, shape, whole, options))

    @staticmethod
    def _is_split(op: str, operands: list[Computed]) -> bool:
        """Whether a call, if it is small, is on entries.

        Others are left to numpy: their results have the order in memory that they have in a trace.
        """
        if op in ROUNDED_OTHERWISE:
            return True
        return op not in REORDERING and all(
            isinstance(each, Entries) or each.shape == () for each in operands
        )

    def whole(self, value: Computed) -> Operand:
        """The variable for a value."""
        if isinstance(value, Operand):
            return value
        self._code.has_arrays = True
        places = ", ".join(f"{{{i}}}" for i in range(len(value.at)))
        template = f"of_entries(({places},), {value.shape})"
        return self._code.compute_array(value.shape, template, *map(self._operand, value.at))

    def write(self, op: str, *operands: Reference, options: Options = ()) -> Reference:
        """The result of a computation on entries."""
        return self._place(_scalar_call(self._code, op, [*map(self._operand, operands)], options))

    def _split(self, value: Computed) -> Entries:
        """The entries of a value."""
        if isinstance(value, Entries):
            return value
        if value.shape == ():
            return Entries((), (self._place(value),))
        found = self._entries.get(value.text)
        if found is None:
            items = self._code.compute("{0}.ravel().tolist()", value)
            each = [self._code.compute(f"{{0}}[{i}]", items) for i in range(math.prod(value.shape))]
            found = self._entries[value.text] = Entries(value.shape, tuple(map(self._place, each)))
        return found

    def _place(self, operand: Operand) -> Reference:
        if operand.number is not None:
            return operand.number
        self._numbers.append(operand)
        return len(self._numbers) - 1

    def _operand(self, entry: Reference) -> Operand:
        return self._code.number(entry) if isinstance(entry, float) else self._numbers[entry]


def _scalar_call(code: Code, op: str, operands: list[Operand], options: Options) -> Operand:
    line = written(op, options)
    assert line is not None  # noqa: S101  (as the caller has checked)
    if line == "{0}":  # nothing is done to a single number
        return operands[0]
    numbers = [operand.number for operand in operands if operand.number is not None]
    function = scalar_op(op, options)
    if len(numbers) == len(operands) and function is not None:
        value = function(*numbers)
        if not math.isnan(value):  # whose sign could not be written
            return code.number(value)
    return code.compute(line, *operands)


_OPERATORS = frozenset({"add", "sub", "mul", "div", "neg"})


def _array_call(code: Code, site: CallSite) -> Operand:
    op, operands = site.op, site.operands
    if OPS[op].elementwise:
        operands = tuple([code.as_array(operand) for operand in operands])
    for option in OPS[op].options:
        value = dict(site.options).get(option.name, option.default)
        if isinstance(value, float):
            operands += (code.as_array(code.number(value)),)
    if OPS[op].elementwise:
        return _entries(code, site.shape, op, *operands)
    return code.compute_array(site.shape, called(f"array_{op}", operands), *operands)


def _entries(code: Code, shape: Shape, op: str, *operands: Operand) -> Operand:
    """An op that is applied entry by entry; one function of numpy can be told where to write."""
    import numpy as np

    from engine.language.arrays import ARRAY_RULES

    plain = called(f"array_{op}", operands)
    template = (SCALAR_RULES[op] if op in _OPERATORS else None) or plain
    into = f"{plain[:-1]}, {{out}})" if isinstance(ARRAY_RULES[op], np.ufunc) else ""
    is_ordered = all(each.is_ordered for each in operands)
    return code.compute_array(shape, template, *operands, is_ordered=is_ordered, into=into)


def _matmul(code: Code, site: CallSite) -> Operand:
    left, right = site.operands
    may_share = left.owner == right.owner or (left.is_given and right.is_given)
    if may_share and left.shape[-2:] == right.shape[-2:][::-1]:
        return _array_call(code, site)
    if max(len(left.shape), len(right.shape)) < 3:
        return code.compute_array(site.shape, "{0}.dot({1})", left, right, is_ordered=True)
    is_ordered = left.is_ordered and right.is_ordered
    return code.compute_array(site.shape, "matmul({0}, {1})", left, right, is_ordered=is_ordered)


def _relu(code: Code, site: CallSite) -> Operand:
    """As in `ARRAY_RULES`, in two lines: the second is written over the first."""
    zero = code.as_array(code.number(0.0))
    highest = _entries(code, site.shape, "maximum", *site.operands, zero)
    return _entries(code, site.shape, "add", highest, zero)


def _sum(code: Code, site: CallSite) -> Operand:
    (x,) = site.operands
    template = f"add_over({{0}}, {site.axes})"
    return code.compute_array(site.shape, template, x, is_ordered=x.is_ordered)


def _mean(code: Code, site: CallSite) -> Operand:
    shape = site.operands[0].shape
    count = math.prod(shape if site.axes is None else (shape[axis] for axis in site.axes))
    total, number = _sum(code, site), code.number(count)
    if site.shape == ():
        return code.compute("{0} / {1}", total, number)
    return _entries(code, site.shape, "div", total, code.as_array(number))


def _extreme(code: Code, site: CallSite) -> Operand:
    (x,) = site.operands
    template = f"{site.op}_over({{0}}, {site.axes})"
    found = code.compute_array(site.shape, template, x, is_ordered=x.is_ordered)
    zero = code.number(0.0)
    if site.shape == ():
        return code.compute("{0} + {1}", found, zero)
    return _entries(code, site.shape, "add", found, code.as_array(zero))


def _sum_to(code: Code, site: CallSite) -> Operand:
    from engine.language.arrays import repeated_axes

    x, _ = site.operands
    axes = repeated_axes(x.shape, site.shape)
    template = f"add_over({{0}}, {axes})"
    left = 0 if axes is None else len(x.shape) - len(axes)
    if left != len(site.shape):
        template += f".reshape({site.shape})"
    return code.compute_array(site.shape, template, x, is_ordered=x.is_ordered)


@dataclass(frozen=True, slots=True)
class _Rows:
    """Formulas on rows as code: call by call, so that what two of them share is computed once."""

    code: Code

    def highest(self, x: Operand) -> Operand:
        return self._column("max_reduce({0}, axis=-1, keepdims=True)", x)

    def total(self, x: Operand) -> Operand:
        return self._column("add_reduce({0}, axis=-1, keepdims=True)", x)

    def minus(self, x: Operand, y: Operand) -> Operand:
        return _entries(self.code, x.shape, "sub", x, y)

    def over(self, x: Operand, y: Operand) -> Operand:
        return _entries(self.code, x.shape, "div", x, y)

    def exp(self, x: Operand) -> Operand:
        return _entries(self.code, x.shape, "exp", x)

    def log(self, x: Operand) -> Operand:
        return _entries(self.code, x.shape, "log", x)

    def losses(self, onehot: Operand, log_probabilities: Operand) -> Operand:
        shape = log_probabilities.shape
        template = "class_losses({0}, {1})"
        is_ordered = onehot.is_ordered and log_probabilities.is_ordered
        losses = self.code.compute_array(
            shape, template, onehot, log_probabilities, is_ordered=is_ordered
        )
        return self.code.compute_array(shape[:-1], "add_reduce({0}, -1)", losses)

    def _column(self, template: str, x: Operand) -> Operand:
        return self.code.compute_array((*x.shape[:-1], 1), template, x, is_ordered=x.is_ordered)


def _in_rows(formula: Callable[..., Operand]) -> Callable[[Code, CallSite], Operand]:
    return lambda code, site: formula(_Rows(code), *site.operands)


COMPILED_RULES: Rules[Callable[[Code, CallSite], Operand]] = Rules(
    "compiled code",
    __name__,
    {
        "matmul": _matmul,
        **COMPILED_MOVES,
        **dict.fromkeys(("fold", "scatter_add"), moved),
        "relu": _relu,
        "sum": _sum,
        "mean": _mean,
        **dict.fromkeys(("max", "min"), _extreme),
        "sum_to": _sum_to,
        "softmax": _in_rows(rowwise.softmax),
        "log_softmax": _in_rows(rowwise.log_softmax),
        "cross_entropy": _in_rows(rowwise.cross_entropy),
        "outer": _array_call,
    },
    {"elementwise": _array_call, "moves": moved},
    exceptions=("relu", *COMPILED_MOVES),
)
"""How a call on arrays is written; most are one call of the function of `ARRAY_RULES`."""
