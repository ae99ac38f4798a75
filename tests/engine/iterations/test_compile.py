import ast
import math
import re
import subprocess
import sys
from dataclasses import replace
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from engine.errors import ExpressionError, ShapeError
from engine.iterations.compile import compile_program, source_of
from engine.iterations.run import run_iteration
from engine.iterations.step import every_step
from engine.language.expression import Call, Name, Number
from engine.language.ops import OPS, infer_shape
from engine.language.parser import check_name, parse
from engine.language.scalars import SCALAR_OPS
from engine.language.values import evaluate, same, unwarned
from engine.network.files import load_network
from engine.network.network import Network
from engine.network.optimisers import KINDS, Optimiser
from engine.network.parts import Definition
from engine.network.reader import read_network
from engine.network.source import Source
from engine.program.program import Phase, derive

XOR = """
loss = "L"
equations = '''
Z = X @ W1 + b1
H = relu(Z)
O = H @ W2 + b2
L = mean(cross_entropy(O, Y))
'''
[inputs]
X = [[0, 0], [0, 1], [1, 0], [1, 1]]
[targets]
Y = [[1, 0], [0, 1], [0, 1], [1, 0]]
[parameters]
W1 = { normal = 0.5, shape = [2, 3] }
b1 = { constant = 0.01, shape = [3] }
W2 = { normal = 0.5, shape = [3, 2] }
b2 = { constant = 0.01, shape = [2] }
"""


@pytest.fixture(scope="module")
def xor():
    return read_network(Source("xor.toml", XOR))


def call(op, *operands):
    return Call(op, tuple(Number(x) if isinstance(x, float) else Name(x) for x in operands))


def iterate(program, memory):
    with unwarned():
        return compile_program(program)(memory)


def active(network, values):
    """For each ReLU where its pre-activation is above 0, by numpy."""
    for z in network.relus.values():
        value = evaluate(z, values)
        yield bool(value > 0) if isinstance(value, float) else np.greater(value, 0).tobytes()


def assert_same(network, iterations=3, start=None):
    """Compares compiled iterations with recorded ones, to the bit, and returns the last memory."""
    program = derive(network)
    compiled = compile_program(program)
    memory = program.start if start is None else start
    for number in range(iterations):
        run = run_iteration(program, number, memory)
        nodes = {step.symbol: step.value for step in every_step(run) if step.phase is Phase.FORWARD}
        with unwarned():
            end, loss, masks = compiled(memory)
        assert len(end) == len(run.end)
        for name, found, wanted in zip(program.base, end, run.end, strict=True):
            assert same(found, wanted), (name, found, wanted)
            assert type(found) is type(wanted)
        assert same(loss, nodes[network.loss])
        given = dict(zip(program.base, memory, strict=True))
        assert masks == tuple(active(network, given | nodes))
        memory = end
    return memory


def never():
    """Fails where an iteration is run by the trace."""
    return patch("engine.iterations.compile.Run", side_effect=AssertionError("not compiled"))


# Numbers from elsewhere


def test_the_skip_network_trains_as_in_the_exercise():
    program = derive(load_network("skip"))
    end, loss, masks = iterate(program, program.start)
    assert end == (1.0, -3.0, -0.25, 0.25, 0.25, 0.0, 1.0)
    assert loss == 3.375
    assert masks == (True, True)
    again, loss, masks = iterate(program, end)
    assert again == end
    assert loss == 3.0
    assert masks == (False, False)


def test_xor_trains_as_by_hand(xor):
    program = derive(xor)
    compiled = compile_program(program)
    x, y, w1, b1, w2, b2 = (np.array(value) for value in xor.constants.values())
    memory = program.start
    for _ in range(20):
        z = x @ w1 + b1
        h = np.maximum(z, 0)
        e = np.exp(h @ w2 + b2)
        p = e / e.sum(axis=1, keepdims=True)
        delta = (p - y) / 4
        back = delta @ w2.T * (z > 0)
        with unwarned(), never():
            memory, loss, (mask,) = compiled(memory)
        assert mask == (z > 0).tobytes()
        assert loss == pytest.approx(-np.log((p * y).sum(axis=1)).mean(), rel=1e-12)
        w1, b1 = w1 - x.T @ back, b1 - back.sum(axis=0)
        w2, b2 = w2 - h.T @ delta, b2 - delta.sum(axis=0)
        for found, wanted in zip(memory[2:], (w1, b1, w2, b2), strict=False):
            np.testing.assert_allclose(found, wanted, rtol=1e-12, atol=1e-15)


# The numbers of the trace, to the bit


@pytest.mark.parametrize("name", ["skip", "plain"])
def test_shipped_networks_have_the_numbers_of_the_trace(name):
    network = load_network(name)
    with never():
        assert_same(network, 4)
        assert_same(network.with_values(dict.fromkeys(network.parameters, 0.3)), 4)
    assert_same(network.with_values({"x": 0.0, "w1": -0.0}), 4)


@pytest.mark.parametrize("kind", KINDS)
def test_every_optimiser_has_the_numbers_of_the_trace(kind, xor):
    with never():
        assert_same(replace(xor, optimiser=Optimiser(kind)), 5)
        assert_same(replace(load_network("skip"), optimiser=Optimiser(kind)), 5)


SCALAR_FORMS = [
    "a + b", "a - b", "a*b", "a/b", "b**a", "a*b**2", "-a", "abs(a)", "sign(a)", "sign(a, 1)",
    "relu(a)", "step(a)", "step(a, 0.5)", "leaky_relu(a)", "leaky_relu(a, 0.25)", "sigmoid(a)",
    "tanh(a)", "exp(a)", "a*log(b)", "a*sqrt(b)", "square(a)", "minimum(a, b)", "maximum(a, b)",
    "sum(a)", "mean(a)", "sum_to(a, b)", "broadcast_to(a, b)",
]  # fmt: skip


@pytest.mark.parametrize("text", SCALAR_FORMS)
def test_every_op_on_numbers_is_compiled(text, build):
    for a in (0.7, -0.7, 0.0, -0.0, math.inf, -math.inf, math.nan):
        with never():
            assert_same(build(f"L = ({text})*b", {"b": 1.25}, a=a), 1)


ARRAY_FORMS = [
    *SCALAR_FORMS, "a @ transpose(a)", "transpose(a) @ a", "a @ r", "r @ a", "r @ r",
    "outer(r, r)", "sum(a, axis=0)", "sum(a, -1)", "mean(a, axis=0)", "mean(a, axis=1)",
    "expand_dims(a, -1)", "expand_dims(a)", "sum_to(a, r)", "sum_to(a, expand_dims(r))",
    "sum_to(a, expand_dims(r, 1))*b",
    "sum_to(a, 1)", "broadcast_to(r, a)", "broadcast_to(2, a)", "expand_dims(sum(a))",
    "softmax(a)", "softmax(r)", "log_softmax(a)", "cross_entropy(a, y)",
    "cross_entropy(r, y0)",
    "2*a", "a*sum(a)", "a - r", "maximum(a, 0.1)", "b**a*2", "a**sum(b)", "sum(b)**a",
]  # fmt: skip

ENTRIES = [[0.7, -0.7, 0.0], [-0.0, 0.3, 2.5], [-1.5, 0.1, 0.2]]


@pytest.mark.parametrize("text", ARRAY_FORMS)
def test_every_op_on_arrays_is_compiled(text, build):
    y = np.eye(3)
    values = {"a": np.array(ENTRIES), "r": np.array(ENTRIES[0])}
    inputs = {"b": np.array([[1.25, 0.5, 2.0]] * 3)}
    targets = {name: y[0] if name == "y0" else y for name in ("y0", "y") if f"{name})" in text}
    network = build(f"L = sum({text}) + sum(a*b) + sum(r)", inputs, targets=targets, **values)
    with never():
        assert_same(network, 2)


def test_every_op_is_tested():
    used = {part for text in ARRAY_FORMS for part in re.findall(r"\w+(?=\()", text)}
    infix = {"add", "sub", "mul", "div", "pow", "neg", "matmul"}
    assert used | infix == set(OPS)


SPECIAL = (0.0, -0.0, 1.0, -1.0, 0.5, 2.0, -3.0, 1e308, -1e308, 5e-324, 710.0, -750.0,
           math.inf, -math.inf, math.nan)  # fmt: skip
ANY = st.sampled_from(SPECIAL) | st.floats(-3, 3)


def options(draw, op):
    if OPS[op].option is None or draw(st.booleans()):
        return ()
    if OPS[op].option == "axis":
        return (float(draw(st.integers(-2, 2))),)
    return (draw(st.sampled_from((0.0, -0.0, 0.5, 1.0, math.inf, math.nan))),)


def network_of(draw, ops, values, inputs, targets):
    """A random network in which every node is a call of one of the ops."""
    shapes = {name: np.shape(value) for name, value in (values | inputs | targets).items()}
    unused = dict.fromkeys(shapes)
    equations = []
    for _ in range(draw(st.integers(3, 10))):
        op = draw(st.sampled_from(ops))
        operands = [draw(st.sampled_from([*shapes, *SPECIAL[:5]])) for _ in range(OPS[op].operands)]
        if op == "cross_entropy":
            operands[1] = draw(st.sampled_from(list(targets)))
        expression = call(op, *operands, *options(draw, op))
        try:
            shape = infer_shape(expression, shapes)
        except ShapeError:
            continue
        if math.prod(shape) > 50 or len(shape) > 4:
            continue
        name = f"n{len(equations)}"
        equations.append(Definition(name, expression))
        shapes[name] = shape
        unused[name] = None
        for operand in operands:
            unused.pop(operand, None)
    total = call("sum", next(iter(unused)))
    for name in list(unused)[1:]:
        total = Call("add", (total, call("sum", name)))
    equations.append(Definition("L", total))
    return Network(tuple(equations), "L", inputs, targets, values)


@given(data=st.data())
def test_random_networks_of_numbers_have_the_numbers_of_the_trace(data):
    values = {f"p{i}": data.draw(ANY) for i in range(data.draw(st.integers(1, 3)))}
    assert_same(network_of(data.draw, sorted(SCALAR_OPS), values, {"x": data.draw(ANY)}, {}))


@given(data=st.data())
def test_random_networks_of_arrays_have_the_numbers_of_the_trace(data):
    def array(*shape):
        return data.draw(hnp.arrays(np.float64, shape, elements=ANY))

    values = {"W": array(3, 2), "A": array(2, 2), "b": array(2), "s": data.draw(ANY)}
    inputs = {"X": array(3, 2), "v": array(3)}
    targets = {"Y": np.eye(2)[[0, 1, 1]], "y": np.array([0.25, 0.75])}
    assert_same(network_of(data.draw, sorted(OPS), values, inputs, targets))


@pytest.mark.parametrize("equation", ["L = w/x", "L = log(x)*w", "L = exp(w)*x", "L = x**-1*w"])
def test_what_python_refuses_has_the_value_of_ieee_754(equation, build):
    network = build(equation, {"x": 0.0}, w=1000.0)
    end = assert_same(network)
    assert not math.isfinite(end[1])
    with never(), pytest.raises(AssertionError, match="not compiled"):
        assert_same(network)


def test_single_numbers_are_trained_without_numpy():
    code = """
import sys
from engine.iterations.compile import compile_program
from engine.program.program import derive
from engine.network.files import load_network
program = derive(load_network("skip"))
print(compile_program(program)(program.start)[1], "numpy" in sys.modules)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "3.375 False\n"


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
    for function in ("max_reduce", "array_exp", "array_log"):
        assert source.count(f"{function}(") == 1
    assert source.count("add_reduce(") == 5  # rows, loss per sample, their mean, two biases


def test_what_the_outcome_does_not_need_is_left_out(build):
    network = build("u = x*x\nz = exp(u)*w\nL = z", {"x": 0.5}, w=2.0)
    asked = replace(network, gradients=("x",))
    assert derive(asked).has_gradient("x")
    assert source_of(derive(asked)) == source_of(derive(network))


NAMES = ("__import__", "print", "v0", "t1", "c0", "exit", "memory", "iterate", "exact", "iterate_",
         "ArithmeticError", "scalar_exp", "array_exp", "float", "inf_", "_", "π", "Δ", "ñandú",
         "__builtins__", "asarray", "os", "dL")  # fmt: skip
ALLOWED = {
    "abs", "float", "inf", "nan", "exact", "memory", "ArithmeticError", "ValueError",
    "add_reduce", "max_reduce", "class_losses", "filled", "heaviside", "kept", "contiguous",
    "asarray", *(f"{kind}_{op}" for kind in ("scalar", "array") for op in OPS),
}  # fmt: skip
ATTRIBUTES = {"dot", "T", "reshape", "tobytes", "flags", "c_contiguous"}


def assert_harmless(source):
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Name(id=name):
                assert name in ALLOWED or re.fullmatch(r"[vtc]\d+", name, re.ASCII), name
            case ast.Attribute(attr=name):
                assert name in ATTRIBUTES
            case ast.FunctionDef(name=name, args=arguments):
                assert (name, [each.arg for each in arguments.args]) == ("iterate", ["memory"])
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


def test_a_program_that_is_too_large_to_compile_is_run_all_the_same(monkeypatch):
    network = load_network("skip")
    monkeypatch.setattr("engine.iterations.compile.MAX_OPS", 10)
    assert_same(network)
    with never(), pytest.raises(AssertionError, match="not compiled"):
        assert_same(network)
