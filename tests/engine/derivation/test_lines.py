"""The hand computation of one entry, and of sums too long to write out, held against numpy."""

import math
import time
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.derivation.lines import MAX_LINES, derivation, entry_derivation, entry_terms
from engine.language.index import MAX_TERMS
from engine.language.notation import TEXT, Style
from engine.network.files import load_network
from tests.engine.derivation.steps import steps_of

PLAIN = Style(digits=4)


def n(value):
    """A number as the lines show it."""
    text = f"{value:.4g}"
    return "0" if text == "-0" else text.replace("-", "−")


def f(value):
    """A number behind an operator."""
    return f"({n(value)})" if value < 0 else n(value)


# XOR, computed by numpy alone


@pytest.fixture(scope="module")
def network():
    return load_network("xor")


@pytest.fixture(scope="module")
def steps(network):
    return steps_of(network)


@pytest.fixture(scope="module")
def by_numpy(network):
    known = dict(network.constants)
    known["Z"] = known["X"] @ known["W1"] + known["b1"]
    known["H"] = np.maximum(known["Z"], 0)
    known["O"] = known["H"] @ known["W2"] + known["b2"]
    known["powers"] = np.exp(known["O"])
    known["P"] = known["powers"] / known["powers"].sum(axis=1, keepdims=True)
    known["gO"] = (known["P"] - known["Y"]) / 4
    known["gH"] = known["gO"] @ known["W2"].T
    known["gZ"] = known["gH"] * (known["Z"] > 0)
    known["gW1"] = known["X"].T @ known["gZ"]
    return known


def test_an_entry_of_a_layer_is_a_sum_over_its_inputs(steps, by_numpy):
    w, b, z = by_numpy["W1"][:, 1], by_numpy["b1"][1], by_numpy["Z"][3, 1]
    assert entry_derivation(steps["Z"], (3, 1), PLAIN) == [
        "X[3,0] · W1[0,1] + X[3,1] · W1[1,1] + b1[1]",
        f"1 · {f(w[0])} + 1 · {f(w[1])} + {f(b)}",
        f"{n(w[0])} + {f(w[1])} + {f(b)}",
        n(z),
    ]


def test_the_gradient_of_a_logit_is_probability_minus_target(steps, by_numpy):
    o, e, p = by_numpy["O"][3], by_numpy["powers"][3], by_numpy["P"][3]
    assert entry_derivation(steps["dL/dO"], (3, 1), PLAIN) == [
        "1 / 4 · (exp(O[3,1]) / (exp(O[3,0]) + exp(O[3,1])) − Y[3,1])",
        f"1 / 4 · (exp({n(o[1])}) / (exp({n(o[0])}) + exp({n(o[1])})) − 0)",
        f"0.25 · ({n(e[1])} / ({n(e[0])} + {n(e[1])}) − 0)",
        f"0.25 · ({n(p[1])} − 0)",
        f"0.25 · {n(p[1])}",
        n(p[1] / 4),
    ]


def test_the_gradient_of_a_weight_has_a_contribution_from_every_sample(steps, by_numpy):
    h, g = by_numpy["H"][:, 0], by_numpy["gO"][:, 0]
    products = [n(h[0] * g[0]), *(f(h[i] * g[i]) for i in range(1, 4))]
    assert entry_derivation(steps["dL/dW2"], (0, 0), PLAIN) == [
        " + ".join(f"H[{i},0] · ∂L/∂O[{i},0]" for i in range(4)),
        " + ".join(f"{n(h[i])} · {f(g[i])}" for i in range(4)),
        " + ".join(products),
        n(sum(h * g)),
    ]


def test_the_gradient_of_a_bias_is_a_sum_over_the_samples(steps, by_numpy):
    g = by_numpy["gO"][:, 1]
    assert entry_derivation(steps["dL/db2"], (1,), PLAIN) == [
        "∂L/∂O[0,1] + ∂L/∂O[1,1] + ∂L/∂O[2,1] + ∂L/∂O[3,1]",
        " + ".join([n(g[0]), *map(f, g[1:])]),
        n(g.sum()),
    ]


def test_a_mask_passes_the_gradient_of_its_entry(steps, by_numpy):
    g, z = by_numpy["gH"][3, 1], by_numpy["Z"][3, 1]
    assert entry_derivation(steps["dL/dZ"], (3, 1), PLAIN) == [
        "∂L/∂H[3,1] · [Z[3,1] > 0]",
        f"{n(g)} · [{n(z)} > 0]",
        f"{n(g)} · {int(z > 0)}",
        n(g * (z > 0)),
    ]


def test_an_entry_of_a_parameter_is_updated_by_its_own_gradient(steps, by_numpy):
    w, g = by_numpy["W1"][0, 1], by_numpy["gW1"][0, 1]
    lines = entry_derivation(steps["new W1"], (0, 1), Style())
    assert lines[0] == "W1[0,1] − lr · ∂L/∂W1[0,1]"
    numbers = [float(text.strip("()").replace("−", "-")) for text in lines[1].split(" − 1 · ")]
    assert numbers == [w, pytest.approx(g, rel=1e-9)]
    assert float(lines[-1].replace("−", "-")) == pytest.approx(w - g, rel=1e-12)


def test_a_loss_is_spelt_out_with_the_class_of_every_sample(steps, by_numpy):
    o, e = by_numpy["O"], by_numpy["powers"]
    losses = [math.log(e[i].sum()) - o[i, label] for i, label in enumerate((0, 1, 1, 0))]
    first, *_, before, last = entry_derivation(steps["L"], (), PLAIN)
    assert first.startswith("(ln(exp(O[0,0]) + exp(O[0,1])) − O[0,0] + (ln(exp(O[1,0])")
    assert first.endswith("ln(exp(O[3,0]) + exp(O[3,1])) − O[3,0])) / 4")
    assert before == f"{n(sum(losses))} / 4"
    assert last == n(sum(losses) / 4)


@pytest.mark.parametrize("name", ["xor", "skip", "classifier", "regression", "neuron"])
def test_the_last_line_is_the_recorded_entry(name):
    for step in steps_of(load_network(name)).values():
        for index in np.ndindex(np.shape(step.value)):
            lines = entry_derivation(step, index, PLAIN)
            assert lines[-1] == n(np.asarray(step.value)[index])
            assert len(lines) <= MAX_LINES
            assert all(before != after for before, after in pairwise(lines))


def test_the_hand_computation_of_a_number_is_the_same_in_entries():
    for step in steps_of(load_network("skip")).values():
        assert entry_derivation(step, (), PLAIN) == derivation(step, PLAIN)


def test_an_entry_that_is_a_plain_number_is_written_once(build):
    steps = steps_of(build("L = sum(v)", v=np.ones(3)))
    assert entry_derivation(steps["dL/dv"], (2,), PLAIN) == ["1"]


def test_the_terms_of_a_sum_wait_for_one_another(build):
    step = step_of(build, "a + b + c*d", a=1.0, b=2.0, c=3.0, d=4.0)
    assert derivation(step, PLAIN)[1:] == ["1 + 2 + 3 · 4", "1 + 2 + 12", "15"]


def test_names_are_written_in_the_notation_of_the_style(steps):
    step = steps["dL/dZ"]
    latex = entry_derivation(step, (3, 1), Style("latex", digits=4))[0]
    assert latex == (r"\frac{\partial L}{\partial {H}_{3,1}} \cdot \left[{Z}_{3,1} > 0\right]")
    assert entry_derivation(step, (3, 1), TEXT)[0] == "dL/dH[3,1]*step(Z[3,1], at_zero=0)"
    shaped = Style(shapes=step.run.program.shapes, names={"Z": "ζ"})
    assert entry_derivation(step, (3, 1), shaped)[0] == "∂L/∂H[3,1] · [ζ[3,1] > 0]"


# Overflow


def step_of(build, equation, **parameters):
    """The step of the first equation of a network."""
    return next(iter(steps_of(build(f"p = {equation}\nL = sum(p)", **parameters)).values()))


def test_where_a_textbook_form_overflows_its_lines_are_left_out(build):
    step = step_of(build, "softmax(o)", o=np.array([1000.0, 0.0]))
    assert [entry_derivation(step, (entry,), PLAIN) for entry in (0, 1)] == [
        ["exp(o[0]) / (exp(o[0]) + exp(o[1]))", "exp(1000) / (exp(1000) + exp(0))", "1"],
        ["exp(o[1]) / (exp(o[0]) + exp(o[1]))", "exp(0) / (exp(1000) + exp(0))", "0"],
    ]


def test_where_a_textbook_form_underflows_to_0_by_0_its_lines_are_left_out(build):
    step = step_of(build, "softmax(o)", o=np.array([-800.0, -801.0]))
    assert entry_derivation(step, (0,), PLAIN)[1:] == [
        "exp(−800) / (exp(−800) + exp(−801))",
        n(1 / (1 + math.exp(-1))),
    ]


def test_contributions_are_shown_though_the_way_to_one_of_them_overflows(build):
    values = {"o": np.array([1000.0, 999.0]), "v": np.array([3.0, 5.0])}
    network = build("L = softmax(o) @ v + sum(o)", **values)
    lines = entry_derivation(steps_of(network)["dL/do"], (0,), PLAIN)
    p = 1 / (1 + math.exp(-1))
    slope = p * (3 - (3 * p + 5 * (1 - p)))
    assert len(lines) == 4
    assert lines[1].startswith("exp(1000) / (exp(1000) + exp(999)) · (3 − (3 · ")
    assert lines[2:] == [f"{n(slope)} + 1", n(slope + 1)]


def test_an_overflow_that_is_the_value_is_shown(build):
    step = step_of(build, "exp(o)*2", o=np.array([1000.0]))
    assert derivation(step, PLAIN)[2:] == ["[inf] · 2", "[inf]"]
    assert entry_derivation(step, (0,), PLAIN) == [
        "exp(o[0]) · 2",
        "exp(1000) · 2",
        "inf · 2",
        "inf",
    ]


def test_an_infinite_value_that_is_given_is_shown(build):
    step = step_of(build, "1/o", o=np.array([np.inf]))
    assert entry_derivation(step, (0,), PLAIN) == ["1 / o[0]", "1 / inf", "0"]


# Fan-in sums


@pytest.fixture
def skip_layer(build):
    """The step of the gradient of h, which reaches the loss through a product and directly."""
    values = {"h": np.array([[1.0, 2.0]]), "W": np.array([[3.0, 5.0], [-1.0, 4.0]])}
    network = build("a = h @ W\nb = square(h)\nL = sum(a) + sum(b)", **values)
    return steps_of(network)["dL/dh"]


def test_an_entry_of_a_fan_in_sum_shows_its_contributions(skip_layer):
    assert entry_derivation(skip_layer, (0, 1), PLAIN) == [
        "∂L/∂b[0,1] · (2 · h[0,1]) + (∂L/∂a[0,0] · W[1,0] + ∂L/∂a[0,1] · W[1,1])",
        "1 · (2 · 2) + (1 · (−1) + 1 · 4)",
        "1 · 4 + (−1 + 4)",
        "4 + 3",
        "7",
    ]


def test_the_terms_of_an_entry_are_those_of_the_step(skip_layer):
    first, second = entry_terms(skip_layer, (0, 0))
    assert (first.child, first.value) == ("b", 2.0)
    assert TEXT.write(first.expression) == "dL/db[0,0]*(2*h[0,0])"
    assert (second.child, second.value) == ("a", 8.0)
    assert TEXT.write(second.expression) == "dL/da[0,0]*W[0,0] + dL/da[0,1]*W[0,1]"


def test_an_equation_without_contributions_has_no_terms(steps):
    assert list(entry_terms(steps["Z"], (3, 1))) == []
    (only,) = entry_terms(steps["dL/dZ"], (3, 1))
    assert only.child == "H"


def used_often(build, times, x, w):
    """The step of the gradient of a parameter that so many equations use."""
    lines = [f"h{i} = {f'h{i - 1}' if i else 'x'} + {i + 1}*w" for i in range(times)]
    lines.append(f"L = sum(h{times - 1})/7")
    return steps_of(build("\n".join(lines), {"x": x}, w=w))["dL/dw"]


def test_a_long_sum_is_shown_with_its_first_terms(build):
    step = used_often(build, 5000, x=1.0, w=2.0)
    started = time.perf_counter()
    lines = derivation(step, PLAIN)
    entry_lines = entry_derivation(step, (), PLAIN)
    assert time.perf_counter() - started < 0.5
    assert lines[0].startswith("∂L/∂h4999 · 5000 + ∂L/∂h4998 · 4999 + ")
    assert all(line.endswith(" + … (4,992 more)") for line in lines[:-1])
    assert lines[-2].count(" + ") == MAX_TERMS
    assert lines[-1] == n(5000 * 5001 / 2 / 7)
    assert entry_lines == lines
    assert derivation(step, TEXT)[0].endswith(" + ... (4,992 more)")


def test_a_long_sum_of_arrays_is_shown_with_its_first_terms(build):
    step = used_often(build, 20, x=np.zeros((2, 3)), w=np.ones(3))
    *_, before, last = derivation(step, PLAIN)
    assert before.endswith("] + … (12 more)")
    assert last == "[60, 60, 60]"
    names, *_, before, last = entry_derivation(step, (2,), PLAIN)
    assert names.startswith("(∂L/∂h19[0,2] + ∂L/∂h19[1,2]) · 20 + (∂L/∂h18[0,2]")
    sevenths = [2 * k / 7 for k in range(20, 0, -1)]
    assert before == " + ".join([*map(n, sevenths[:8]), "… (12 more)"])
    assert last == "60"
    assert [term.value for term in entry_terms(step, (2,))] == pytest.approx(sevenths)


def test_the_last_line_of_a_long_sum_is_the_recorded_value_to_the_last_digit(build):
    step = used_often(build, 100, x=np.zeros((2, 1)), w=np.ones(1))
    (wanted,) = step.value.tolist()
    assert float(entry_derivation(step, (0,), Style())[-1]) == wanted
    assert float(derivation(step, Style())[-1].strip("[]")) == wanted


def test_the_contributions_of_an_entry_share_the_room_there_is(build):
    lines = [
        *(f"h{i} = x @ w" for i in range(8)),
        f"L = {' + '.join(f'sum(h{i})' for i in range(8))}",
    ]
    step = steps_of(build("\n".join(lines), {"x": np.ones((20, 1))}, w=np.ones((1, 1))))["dL/dw"]
    names = entry_derivation(step, (0, 0), PLAIN)[0]
    assert names.count("x[") == names.count("∂L/∂") == 8 * 4
    assert names.count("… (16 more)") == 8


def test_a_long_product_is_shown_with_its_first_terms(build):
    random = np.random.default_rng(0)
    x, w = random.normal(size=(2, 500)), random.normal(size=(500, 3))
    lines = entry_derivation(step_of(build, "relu(x @ w)", x=x, w=w), (1, 2), PLAIN)
    assert lines[0].endswith(" + x[1,7] · w[7,2] + … (492 more))")
    assert lines[2].startswith(f"ReLU({n(x[1, 0] * w[0, 2])} + ")
    assert lines[2].endswith(" + … (492 more))")
    assert lines[-2:] == [f"ReLU({n(x[1] @ w[:, 2])})", n(max(x[1] @ w[:, 2], 0))]


@given(numbers=st.lists(st.integers(-9, 9).map(float), min_size=3, max_size=60))
def test_all_terms_of_a_sum_are_added_up_in_one_line(build, numbers):
    values = {f"v{i}": number for i, number in enumerate(numbers)}
    lines = derivation(step_of(build, " + ".join(values), **values), PLAIN)
    shown = " + ".join([n(numbers[0]), *map(f, numbers[1:])])
    assert lines[1:] == [shown, n(sum(numbers))]
