"""Compiled code: the memory it shares, its text that no name gets into, and its size."""

import ast
import re
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from engine.errors import ExpressionError
from engine.iterations.compile import source_of
from engine.language.expression import Call, Name, Number
from engine.language.ops import OPS
from engine.language.parser import check_name, parse
from engine.language.values import evaluate, same
from engine.network.files import load_network
from engine.network.network import Network
from engine.network.parts import Definition
from engine.program.program import derive
from tests.engine.iterations.compiled import (
    ARRAY_FORMS,
    ENTRIES,
    SCALAR_FORMS,
    assert_same,
    call,
    iterate,
    never,
)

# Memory


WIDE = np.random.default_rng(3).normal(size=(13, 29))


@pytest.mark.parametrize(
    "equations",
    [
        "L = sum(square(transpose(exp(A)) @ exp(A))) + sum(B)",
        "C = exp(A)\nD = exp(A)\nL = sum(square(transpose(C) @ D)) + sum(B)",
        "C = exp(A)\nD = C\nL = sum(square(transpose(C) @ D)) + sum(B)",
        "L = sum(square(transpose(A) @ B))",
        "L = sum(square(A @ transpose(A))) + sum(B)",
    ],
)
def test_numbers_do_not_depend_on_what_shares_memory(equations, build):
    shared = build(equations, {"B": WIDE}, A=WIDE)
    apart = build(equations, {"B": WIDE.copy()}, A=WIDE.copy())
    assert all(map(same, assert_same(shared), assert_same(apart)))


def test_the_product_of_a_matrix_and_its_transpose_is_computed_as_any_other():
    product = parse("transpose(a) @ b")
    shared = evaluate(product, {"a": WIDE, "b": WIDE})
    np.testing.assert_allclose(shared, np.einsum("ij,ik->jk", WIDE, WIDE), rtol=1e-12, atol=1e-12)
    assert same(shared, evaluate(product, {"a": WIDE, "b": WIDE.copy()}))


def test_arrays_in_another_order_end_in_the_usual_one(build):
    network = build("L = sum(square(X*W))", {"X": np.asfortranarray(WIDE)}, W=WIDE)
    start = (*derive(network).start[:1], np.asfortranarray(WIDE), 0.01)
    end = assert_same(network, start=start)
    assert all(value.flags.c_contiguous for value in end[:2])


def test_large_arrays_are_added_up_in_the_same_order(build):
    # Of this size numpy reuses the memory of a temporary, whichever order its entries have.
    x = np.random.default_rng(5).normal(size=(200, 200))
    text = "M = X + transpose(W)*X\nG = X + transpose(W*X)*2\nL = mean(M) + sum(G)/7"
    assert_same(build(text, {"X": x}, W=x.T.copy()))


def test_what_is_handed_on_is_read_only(xor):
    program = derive(xor)
    end, _, _ = iterate(program, program.start)
    arrays = [value for value in end if not isinstance(value, float)]
    assert len(arrays) == 6
    assert not any(value.flags.writeable for value in arrays)


def test_what_was_given_is_left_as_it_was(build):
    x = np.ones((2, 3))
    program = derive(build("L = sum(X*w)", {"X": x}, w=np.ones(3)))
    end, _, _ = iterate(program, program.start)
    assert end[0] is x
    assert x.flags.writeable


# The text


def test_what_is_computed_twice_is_computed_once(xor):
    source = source_of(derive(xor))
    assert source.count("scalar_exp(") == 8  # of four samples with two classes each
    assert source.count("scalar_log(") == 4
    inputs, targets = {"X": np.ones((40, 2))}, {"Y": np.eye(2)[[0, 1] * 20]}
    source = source_of(derive(replace(xor, inputs=inputs, targets=targets)))
    for function in ("max_reduce", "array_exp", "array_log"):
        assert source.count(f"{function}(") == 1
    assert source.count("add_reduce(") == 2  # rows, loss per sample
    assert source.count("add_over(") == 2  # two biases
    assert source.count(".ravel().tolist()") == 1  # the losses of the samples, of which few are


def test_what_the_outcome_does_not_need_is_left_out(build):
    network = build("u = x*x\nz = exp(u)*w\nL = z", {"x": 0.5}, w=2.0)
    asked = replace(network, gradients=("x",))
    assert derive(asked).has_gradient("x")
    assert numbered(source_of(derive(asked))) == numbered(source_of(derive(network)))


def numbered(source):
    """The source with its variables numbered in the order in which they come."""
    names = {}
    return re.sub(r"\bt\d+", lambda name: names.setdefault(name[0], f"t{len(names)}"), source)


NAMES = ("__import__", "print", "v0", "t1", "c0", "exit", "memory", "iterate", "exact", "iterate_",
         "ArithmeticError", "scalar_exp", "array_exp", "float", "inf_", "_", "π", "Δ", "ñandú",
         "__builtins__", "asarray", "os", "dL")  # fmt: skip
ALLOWED = {
    "abs", "float", "inf", "nan", "exact", "memory", "ArithmeticError", "ValueError",
    "add_reduce", "max_reduce", "class_losses", "filled", "heaviside", "kept", "contiguous",
    "asarray", "scalar_log1p", "scalar_erfc", "min_reduce", "matmul",
    "m", "values", "masks", "keep", "losses", "changes",
    "starts", "len", "pack", "of_entries", "next", "fed",
    *(f"{kind}_{op}" for kind in ("scalar", "array") for op in OPS),
}  # fmt: skip
ATTRIBUTES = {"dot", "T", "swapaxes", "reshape", "tobytes", "append", "ravel", "tolist"}
FUNCTIONS = {
    "train": ["values", "masks", "kept", "losses", "changes", "starts", "fed"],  # a loop on numbers
    "part": ["m"],  # a slice
}


def assert_harmless(source):
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Name(id=name):
                assert name in ALLOWED or re.fullmatch(r"[vtcm]\d+", name, re.ASCII), name
            case ast.Attribute(attr=name):
                assert name in ATTRIBUTES
            case ast.FunctionDef(name=name, args=arguments):
                assert [each.arg for each in arguments.args] == FUNCTIONS[name]
            case ast.Constant(value=value):
                assert value is None or type(value) in (bool, int, float)
            case ast.Import() | ast.ImportFrom() | ast.Global() | ast.Lambda():
                raise AssertionError(node)


def renamed(names):
    x, y, w, z, h, loss = names
    equations = (
        Definition(z, call("mul", w, x)),
        Definition(h, call("relu", z)),
        Definition(loss, Call("square", (call("sub", h, y),))),
    )
    return Network(equations, loss, {x: 2.0}, {y: 1.0}, {w: 0.75}, 0.125)


def usable(name):
    try:
        check_name(name)
    except ExpressionError:
        return False
    return True


identifiers = st.sampled_from(NAMES) | st.from_regex(r"[^\W\d]\w{0,8}", fullmatch=True)


@given(names=st.lists(identifiers.filter(usable), min_size=6, max_size=6, unique=True))
@example(names=list(NAMES[:6]))
@example(names=list(NAMES[6:12]))
def test_a_name_never_becomes_code(names):
    program = derive(renamed(names))
    source = source_of(program)
    assert_harmless(source)
    assert source == source_of(derive(renamed(["x", "y", "w", "z", "h", "L"])))
    # By hand: h = 1.5, L = 0.25, dL/dw = 2*0.5*2.
    assert iterate(program, program.start) == ((2.0, 1.0, 0.5, 0.125), 0.25, (True,))


def test_every_op_is_written_in_harmless_code(xor, build):
    for network in (xor, load_network("skip"), load_network("plain")):
        assert_harmless(source_of(derive(network)))
    for text in SCALAR_FORMS:
        assert_harmless(source_of(derive(build(f"L = ({text})*b*inf + a*nan", a=0.5, b=2.0))))
    for text in ARRAY_FORMS:
        if "cross_entropy" not in text:
            line = f"L = sum({text}) + sum(a*b*inf) + sum(r*nan)"
            values = {"a": np.array(ENTRIES), "b": np.ones((3, 3)), "r": np.ones(3)}
            assert_harmless(source_of(derive(build(line, **values))))


def test_a_number_is_written_as_a_number():
    class Written(float):
        def __repr__(self):
            return "exit()"

    equation = Definition("L", Call("mul", (Name("w"), Number(Written(0.5)))))
    program = derive(Network((equation,), "L", {}, {}, {"w": 3.0}, 1.0))
    assert "exit" not in source_of(program)
    assert iterate(program, program.start) == ((2.5, 1.0), 1.5, ())


# Size


def chain(length):
    """A sum of as many products of one weight, so that as many terms meet at it."""
    equations = [Definition("n0", call("mul", "w", "x"))]
    for i in range(1, length):
        equations.append(Definition(f"m{i}", call("mul", "w", "x")))
        equations.append(Definition(f"n{i}", call("add", f"n{i - 1}", f"m{i}")))
    return Network(tuple(equations), f"n{length - 1}", {"x": 0.1}, {}, {"w": 0.3}, 1e-6)


def test_a_fan_in_sum_of_thousands_of_terms_is_added_first_to_last():
    network = chain(1500)
    assert len(max(derive(network).equations, key=lambda each: len(each.terms)).terms) == 1500
    with never():
        assert_same(network, 2)
    total = 0.1
    for _ in range(1499):
        total += 0.1
    program = derive(network)
    assert iterate(program, program.start)[0][1] == 0.3 - 1e-6 * total


@pytest.mark.parametrize("size", [1, 2, 7])
def test_a_long_program_is_compiled_in_slices(monkeypatch, xor, build, size):
    monkeypatch.setattr("engine.iterations.compile.WHOLE", 0)
    monkeypatch.setattr("engine.iterations.slices.SLICE", size)
    wide = replace(xor, inputs={"X": np.ones((40, 2))}, targets={"Y": np.eye(2)[[0, 1] * 20]})
    for network in (load_network("skip"), xor, chain(20), wide):
        with never():
            assert_same(network, 4)
    refused = build("L = exp(w)*x/w", {"x": 2.0}, w=0.0)
    assert_same(refused)
    with pytest.raises(AssertionError, match="not compiled"), never():
        assert_same(refused)
