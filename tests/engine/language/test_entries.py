"""Entries in scalar arithmetic, held against numpy and against what a network recorded."""

import math
import operator
import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from engine.iterations.run import run_iteration
from engine.iterations.step import every_step
from engine.language.entries import entry
from engine.language.expression import Call, Name, Number, free_names
from engine.language.index import (
    MAX_LEAVES,
    MAX_TERMS,
    Omitted,
    entry_name,
    entry_of,
    fit_index,
    look_up,
)
from engine.language.notation import TEXT, Style
from engine.language.ops import OPS, infer_shape
from engine.language.parser import parse
from engine.language.values import evaluate
from engine.program.program import derive

SCALAR = {
    "add": operator.add, "sub": operator.sub, "mul": operator.mul, "div": operator.truediv,
    "pow": operator.pow, "neg": operator.neg, "abs": abs, "exp": math.exp, "log": math.log,
    "sqrt": math.sqrt, "tanh": math.tanh, "minimum": min, "maximum": max,
    "square": lambda x: x**2, "sigmoid": lambda z: 1 / (1 + math.exp(-z)),
    "relu": lambda z: max(z, 0.0),
    "leaky_relu": lambda z, slope=0.01: z if z > 0 else slope * z,
    "step": lambda z, at_zero=0.0: at_zero if z == 0 else float(z > 0),
    "sign": lambda z, at_zero=0.0: at_zero if z == 0 else math.copysign(1, z),
}  # fmt: skip
"""The ops on numbers by Python's own arithmetic; there are no others in the expression of an entry.
"""


def by_hand(part, values):
    """The value of the expression of an entry."""
    match part:
        case Number(value=value) | Omitted(value=value):
            return value
        case Name(name=name):
            array, places = re.fullmatch(r"([^\[]*)(?:\[(.*)\])?", name).groups()
            value = values[array]
            return float(value[tuple(map(int, places.split(",")))]) if places else value
        case Call(op=op, operands=operands):
            return SCALAR[op](*(by_hand(operand, values) for operand in operands))


def leaves(part):
    return [x for y in part.operands for x in leaves(y)] if isinstance(part, Call) else [part]


def entry_in(text, index, values, **options):
    shapes = {name: np.shape(value) for name, value in values.items()}
    return entry(parse(text), index, shapes, values.__getitem__, **options)


def written(text, index, **values):
    return TEXT.write(entry_in(text, index, values))


# Names


@pytest.mark.parametrize(
    ("index", "shape", "fitted"),
    [
        ((3, 1), (4, 2), (3, 1)),
        ((3, 1), (2,), (1,)),
        ((3, 1), (1, 2), (0, 1)),
        ((3, 1), (4, 1), (3, 0)),
        ((1,), (4, 2), (0, 1)),
        ((), (2,), (0,)),
        ((3, 1), (2, 2), None),
        ((3, 2), (2,), None),
        ((-1,), (2,), None),
        ((3, 1), (), None),
        ((), (), None),
    ],
)
def test_the_entry_of_another_array_stands_where_broadcasting_aligns_it(index, shape, fitted):
    assert fit_index(index, shape) == fitted


@given(data=st.data())
def test_the_fitted_entry_is_the_one_that_broadcasting_reads(data):
    shapes = data.draw(hnp.mutually_broadcastable_shapes(num_shapes=2, max_dims=3))
    result, shape = shapes.result_shape, shapes.input_shapes[0]
    array = np.arange(math.prod(shape)).reshape(shape)
    index = tuple(data.draw(st.integers(0, size - 1)) for size in result)
    fitted = fit_index(index, shape)
    if shape == ():
        assert fitted is None
    else:
        assert array[fitted] == np.broadcast_to(array, result)[index]


def test_an_entry_is_read_by_its_name():
    values = {"X": np.array([[1.0, 2.0], [3.0, 4.0]]), "dL/dv": np.array([5.0, 6.0]), "lr": 0.5}
    for name, index, value in (("X", (1, 0), 3.0), ("dL/dv", (1,), 6.0), ("lr", (), 0.5)):
        assert look_up(entry_name(name, index), values.__getitem__) == value
        assert entry_of(values[name], index) == value
    assert look_up("X", values.__getitem__) is values["X"]
    assert entry_name("dL/dO", (3, 1)) == "dL/dO[3,1]"


@pytest.mark.parametrize(
    ("name", "unicode", "latex"),
    [
        ("O[3,1]", "O[3,1]", "{O}_{3,1}"),
        ("W1[0,1]", "W1[0,1]", "{W_{1}}_{0,1}"),
        ("yhat[0]", "ŷ[0]", r"{\hat{y}}_{0}"),
        ("dL/dO[3,1]", "∂L/∂O[3,1]", r"\frac{\partial L}{\partial {O}_{3,1}}"),
        ("dL/dyhat[12]", "∂L/∂ŷ[12]", r"\frac{\partial L}{\partial {\hat{y}}_{12}}"),
        ("... (4,992 more)", "… (4,992 more)", r"\dots\text{ (4,992 more)}"),
    ],
)
def test_the_name_of_an_entry_is_written_as_the_field_writes_it(name, unicode, latex):
    assert Style(names={"yhat": "ŷ"}).name(name) == unicode
    assert Style("latex").name(name) == latex
    assert TEXT.name(name) == name


# Rules

A = np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])
B = np.array([[0.5, -0.5, 0.25], [1.0, 0.0, -2.0]])
V = np.array([7.0, 8.0])
ONEHOT = np.array([[0.0, 1.0], [1.0, 0.0], [0.0, 1.0]])
SOFT = np.array([[0.25, 0.75], [0.5, 0.5], [1.0, 0.0]])


@pytest.mark.parametrize(
    ("text", "index", "shown"),
    [
        ("A + V", (2, 1), "A[2,1] + V[1]"),
        ("A*s", (2, 1), "A[2,1]*s"),
        ("-A**2", (0, 0), "-A[0,0]**2"),
        ("A @ B", (2, 1), "A[2,0]*B[0,1] + A[2,1]*B[1,1]"),
        ("A @ V", (2,), "A[2,0]*V[0] + A[2,1]*V[1]"),
        ("V @ B", (2,), "V[0]*B[0,2] + V[1]*B[1,2]"),
        ("V @ V", (), "V[0]*V[0] + V[1]*V[1]"),
        ("transpose(A) @ A", (0, 1), "A[0,0]*A[0,1] + A[1,0]*A[1,1] + A[2,0]*A[2,1]"),
        ("outer(V, V)", (0, 1), "V[0]*V[1]"),
        ("sum(V)", (), "V[0] + V[1]"),
        ("sum(A)", (), "A[0,0] + A[0,1] + A[1,0] + A[1,1] + A[2,0] + A[2,1]"),
        ("sum(A, axis=0)", (1,), "A[0,1] + A[1,1] + A[2,1]"),
        ("sum(A, axis=-1)", (1,), "A[1,0] + A[1,1]"),
        ("mean(A, axis=0)", (1,), "(A[0,1] + A[1,1] + A[2,1]) / 3"),
        ("sum(s)", (), "s"),
        ("expand_dims(V)", (0, 1), "V[1]"),
        ("expand_dims(V, -1)", (1, 0), "V[1]"),
        ("sum_to(A, V)", (1,), "A[0,1] + A[1,1] + A[2,1]"),
        ("sum_to(A, s)", (), "A[0,0] + A[0,1] + A[1,0] + A[1,1] + A[2,0] + A[2,1]"),
        ("broadcast_to(V, A)", (2, 1), "V[1]"),
        ("broadcast_to(2, A)", (2, 1), "2"),
        ("softmax(V)", (1,), "exp(V[1]) / (exp(V[0]) + exp(V[1]))"),
        ("log_softmax(A)", (2, 0), "A[2,0] - log(exp(A[2,0]) + exp(A[2,1]))"),
        ("cross_entropy(A, Y)", (0,), "log(exp(A[0,0]) + exp(A[0,1])) - A[0,1]"),
        (
            "cross_entropy(A, P)", (0,),
            "P[0,0]*(log(exp(A[0,0]) + exp(A[0,1])) - A[0,0]) + "
            "P[0,1]*(log(exp(A[0,0]) + exp(A[0,1])) - A[0,1])",
        ),
        ("step(A, 1)", (2, 1), "step(A[2,1], at_zero=1)"),
        ("leaky_relu(V, 0.5)", (0,), "leaky_relu(V[0], slope=0.5)"),
    ],
)  # fmt: skip
def test_an_entry_is_what_a_hand_computes(text, index, shown):
    assert written(text, index, A=A, B=B, V=V, Y=ONEHOT, P=SOFT, s=3.0) == shown


SHAPES = ((), (1,), (3,), (2, 3), (1, 3), (2, 1), (2, 1, 3))
FORMS = [
    ("a @ b", (3,), (3,)), ("a @ b", (2, 3), (3,)), ("a @ b", (2,), (2, 3)),
    ("a @ b", (2, 3), (3, 4)), ("a @ b", (1, 3), (3, 1)), ("transpose(a) @ b", (3, 2), (3, 4)),
    ("outer(a, b)", (2,), (3,)), ("sum(a @ b)", (2, 3), (3, 2)), ("sum(a)*b", (2, 1, 3), (2,)),
    ("sum(a, axis=1)*b", (2, 2, 3), (3,)), ("mean(a, axis=-2)*b", (3, 2, 3), (1, 3)),
    ("sum_to(a, b)", (2, 3), (1, 3)), ("sum_to(a, b)", (2, 2, 3), (2, 1)),
    ("sum_to(a, b)", (1, 3), (1, 1)), ("sum_to(a, b)", (2, 3), ()), ("sum_to(a, b)", (), ()),
    ("broadcast_to(a, b)", (2, 1), (2, 3)), ("broadcast_to(a, b)", (), (2, 3)),
    ("expand_dims(a, 1) + b", (2,), (3,)), ("expand_dims(a, -2) + b", (2, 3), (3,)),
    ("softmax(a*b)", (2, 3), ()), ("softmax(a)*b", (2, 2, 3), (3,)),
    ("log_softmax(a + b)", (2, 3), (3,)), ("cross_entropy(a, b)", (2, 3), (2, 3)),
    ("cross_entropy(a, b)", (3,), (3,)), ("cross_entropy(a, softmax(b))", (2, 2, 3), (2, 2, 3)),
    ("cross_entropy(a, step(b))", (2, 2), (2, 2)), ("mean(sum(a*b, axis=0))", (2, 3), (3,)),
    ("softmax(tanh(a @ b) @ softmax(b))", (3, 3), (3, 3)),
]  # fmt: skip
QUARTERS = st.integers(-8, 8).map(lambda n: n / 4)


def as_value(array):
    return float(array) if array.shape == () else array


def drawn(data, shape):
    return as_value(np.asarray(data.draw(hnp.arrays(np.float64, shape, elements=QUARTERS))))


def assert_entries(expression, values, recorded, **options):
    """Every entry of what was recorded follows from its scalar expression."""
    shapes = {name: np.shape(value) for name, value in values.items()}
    for index in np.ndindex(np.shape(recorded)):
        part = entry(expression, index, shapes, values.__getitem__, **options)
        wanted = float(np.asarray(recorded)[index])
        assert by_hand(part, values) == pytest.approx(wanted, rel=1e-9, abs=1e-12)


@settings(max_examples=15)
@given(data=st.data())
@pytest.mark.parametrize(("text", "left", "right"), FORMS)
def test_every_entry_of_an_array_op_is_that_of_numpy(text, left, right, data):
    values = {"a": drawn(data, left), "b": drawn(data, right)}
    expression = parse(text)
    recorded = evaluate(expression, values)
    assert np.shape(recorded) == infer_shape(expression, {"a": left, "b": right})
    for room in (MAX_LEAVES, 3):
        assert_entries(expression, values, recorded, room=room)


@settings(max_examples=15)
@given(data=st.data())
@pytest.mark.parametrize("name", [op for op in OPS if OPS[op].elementwise])
def test_every_entry_of_an_elementwise_op_is_that_of_numpy(name, data):
    left, right = data.draw(st.sampled_from([(a, b) for a in SHAPES for b in SHAPES[:4]]))
    values = {"a": drawn(data, left) ** 2 + 0.5, "b": drawn(data, right) ** 2 + 0.5}
    operands = "a - 1, b"[: 5 if OPS[name].operands == 1 else 8]
    if name in ("log", "sqrt", "pow"):
        operands = operands.replace(" - 1", "")
    option = data.draw(st.sampled_from(["", ", 0.25"])) if OPS[name].option else ""
    expression = parse(f"{name}({operands}{option})")
    assert_entries(expression, values, evaluate(expression, values))


def test_every_op_has_a_rule():
    tried = " ".join(text for text, *_ in FORMS)
    spelt = {"matmul": "@"}
    left = [op for op in OPS if not OPS[op].elementwise and spelt.get(op, f"{op}(") not in tried]
    assert left == []


# Networks

ACTIVATIONS = ("tanh({})", "relu({})", "leaky_relu({})", "sigmoid({})", "softmax({})", "abs({})")
LOSSES = (
    "mean(cross_entropy(O, Y))",
    "sum(cross_entropy(O, P))/2",
    "mean(square(O - Y))",
    "-mean(sum(P*log_softmax(O), axis=-1))",
    "mean(sum(abs(O - Y), axis=0)) + sum(square(W1))/100",
    "sum(maximum(O, Y)*exp(-P)) + sum(transpose(O) @ Y)",
)


@st.composite
def networks(draw, build):
    """A random net with a skip connection, so that there are fan-in sums."""
    samples, width, classes = (draw(st.integers(1, 3)) for _ in range(3))

    def values(*shape):
        return draw(hnp.arrays(np.float64, shape, elements=QUARTERS))

    first, second = (draw(st.sampled_from(ACTIVATIONS)) for _ in range(2))
    labels = draw(hnp.arrays(np.intp, samples, elements=st.integers(0, classes - 1)))
    targets = {"Y": np.eye(classes)[labels], "P": np.full((samples, classes), 1 / classes)}
    loss = draw(st.sampled_from(LOSSES))
    bias = draw(st.sampled_from([(), (1,), (classes,), (1, classes), (samples, 1)]))
    return build(
        f"Z = X @ W1 + b1\nH = {first.format('Z')}\nK = H @ W1 + H\nG = {second.format('K')}\n"
        f"O = G @ W2 + b2*(H @ W2)\nL = {loss}",
        {"X": values(samples, width)},
        targets={name: targets[name] for name in free_names(parse(loss)) & targets.keys()},
        W1=values(width, width), b1=values(width), W2=values(width, classes),
        b2=as_value(values(*bias)),
    )  # fmt: skip


@settings(max_examples=40)
@given(data=st.data())
def test_every_entry_of_every_equation_of_a_network_is_the_recorded_one(data, build):
    program = derive(data.draw(networks(build)))
    for step in every_step(run_iteration(program, 0, program.start)):
        names = set(step.equation.reads())
        values = {name: step.before(name) for name in names}
        assert_entries(step.equation.expression, values, step.value)


# Bounds


def test_a_long_product_shows_its_first_terms_and_keeps_its_value():
    random = np.random.default_rng(0)
    values = {"x": random.normal(size=(3, 500)), "W": random.normal(size=(500, 4))}
    part = entry_in("x @ W", (1, 2), values)
    *shown, rest = leaves(part)
    assert [leaf.name for leaf in shown[:4]] == ["x[1,0]", "W[0,2]", "x[1,1]", "W[1,2]"]
    assert len(shown) == 2 * MAX_TERMS == 16
    assert (rest.name, rest.count) == ("... (492 more)", 492)
    assert rest.value == pytest.approx(values["x"][1, 8:] @ values["W"][8:, 2])
    assert by_hand(part, values) == pytest.approx((values["x"] @ values["W"])[1, 2])


def test_a_sum_of_a_million_entries_is_cut():
    values = {"B": np.ones((1000, 1000))}
    part = entry_in("mean(B)", (), values)
    assert TEXT.write(part).endswith("B[0,7] + ... (999,992 more)) / 1000000")
    assert by_hand(part, values) == 1.0


def test_a_sum_that_is_not_too_long_is_not_cut():
    values = {"v": np.arange(9.0)}
    assert written("sum(v)", (), **values).endswith("v[7] + ... (1 more)")
    assert written("sum(v)", (), v=values["v"][:8]).endswith("v[6] + v[7]")


def test_sums_within_sums_are_cut_shorter_and_all_alike():
    random = np.random.default_rng(0)
    values = {"x": random.normal(size=(2, 50)), "W": random.normal(size=(50, 10))}
    part = entry_in("softmax(x @ W)", (1, 9), values)
    counts = [leaf.count for leaf in leaves(part) if isinstance(leaf, Omitted)]
    assert counts == [46] * 5 + [6]  # four terms of 50 in each product, four powers of ten
    assert len(leaves(part)) - len(counts) <= MAX_LEAVES
    logits = values["x"][1] @ values["W"]
    assert by_hand(part, values) == pytest.approx(
        math.exp(logits[9]) / sum(math.exp(logit) for logit in logits)
    )


def test_with_less_room_everything_is_cut_shorter():
    values = {"v": np.arange(1.0, 9.0), "w": np.arange(8.0)}
    lengths = [len(leaves(entry_in("v @ w", (), values, room=room))) for room in (16, 15, 7, 3)]
    assert lengths == [16, 9, 5, 3]
    assert by_hand(entry_in("v @ w", (), values, room=1), values) == values["v"] @ values["w"]


@pytest.mark.parametrize(
    "text",
    [
        "softmax(" * 99 + "A" + ")" * 99,
        "A @ (" * 98 + "A" + ")" * 98,
        "(" * 98 + "A" + " @ A)" * 98,
        " + ".join(["softmax(A @ A)"] * 99),
    ],
    ids=["softmax", "right", "left", "wide"],
)
def test_the_expression_of_an_entry_is_bounded_and_keeps_its_value(text):
    values = {"A": np.linspace(-0.5, 0.5, 36).reshape(6, 6)}
    part = entry_in(text, (1, 2), values)
    assert len(leaves(part)) < 5 * MAX_LEAVES
    assert by_hand(part, values) == pytest.approx(evaluate(parse(text), values)[1, 2])


def test_a_part_for_which_there_is_no_room_is_not_spelt_out():
    values = {"A": np.eye(2)}
    part = entry_in("exp(A*2 + A) + sqrt(A)", (1, 1), values, room=2)
    assert TEXT.write(part) == "exp(A[1,1]*2 + ...) + ..."
    assert by_hand(part, values) == pytest.approx(math.exp(3) + 1)


@pytest.mark.parametrize(("text", "rest"), [("softmax(v)", "inf"), ("sum(exp(v)/exp(v))", "nan")])
def test_what_is_left_out_may_overflow_without_a_warning(text, rest):
    values = {"v": np.linspace(0.0, 1e4, 20)}
    index = (0,) if text == "softmax(v)" else ()
    found = [leaf for leaf in leaves(entry_in(text, index, values)) if isinstance(leaf, Omitted)]
    assert [str(leaf.value) for leaf in found] == [rest]


def test_a_part_that_is_not_spelt_out_may_overflow_without_a_warning():
    values = {"v": np.array([0.0, 1e4])}
    name, rest = leaves(entry_in("v + exp(v)", (1,), values, room=1))
    assert (name.name, rest.value) == ("v[1]", math.inf)
