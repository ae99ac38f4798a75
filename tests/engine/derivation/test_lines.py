"""The hand computation of one entry, held against numpy."""

import math
from itertools import pairwise

import numpy as np
import pytest

from engine.derivation.lines import MAX_LINES, derivation, entry_derivation, entry_terms
from engine.language.notation import TEXT, Style
from engine.network.files import load_network
from tests.engine.derivation.numbers import PLAIN, f, n, step_of
from tests.engine.derivation.steps import steps_of


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
    o, p = by_numpy["O"][3], by_numpy["P"][3]
    m = max(o)

    def minus(logit):
        return f"{n(logit, 5)} − {n(m, 5)}"

    assert entry_derivation(steps["dL/dO"], (3, 1), PLAIN) == [
        "1 / 4 · (exp(O[3,1] − max) / (exp(O[3,0] − max) + exp(O[3,1] − max)) − Y[3,1])",
        f"1 / 4 · (exp({minus(o[1])}) / (exp({minus(o[0])}) + exp({minus(o[1])})) − 0)",
        f"0.25 · (exp({n(o[1] - m)}) / (exp({n(o[0] - m)}) + exp({n(o[1] - m)})) − 0)",
        f"0.25 · ({n(p[1])} − 0)",
        f"0.25 · {n(p[1])}",
        n(p[1] / 4),
    ]


def test_the_gradient_of_a_weight_has_a_contribution_from_every_sample(steps, by_numpy):
    h, g = by_numpy["H"][:, 0], by_numpy["gO"][:, 0]
    products = [n(h[0] * g[0], 6), *(f(h[i] * g[i], 6) for i in range(1, 4))]
    assert entry_derivation(steps["dL/dW2"], (0, 0), PLAIN) == [
        " + ".join(f"H[{i},0] · ∂L/∂O[{i},0]" for i in range(4)),
        " + ".join(f"{n(h[i], 6)} · {f(g[i], 6)}" for i in range(4)),
        " + ".join(products),
        n(sum(h * g)),
    ]


def test_the_gradient_of_a_bias_is_a_sum_over_the_samples(steps, by_numpy):
    g = by_numpy["gO"][:, 1]
    assert entry_derivation(steps["dL/db2"], (1,), PLAIN) == [
        "∂L/∂O[0,1] + ∂L/∂O[1,1] + ∂L/∂O[2,1] + ∂L/∂O[3,1]",
        " + ".join([n(g[0], 7), *(f(each, 7) for each in g[1:])]),
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
    powers = [f"(ln(exp(O[{i},0] − max) + exp(O[{i},1] − max))" for i in (0, 1, 3)]
    first, *_, before, last = entry_derivation(steps["L"], (), PLAIN)
    assert first.startswith(f"{powers[0]} − (O[0,0] − max) + {powers[1]} − (O[1,1] − max)")
    assert first.endswith(f"{powers[2]} − (O[3,0] − max))) / 4")
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


def test_a_softmax_of_large_logits_does_not_overflow_in_its_lines_either(build):
    step = step_of(build, "softmax(o)", o=np.array([1000.0, 0.0]))
    assert [entry_derivation(step, (entry,), PLAIN) for entry in (0, 1)] == [
        [
            "exp(o[0] − max) / (exp(o[0] − max) + exp(o[1] − max))",
            "exp(1000 − 1000) / (exp(1000 − 1000) + exp(0 − 1000))",
            "exp(0) / (exp(0) + exp(−1000))",
            "1 / (1 + 0)",
            "1 / 1",
            "1",
        ],
        [
            "exp(o[1] − max) / (exp(o[0] − max) + exp(o[1] − max))",
            "exp(0 − 1000) / (exp(1000 − 1000) + exp(0 − 1000))",
            "exp(−1000) / (exp(0) + exp(−1000))",
            "0 / (1 + 0)",
            "0 / 1",
            "0",
        ],
    ]


def test_a_softmax_of_small_logits_does_not_underflow_in_its_lines_either(build):
    step = step_of(build, "softmax(o)", o=np.array([-800.0, -801.0]))
    assert entry_derivation(step, (0,), PLAIN)[1:] == [
        "exp(−800 − (−800)) / (exp(−800 − (−800)) + exp(−801 − (−800)))",
        "exp(0) / (exp(0) + exp(−1))",
        f"1 / (1 + {n(math.exp(-1))})",
        f"1 / {n(1 + math.exp(-1))}",
        n(1 / (1 + math.exp(-1))),
    ]


def test_the_way_to_a_contribution_is_that_of_the_run(build):
    values = {"o": np.array([1000.0, 999.0]), "v": np.array([3.0, 5.0])}
    network = build("L = softmax(o) @ v + sum(o)", **values)
    lines = entry_derivation(steps_of(network)["dL/do"], (0,), PLAIN)
    p = 1 / (1 + math.exp(-1))
    slope = p * (3 - (3 * p + 5 * (1 - p)))
    assert lines[1].startswith("exp(1000 − 1000) / (exp(1000 − 1000) + exp(999 − 1000)) · (3 − ")
    assert lines[-2:] == [f"{n(slope)} + 1", n(slope + 1)]
    assert not any("inf" in line or "nan" in line for line in lines)


def test_an_infinite_number_on_the_way_to_a_finite_one_is_shown(build):
    step = step_of(build, "1/exp(o)", o=np.array([1000.0]))
    assert entry_derivation(step, (0,), PLAIN)[2:] == ["1 / inf", "0"]


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


def test_an_equation_without_contributions_has_no_terms(steps):
    assert list(entry_terms(steps["Z"], (3, 1))) == []
    (only,) = entry_terms(steps["dL/dZ"], (3, 1))
    assert only.child == "H"
