"""Large arrays are written over and let go: the numbers stay those of the trace, to the bit."""

import re
import sys
import tracemalloc

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.iterations.compile import compile_program, source_of
from engine.iterations.lines import LARGE, Array, Line, Memory
from engine.language.expression import Call, Name, free_names
from engine.language.values import unwarned
from engine.network.network import Network
from engine.network.parts import Definition
from engine.program.program import derive
from tests.engine.iterations.compiled import assert_same

SIZE = 24  # a matrix of 24×24 is large
ONE = ("relu", "neg", "tanh", "square", "abs", "transpose", "softmax", "exp", "step", "sigmoid")
TWO = ("add", "sub", "mul", "maximum", "matmul")


def matrix(seed, rows=SIZE, columns=SIZE):
    return np.random.default_rng(seed).standard_normal((rows, columns)) / 4


def network(equations, **parameters):
    return Network(tuple(equations), "L", {}, {}, parameters, 0.01)


@given(st.data())
def test_random_programs_on_large_arrays_have_the_numbers_of_the_trace(data):
    names, equations, unused = ["A", "B", "b"], [], {}
    for number in range(data.draw(st.integers(2, 8))):
        op = data.draw(st.sampled_from((*ONE, *TWO)))
        known = [name for name in names if name != "b" or op not in ("transpose", "matmul")]
        operands = [data.draw(st.sampled_from(known)) for _ in range(1 + (op in TWO))]
        if operands[0] == "b":
            op, operands = "add", ["b", "A"]
        name = f"n{number}"
        expression = Call(op, tuple(map(Name, operands)))
        if data.draw(st.booleans()):
            expression = Call("mul", (Name("A"), Call("neg", (expression,))))
        if data.draw(st.integers(0, 9)) == 0:
            expression = Name(operands[0]) if operands[0] != "b" else expression
        equations.append(Definition(name, expression))
        names.append(name)
        unused[name] = None
        for operand in free_names(expression):
            unused.pop(operand, None)
    total = Call("mean", (Name("A"),))
    for name in (*unused, "B", "b", "n0"):
        total = Call("add", (total, Call("mean", (Name(name),))))
    equations.append(Definition("L", total))
    parameters = {"A": matrix(1), "B": matrix(2), "b": matrix(3)[0]}
    assert_same(network(equations, **parameters), iterations=2)


@pytest.mark.parametrize(
    "lines",
    [
        # the same array under two names, and looked at in another order, read behind the op
        ["Y = A", "Z = Y + B", "L = mean(Z * A) + mean(Y)"],
        ["Z = A + B", "T = transpose(Z)", "H = relu(Z)", "L = mean(H + T)"],
        ["Z = A @ B", "T = transpose(Z)", "L = mean(exp(T) * T)"],
        ["Z = A - A", "H = Z * Z", "L = mean(H + H) + mean(B)"],
    ],
)
def test_what_is_read_again_is_not_written_over(lines, build):
    equations = "\n".join(lines)
    assert_same(build(equations, A=matrix(1), B=matrix(2)))


def test_an_op_is_written_over_an_operand_only_where_that_is_done_with():
    arrays = {
        **{name: Array((LARGE,), name, True, "f({0}, {out})") for name in ("t0", "t1", "t2")},
        "view": Array((LARGE,), "t1"),
    }
    reads = {"t1": ["t0"], "view": ["t1"], "t2": ["t1"]}
    lines = [Line(name, "f({0})", of, frozenset(of)) for name, of in reads.items()]
    used_later = Line("t3", "g({0}, {1})", ["view", "t2"], frozenset(("view", "t2")))
    assert list(Memory(arrays, [*lines, used_later], []).texts()) == [
        "t1 = f(t0, t0)", "del t0", "view = f(t1)", "t2 = f(t1)",
        "t3 = g(view, t2)", "del t1, t2, view",
    ]  # fmt: skip
    assert "t2 = f(t1, t1)" in list(Memory(arrays, lines[::2], []).texts())
    assert "t2 = f(t1)" in list(Memory(arrays, lines[::2], ["t1"]).texts())


def test_an_iteration_takes_no_more_than_twice_its_activations_and_gradients(build):
    equations = "H0 = relu(A)\n" + "".join(
        f"Z{i} = H{i - 1} @ B\nH{i} = tanh(Z{i}) * 2 - square(Z{i})\n" for i in range(1, 9)
    )
    size = 48
    program = derive(
        build(
            equations + "L = mean(H8)",
            A=matrix(1, size, size),
            B=matrix(2, size, size),
        )
    )
    compiled = compile_program(program)
    with unwarned():
        compiled(program.start)
        tracemalloc.start()
        compiled(program.start)
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    entries = sum(np.prod(program.shapes[each.symbol]) for each in program.equations)
    assert most < 2 * 8 * entries
    assert most < 0.8 * 8 * entries  # gradients are let go, activations kept for them


def test_a_program_on_large_arrays_is_one_function(build):
    equations = "\n".join(f"H{i} = tanh({f'H{i - 1}' if i else 'A'} @ B)" for i in range(40))
    program = derive(build(equations + "\nL = mean(H39)", A=matrix(1), B=matrix(2)))
    assert len(re.findall("def part", source_of(program))) == 1
    assert sys.getsizeof(source_of(program)) < 40_000
