"""Programs on arrays compiled: the calls of numpy that the trace makes, each made once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from engine.iterations.block import Iterate, OneByOne, Outcome
from engine.iterations.code import Code, Operand
from engine.iterations.compiled_ops import Calls, Computed
from engine.iterations.lines import keep_freed
from engine.iterations.slices import Slice, calls, slices
from engine.language.expression import Call, Expression, Name, Number
from engine.language.values import Memory, Value, contiguous, is_array
from engine.network.relus import Relu
from engine.program.program import Program


class CompiledArrays(OneByOne):
    """A program on arrays of any size, compiled slice by slice.

    What one slice leaves to another, and the results, stand in a list: the program's memory, and
    the masks behind it.

    Args:
        program: what is compiled.
        frozen: the symbols that its update leaves as they are.
        exact: runs an iteration in any case.
    """

    def __init__(self, program: Program, frozen: frozenset[str], exact: Iterate) -> None:
        super().__init__(program, self._iterate_once)
        self._exact = exact
        self._first_mask = len(program.base) + len(program.equations)
        self._empty = [0.0] * (len(program.equations) + len(program.network.relu_calls))
        self._loss = len(program.base) + program.index[program.network.loss]
        names = list(program.base)
        trained = [slot for slot in program.trained if names[slot] not in frozen]
        self._changed = [(slot, program.carried[slot]) for slot in trained]
        parts = slices(program, frozen, calls)
        self._functions = [_compiled(program, part, frozen) for part in parts]
        keep_freed()

    def _iterate_once(self, memory: Memory) -> Outcome:
        values: list[Any] = [*memory, *self._empty]
        try:
            for function in self._functions:
                function(values)
        except (ArithmeticError, ValueError):
            return self._exact(memory)
        end = list(map(contiguous, memory))
        for slot, place in self._changed:
            end[slot] = _kept(values[place])
        return tuple(end), values[self._loss], tuple(values[self._first_mask :])


def text_of(program: Program) -> str:
    """The text of the functions of all slices."""
    parts = slices(program, frozenset(), calls)
    return "\n".join(_text(program, part, frozenset(), Code()) for part in parts)


def _kept(value: Value) -> Value:
    """A computed value as the next iteration finds it, as in `Run.end`."""
    if not is_array(value):
        return value
    from engine.language.arrays import kept

    return kept(value)


def _compiled(program: Program, part: Slice, frozen: frozenset[str]) -> Callable[[list[Any]], None]:
    """The function of a slice."""
    code = Code()
    source = _text(program, part, frozen, code)
    names = code.names()
    exec(compile(source, "<slice>", "exec"), names)  # noqa: S102  (see `engine.iterations.compile`)
    function: Callable[[list[Any]], None] = names["part"]
    return function


def _text(program: Program, part: Slice, frozen: frozenset[str], code: Code) -> str:
    symbols = [*program.base, *(each.symbol for each in program.equations)]
    first, relus = len(program.base), len(symbols)
    known: dict[int, Computed] = {
        slot: code.given(slot, program.shapes[symbols[slot]], is_ordered=slot < first)
        for slot in part.reads
    }
    masks: dict[int, Operand] = {}
    translation = _Translation(program, code, known)
    for index in part.equations:
        symbol = symbols[first + index]
        known[first + index] = (
            known[program.base[symbol]] if symbol in frozen else translation.value(index)
        )
        masks |= {
            relus + relu.place: translation.mask(relu)
            for relu in part.relus
            if program.index[relu.node] == index
        }
    results = {slot: translation.calls.whole(known[slot]) for slot in part.writes} | masks
    lines, texts = code.write(list(results.values()))
    given = [f"v{slot} = m[{slot}]" for slot in part.reads]
    given += [f"m[{slot}] = None" for slot in part.frees]
    left = [f"m[{place}] = {text}" for place, text in zip(results, texts, strict=True)]
    return "\n    ".join(["def part(m):", *given, *lines, *left, "return None\n"])


class _Translation:
    """The computations of equations.

    Args:
        program: what they are of.
        code: where they are written.
        known: the variable for each slot of memory that is known so far.
    """

    def __init__(self, program: Program, code: Code, known: Mapping[int, Computed]) -> None:
        self._program, self._code, self._known = program, code, known
        self.calls = Calls(code)

    def value(self, index: int) -> Computed:
        """What an equation assigns."""
        terms = self._program.equations[index].terms
        total, *others = [self._operand(term.expression, index) for term in terms]
        for other in others:
            total = self.calls.call("add", [total, other])
        return total

    def mask(self, relu: Relu) -> Operand:
        """Where a ReLU passes a gradient, as `engine.iterations.run.mask`."""
        z = self.calls.whole(self._operand(relu.z, self._program.index[relu.node]))
        passes = ">=" if self._program.network.conventions.relu_at_zero else ">"
        if z.shape == ():
            return self._code.compute(f"{{0}} {passes} 0.0", z)
        zero = self._code.as_array(self._code.number(0.0))
        return self._code.compute(f"({{0}} {passes} {{1}}).tobytes()", z, zero)

    def _operand(self, expression: Expression, index: int) -> Computed:
        """An expression as the equation at `index` reads it."""
        if isinstance(expression, Number):
            return self._code.number(expression.value)
        if isinstance(expression, Name):
            return self._known[self._program.slot(expression.name, index)]
        assert isinstance(expression, Call)  # noqa: S101  (there is no other kind)
        operands = [self._operand(part, index) for part in expression.operands]
        return self.calls.call(expression.op, operands, expression.options)
