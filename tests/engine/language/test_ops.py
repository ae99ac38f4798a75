"""The ops: their tables, their values on numbers and arrays, their shapes."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import ShapeError
from engine.language.arrays import ARRAY_RULES
from engine.language.ops import OPS, infer_shape
from engine.language.parser import parse
from engine.language.scalars import SCALAR_RULES, scalar_op
from engine.language.shapes import MAX_RANK
from engine.language.values import evaluate
from tests.engine.language.operands import BINARY, PAIRS, POSITIVE, array_of

# The tables


def test_both_kinds_of_value_have_the_ops_of_the_table():
    assert ARRAY_RULES.keys() == OPS.keys()
    assert SCALAR_RULES.keys() == OPS.keys()


def test_the_ops_of_the_issue_are_there():
    wanted = (
        "add sub mul div pow neg matmul transpose abs relu leaky_relu sigmoid tanh exp log sqrt "
        "square sum mean minimum maximum softmax cross_entropy step sign"
    )
    assert set(wanted.split()) <= OPS.keys()


@pytest.mark.parametrize("name", OPS)
def test_an_op_is_listed_under_its_name_with_a_notation_for_its_operands(name):
    op = OPS[name]
    assert op.name == name
    is_a_call = not op.notation.unicode  # which is written by its name alone
    assert is_a_call or len(op.notation.needs) == op.operands
    assert op.usage.startswith(f"{name}({op.parameters[0]}")


# Numbers and arrays


SPECIAL = (
    0.0, -0.0, 1.0, -1.0, 0.5, -0.5, 2.0, -2.0, 3.0, 1 / 3, 1e-308, 5e-324, 1e308, -1e308, 700.0,
    710.0, -710.0, -750.0, 1000.0, -1000.0, 1e-20, math.inf, -math.inf, math.nan,
)  # fmt: skip


SCALARS = [name for name, line in SCALAR_RULES.items() if line is not None]


def same_float(left, right, ulps=2):
    if math.isnan(left) or math.isnan(right):
        return math.isnan(left) and math.isnan(right)
    if left == right:
        return math.copysign(1, left) == math.copysign(1, right)
    return abs(left - right) <= ulps * math.ulp(max(abs(left), abs(right)))


def assert_alike(name, operands, **options):
    with np.errstate(all="ignore"):
        as_arrays = ARRAY_RULES[name](*(np.array([x]) for x in operands), **options)
    one = scalar_op(name, tuple(options.items()))(*operands)
    assert type(one) is float
    if name in ("sum", "mean", "max", "min", "sum_to"):
        one += 0.0  # the sums of numpy start from 0, so none is -0
    if name in ("minimum", "maximum") and operands[0] == operands[1] == 0.0:
        one = abs(one)  # which zero numpy gives differs between machines
        as_arrays = np.abs(as_arrays)
    assert same_float(one, float(np.ravel(as_arrays)[0])), (name, operands, one, as_arrays)


@pytest.mark.parametrize("name", SCALARS)
def test_numbers_and_arrays_agree_where_ieee_754_has_an_answer(name):
    for operands in itertools.product(SPECIAL, repeat=OPS[name].operands):
        assert_alike(name, operands)


@given(data=st.data())
@pytest.mark.parametrize("name", SCALARS)
def test_numbers_and_arrays_agree(name, data):
    assert_alike(name, [data.draw(st.floats(-50, 50)) for _ in range(OPS[name].operands)])


@pytest.mark.parametrize("name", ["sign", "step", "leaky_relu"])
def test_numbers_and_arrays_agree_on_options(name):
    for z, option in itertools.product(SPECIAL, (0.0, 0.5, 1.0, -1.0)):
        assert_alike(name, [z], **{OPS[name].options[0].name: option})


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1/0", math.inf),
        ("-1/0", -math.inf),
        ("0/0", math.nan),
        ("0**-1", math.inf),
        ("0**0", 1.0),
        ("(-8)**(1/3)", math.nan),
        ("10**400", math.inf),
        ("exp(1000)", math.inf),
        ("exp(-1000)", 0.0),
        ("log(0)", -math.inf),
        ("log(-1)", math.nan),
        ("sqrt(-1)", math.nan),
        ("inf - inf", math.nan),
        ("sigmoid(1000)", 1.0),
        ("sigmoid(-1000)", 0.0),
        ("tanh(-1000)", -1.0),
        ("relu(nan)", math.nan),
        ("maximum(nan, 1)", math.nan),
        ("minimum(1, nan)", math.nan),
        ("step(nan)", math.nan),
        ("sign(nan)", math.nan),
    ],
)
def test_what_python_refuses_has_the_value_of_ieee_754(text, value):
    assert same_float(evaluate(parse(text), {}), value)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("relu(2.5)", 2.5),
        ("relu(-2.5)", 0.0),
        ("leaky_relu(-2)", -0.02),
        ("leaky_relu(-2, slope=0.5)", -1.0),
        ("leaky_relu(3, 0.5)", 3.0),
        ("sigmoid(0)", 0.5),
        ("sigmoid(1)", 0.7310585786300049),
        ("tanh(1)", 0.7615941559557649),
        ("exp(1)", math.e),
        ("log(2)", math.log(2)),
        ("sqrt(2)", math.sqrt(2)),
        ("square(-3)", 9.0),
        ("abs(-3)", 3.0),
        ("sign(-3)", -1.0),
        ("sign(0)", 0.0),
        ("sign(0, at_zero=1)", 1.0),
        ("step(0)", 0.0),
        ("step(0, at_zero=0.5)", 0.5),
        ("minimum(2, -3)", -3.0),
        ("maximum(2, -3)", 2.0),
        ("sum(3)", 3.0),
        ("mean(3)", 3.0),
    ],
)
def test_single_numbers_have_their_textbook_values(text, value):
    assert evaluate(parse(text), {}) == pytest.approx(value, rel=1e-15)


M = np.array([[1.0, 2.0, 4.0], [-1.0, 0.0, 3.0]])
V = np.array([1.0, -2.0, 0.5])


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("M @ V", [-1.0, 0.5]),
        ("V @ transpose(M)", [-1.0, 0.5]),
        ("V @ V", 5.25),
        ("M @ transpose(M)", [[21.0, 11.0], [11.0, 10.0]]),
        ("transpose(M)", [[1.0, -1.0], [2.0, 0.0], [4.0, 3.0]]),
        ("outer(V, V)", [[1, -2, 0.5], [-2, 4, -1], [0.5, -1, 0.25]]),
        ("sum(M)", 9.0),
        ("sum(M, axis=0)", [0.0, 2.0, 7.0]),
        ("sum(M, axis=1)", [7.0, 2.0]),
        ("sum(M, axis=-1)", [7.0, 2.0]),
        ("mean(M)", 1.5),
        ("mean(M, axis=0)", [0.0, 1.0, 3.5]),
        ("mean(M, -2)", [0.0, 1.0, 3.5]),
        ("M + V", [[2.0, 0.0, 4.5], [0.0, -2.0, 3.5]]),
        ("2*V", [2.0, -4.0, 1.0]),
        ("expand_dims(V)", [[1.0, -2.0, 0.5]]),
        ("expand_dims(V, axis=-1)", [[1.0], [-2.0], [0.5]]),
        ("sum_to(M, V)", [0.0, 2.0, 7.0]),
        ("sum_to(M, 1)", 9.0),
        ("sum_to(M, expand_dims(V))", [[0.0, 2.0, 7.0]]),
        ("broadcast_to(V, M)", [[1.0, -2.0, 0.5], [1.0, -2.0, 0.5]]),
        ("broadcast_to(2, V)", [2.0, 2.0, 2.0]),
        ("maximum(V, 0)", [1.0, 0.0, 0.5]),
        ("relu(V)", [1.0, 0.0, 0.5]),
        ("step(V)", [1.0, 0.0, 1.0]),
    ],
)
def test_arrays_have_their_textbook_values(text, value):
    found = evaluate(parse(text), {"M": M, "V": V})
    np.testing.assert_array_equal(found, np.array(value))
    assert np.shape(found) == np.shape(value)
    assert isinstance(found, float) == (np.shape(value) == ())


@given(data=st.data())
def test_a_result_has_the_inferred_shape_and_is_read_only(data):
    left, right = data.draw(st.sampled_from(PAIRS))
    values = {"a": array_of(data.draw, left, POSITIVE), "b": array_of(data.draw, right, POSITIVE)}
    op = data.draw(st.sampled_from(BINARY))
    expression = parse(f"{op}(a, b)")
    found = evaluate(expression, values)
    assert np.shape(found) == np.broadcast_shapes(left, right)
    assert infer_shape(expression, {"a": left, "b": right}) == np.shape(found)
    assert isinstance(found, float) or not found.flags.writeable


# Shapes that do not fit


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("V + W", "a vector of 3 and a vector of 2 do not fit together"),
        ("M*W", "a 2×3 matrix and a vector of 2 do not fit together"),
        ("M + T", "a 2×3 matrix and an array of 2×2×2 do not fit together"),
        ("M @ W", "a 2×3 matrix @ a vector of 2: the inner sizes 3 and 2 differ"),
        ("M @ M", "a 2×3 matrix @ a 2×3 matrix: the inner sizes 3 and 2 differ"),
        ("V @ s", "@ takes vectors and matrices, not a vector of 3 @ a number"),
        ("T @ V", "an array of 2×2×2 @ a vector of 3: beside an array of matrices a vector v has"),
        ("T @ transpose(M)", "an array of 2×2×2 @ a 3×2 matrix: the inner sizes 2 and 3 differ"),
        ("transpose(V)", "transpose takes a matrix, not a vector of 3"),
        ("transpose(s)", "transpose takes a matrix, not a number"),
        ("outer(M, V)", "outer takes two vectors, not a 2×3 matrix and a vector of 3"),
        ("softmax(s)", "softmax takes a vector or a matrix of logits, not a number"),
        ("cross_entropy(V, W)", "cross_entropy takes logits and one-hot targets of the same shape"),
        ("cross_entropy(s, s)", "cross_entropy takes logits and one-hot targets of the same shape"),
        ("sum(M, axis=2)", "a 2×3 matrix has no axis 2"),
        ("sum(M, axis=-3)", "a 2×3 matrix has no axis -3"),
        ("sum(s, axis=0)", "a number has no axis 0"),
        ("mean(M, axis=0.5)", "a 2×3 matrix has no axis 0.5"),
        ("mean(M, axis=inf)", "a 2×3 matrix has no axis inf"),
        ("mean(M, axis=nan)", "a 2×3 matrix has no axis nan"),
        ("expand_dims(V, axis=3)", "a vector of 3 has no axis 3"),
        ("sum_to(V, M)", "a vector of 3 cannot be summed to a 2×3 matrix"),
        ("broadcast_to(M, V)", "a 2×3 matrix cannot be broadcast to a vector of 3"),
        ("outer(B, B)", "a 3601×3601 matrix is larger than 12,500,000 numbers"),
        ("B + expand_dims(B, 1)", "a 3601×3601 matrix is larger than 12,500,000 numbers"),
    ],
)
def test_shapes_that_do_not_fit_are_refused(text, message):
    shapes = {"s": (), "V": (3,), "W": (2,), "M": (2, 3), "T": (2, 2, 2), "B": (3601,)}
    with pytest.raises(ShapeError) as caught:
        infer_shape(parse(text), shapes)
    assert str(caught.value).startswith(message)


def test_the_number_of_dimensions_is_bounded():
    text = "s"
    for _ in range(MAX_RANK):
        text = f"expand_dims({text})"
    assert infer_shape(parse(text), {"s": ()}) == (1,) * MAX_RANK
    with pytest.raises(ShapeError, match=f"more than {MAX_RANK} dimensions"):
        infer_shape(parse(f"expand_dims({text})"), {"s": ()})
