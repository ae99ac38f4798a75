"""Entries in scalar arithmetic, held against numpy and against what a network recorded."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from engine.language.index import MAX_LEAVES, entry_name, entry_of, fit_index, look_up
from engine.language.notation import TEXT, Style
from engine.language.ops import OPS, infer_shape
from engine.language.parser import parse
from engine.language.values import evaluate
from tests.engine.language.entries import QUARTERS, as_value, assert_entries, written

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
T = np.arange(8.0).reshape(2, 2, 2)
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
        ("softmax(V)", (1,), "exp(V[1] - max) / (exp(V[0] - max) + exp(V[1] - max))"),
        (
            "log_softmax(A)", (2, 0),
            "A[2,0] - max - log(exp(A[2,0] - max) + exp(A[2,1] - max))",
        ),
        (
            "cross_entropy(A, Y)", (0,),
            "log(exp(A[0,0] - max) + exp(A[0,1] - max)) - (A[0,1] - max)",
        ),
        (
            "cross_entropy(A, P)", (0,),
            "P[0,0]*(log(exp(A[0,0] - max) + exp(A[0,1] - max)) - (A[0,0] - max)) + "
            "P[0,1]*(log(exp(A[0,0] - max) + exp(A[0,1] - max)) - (A[0,1] - max))",
        ),
        (
            "cross_entropy(A, 2*P)", (2,),
            "2*P[2,0]*(log(exp(A[2,0] - max) + exp(A[2,1] - max)) - (A[2,0] - max))",
        ),
        ("cross_entropy(A, 0*P)", (0,), "0"),
        ("T @ B", (1, 0, 2), "T[1,0,0]*B[0,2] + T[1,0,1]*B[1,2]"),
        ("max(V)", (), "maximum(V[0], V[1])"),
        ("min(A, axis=0)", (1,), "minimum(minimum(A[0,1], A[1,1]), A[2,1])"),
        ("A > s", (2, 1), "(A[2,1] > s)"),
        ("where(A > s, A, 0)", (2, 1), "where((A[2,1] > s), A[2,1], 0)"),
        ("step(A, 1)", (2, 1), "step(A[2,1], at_zero=1)"),
        ("leaky_relu(V, 0.5)", (0,), "leaky_relu(V[0], slope=0.5)"),
    ],
)  # fmt: skip
def test_an_entry_is_what_a_hand_computes(text, index, shown):
    assert written(text, index, A=A, B=B, V=V, T=T, Y=ONEHOT, P=SOFT, s=3.0) == shown


SHAPES = ((), (1,), (3,), (2, 3), (1, 3), (2, 1), (2, 1, 3))
FORMS = [
    ("a @ b", (3,), (3,)), ("a @ b", (2, 3), (3,)), ("a @ b", (2,), (2, 3)),
    ("a @ b", (2, 3), (3, 4)), ("a @ b", (1, 3), (3, 1)), ("transpose(a) @ b", (3, 2), (3, 4)),
    ("outer(a, b)", (2,), (3,)), ("sum(a @ b)", (2, 3), (3, 2)), ("sum(a)*b", (2, 1, 3), (2,)),
    ("sum(a, axis=1)*b", (2, 2, 3), (3,)), ("mean(a, axis=-2)*b", (3, 2, 3), (1, 3)),
    ("sum_to(a, b)", (2, 3), (1, 3)), ("sum_to(a, b)", (2, 2, 3), (2, 1)),
    ("sum_to(a, b)", (1, 3), (1, 1)), ("sum_to(a, b)", (2, 3), ()), ("sum_to(a, b)", (), ()),
    ("broadcast_to(a, b)", (2, 1), (2, 3)), ("broadcast_to(a, b)", (), (2, 3)),
    ("max(a, axis=1)*b", (2, 2, 3), (3,)), ("min(a*b, axis=(0, 2))", (2, 2, 3), (3,)),
    ("max(a)*b", (2, 3), ()), ("min(a)*b", (5, 3), ()), ("a @ b", (2, 2, 3), (3, 2)),
    ("a @ b", (2, 1, 2, 3), (2, 3, 2)), ("a @ b", (2, 3), (3, 3, 1)), ("a @ b", (2, 1, 1), (1, 3)),
    ("expand_dims(a, 1) + b", (2,), (3,)), ("expand_dims(a, -2) + b", (2, 3), (3,)),
    ("softmax(a*b)", (2, 3), ()), ("softmax(a)*b", (2, 2, 3), (3,)),
    ("log_softmax(a + b)", (2, 3), (3,)), ("cross_entropy(a, b)", (2, 3), (2, 3)),
    ("cross_entropy(a, b)", (3,), (3,)), ("cross_entropy(a, softmax(b))", (2, 2, 3), (2, 2, 3)),
    ("cross_entropy(a, step(b))", (2, 2), (2, 2)), ("mean(sum(a*b, axis=0))", (2, 3), (3,)),
    ("softmax(tanh(a @ b) @ softmax(b))", (3, 3), (3, 3)), ("permute(a, (1, 0)) + b", (2, 3), (2,)),
    ("reshape(a, (3, 2)) * b", (2, 3), (2,)), ("squeeze(a) + b", (2, 1, 3), (3,)),
    ("a[0] + b[1:]", (2, 3), (4,)), ("pad(a, (1, 1), value=0.5) @ b", (2, 4), (5,)),
    ("concat(a, b, axis=1)", (2, 3), (2, 1)), ("unfold(a, 2) * b", (1, 3, 3), (4, 4)),
    ("fold(a, (3, 3), 2) + b", (4, 4), (3,)), ("a[step(b)]", (2, 3), (2, 2)),
    ("scatter_add(a, step(b), size=2)", (2, 3), (2,)), ("take(a, 0*b, axis=-1)", (2, 3), ()),
]  # fmt: skip


def drawn(data, shape):
    return as_value(np.asarray(data.draw(hnp.arrays(np.float64, shape, elements=QUARTERS))))


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
    operands = "a - 1, b, 2*a"[: (5, 8, 13)[OPS[name].operands - 1]]
    if name in ("log", "sqrt", "pow"):
        operands = operands.replace(" - 1", "")
    option = data.draw(st.sampled_from(["", ", 0.25"])) if OPS[name].options else ""
    expression = parse(f"{name}({operands}{option})")
    assert_entries(expression, values, evaluate(expression, values))


def test_every_op_has_a_rule():
    tried = " ".join(text for text, *_ in FORMS)
    spelt = {"matmul": "@", "slice": "["}
    left = [op for op in OPS if not OPS[op].elementwise and spelt.get(op, f"{op}(") not in tried]
    assert left == []
