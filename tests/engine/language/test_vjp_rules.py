"""The derivatives of the ops, held against the complex step."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.language.op import Conventions
from engine.language.ops import OPS, infer_shape
from engine.language.parser import parse
from engine.network.network import Network
from tests.engine.language.operands import (
    ANY,
    PAIRS,
    POSITIVE,
    SHAPES,
    array_of,
    as_value,
    assert_gradients,
    gradients,
    numbers,
)

SMOOTH = ("neg", "softplus", "sigmoid", "tanh", "exp", "log", "sqrt", "square")
KINKED = ("abs", "relu", "leaky_relu", "step", "sign")


FEW = settings(max_examples=settings().max_examples // 5)
"""As `test_every_op` draws more calls of each."""

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


# Derivatives


@given(data=st.data())
@pytest.mark.parametrize("name", ["add", "sub", "mul", "div", "pow"])
def test_the_derivative_of_two_operands_is_exact(name, data, build, complex_step):
    left, right = data.draw(st.sampled_from(PAIRS))
    first, second = DOMAIN.get(name, (ANY, ANY))
    values = {"a": array_of(data.draw, left, first), "b": array_of(data.draw, right, second)}
    network = data.draw(losses(build, f"{name}(a, b)", values))
    assert_gradients(network, complex_step, 1e-12)


@pytest.mark.parametrize("name", ["add", "sub", "mul", "div", "pow"])
def test_broadcasting_is_undone_for_every_pair_of_shapes(name, build, complex_step):
    for left, right in PAIRS:
        random = np.random.default_rng(7)
        a, b = (as_value(np.asarray(random.uniform(0.5, 2, shape))) for shape in (left, right))
        shape = np.broadcast_shapes(left, right)
        weights = as_value(np.asarray(random.uniform(-1, 1, shape)))
        network = build(f"L = sum({name}(a, b)*C)", {"C": weights}, a=a, b=b)
        assert_gradients(network, complex_step, 1e-12)


@FEW
@given(data=st.data())
@pytest.mark.parametrize("name", SMOOTH)
def test_the_derivative_of_a_smooth_op_is_exact(name, data, build, complex_step):
    (domain,) = DOMAIN.get(name, (ANY,))
    values = {"a": array_of(data.draw, data.draw(st.sampled_from(SHAPES)), domain)}
    assert_gradients(data.draw(losses(build, f"{name}(a)", values)), complex_step, 1e-12)


@FEW
@given(data=st.data())
@pytest.mark.parametrize("name", KINKED)
def test_the_derivative_away_from_a_kink_is_right(name, data, build, central_difference):
    values = {"a": array_of(data.draw, data.draw(st.sampled_from(SHAPES)), NONZERO)}
    option = data.draw(st.sampled_from(["", ", 0.5"])) if OPS[name].options else ""
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


@FEW
@given(data=st.data())
@pytest.mark.parametrize(("text", "left", "right"), MATRIX_FORMS)
def test_the_derivative_of_array_ops_is_exact(text, left, right, data, build, complex_step):
    values = {"a": array_of(data.draw, left, ANY), "b": array_of(data.draw, right, ANY)}
    assert_gradients(data.draw(losses(build, text, values)), complex_step, 1e-12)


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
