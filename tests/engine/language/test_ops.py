import itertools
import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from engine.errors import NetworkError, ShapeError
from engine.iterations.run import run_iteration
from engine.iterations.state import State
from engine.iterations.step import every_step
from engine.language.arrays import ARRAY_OPS
from engine.language.op import Conventions
from engine.language.ops import OPS, infer_shape
from engine.language.parser import parse
from engine.language.scalars import SCALAR_OPS
from engine.language.shapes import MAX_RANK
from engine.language.values import evaluate
from engine.network.network import Network
from engine.program.program import derive

BINARY = ("add", "sub", "mul", "div", "pow", "minimum", "maximum")
SMOOTH = ("neg", "sigmoid", "tanh", "exp", "log", "sqrt", "square")
KINKED = ("abs", "relu", "leaky_relu", "step", "sign")
SHAPES = ((), (1,), (3,), (2, 3), (1, 3), (2, 1), (1, 1), (2, 1, 3), (2, 2, 1))


def fits(left, right):
    return all(m == n or 1 in (m, n) for m, n in zip(left[::-1], right[::-1], strict=False))


PAIRS = [pair for pair in itertools.product(SHAPES, SHAPES) if fits(*pair)]


def gradients(network):
    program = derive(network)
    run = run_iteration(program, 0, program.start)
    state = State(run, len(every_step(run)))
    return {name: state.gradient(name) for name in network.parameters}


def assert_gradients(network, oracle, tolerance):
    for name, found in gradients(network).items():
        wanted = oracle(network, name)
        scale = max(1.0, float(np.max(np.abs(wanted), initial=0.0)))
        assert np.shape(found) == wanted.shape
        np.testing.assert_allclose(found, wanted, rtol=tolerance, atol=tolerance * scale)


def as_value(array):
    return float(array) if array.shape == () else array


def array_of(draw, shape, elements):
    return as_value(np.asarray(draw(hnp.arrays(np.float64, shape, elements=elements))))


def numbers(low, high):
    return st.floats(low, high, allow_subnormal=False)


ANY = numbers(-3, 3)
POSITIVE = numbers(0.25, 3)
NONZERO = POSITIVE | numbers(-3, -0.25)
DOMAIN = {"div": (ANY, NONZERO), "pow": (POSITIVE, ANY), "log": (POSITIVE,), "sqrt": (POSITIVE,)}


@st.composite
def losses(draw, build, text, values):
    """A network whose loss weighs every entry of the op's result, in different ways."""
    shape = infer_shape(parse(text), {name: np.shape(value) for name, value in values.items()})
    inputs = {"C": array_of(draw, shape, ANY), "D": array_of(draw, shape[-1:], ANY)}
    form = draw(
        st.sampled_from(
            [
                "L = sum({0}*C + D)",
                "L = sum(D + C*{0})",
                "y = {0}\nL = sum(y*C) + sum(D)",
                "L = sum(D*{0}) + sum(C)",
                "L = sum({0}) + sum(C*D)",
                "L = mean({0}) + sum(C*D)",
                "y = {0}\nL = sum(square(y)*C)/2 + mean(D)",
            ]
        )
    )
    return build(form.format(f"({text})"), inputs, **values)


# The tables


def test_both_kinds_of_value_have_the_ops_of_the_table():
    assert ARRAY_OPS.keys() == OPS.keys()
    assert SCALAR_OPS.keys() <= OPS.keys()


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
    assert len(op.notation.needs) == op.operands
    assert op.usage.startswith(f"{name}({op.parameters[0]}")


# Numbers and arrays

SPECIAL = (
    0.0, -0.0, 1.0, -1.0, 0.5, -0.5, 2.0, -2.0, 3.0, 1 / 3, 1e-308, 5e-324, 1e308, -1e308, 700.0,
    710.0, -710.0, -750.0, 1000.0, -1000.0, 1e-20, math.inf, -math.inf, math.nan,
)  # fmt: skip


def same_float(left, right, ulps=2):
    if math.isnan(left) or math.isnan(right):
        return math.isnan(left) and math.isnan(right)
    if left == right:
        return math.copysign(1, left) == math.copysign(1, right)
    return abs(left - right) <= ulps * math.ulp(max(abs(left), abs(right)))


def assert_alike(name, operands):
    with np.errstate(all="ignore"):
        as_arrays = ARRAY_OPS[name](*(np.array([x]) for x in operands[: OPS[name].operands]),
                                    *operands[OPS[name].operands :])  # fmt: skip
    one = SCALAR_OPS[name](*operands)
    assert type(one) is float
    if name in ("sum", "mean", "sum_to"):
        one += 0.0  # the sums of numpy start from 0, so none is -0
    if name in ("minimum", "maximum") and operands[0] == operands[1] == 0.0:
        one = abs(one)  # which zero numpy gives differs between machines
        as_arrays = np.abs(as_arrays)
    assert same_float(one, float(np.ravel(as_arrays)[0])), (name, operands, one, as_arrays)


@pytest.mark.parametrize("name", SCALAR_OPS)
def test_numbers_and_arrays_agree_where_ieee_754_has_an_answer(name):
    for operands in itertools.product(SPECIAL, repeat=OPS[name].operands):
        assert_alike(name, operands)


@given(data=st.data())
@pytest.mark.parametrize("name", SCALAR_OPS)
def test_numbers_and_arrays_agree(name, data):
    assert_alike(name, [data.draw(st.floats(-50, 50)) for _ in range(OPS[name].operands)])


@pytest.mark.parametrize("name", ["sign", "step", "leaky_relu"])
def test_numbers_and_arrays_agree_on_options(name):
    for z, option in itertools.product(SPECIAL, (0.0, 0.5, 1.0, -1.0)):
        assert_alike(name, (z, option))


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
        ("T @ V", "@ takes vectors and matrices, not an array of 2×2×2 @ a vector of 3"),
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
        ("outer(B, B)", "a 2000×2000 matrix is larger than 1,000,000 numbers"),
        ("B + expand_dims(B, 1)", "a 2000×2000 matrix is larger than 1,000,000 numbers"),
    ],
)
def test_shapes_that_do_not_fit_are_refused(text, message):
    shapes = {"s": (), "V": (3,), "W": (2,), "M": (2, 3), "T": (2, 2, 2), "B": (2000,)}
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


# Derivatives


@given(data=st.data())
@pytest.mark.parametrize("name", ["add", "sub", "mul", "div", "pow"])
def test_the_derivative_of_two_operands_is_exact(name, data, build, complex_step):
    left, right = data.draw(st.sampled_from(PAIRS))
    first, second = DOMAIN.get(name, (ANY, ANY))
    values = {"a": array_of(data.draw, left, first), "b": array_of(data.draw, right, second)}
    network = data.draw(losses(build, f"{name}(a, b)", values))
    assert_gradients(network, complex_step, 1e-12)


@pytest.mark.parametrize(("left", "right"), PAIRS)
@pytest.mark.parametrize("name", ["add", "sub", "mul", "div", "pow"])
def test_broadcasting_is_undone_for_every_pair_of_shapes(name, left, right, build, complex_step):
    random = np.random.default_rng(7)
    a, b = (as_value(np.asarray(random.uniform(0.5, 2, shape))) for shape in (left, right))
    shape = np.broadcast_shapes(left, right)
    weights = as_value(np.asarray(random.uniform(-1, 1, shape)))
    network = build(f"L = sum({name}(a, b)*C)", {"C": weights}, a=a, b=b)
    assert_gradients(network, complex_step, 1e-12)


@given(data=st.data())
@pytest.mark.parametrize("name", SMOOTH)
def test_the_derivative_of_a_smooth_op_is_exact(name, data, build, complex_step):
    (domain,) = DOMAIN.get(name, (ANY,))
    values = {"a": array_of(data.draw, data.draw(st.sampled_from(SHAPES)), domain)}
    assert_gradients(data.draw(losses(build, f"{name}(a)", values)), complex_step, 1e-12)


@given(data=st.data())
@pytest.mark.parametrize("name", KINKED)
def test_the_derivative_away_from_a_kink_is_right(name, data, build, central_difference):
    values = {"a": array_of(data.draw, data.draw(st.sampled_from(SHAPES)), NONZERO)}
    option = data.draw(st.sampled_from(["", ", 0.5"])) if OPS[name].option else ""
    network = data.draw(losses(build, f"{name}(a{option})", values))
    assert_gradients(network, central_difference, 1e-6)


@given(data=st.data())
@pytest.mark.parametrize("name", ["minimum", "maximum"])
def test_the_derivative_away_from_a_tie_is_right(name, data, build, central_difference):
    left, right = data.draw(st.sampled_from(PAIRS))
    halves = st.integers(-6, 6).map(lambda n: n / 2)
    a = array_of(data.draw, left, halves)
    b = array_of(data.draw, right, halves.map(lambda x: x + 0.25))
    network = data.draw(losses(build, f"{name}(a, b)", {"a": a, "b": b}))
    assert_gradients(network, central_difference, 1e-6)


MATRIX_FORMS = [
    ("a @ b", (3,), (3,)),
    ("a @ b", (2, 3), (3,)),
    ("a @ b", (2,), (2, 3)),
    ("a @ b", (2, 3), (3, 4)),
    ("a @ b", (1, 3), (3, 1)),
    ("transpose(a) @ b", (3, 2), (3, 4)),
    ("transpose(a)*b", (3, 2), (2, 3)),
    ("outer(a, b)", (2,), (3,)),
    ("outer(a, a) + b", (2,), ()),
    ("sum_to(a, b) * b", (2, 3), (3,)),
    ("sum_to(a, b) * b", (2, 3), (1, 3)),
    ("sum_to(a, b) * b", (2, 3), ()),
    ("broadcast_to(a, b) * b", (3,), (2, 3)),
    ("broadcast_to(a, b) * b", (), (2, 3)),
    ("expand_dims(a) * b", (3,), (2, 3)),
    ("expand_dims(a, -1) * b", (2,), (2, 3)),
    ("expand_dims(a, 1) + b", (2,), (3,)),
    ("softmax(a)*b", (3,), (3,)),
    ("softmax(a) @ b", (2, 3), (3, 2)),
    ("log_softmax(a)*b", (2, 3), (3,)),
    ("softmax(a*b)", (2, 3), ()),
    ("log_softmax(a + b)", (2, 3), (3,)),
    ("sum(softmax(a), axis=1)*b", (2, 3), ()),
    ("sum(a, axis=0)*b", (2, 3), (3,)),
    ("sum(a, axis=1)*b", (2, 3), (2,)),
    ("sum(a*b, axis=-1)", (2, 3), (3,)),
    ("sum(a*b, axis=-2)", (2, 3), ()),
    ("sum(a, axis=0)*b", (3, 2, 3), (3,)),
    ("sum(a, axis=1)*b", (2, 2, 3), (3,)),
    ("sum(a, axis=2)*b", (2, 3, 2), (3,)),
    ("mean(a, axis=1)*b", (2, 2, 3), (3,)),
    ("mean(a, axis=-2)*b", (3, 2, 3), (1, 3)),
    ("mean(a)*b", (2, 3), ()),
    ("mean(a, axis=0)*b", (2, 3), (3,)),
    ("mean(a*b, axis=1)", (2, 3), (3,)),
    ("mean(sum(a, axis=0)) + b", (2, 3), ()),
    ("sum(sum(a, axis=1)*b)", (2, 2, 3), (3,)),
    ("mean(mean(a, axis=2)*b)", (2, 3, 2), (3,)),
    ("tanh(a @ b)", (2, 3), (3, 2)),
]


@given(data=st.data())
@pytest.mark.parametrize(("text", "left", "right"), MATRIX_FORMS)
def test_the_derivative_of_array_ops_is_exact(text, left, right, data, build, complex_step):
    values = {"a": array_of(data.draw, left, ANY), "b": array_of(data.draw, right, ANY)}
    assert_gradients(data.draw(losses(build, text, values)), complex_step, 1e-12)


def test_every_op_has_its_derivative_tested():
    forms = " ".join(text for text, _, _ in MATRIX_FORMS)
    tested = {*BINARY, *SMOOTH, *KINKED, "matmul", "cross_entropy"}
    assert {name for name in OPS if name not in tested and f"{name}(" not in forms} == set()


# Softmax and cross-entropy


def one_hot(classes, labels):
    return np.eye(classes)[labels]


def test_cross_entropy_is_minus_the_logarithm_of_the_right_class():
    logits = np.array([[0.0, math.log(3.0)], [math.log(7.0), 0.0]])
    found = evaluate(parse("cross_entropy(o, y)"), {"o": logits, "y": one_hot(2, [0, 1])})
    np.testing.assert_allclose(found, [math.log(4), math.log(8)], rtol=1e-15)


@pytest.mark.parametrize(
    ("logits", "label", "loss", "gradient"),
    [
        ([1000.0, -1000.0], 0, 0.0, [0.0, 0.0]),
        ([1000.0, -1000.0], 1, 2000.0, [1.0, -1.0]),
        ([1000.0, 1000.0], 0, math.log(2), [-0.5, 0.5]),
        ([-1000.0, -1000.0], 1, math.log(2), [0.5, -0.5]),
        ([-1000.0, 0.0], 0, 1000.0, [-1.0, 1.0]),
    ],
)
def test_cross_entropy_of_huge_logits_is_finite_and_right(logits, label, loss, gradient, build):
    for rows in (1, 2):
        o = np.array([logits] * rows) if rows > 1 else np.array(logits)
        y = np.broadcast_to(one_hot(2, label), o.shape).copy()
        network = build("c = cross_entropy(o, y)\nL = mean(c)", targets={"y": y}, o=o)
        program = derive(network)
        state = State(run_iteration(program, 0, program.start), len(program.equations))
        assert state.loss == pytest.approx(loss, rel=1e-15)
        np.testing.assert_allclose(
            state.gradient("o"), np.array(gradient * rows).reshape(o.shape) / rows, rtol=1e-15
        )


def test_an_impossible_class_costs_nothing_where_it_is_not_the_target():
    values = {"o": np.array([0.0, -math.inf]), "y": np.array([1.0, 0.0])}
    assert evaluate(parse("cross_entropy(o, y)"), values) == 0.0


@st.composite
def classified(draw, build):
    shape = draw(st.sampled_from([(2,), (3,), (2, 3), (4, 2), (2, 2, 3)]))
    labels = draw(hnp.arrays(np.intp, shape[:-1], elements=st.integers(0, shape[-1] - 1)))
    y = one_hot(shape[-1], labels)
    if draw(st.booleans()):
        y = 0.75 * y + 0.25 / shape[-1]
    weights = array_of(draw, shape[:-1], ANY)
    form = draw(
        st.sampled_from(
            ["L = sum(c*C)", "L = mean(c)*sum(C)", "L = sum(c)*sum(C)", "L = sum(c) + sum(C)"]
        )
    )
    inline = draw(st.booleans())
    text = (
        form.replace("c", "cross_entropy(o, y)") if inline else f"c = cross_entropy(o, y)\n{form}"
    )
    return build(text, {"C": weights}, targets={"y": y}, o=array_of(draw, shape, numbers(-20, 20)))


@given(data=st.data())
def test_the_gradient_of_cross_entropy_is_exact(data, build, complex_step):
    assert_gradients(data.draw(classified(build)), complex_step, 1e-12)


def test_the_gradient_of_cross_entropy_by_its_targets_is_minus_the_log_probability(build):
    y = np.array([[0.25, 0.75], [0.5, 0.5]])
    probabilities = np.array([[0.2, 0.8], [0.5, 0.5]])
    network = build("L = sum(cross_entropy(o, y))", targets={"y": y}, o=np.log(probabilities))
    program = derive(replace(network, gradients=("y",)))
    run = run_iteration(program, 0, program.start)
    found = State(run, len(program.equations)).gradient("y")
    np.testing.assert_allclose(found, -np.log(probabilities), rtol=1e-14)


@pytest.mark.parametrize("targets", ["2*y", "o"])
def test_cross_entropy_takes_no_targets_that_training_could_change(build, targets):
    y = np.array([1.0, 0.0])
    with pytest.raises(NetworkError, match="name of a target or an input"):
        build(f"L = cross_entropy(o, {targets}) + sum(y)", targets={"y": y}, o=y)


@given(hnp.arrays(np.float64, (3, 4), elements=numbers(-800, 800)), numbers(-500, 500))
def test_softmax_is_a_distribution_that_a_shift_does_not_change(logits, shift):
    found = evaluate(parse("softmax(o)"), {"o": logits})
    np.testing.assert_allclose(found.sum(axis=-1), 1.0, rtol=1e-14)
    moved = evaluate(parse("softmax(o)"), {"o": logits + shift})
    np.testing.assert_allclose(moved, found, rtol=1e-12, atol=1e-300)


def test_softmax_of_known_logits():
    found = evaluate(parse("softmax(o)"), {"o": np.log(np.array([1.0, 2.0, 5.0]))})
    np.testing.assert_allclose(found, [0.125, 0.25, 0.625], rtol=1e-15)


# Kinks


def gradient_at(text, conventions, build, **values):
    network = build(f"L = {text}", **values)
    chosen = Network(
        network.equations, "L", {}, {}, network.parameters, conventions=Conventions(*conventions)
    )
    return gradients(chosen)


@pytest.mark.parametrize("at_zero", [0.0, 0.5, 1.0])
@pytest.mark.parametrize("zero", [0.0, -0.0])
def test_the_derivative_at_the_kink_is_the_one_chosen(at_zero, zero, build):
    assert gradient_at("3*relu(z)", (at_zero, 0.0), build, z=zero) == {"z": 3 * at_zero}
    leaky = gradient_at("leaky_relu(z, 0.25)", (at_zero, 0.0), build, z=zero)["z"]
    assert leaky == at_zero + 0.25 * (1 - at_zero)
    assert gradient_at("3*abs(z)", (0.0, at_zero), build, z=zero) == {"z": 3 * at_zero}


@pytest.mark.parametrize("at_zero", [0.0, 0.5, 1.0])
def test_the_derivative_at_the_kink_is_chosen_for_arrays_too(at_zero, build):
    z = np.array([-2.0, 0.0, 2.0])
    relu = gradient_at("sum(relu(z))", (at_zero, 0.0), build, z=z)["z"]
    np.testing.assert_array_equal(relu, [0.0, at_zero, 1.0])
    absolute = gradient_at("sum(abs(z))", (0.0, at_zero), build, z=z)["z"]
    np.testing.assert_array_equal(absolute, [-1.0, at_zero, 1.0])


@pytest.mark.parametrize("name", ["minimum", "maximum"])
def test_a_tie_is_shared_in_halves(name, build):
    assert gradient_at(f"2*{name}(a, b)", (), build, a=1.5, b=1.5) == {"a": 1.0, "b": 1.0}
    shared = gradient_at(f"sum({name}(a, b))", (), build, a=np.array([1.0, 2.0]), b=1.0)
    first = {"minimum": 0.0, "maximum": 1.0}[name]
    np.testing.assert_array_equal(shared["a"], [0.5, first])
    assert shared["b"] == 0.5 + (1 - first)


def test_a_step_and_a_sign_pass_no_gradient(build):
    assert gradient_at("step(z) + sign(z)", (), build, z=0.0) == {"z": 0.0}
