"""What is said about a step, and its hand computation, held against the worked exercise."""

from itertools import pairwise

import pytest

from engine.derivation.lines import derivation
from engine.derivation.note import note
from engine.derivation.relus import relu_label
from engine.language.expression import Name
from engine.language.notation import TEXT, Style
from engine.network.files import load_network
from engine.network.relus import Relu
from tests.engine.derivation.notes import PLAIN, network_of
from tests.engine.derivation.steps import steps_of


@pytest.fixture(scope="module")
def first():
    return steps_of(load_network("skip"))


@pytest.fixture(scope="module")
def second():
    return steps_of(load_network("skip"), 1)


# The hand computation


def test_the_fan_in_sum_is_derived_as_by_hand(first):
    assert derivation(first["dL/dh0"], PLAIN) == [
        "∂L/∂z2 · w3 + ∂L/∂z1 · w1",
        "1 · 0.5 + 0.5 · 0.5",
        "0.5 + 0.25",
        "0.75",
    ]


@pytest.mark.parametrize(
    ("symbol", "lines"),
    [
        ("z0", ["w0 · x", "0.5 · 1", "0.5"]),
        ("z2", ["w2 · h1 + w3 · h0", "0.5 · 0.25 + 0.5 · 0.5", "0.125 + 0.25", "0.375"]),
        ("L", ["|y − yhat|", "|−3 − 0.375|", "|−3.375|", "3.375"]),
        ("dL/dw2", ["∂L/∂z2 · h1", "1 · 0.25", "0.25"]),
        ("new w0", ["w0 − lr · ∂L/∂w0", "0.5 − 1 · 0.75", "0.5 − 0.75", "−0.25"]),
    ],
)
def test_steps_of_the_exercise_are_derived_as_by_hand(first, symbol, lines):
    assert derivation(first[symbol], PLAIN) == lines


def test_a_copy_is_derived_in_two_lines(first):
    assert derivation(first["yhat"], PLAIN) == ["z2", "0.375"]


def test_names_are_written_in_the_notation_of_the_style(first):
    style = Style(names={"yhat": "ŷ"}, digits=6)
    assert derivation(first["dL/dz2"], style)[0] == "∂L/∂ŷ"
    assert derivation(first["dL/dz2"], TEXT)[0] == "dL/dyhat"


@pytest.mark.parametrize("name", ["skip", "plain"])
@pytest.mark.parametrize("iteration", [0, 1])
def test_every_derivation_goes_from_the_rule_to_the_value(name, iteration):
    for step in steps_of(load_network(name), iteration).values():
        lines = derivation(step, PLAIN)
        assert lines[0] == step.written(PLAIN)
        assert lines[-1] == PLAIN.number(step.value)
        assert all(before != after for before, after in pairwise(lines))


def test_a_long_derivation_keeps_its_rule_its_numbers_and_its_value():
    nested = network_of("z = -(-(-(-(-(-(-(-w)))))))\nL = z*z", parameters={"w": 2})
    lines = derivation(steps_of(nested)["z"], PLAIN)
    assert len(lines) <= 6
    assert "w" in lines[0]
    assert "2" in lines[1]
    assert lines[-1] == "2"


# The sentences


def test_h0_feeds_two_nodes_so_two_contributions_add_up(first):
    sentence = note(first["dL/dh0"], PLAIN)
    assert "h0 feeds z1 and z2" in sentence
    assert "two contributions add up" in sentence
    assert "0.5 + 0.25 = 0.75" in sentence
    assert sentence.endswith("Of these, 0.5 came over the skip connection from z2.")


def test_only_a_skip_is_called_one():
    sentences = [note(step, PLAIN) for step in steps_of(load_network("plain")).values()]
    assert not [sentence for sentence in sentences if "skip" in sentence]


def test_an_active_relu_passes_the_gradient(first):
    assert "z0 = 0.5 is positive" in note(first["h0"], PLAIN)
    assert "ReLU 0 is active" in note(first["h0"], PLAIN)
    assert "ReLU 1 is active" in note(first["dL/dz1"], PLAIN)


def test_a_dead_relu_passes_no_gradient(second):
    forward, backward = note(second["h0"], PLAIN), note(second["dL/dz0"], PLAIN)
    for sentence in (forward, backward):
        assert "z0 = −0.25 is negative" in sentence
        assert "ReLU 0 is dead" in sentence
    assert "no gradient" in backward


def test_a_kink_names_the_convention_of_the_exercise(second):
    for symbol in ("h1", "dL/dz1"):
        sentence = note(second[symbol], PLAIN)
        assert "z1 = 0" in sentence
        assert "kink" in sentence
        assert "ReLU 1" in sentence
        assert "relu_at_zero = 1" in sentence
        assert "torch takes 0" in sentence


def test_a_kink_names_the_convention_of_torch():
    network = network_of(
        "z = w*x\nh = relu(z)\nL = h + w",
        "relu_at_zero = 0",
        inputs={"x": 0},
        parameters={"w": 1},
    )
    sentence = note(steps_of(network)["dL/dz"], PLAIN)
    assert "relu_at_zero = 0" in sentence
    assert "torch takes 0" not in sentence


def test_no_step_off_the_kink_speaks_of_one(first):
    assert not [step for step in first.values() if "kink" in note(step, PLAIN)]


def test_the_absolute_value_of_zero_names_its_convention():
    network = network_of("L = abs(y - w)", "abs_at_zero = 1", targets={"y": 2}, parameters={"w": 2})
    steps = steps_of(network)
    assert "abs_at_zero = 1" in note(steps["L"], PLAIN)
    assert "abs_at_zero = 1" in note(steps["dL/dw"], PLAIN)


def test_a_gradient_is_zero_because_a_dead_relu_gives_zero(second):
    sentence = note(second["dL/dw3"], PLAIN)
    assert "because h0 is 0" in sentence
    assert "ReLU 0 is dead" in sentence


def test_a_gradient_is_zero_because_its_upstream_gradient_is(second):
    assert second["dL/dw0"].value == 0.0
    assert "because ∂L/∂z0 is 0" in note(second["dL/dw0"], PLAIN)


def test_a_gradient_that_is_not_zero_has_no_reason_to_be(first):
    backward = [step for step in first.values() if step.phase == "backward"]
    assert len(backward) == 10
    assert not [step for step in backward if "because" in note(step, PLAIN)]


def test_a_chain_rule_names_upstream_gradient_and_local_derivative(first):
    sentence = note(first["dL/dw2"], PLAIN)
    assert "upstream gradient ∂L/∂z2" in sentence
    assert "local derivative h1 = 0.25" in sentence


def test_a_value_used_twice_by_one_node_is_not_said_to_feed_two():
    network = network_of("z = w*w\nL = z", parameters={"w": 3})
    step = steps_of(network)["dL/dw"]
    assert step.value == 6.0
    assert "two contributions" in note(step, PLAIN)
    assert "3 + 3 = 6" in note(step, PLAIN)


def test_a_negative_contribution_is_fenced():
    network = network_of(
        "a = w*x\nb = w*y\nL = a + b", inputs={"x": 1}, targets={"y": -3}, parameters={"w": 2}
    )
    sentence = note(steps_of(network)["dL/dw"], PLAIN)
    assert "1 + (−3) = −2" in sentence or "−3 + 1 = −2" in sentence


def test_an_update_goes_against_its_gradient(first, second):
    assert "down" in note(first["new w0"], PLAIN)
    assert "w0 stays −0.25" in note(second["new w0"], PLAIN)
    rising = network_of("L = -w", parameters={"w": 1})
    assert "up" in note(steps_of(rising)["new w"], PLAIN)


def test_the_step_in_which_infinity_appears_says_so_and_no_other():
    network = network_of("z = exp(w)\nL = z - z", parameters={"w": 1000})
    steps = list(steps_of(network).values())
    assert steps[0].value == float("inf")
    assert "inf appears first" in note(steps[0], PLAIN)
    assert not [step for step in steps[1:] if "appears first" in note(step, PLAIN)]


@pytest.mark.parametrize(
    ("node", "label"), [("h0", "ReLU 0"), ("h12", "ReLU 12"), ("hidden", "the ReLU of hidden")]
)
def test_a_relu_is_called_by_the_number_of_its_node(node, label):
    relu = Relu(0, node, Name("z"), is_whole=True, units=1, per_sample=False)
    assert relu_label(relu, PLAIN) == label


def test_a_batch_may_be_dead_for_some_samples():
    network = network_of(
        "z = x*w\nh = relu(z)\nL = mean(h)", inputs={"x": [-1, 0, 2]}, parameters={"w": 1}
    )
    steps = steps_of(network)
    assert steps["h"].relu_state == "mixed"
    assert "some" in note(steps["h"], PLAIN)
    assert "passes" in note(steps["dL/dz"], PLAIN)


def test_a_gradient_behind_an_unnamed_pre_activation_is_not_said_to_pass_unchanged():
    network = network_of("h = relu(w*x)\nL = 3*h", inputs={"x": 2}, parameters={"w": 1})
    step = steps_of(network)["dL/dw"]
    assert step.value == 6.0
    assert note(step, PLAIN) == (
        "w enters h: upstream gradient ∂L/∂h times local derivative [w · x > 0] · x = 2."
    )
    dead = network_of("h = relu(w*x)\nL = 3*h", inputs={"x": 2}, parameters={"w": -1})
    assert note(steps_of(dead)["dL/dw"], PLAIN).endswith(
        "It is 0 because [w · x > 0] is 0, as the ReLU of h is dead."
    )


def test_a_relu_of_a_relu_has_a_state_of_its_own():
    network = network_of(
        "h0 = relu(w)\nh1 = relu(h0)\nL = h1",
        "relu_at_zero = 0",
        parameters={"w": -1},
    )
    steps = steps_of(network)
    assert note(steps["dL/dh0"], PLAIN).startswith("h0 = 0 sits on the kink of ReLU 1:")
    assert (
        note(steps["dL/dw"], PLAIN) == "w = −1 is negative: ReLU 0 is dead and passes no gradient."
    )


def test_a_relu_at_the_kink_begins_with_a_capital():
    network = network_of("z = w*x\nhid = relu(z)\nL = hid", inputs={"x": 0}, parameters={"w": 1})
    assert note(steps_of(network)["hid"], PLAIN).startswith("The ReLU of hid gives 0.")
