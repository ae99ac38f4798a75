"""Programs compiled: one iteration as one Python function, for training.

The function takes the memory that an iteration starts with, computes on local variables and records
nothing. What is computed twice in the program is computed once in it, and the rest is the same
arithmetic in the same order, so its numbers are those of `engine.iterations.run`, bit for bit.

Nothing that a network file says can become code. The text of the function is made of the templates
of this file, which name variables by a number only, and of numbers.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from engine.iterations.run import Mask, Run, outcome
from engine.language.expression import Call, Expression, Name, Number, size
from engine.language.ops import LEAKY_SLOPE, OPS, option_of
from engine.language.scalars import SCALAR_OPS
from engine.language.shapes import Shape
from engine.language.values import Memory, Value, contiguous
from engine.program.program import Program

Outcome = tuple[tuple[Value, ...], float, tuple[Mask, ...]]
"""What an iteration gives: the memory that the next one starts with, the loss, and for each ReLU,
in the order of `Network.relus`, which of its entries are active (`engine.iterations.run.Mask`).
"""

Iterate = Callable[[Memory], Outcome]
"""One iteration. It is to be called within `engine.language.values.unwarned`."""

MAX_OPS = 50_000
"""A program of more ops is not compiled: it would take seconds, and hundreds of megabytes."""

MAX_INLINE = 80
"""The most characters of a computation that is written where it is used and not on its own line.

This also bounds how deeply parentheses are nested.
"""


def compile_program(program: Program, frozen: frozenset[str] = frozenset()) -> Iterate:
    """A function that runs one iteration of a program.

    Python's arithmetic raises where IEEE 754 has an answer (1/0); such an iteration is run by
    `engine.iterations.run.Run`, as are all those of a program with more than `MAX_OPS` ops.

    Args:
        program: what to run.
        frozen: the symbols that the update leaves as they are.
    """
    exact = _recorded(program, frozen)
    terms = [term.expression for equation in program.equations for term in equation.terms]
    if sum(1 + size(expression) for expression in terms) > MAX_OPS:
        return exact
    code = _Code()
    source = _source(program, frozen, code)
    names = {**code.names(), "exact": exact}
    exec(compile(source, "<iteration>", "exec"), names)  # noqa: S102  (see the module's docstring)
    iterate: Iterate = names["iterate"]
    return iterate


def source_of(program: Program) -> str:
    """The text of the function that a program is compiled to."""
    return _source(program, frozenset(), _Code())


def _recorded(program: Program, frozen: frozenset[str]) -> Iterate:
    """The iteration run by `engine.iterations.run`."""
    return lambda memory: outcome(Run(program, 0, memory, frozen=frozen))


@dataclass(frozen=True, slots=True)
class _Operand:
    """What a computation is applied to.

    Args:
        text: a variable or a number, as it is written.
        shape: the shape of its value.
        number: its value, if it is a number.
        owner: the variable whose memory it looks into; most look into their own.
    """

    text: str
    shape: Shape = ()
    number: float | None = None
    owner: str = ""

    @property
    def is_given(self) -> bool:
        """Whether it looks into memory that the function was given."""
        return self.owner.startswith("v")


class _Code:
    """Computations on numbered variables, each made once however often it is asked for."""

    def __init__(self) -> None:
        self._computed: dict[tuple[str, tuple[str, ...]], str] = {}
        self._arrays: set[str] = set()
        self._constants: dict[str, str] = {}
        self.has_arrays = False

    def given(self, slot: int, shape: Shape) -> _Operand:
        """The variable for a slot of the base."""
        return _Operand(f"v{slot}", shape, owner=f"v{slot}")

    def number(self, value: float) -> _Operand:
        """A number."""
        value = float(value)  # a subclass could write itself in its own way
        return _Operand(repr(value), (), value)

    def compute(self, template: str, *operands: _Operand) -> _Operand:
        """A single number, from a template with `{0}`, `{1}` for the operands."""
        return _Operand(self._variable(template, operands))

    def compute_array(self, shape: Shape, template: str, *operands: _Operand) -> _Operand:
        """An array, or a single number where an array is reduced to one."""
        if shape == ():
            return self.compute(f"float({template})", *operands)
        text = self._variable(template, operands)
        self._arrays.add(text)
        return _Operand(text, shape, owner=text)

    def view(self, shape: Shape, template: str, operand: _Operand) -> _Operand:
        """An array in the memory of another."""
        text = self._variable(template, (operand,))
        self._arrays.add(text)
        return _Operand(text, shape, owner=operand.owner)

    def as_array(self, operand: _Operand) -> _Operand:
        """The operand for a ufunc, which takes arrays faster than it takes Python's numbers."""
        if operand.shape:
            return operand
        if operand.number is None:
            return _Operand(self._variable("asarray({0})", (operand,)))
        name = self._constants.setdefault(operand.text, f"c{len(self._constants)}")
        return _Operand(name)

    def _variable(self, template: str, operands: Sequence[_Operand]) -> str:
        key = template, tuple([operand.text for operand in operands])
        return self._computed.setdefault(key, f"t{len(self._computed)}")

    def write(self, results: Sequence[_Operand]) -> tuple[list[str], list[str]]:
        """The lines that compute what the results need, and how the results are written."""
        uses = Counter(result.text for result in results)
        for (template, operands), name in reversed(self._computed.items()):
            if uses[name]:
                for i, operand in enumerate(operands):
                    uses[operand] += template.count(f"{{{i}}}")
        lines = []
        inline: dict[str, str] = {}
        for (template, operands), name in self._computed.items():
            if uses[name]:
                text = template.format(*[inline.pop(operand, operand) for operand in operands])
                # An array has its own line, or numpy would reuse its memory for the next result,
                # with the entries in another order than those of that result have in a trace.
                if uses[name] == 1 and name not in self._arrays and len(text) <= MAX_INLINE:
                    inline[name] = f"({text})"
                else:
                    lines.append(f"{name} = {text}")
        return lines, [inline.get(result.text, result.text) for result in results]

    def names(self) -> dict[str, Any]:
        """What the names in the lines stand for, but for the variables and Python's own."""
        names: dict[str, Any] = {"inf": math.inf, "nan": math.nan, **_SCALAR_NAMES}
        if self.has_arrays:
            import numpy as np

            from engine.language import arrays

            names |= {f"array_{op}": function for op, function in arrays.ARRAY_OPS.items()}
            names |= {name: np.array(float(text)) for text, name in self._constants.items()}
            names |= {
                "add_reduce": np.add.reduce,
                "asarray": np.asarray,
                "class_losses": arrays.class_losses,
                "contiguous": contiguous,
                "filled": arrays.filled,
                "heaviside": np.heaviside,
                "kept": arrays.kept,
                "max_reduce": np.maximum.reduce,
            }
        return names


# From a program to computations


class _Translation:
    """The computations of a program."""

    def __init__(self, program: Program, frozen: frozenset[str], code: _Code) -> None:
        self._program = program
        self._code = code
        self.base = [code.given(slot, program.shapes[name]) for name, slot in program.base.items()]
        self._known = list(self.base)
        for index, equation in enumerate(program.equations):
            if equation.symbol in frozen:
                self._known.append(self.base[program.base[equation.symbol]])
                continue
            total, *others = [self._operand(term.expression, index) for term in equation.terms]
            for other in others:
                total = _call(code, "add", [total, other], None)
            self._known.append(total)

    def _operand(self, expression: Expression, index: int) -> _Operand:
        """An expression as the equation at `index` reads it."""
        if isinstance(expression, Number):
            return self._code.number(expression.value)
        if isinstance(expression, Name):
            return self._known[self._program.slot(expression.name, index)]
        assert isinstance(expression, Call)  # noqa: S101  (there is no other kind)
        parts = expression.operands[: OPS[expression.op].operands]
        operands = [self._operand(part, index) for part in parts]
        return _call(self._code, expression.op, operands, option_of(expression))

    def end(self) -> list[_Operand]:
        """The memory that the next iteration starts with."""
        return [_carried(self._code, self._known[slot]) for slot in self._program.carried]

    def loss(self) -> _Operand:
        """The loss."""
        program = self._program
        return self._known[len(self.base) + program.index[program.network.loss]]

    def masks(self) -> list[_Operand]:
        """What is active in each ReLU."""
        relus = self._program.network.relus.items()
        inputs = [self._operand(z, self._program.index[node]) for node, z in relus]
        return [_mask(self._code, z) for z in inputs]


def _source(program: Program, frozen: frozenset[str], code: _Code) -> str:
    translation = _Translation(program, frozen, code)
    end = translation.end()
    results = [*end, translation.loss(), *translation.masks()]
    lines, written = code.write(results)
    memory, loss, masks = written[: len(end)], written[len(end)], written[len(end) + 1 :]
    return "\n".join(
        [
            "def iterate(memory):",
            f"    {_tuple([given.text for given in translation.base])} = memory",
            "    try:",
            *[f"        {line}" for line in lines],
            f"        return {_tuple(memory)}, {loss}, {_tuple(masks)}",
            "    except (ArithmeticError, ValueError):",
            "        return exact(memory)",
            "",
        ]
    )


def _tuple(texts: Sequence[str]) -> str:
    return f"({', '.join(texts)}{',' if len(texts) == 1 else ''})"


def _carried(code: _Code, end: _Operand) -> _Operand:
    """A value as the next iteration finds it, as in `Run.end`."""
    if end.shape == ():
        return end
    if end.is_given:
        template = "{0} if {0}.flags.c_contiguous else contiguous({0})"
        return code.compute_array(end.shape, template, end)
    return code.compute_array(end.shape, "kept({0})", end)


def _mask(code: _Code, z: _Operand) -> _Operand:
    if z.shape == ():
        return code.compute("{0} > 0.0", z)
    return code.compute("({0} > {1}).tobytes()", z, code.as_array(code.number(0.0)))


_DEFAULTS = {"sign": 0.0, "step": 0.0, "leaky_relu": LEAKY_SLOPE}
"""The options of ops that are called without one."""


@dataclass(frozen=True, slots=True)
class _Site:
    """A call on arrays: its op, the shape of its result, its operands, its option if it has one."""

    op: str
    shape: Shape
    operands: tuple[_Operand, ...]
    option: float | None


def _call(code: _Code, op: str, operands: list[_Operand], option: float | None) -> _Operand:
    shapes = [operand.shape for operand in operands]
    if not any(shapes) and op in SCALAR_OPS:
        return _scalar_call(code, op, [*operands, *_options(code, op, option)])
    code.has_arrays = True
    rule = OPS[op].shape
    shape = rule(*shapes) if option is None else rule(*shapes, option=option)
    return _ARRAY_RULES.get(op, _array_call)(code, _Site(op, shape, tuple(operands), option))


def _options(code: _Code, op: str, option: float | None) -> list[_Operand]:
    """The option of a call, that of the op where it has none, as one operand or none."""
    option = _DEFAULTS.get(op) if option is None else option
    return [] if option is None else [code.number(option)]


# Single numbers

_SCALAR_NAMES: Mapping[str, Callable[..., float]] = {
    **{f"scalar_{op}": function for op, function in SCALAR_OPS.items()},
    "scalar_exp": math.exp,  # these without their guard: what they raise, the function catches
    "scalar_log": math.log,
    "scalar_pow": math.pow,
    "scalar_sqrt": math.sqrt,
}

_SCALAR_TEMPLATES = {
    "add": "{0} + {1}",
    "sub": "{0} - {1}",
    "mul": "{0} * {1}",
    "div": "{0} / {1}",
    "neg": "-{0}",
    "abs": "abs({0})",
    "square": "{0} * {0}",
    "sign": "1.0 if {0} > 0.0 else -1.0 if {0} < 0.0 else {1} if {0} == 0.0 else {0}",
    "relu": "0.0 if {0} <= 0.0 else {0}",
    "step": "1.0 if {0} > 0.0 else 0.0 if {0} < 0.0 else {1} if {0} == 0.0 else {0}",
    "leaky_relu": "{1} * {0} if {0} <= 0.0 else {0}",
    "sigmoid": "1.0 / (1.0 + scalar_exp(-{0})) if {0} >= 0.0"
    " else scalar_exp({0}) / (1.0 + scalar_exp({0}))",
    "minimum": "{0} if {0} <= {1} or {0} != {0} else {1}",
    "maximum": "{0} if {0} >= {1} or {0} != {0} else {1}",
}
"""The ops of `engine.language.scalars`, written out; the others are called."""

_IDENTITIES = frozenset({"sum", "mean", "sum_to", "broadcast_to"})
"""What does nothing to a single number."""


def _scalar_call(code: _Code, op: str, operands: list[_Operand]) -> _Operand:
    if op in _IDENTITIES:
        return operands[0]
    numbers = [operand.number for operand in operands if operand.number is not None]
    if len(numbers) == len(operands):
        value = SCALAR_OPS[op](*numbers)
        if not math.isnan(value):  # whose sign could not be written
            return code.number(value)
    return code.compute(_SCALAR_TEMPLATES.get(op) or _called(f"scalar_{op}", operands), *operands)


def _called(function: str, operands: Sequence[_Operand]) -> str:
    return f"{function}({', '.join(f'{{{i}}}' for i in range(len(operands)))})"


# Arrays: the calls of `engine.language.arrays`, so that the numbers are the same

_OPERATORS = frozenset({"add", "sub", "mul", "div", "neg"})


def _array_call(code: _Code, site: _Site) -> _Operand:
    op, operands = site.op, site.operands
    if OPS[op].elementwise:
        operands = tuple([code.as_array(operand) for operand in operands])
    operands += tuple(_options(code, op, site.option))
    template = _SCALAR_TEMPLATES[op] if op in _OPERATORS else _called(f"array_{op}", operands)
    return code.compute_array(site.shape, template, *operands)


def _matmul(code: _Code, site: _Site) -> _Operand:
    left, right = site.operands
    may_share = left.owner == right.owner or (left.is_given and right.is_given)
    if may_share and left.shape == right.shape[::-1]:
        return _array_call(code, site)
    return code.compute_array(site.shape, "{0}.dot({1})", left, right)


def _transpose(code: _Code, site: _Site) -> _Operand:
    return code.view(site.shape, "{0}.T", *site.operands)


def _expand_dims(code: _Code, site: _Site) -> _Operand:
    (x,) = site.operands
    return code.view(site.shape, f"{{0}}.reshape({site.shape})", code.as_array(x))


def _relu(code: _Code, site: _Site) -> _Operand:
    zero = code.as_array(code.number(0.0))
    return code.compute_array(site.shape, "array_maximum({0}, {1}) + {1}", *site.operands, zero)


def _step(code: _Code, site: _Site) -> _Operand:
    (at_zero,) = _options(code, site.op, site.option)
    return code.compute_array(
        site.shape, "heaviside({0}, {1})", *site.operands, code.as_array(at_zero)
    )


def _sum(code: _Code, site: _Site) -> _Operand:
    axis = None if site.option is None else int(site.option)
    return code.compute_array(site.shape, f"add_reduce({{0}}, {axis})", *site.operands)


def _mean(code: _Code, site: _Site) -> _Operand:
    (x,) = site.operands
    count = math.prod(x.shape) if site.option is None else x.shape[int(site.option)]
    return _call(code, "div", [_sum(code, site), code.number(count)], None)


def _sum_to(code: _Code, site: _Site) -> _Operand:
    from engine.language.arrays import repeated_axes

    x, _ = site.operands
    axes = repeated_axes(x.shape, site.shape)
    template = f"add_reduce({{0}}, {axes})"
    left = 0 if axes is None else len(x.shape) - len(axes)
    if left != len(site.shape):
        template += f".reshape({site.shape})"
    return code.compute_array(site.shape, template, x)


def _broadcast_to(code: _Code, site: _Site) -> _Operand:
    x, _ = site.operands
    return code.compute_array(site.shape, f"filled({{0}}, {site.shape})", x)


def _row_sums(code: _Code, x: _Operand) -> _Operand:
    rows = (*x.shape[:-1], 1)
    return code.compute_array(rows, "add_reduce({0}, axis=-1, keepdims=True)", x)


def _shifted(code: _Code, logits: _Operand) -> _Operand:
    rows = (*logits.shape[:-1], 1)
    highest = code.compute_array(rows, "max_reduce({0}, axis=-1, keepdims=True)", logits)
    return code.compute_array(logits.shape, "{0} - {1}", logits, highest)


def _softmax(code: _Code, site: _Site) -> _Operand:
    powers = code.compute_array(site.shape, "array_exp({0})", _shifted(code, *site.operands))
    return code.compute_array(site.shape, "{0} / {1}", powers, _row_sums(code, powers))


def _log_softmax(code: _Code, site: _Site) -> _Operand:
    logits = site.operands[0]
    shifted = _shifted(code, logits)
    powers = code.compute_array(logits.shape, "array_exp({0})", shifted)
    totals = _row_sums(code, powers)
    return code.compute_array(logits.shape, "{0} - array_log({1})", shifted, totals)


def _cross_entropy(code: _Code, site: _Site) -> _Operand:
    logits, onehot = site.operands
    logarithms = _log_softmax(code, site)
    losses = code.compute_array(logits.shape, "class_losses({0}, {1})", onehot, logarithms)
    return code.compute_array(site.shape, "add_reduce({0}, -1)", losses)


_ARRAY_RULES: Mapping[str, Callable[[_Code, _Site], _Operand]] = {
    "matmul": _matmul,
    "transpose": _transpose,
    "expand_dims": _expand_dims,
    "relu": _relu,
    "step": _step,
    "sum": _sum,
    "mean": _mean,
    "sum_to": _sum_to,
    "broadcast_to": _broadcast_to,
    "softmax": _softmax,
    "log_softmax": _log_softmax,
    "cross_entropy": _cross_entropy,
}
"""The ops that are not written as one call of `ARRAY_OPS`."""
