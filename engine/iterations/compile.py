"""Programs compiled: iterations as Python functions, for training.

They compute on local variables and record nothing. What is computed twice in the program is
computed once in them, and the rest is the same arithmetic in the same order, so their numbers are
those of `engine.iterations.run`, bit for bit. A program whose arrays are all small is unrolled to
single numbers, for numpy's calls would cost many times the arithmetic.

Nothing that a network file says can become code. The text of a function is made of the templates
of these files, which name variables by a number only, and of numbers.
"""

from __future__ import annotations

from engine.iterations import compiled_arrays
from engine.iterations.block import Compiled, Outcome
from engine.iterations.code import Code
from engine.iterations.compiled_arrays import CompiledArrays
from engine.iterations.compiled_numbers import CompiledNumbers, text_of
from engine.iterations.compiled_slices import CompiledSlices
from engine.iterations.layout import Layout
from engine.iterations.run import Run, outcome
from engine.iterations.slices import is_long
from engine.iterations.unrolled import NotSmall, unroll
from engine.language.values import Memory
from engine.program.program import Program

WHOLE = 6_000
"""A program of about more computations is compiled in slices, and not as one function."""


def compile_program(program: Program, frozen: frozenset[str] = frozenset()) -> Compiled:
    """A program as compiled functions.

    Python's arithmetic raises where IEEE 754 has an answer (1/0); such an iteration is run by
    `engine.iterations.run.Run`.

    Args:
        program: what to run.
        frozen: the symbols that the update leaves as they are.
    """

    def exact(memory: Memory) -> Outcome:
        return outcome(Run(program, 0, memory, frozen=frozen))

    if not is_long(program, WHOLE):
        unrolled = unroll(program, frozen)
        if unrolled is not None:
            return CompiledNumbers(unrolled, frozen, exact)
    else:
        try:
            return CompiledSlices(program, frozen, exact)
        except NotSmall:
            pass
    return CompiledArrays(program, frozen, exact)


def source_of(program: Program) -> str:
    """The text of the function that a program is compiled to, if it is not cut into slices."""
    unrolled = unroll(program)
    if unrolled is None:
        return compiled_arrays.text_of(program)
    return text_of(unrolled, Layout(program, frozenset()), Code())
