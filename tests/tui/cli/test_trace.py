"""The command trace, and what is changed before its run."""

import csv
import io
import json

import pytest

from tests.tui.cli.files import ARRAYS, GOOD

# The worked exercise: every value is exact in binary.
FORWARD = [
    ("z0", 0.5), ("h0", 0.5), ("z1", 0.25), ("h1", 0.25), ("z2", 0.375), ("yhat", 0.375),
    ("L", 3.375),
]  # fmt: skip
BACKWARD = [
    ("dL/dyhat", 1), ("dL/dz2", 1), ("dL/dw2", 0.25), ("dL/dw3", 0.5), ("dL/dh1", 0.5),
    ("dL/dz1", 0.5), ("dL/dw1", 0.25), ("dL/dh0", 0.75), ("dL/dz0", 0.75), ("dL/dw0", 0.75),
]  # fmt: skip
UPDATE = [("w0", -0.25), ("w1", 0.25), ("w2", 0.25), ("w3", 0)]
FORWARD_AGAIN = [
    ("z0", -0.25), ("h0", 0), ("z1", 0), ("h1", 0), ("z2", 0), ("yhat", 0), ("L", 3),
]  # fmt: skip


# trace


@pytest.fixture
def steps(out):
    return json.loads(out("trace", "skip", "--iterations", "2", "--format", "json"))


def numbers(steps):
    return [(step["symbol"], step["value"]) for step in steps]


def test_trace_gives_the_table_of_the_exercise(steps):
    assert len(steps) == 42
    assert numbers(steps[:21]) == FORWARD + BACKWARD + UPDATE
    assert numbers(steps[21:28]) == FORWARD_AGAIN
    assert [step["iteration"] for step in steps] == [0] * 21 + [1] * 21
    phases = ["forward"] * 7 + ["backward"] * 10 + ["update"] * 4
    assert [step["phase"] for step in steps] == phases * 2


def test_in_the_second_iteration_every_gradient_of_a_parameter_is_zero(steps):
    found = dict(numbers(steps[21:]))
    assert [found[f"dL/dw{i}"] for i in range(4)] == [0, 0, 0, 0]
    assert [found[f"w{i}"] for i in range(4)] == [-0.25, 0.25, 0.25, 0]


def test_in_the_second_iteration_h0_is_dead_and_h1_at_the_kink_by_convention(steps):
    again = {step["symbol"]: step for step in steps[21:]}
    assert again["h0"]["state"] == "dead"
    assert again["h1"]["state"] == "kink"
    assert "relu_at_zero = 1" in again["h1"]["note"]
    assert {step["state"] for step in steps[:21]} == {None, "active"}


def test_the_fan_in_sum_has_a_term_for_each_path(steps):
    step = steps[14]
    assert step["symbol"] == "dL/dh0"
    assert [(term["source"], term["value"]) for term in step["terms"]] == [
        ("z2", 0.5),
        ("z1", 0.25),
    ]


def test_csv_agrees_with_json(out, steps):
    text = out("trace", "skip", "--iterations", "2", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [(row["symbol"], float(row["value"])) for row in rows] == numbers(steps)
    assert [json.loads(row["terms"]) for row in rows] == [step["terms"] for step in steps]
    for name in ("phase", "node", "equation", "substituted", "note"):
        assert [row[name] for row in rows] == [step[name] for step in steps]


def test_text_is_prose_with_the_equations(out):
    text = out("trace", "skip")
    assert "0.5 + 0.25 = 0.75" in text
    assert "two contributions add up" in text
    assert "\x1b" not in text


def test_trace_takes_the_skip_network_and_one_iteration_by_itself(out):
    assert out("trace", "--format", "json") == out(
        "trace", "skip", "--iterations", "1", "--format", "json"
    )


def test_numbers_that_json_has_not_are_text(out, file):
    path = file(GOOD.replace("abs(y - z)", "exp(z) - exp(z)").replace("[targets]\ny = 1\n", ""))
    text = out("trace", path, "--set", "w=1000", "--format", "json")
    found = dict(numbers(json.loads(text, parse_constant=pytest.fail)))
    assert found["L"] == "nan"
    assert found["dL/dz"] == "nan"
    path = file(GOOD.replace("abs(y - z)", "y - exp(z)"))
    text = out("trace", path, "--set", "w=1000", "--format", "json", "--iterations", "2")
    values = [value for _, value in numbers(json.loads(text, parse_constant=pytest.fail))]
    assert "-inf" in values
    assert "inf" in values


def test_arrays_are_nested_lists(out, file):
    found = dict(numbers(json.loads(out("trace", file(ARRAYS), "--format", "json"))))
    assert found["Z"] == [[0.0], [0.5]]
    assert found["dL/dW"] == [[4.0], [6.0]]


# What is changed before the run


def test_set_gives_a_parameter_another_value(out):
    text = out("trace", "--set", "w0=0.25", "--set", "x=2", "--format", "json")
    found = dict(numbers(json.loads(text)[:7]))
    assert (found["z0"], found["z1"]) == (0.5, 0.25)
    text = out("trace", "--set", "w0=-1", "--format", "json")
    assert [each["state"] for each in json.loads(text) if each["symbol"] == "h0"] == ["dead"]


def test_set_takes_an_array(out, file):
    text = out("trace", file(ARRAYS), "--set", "W=[[1], [1]]", "--format", "json")
    assert dict(numbers(json.loads(text)))["L"] == 10.0


def test_lr_gives_another_learning_rate(out):
    found = dict(numbers(json.loads(out("trace", "--lr", "0.5", "--format", "json"))))
    assert [found[f"w{i}"] for i in range(4)] == [0.125, 0.375, 0.375, 0.25]


# Optimisers, seeds, sizes


def test_an_optimiser_can_be_chosen(out):
    """By hand: the first step of Adam has the size of the rate, against the gradient's sign."""
    steps = json.loads(
        out("trace", "skip", "--optimiser", "adam", "--lr", "0.1", "--format", "json")
    )
    updated = {each["symbol"]: each["value"] for each in steps if each["phase"] == "update"}
    assert [updated[f"w{i}"] for i in range(4)] == pytest.approx([0.4] * 4, abs=1e-6)


def test_momentum_goes_on_in_the_direction_it_had(out, file):
    """By hand: v = 0.9 v + g and w = w - lr v, with a gradient of -3 throughout."""
    path = file("loss = 'L'\nequations = 'L = -3*w'\nparameters = { w = 0 }\n")
    text = out("trace", path, "--optimiser", "momentum", "--iterations", "3", "--format", "json")
    found = [each["value"] for each in json.loads(text) if each["symbol"] == "w"]
    velocities = [-3, 0.9 * -3 - 3, 0.9 * (0.9 * -3 - 3) - 3]
    assert found == pytest.approx([-sum(velocities[: k + 1]) for k in range(3)])


def test_depth_makes_the_chain_longer(out):
    for depth in (2, 20):
        steps = json.loads(out("trace", "deep", "--set", f"depth={depth}", "--format", "json"))
        assert sum(each["symbol"].startswith("dL/dh") for each in steps) >= depth
        plain = out(
            "trace", "deep", "--set", f"depth={depth}", "--set", "skip=0", "--format", "json"
        )
        gradients = {each["symbol"]: each["value"] for each in json.loads(plain)}
        assert gradients["dL/dw0"] == pytest.approx(0.5**depth)


def test_the_same_seed_draws_the_same_and_another_draws_others(out):
    found = {
        seed: json.loads(out("trace", "xor", "--seed", seed, "--format", "json"))[0]["value"]
        for seed in ("7", "8")
    }
    again = json.loads(out("trace", "xor", "--seed", "7", "--format", "json"))[0]["value"]
    assert found["7"] == again
    assert found["7"] != found["8"]


def test_xor_is_traced_as_matrices(out, monkeypatch):
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    text = out("trace", "xor", "--seed", "8")
    assert "∂L/∂W2 = Hᵀ · ∂L/∂O" in text
    assert "⎡0 0⎤" in text
    assert "Each of the 4 samples contributes" in text
    assert "\x1b" not in text
    monkeypatch.setenv("LC_ALL", "C")
    assert out("trace", "xor", "--seed", "8").isascii()
