"""Programs compiled: one iteration as one Python function, for training.

The function takes the memory that an iteration starts with, computes on local variables and records
nothing. What is computed twice in the program is computed once in it, and the rest is the same
arithmetic in the same order, so its numbers are those of `engine.iterations.run`, bit for bit.

Nothing that a network file says can become code. The text of the function is made of the templates
of this file, which name variables by a number only, and of numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from engine.iterations.code import Code, Operand
from engine.iterations.compiled_ops import call
from engine.iterations.run import Mask, Run, outcome
from engine.language.expression import Call, Expression, Name, Number, size
from engine.language.values import Memory, Value
from engine.program.program import Program

Outcome = tuple[tuple[Value, ...], float, tuple[Mask, ...]]
"""What an iteration gives: the memory that the next one starts with, the loss, and for each ReLU,
in the order of `Network.relu_calls`, where it passes a gradient (`engine.iterations.run.Mask`).
"""

Iterate = Callable[[Memory], Outcome]
"""One iteration. It is to be called within `engine.language.values.unwarned`."""

MAX_OPS = 50_000
"""A program of more ops is not compiled: it would take seconds, and hundreds of megabytes."""


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
    code = Code()
    source = _source(program, frozen, code)
    names = {**code.names(), "exact": exact}
    exec(compile(source, "<iteration>", "exec"), names)  # noqa: S102  (see the module's docstring)
    iterate: Iterate = names["iterate"]
    return iterate


def source_of(program: Program) -> str:
    """The text of the function that a program is compiled to."""
    return _source(program, frozenset(), Code())


def _recorded(program: Program, frozen: frozenset[str]) -> Iterate:
    """The iteration run by `engine.iterations.run`."""
    return lambda memory: outcome(Run(program, 0, memory, frozen=frozen))


# From a program to computations


class _Translation:
    """The computations of a program."""

    def __init__(self, program: Program, frozen: frozenset[str], code: Code) -> None:
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
                total = call(code, "add", [total, other])
            self._known.append(total)

    def _operand(self, expression: Expression, index: int) -> Operand:
        """An expression as the equation at `index` reads it."""
        if isinstance(expression, Number):
            return self._code.number(expression.value)
        if isinstance(expression, Name):
            return self._known[self._program.slot(expression.name, index)]
        assert isinstance(expression, Call)  # noqa: S101  (there is no other kind)
        operands = [self._operand(part, index) for part in expression.operands]
        return call(self._code, expression.op, operands, expression.options)

    def end(self) -> list[Operand]:
        """The memory that the next iteration starts with."""
        return [_carried(self._code, self._known[slot]) for slot in self._program.carried]

    def loss(self) -> Operand:
        """The loss."""
        program = self._program
        return self._known[len(self.base) + program.index[program.network.loss]]

    def masks(self) -> list[Operand]:
        """Where each ReLU passes a gradient."""
        network, index = self._program.network, self._program.index
        inputs = [self._operand(relu.z, index[relu.node]) for relu in network.relu_calls]
        return [_mask(self._code, z, network.conventions.relu_at_zero) for z in inputs]


def _source(program: Program, frozen: frozenset[str], code: Code) -> str:
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


def _carried(code: Code, end: Operand) -> Operand:
    """A value as the next iteration finds it, as in `Run.end`."""
    if end.shape == ():
        return end
    if end.is_given:
        template = "{0} if {0}.flags.c_contiguous else contiguous({0})"
        return code.compute_array(end.shape, template, end)
    return code.compute_array(end.shape, "kept({0})", end)


def _mask(code: Code, z: Operand, at_zero: float) -> Operand:
    """As `engine.iterations.run.mask`."""
    passes = ">=" if at_zero else ">"
    if z.shape == ():
        return code.compute(f"{{0}} {passes} 0.0", z)
    zero = code.as_array(code.number(0.0))
    return code.compute(f"({{0}} {passes} {{1}}).tobytes()", z, zero)


# Single numbers


# Arrays: the calls of `engine.language.arrays`, so that the numbers are the same
