"""How the loss depends on its variables, held against the loss itself on lines through them."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.diagnosis.curvature import Curvature, Form, form, forms
from engine.language.parser import parse
from engine.language.values import array, evaluate
from engine.network.files import load_network

CONSTANT, FREE = Form(Curvature.CONSTANT, True), Form(Curvature.LINEAR, False)


def form_of(text, build):
    network = build(f"y = {text}\nL = y + a + n + w + v", {"a": 1.5, "n": -2.0}, w=0.5, v=-0.5)
    return forms(network, network.parameters)["y"]


@pytest.mark.parametrize(
    ("text", "curvature"),
    [
        ("a*n + 3", "CONSTANT"),
        ("tanh(a)", "CONSTANT"),
        ("a*w + v/n - 1", "LINEAR"),
        ("-(w - v)", "LINEAR"),
        ("mean(w)", "LINEAR"),
        ("square(w - v)", "CONVEX"),
        ("w*w", "CONVEX"),
        ("(w + v)**4", "CONVEX"),
        ("abs(w) + exp(v) + relu(w)", "CONVEX"),
        ("maximum(w, square(v))", "CONVEX"),
        ("a*square(w)", "CONVEX"),
        ("n*square(w)", "OTHER"),
        ("square(w)/a", "CONVEX"),
        ("square(w)/n", "OTHER"),
        ("3 - square(w)", "OTHER"),
        ("w*v", "OTHER"),
        ("a/w", "OTHER"),
        ("w**3", "OTHER"),
        ("w**-2", "OTHER"),
        ("tanh(w)", "OTHER"),
        ("square(square(w) - 1)", "OTHER"),
        ("minimum(w, v)", "OTHER"),
    ],
)
def test_the_curvature_is_that_of_a_textbook_on_convex_functions(text, curvature, build):
    assert form_of(text, build).curvature is Curvature[curvature]


@pytest.mark.parametrize(
    ("text", "is_nonnegative"),
    [
        ("a", True), ("n", False), ("w", False), ("a*a", True), ("square(w) + a", True),
        ("square(w) + n", False), ("abs(w)/a", True), ("abs(w)*n", False), ("exp(w)*abs(v)", True),
        ("-square(w)", False), ("tanh(w)", False), ("sigmoid(w)", True), ("maximum(w, a)", True),
        ("maximum(w, v)", False), ("relu(w) - a", False), ("w**2", True), ("w**3", False),
        ("mean(square(w))", True),
    ],
)  # fmt: skip
def test_what_can_never_be_below_0_is_known(text, is_nonnegative, build):
    assert form_of(text, build).is_nonnegative is is_nonnegative


@pytest.mark.parametrize(
    ("name", "curvature"),
    [("regression", "CONVEX"), ("classifier", "CONVEX"), ("xor", "OTHER"), ("skip", "OTHER")],
)
def test_the_losses_of_the_shipped_networks(name, curvature):
    network = load_network(name)
    loss = forms(network, network.parameters)[network.loss]
    assert loss == (Curvature[curvature], True)


def test_the_loss_of_one_neuron_may_be_negative():
    network = load_network("neuron")
    assert not forms(network, network.parameters)["o"].is_nonnegative


def test_a_relu_network_is_linear_in_its_inputs_where_its_relus_pass_everything():
    network = load_network("xor")
    assert forms(network, network.inputs)["O"].curvature is not Curvature.LINEAR
    passing = forms(network, network.inputs, {"H"})
    assert passing["O"].curvature is Curvature.LINEAR


def test_a_tanh_is_not_linear_whatever_the_relus_do(build):
    network = build(
        "h = relu(w*x)\nyhat = v*tanh(h)\nL = mean(square(yhat - y))",
        {"x": array([1, 2])},
        targets={"y": array([1, 3])},
        w=1.0,
        v=1.0,
    )
    assert forms(network, network.inputs, {"h"})["yhat"].curvature is Curvature.OTHER


UNARY = ("neg", "abs", "square", "exp", "relu", "tanh", "sigmoid", "mean", "sum", "leaky_relu")
BINARY = ("add", "sub", "mul", "div", "maximum", "minimum")


@st.composite
def texts(draw, levels=4):
    if levels == 0 or draw(st.integers(0, 4)) == 0:
        return draw(st.sampled_from(["w", "v", "a", "n", "2", "0.5"]))
    op = draw(st.sampled_from(UNARY + BINARY))
    parts = [draw(texts(levels - 1)) for _ in range(1 + (op in BINARY))]
    return f"{op}({', '.join(parts)})"


POINTS = st.floats(-2, 2).map(lambda x: round(x, 2))


@settings(max_examples=300, deadline=None)
@given(texts(), *[POINTS] * 4)
def test_what_is_called_linear_or_convex_is_so_on_every_line(text, w0, v0, w1, v1):
    expression = parse(text)
    known = {"a": CONSTANT, "n": CONSTANT._replace(is_nonnegative=False), "w": FREE, "v": FREE}
    found = form(expression, known)

    def at(w, v):
        return evaluate(expression, {"a": 1.5, "n": -2.0, "w": w, "v": v})

    one, other, middle = at(w0, v0), at(w1, v1), at((w0 + w1) / 2, (v0 + v1) / 2)
    if not np.isfinite([one, other, middle]).all():
        return
    slack = 1e-9 * max(1.0, abs(one), abs(other))
    if found.is_nonnegative:
        assert min(one, other, middle) >= 0.0
    if found.curvature is Curvature.CONSTANT:
        assert one == other
    if found.curvature <= Curvature.LINEAR:
        assert abs(middle - (one + other) / 2) <= slack
    if found.curvature <= Curvature.CONVEX:
        assert middle <= (one + other) / 2 + slack
