"""What is said of a training run, held against the same training written by hand in numpy."""

import math
import re
import time
from dataclasses import dataclass, replace

import numpy as np
import pytest

from engine.diagnosis.diagnosis import diagnose
from engine.diagnosis.findings import MAX_GROUPS
from engine.iterations.edits import Start
from engine.iterations.timeline import Timeline
from engine.language.notation import TEXT, Style
from engine.language.op import Conventions
from engine.language.values import array
from engine.network.optimisers import Optimiser
from engine.program.program import derive
from engine.program.recipe import Recipe

LINEAR = "every hidden unit is active for all 4 samples, so the network is linear"


def trained(program, iterations):
    timeline = Timeline(program)
    for _ in timeline.reach(iterations):
        pass
    return timeline


def said(program, iterations):
    return diagnose(trained(program, iterations), TEXT)


def said_of(network, iterations, rate=0.1, kind="gd"):
    return said(derive(replace(network, learning_rate=rate, optimiser=Optimiser(kind))), iterations)


def numbers_in(sentence):
    return [float(number) for number in re.findall(r"-?\d+\.?\d*(?:e-?\d+)?", sentence)]


# XOR, by hand


@dataclass
class ByHand:
    """The XOR experiment in numpy, from the weights that the network starts with.

    Args:
        losses: one for each iteration, and one for the parameters at the end.
        masks: for each the samples and units that are active.
        probabilities: what it predicts at the end.
        contributions: to each gradient at the end, an axis for the samples first.
    """

    losses: list[float]
    masks: list[np.ndarray]
    probabilities: np.ndarray
    contributions: dict[str, np.ndarray]

    def died(self, unit):
        """The first iteration from which on a unit is active for no sample."""
        alive = [number for number, mask in enumerate(self.masks) if mask[:, unit].any()]
        return alive[-1] + 1


def xor_by_hand(program, rate, iterations):
    given = program.network.constants
    x, y = given["X"], given["Y"]
    w1, b1, w2, b2 = (given[name].copy() for name in ("W1", "b1", "W2", "b2"))
    losses, masks = [], []
    for number in range(iterations + 1):
        z = x @ w1 + b1
        h = np.maximum(z, 0)
        o = h @ w2 + b2
        shifted = o - o.max(axis=1, keepdims=True)
        logs = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
        losses.append(-(y * logs).sum(axis=1).mean())
        masks.append(z > 0)
        do = (np.exp(logs) - y) / 4
        dz = (do @ w2.T) * (z > 0)
        if number < iterations:
            w1, b1 = w1 - rate * (x.T @ dz), b1 - rate * dz.sum(axis=0)
            w2, b2 = w2 - rate * (h.T @ do), b2 - rate * do.sum(axis=0)
    parts = {
        "W1": x[:, :, None] * dz[:, None, :],
        "b1": dz,
        "W2": h[:, :, None] * do[:, None, :],
        "b2": do,
    }
    return ByHand(losses, masks, np.exp(logs), parts)


@pytest.fixture(scope="module")
def xor():
    """What is said of XOR, and the same run by hand."""
    known = {}

    def run(seed, rate=1.0):
        if (seed, rate) not in known:
            program = Recipe("xor", seed=seed, learning_rate=rate).program()
            known[seed, rate] = said(program, 1000), xor_by_hand(program, rate, 1000)
        return known[seed, rate]

    return run


def cancelling(by_hand):
    """The gradients that the samples pull at, and of which hardly anything is left."""
    found = []
    for name, parts in by_hand.contributions.items():
        pulls = abs(parts).sum(axis=0)
        if pulls.max() > 0 and (abs(parts.sum(axis=0)) <= 1e-3 * pulls).all():
            found.append(f"dL/d{name}")
    return found


def test_seed_0_stays_at_ln_2_as_a_linear_network_in_which_the_samples_cancel(xor):
    sentences, by_hand = xor(0)
    assert by_hand.losses[-1] == pytest.approx(math.log(2), rel=1e-6)
    assert np.all(by_hand.masks)
    assert cancelling(by_hand) == ["dL/dW1", "dL/db1", "dL/dW2", "dL/db2"]
    verdict, *reasons = sentences
    assert verdict.startswith("not learning: the loss has stayed within 0.1 % of 0.69314")
    assert verdict.endswith("since iteration 0")
    assert max(abs(loss - math.log(2)) for loss in by_hand.losses) < 1e-3 * math.log(2)
    assert reasons == [
        LINEAR,
        "all 4 samples get about the same prediction, [0.5, 0.5], but have different targets",
        "the samples' contributions to dL/dW1, dL/db1, dL/dW2 and dL/db2 cancel",
    ]


def test_seed_1_is_solved(xor):
    sentences, by_hand = xor(1)
    first, last = by_hand.losses[0], by_hand.losses[-1]
    assert last == pytest.approx(0.00118, abs=5e-6)
    assert sentences[0].startswith("solved: the loss fell from ")
    assert numbers_in(sentences[0]) == pytest.approx([first, last], rel=1e-9)
    assert by_hand.probabilities.argmax(axis=1).tolist() == [0, 1, 1, 0]
    assert sentences[1:] == ["all 4 samples get the right class"]


@pytest.mark.parametrize(("seed", "together"), [(5, [2, 3]), (14, [1, 3])])
def test_seeds_at_a_plateau_of_half_ln_2_have_two_samples_on_one_prediction(xor, seed, together):
    sentences, by_hand = xor(seed)
    assert by_hand.losses[-1] == pytest.approx(math.log(2) / 2, rel=1e-3)
    shared = by_hand.probabilities[together]
    assert abs(shared - 0.5).max() < 1e-3
    assert not by_hand.masks[-1][together].any()
    alone = [sample for sample in range(4) if sample not in together]
    assert (by_hand.probabilities[alone].max(axis=1) > 0.99).all()
    assert sentences[0].startswith("stopped learning: the loss has stayed within 0.1 % of 0.3467")
    assert sentences[1] == (
        f"samples {together[0]} and {together[1]} get about the same prediction, [0.5, 0.5], "
        "but have different targets: no hidden unit is active for any of them"
    )
    assert LINEAR not in sentences
    assert not [each for each in sentences if "dead" in each]


@pytest.mark.parametrize(("seed", "together"), [(8, [0, 2, 3]), (22, [1, 2, 3])])
def test_seeds_at_the_higher_plateau_have_three_samples_on_one_prediction(xor, seed, together):
    sentences, by_hand = xor(seed)
    entropy = -(math.log(1 / 3) / 3 + 2 * math.log(2 / 3) / 3)
    assert by_hand.losses[-1] == pytest.approx(3 / 4 * entropy, rel=1e-3)
    assert np.ptp(by_hand.probabilities[together], axis=0).max() < 1e-3
    assert not by_hand.masks[-1][together].any()
    shared = ", ".join(f"{entry:.3g}" for entry in by_hand.probabilities[together[0]])
    assert (
        f"samples {together[0]}, {together[1]} and {together[2]} get about the same prediction, "
        f"[{shared}], but have different targets: no hidden unit is active for any of them"
    ) in sentences
    assert cancelling(by_hand) == ["dL/db2"]
    assert sentences[-1] == "the samples' contributions to dL/db2 cancel"


def test_of_seed_8_hidden_unit_0_is_dead_since_iteration_5(xor):
    sentences, by_hand = xor(8)
    assert by_hand.died(0) == 5
    assert by_hand.masks[-1][:, 1].any()
    assert sentences[1] == (
        "hidden unit 0 is dead for all 4 samples since iteration 5 and cannot recover"
    )
    assert len([each for each in sentences if "dead" in each]) == 1


def test_with_a_learning_rate_of_3_both_units_die_and_nothing_moves_any_more(xor):
    sentences, by_hand = xor(1, 3.0)
    assert (by_hand.died(0), by_hand.died(1)) == (48, 46)
    assert not any(parts.sum(axis=0).any() for parts in by_hand.contributions.values())
    assert sentences[0].startswith("stopped learning: no parameter moves any more, and the loss")
    assert sentences[1:3] == [
        "hidden unit 0 is dead for all 4 samples since iteration 48 and cannot recover",
        "hidden unit 1 is dead for all 4 samples since iteration 46 and cannot recover",
    ]
    assert "the gradient of every parameter is 0" in sentences
    assert LINEAR not in sentences


def test_with_a_learning_rate_of_10_the_output_bias_jumps(xor):
    sentences, by_hand = xor(1, 10.0)
    assert by_hand.losses[-1] == pytest.approx(2.4713, abs=5e-5)
    jumps = by_hand.contributions["b2"].sum(axis=0)
    assert abs(jumps).max() > 0.1
    assert sentences[0] == (
        "jumping: the learning rate, 10, is too large, and b2 jumps to and fro between two values"
    )
    assert sentences[1:3] == [
        f"hidden unit {unit} is dead for all 4 samples since iteration {by_hand.died(unit)} and "
        "cannot recover"
        for unit in range(2)
    ]
    assert sentences[-1] == "dL/dW1, dL/db1 and dL/dW2 are 0"


@pytest.mark.parametrize("seed", [1, 2])
def test_with_a_learning_rate_of_a_tenth_it_is_still_learning_after_1000_iterations(xor, seed):
    sentences, by_hand = xor(seed, 0.1)
    verdict = sentences[0]
    assert verdict.startswith("still learning: the loss fell from ")
    assert verdict.endswith(" in the last 100 iterations")
    found = numbers_in(verdict)[:2]
    assert found == pytest.approx([by_hand.losses[900], by_hand.losses[1000]], rel=1e-9)
    assert found[0] > found[1] > 0.1


def test_diagnosing_a_run_does_not_make_it_longer():
    timeline = trained(Recipe("xor", seed=1, learning_rate=3.0).program(), 60)
    before = diagnose(timeline, TEXT)
    assert diagnose(timeline, TEXT) == before
    assert timeline.length == 60


# Networks of single numbers


def test_after_one_update_the_skip_network_is_dead_for_good():
    sentences = said(Recipe("skip").program(), 1)
    assert sentences == [
        "stopped learning: no parameter moves any more, and the loss stays 3",
        "ReLU 0 is dead since iteration 1 and cannot recover",
        "the gradient of every parameter is 0",
    ]


def test_at_a_kink_without_a_derivative_the_skip_network_has_two_silent_units():
    network = replace(Recipe("skip").program().network, conventions=Conventions(relu_at_zero=0.0))
    assert said(derive(network), 1)[1:3] == [
        "ReLU 0 is dead since iteration 1 and cannot recover",
        "ReLU 1 is at the kink since iteration 1 and cannot recover",
    ]


def test_units_that_share_their_fate_share_a_sentence():
    sentences = said(Recipe("deep").program(), 1000)
    assert sentences[1:] == [
        "ReLU 0 is dead since iteration 24 and cannot recover",
        "ReLU 1, ReLU 2, ReLU 3, ReLU 4, ReLU 5 and 4 more are at the kink since iteration 24 and "
        "cannot recover",
        "the gradient of every parameter is 0",
    ]


def test_one_sample_can_be_fitted_by_a_linear_network_so_that_is_no_reason():
    sentences = said(Recipe("plain").program(), 1000)
    assert sentences[0].startswith("stopped learning: the loss has stayed within 0.1 % of 3")
    assert not [each for each in sentences if "linear" in each]


def test_a_gradient_that_is_halved_by_every_layer_has_vanished():
    program = Recipe("deep", {"depth": 40.0, "skip": 0.0}).program()
    assert said(program, 100) == [
        "not learning: the loss has stayed within 0.1 % of 3.0000000000004547 since iteration 0",
        f"the gradient vanishes on its way back: it is 1 at yhat, and {0.5**40:.3g} at most "
        "at a parameter",
    ]


def test_a_gradient_that_arrives_over_skip_connections_has_not_vanished():
    program = Recipe("deep", {"depth": 40.0}).program()
    assert not [each for each in said(program, 5) if "vanishes" in each]


def test_a_unit_may_be_dead_from_the_start(build):
    network = build(
        "h = relu(w*x)\nL = square(h + b - y) + square(b + 2)",
        {"x": 1.0},
        targets={"y": 2.0},
        w=-1.0,
        b=0.0,
    )
    assert "the ReLU of h is dead from the start and cannot recover" in said_of(network, 100)


def test_where_not_all_events_are_kept_nobody_knows_since_when(monkeypatch):
    monkeypatch.setattr("engine.derivation.relus.MAX_EVENT_BYTES", 1)
    sentences = said(Recipe("xor", seed=8).program(), 1000)
    assert sentences[1] == "hidden unit 0 is dead for all 4 samples and cannot recover"


# Whether a unit can recover

REVIVING = "h0 = relu(w0*x)\nh1 = relu(w1*h0 - 1)\nyhat = h1 + h0\nL = square(yhat - y)"


def test_a_unit_that_is_fed_by_one_that_learns_may_recover(build):
    network = build(REVIVING, {"x": 1.0}, targets={"y": 3.0}, w0=0.5, w1=1.0)
    assert "ReLU 1 is dead from the start but may recover" in said_of(network, 20, rate=1e-9)
    # and with a larger step it does
    run = trained(derive(replace(network, learning_rate=0.1)), 20).run(20)
    assert run.value(run.program.index["h1"]) > 0.0


def test_a_unit_that_momentum_still_moves_is_not_given_up():
    timeline = trained(Recipe("skip", optimiser="momentum").program(), 15)
    runs = [timeline.run(15), timeline.run(16)]
    moved = {run.value(run.program.index["z0"]) for run in runs}
    assert len(moved) == 2
    assert "ReLU 0 is dead since iteration 1 but may recover" in diagnose(
        trained(timeline.program, 15), TEXT
    )


# When a network is called linear

POINTS = {"X": array([[0, 0], [0, 1], [1, 0], [1, 1]])}
CLASSES = {"Y": array([[1, 0], [0, 1], [0, 1], [1, 0]])}


def xor_like(build, equations, **more):
    """XOR with all hidden units active, and nothing to tell its samples apart."""
    values = {
        "W1": array([[0.01, 0.02], [0.02, 0.01]]), "b1": array([0.1, 0.1]),
        "W2": array([[0.01, 0.02], [0.02, 0.01]]), "b2": array([0.0, 0.0]),
    } | more  # fmt: skip
    used = {name: value for name, value in values.items() if name in equations}
    return build(equations, POINTS, targets=CLASSES, **used)


HEAD = "O = H @ W2 + b2\nL = mean(cross_entropy(O, Y))"


@pytest.mark.parametrize(
    ("equations", "is_linear"),
    [
        (f"Z = X @ W1 + b1\nH = relu(Z)\n{HEAD}", True),
        (f"H = relu(X @ W1 + b1)\n{HEAD}", True),
        ("H = relu(X @ W1 + b1)\nL = mean(cross_entropy(H @ W2 + b2, Y))", True),
        (f"Z = X @ W1 + b1\nG = relu(Z)\nH = tanh(G)\n{HEAD}", False),
        (f"Z = X @ W1 + b1\nG = relu(Z)\nH = G + square(G)\n{HEAD}", False),
        (f"Z = tanh(X @ W1) + b1\nH = relu(Z)\n{HEAD}", False),
        (f"Z = X @ W1 + b1\nG = relu(Z)\nH = G*G\n{HEAD}", False),
        (f"H = tanh(X @ W1 + b1)\n{HEAD}", False),  # there is no ReLU to speak of
        (f"Z = X @ W1 + b1\nH = 2*relu(Z) - Z\n{HEAD}", False),  # nor one that is told apart
    ],
)
def test_it_is_called_linear_only_if_active_relus_are_all_that_could_bend_it(
    equations, is_linear, build
):
    sentences = said_of(xor_like(build, equations), 50, rate=0.001)
    assert sentences[0].startswith("not learning: ")
    assert (LINEAR in sentences) is is_linear
    shared = "all 4 samples get about the same prediction, [0.5, 0.5], but have different targets"
    assert shared in sentences


def test_a_dead_unit_bends_nothing_either(build):
    network = xor_like(build, f"Z = X @ W1 + b1\nH = relu(Z)\n{HEAD}", b1=array([0.1, -1.0]))
    assert (
        "every hidden unit is active or dead for all 4 samples, so the network is linear"
    ) in said_of(network, 50, rate=0.001)


def test_a_unit_that_is_active_for_some_samples_bends_it(build):
    network = xor_like(build, f"Z = X @ W1 + b1\nH = relu(Z)\n{HEAD}", b1=array([0.1, -0.015]))
    assert not [each for each in said_of(network, 50, rate=0.001) if "linear" in each]


def test_linearity_is_no_reason_where_the_samples_agree(build):
    given, targets = {"x": array([1, 2])}, {"y": array([-1, -2])}
    network = build(
        "h = relu(w*x)\nL = mean(square(v*h - y))", given, targets=targets, w=1.0, v=1.0
    )
    sentences = said_of(network, 50, rate=1e-9)
    assert sentences[0].startswith("hardly learning: the loss has stayed within 0.1 % of ")
    assert numbers_in(sentences[0])[1] == pytest.approx((2**2 + 4**2) / 2, rel=1e-5)
    # (4, 4*4)/2 is what two samples with errors 2 and 4 add to the slope of v, by hand
    gradient, change = numbers_in(sentences[1])
    assert gradient == (2 * 2 * 1 + 2 * 4 * 2) / 2
    assert change == pytest.approx(2 * 1e-9 * gradient**2, rel=1e-2)
    assert len(sentences) == 2


def test_linearity_is_no_reason_for_wrong_classes_that_the_samples_agree_about(build):
    network = xor_like(
        build,
        f"H = relu(X @ W1 + b1)\n{HEAD}",
        W2=array([[3.0, -3.0], [1.0, 2.0]]),
        W1=array([[1.0, 2.0], [0.5, 1.0]]),
    )
    verdict, *reasons = said_of(network, 50, rate=1e-9)
    assert verdict.startswith("hardly learning: ")
    assert not [each for each in reasons if "linear" in each]


# ReLUs in a loss


def test_a_relu_in_the_loss_is_no_hidden_unit(build):
    network = build(
        "f = w*x + b\nm = relu(1 - y*f)\nL = mean(m)",
        {"x": array([-2, -1, 1, 2])},
        targets={"y": array([-1, -1, 1, 1])},
        w=0.1,
        b=0.0,
    )
    sentences = said_of(network, 200)
    assert sentences[0].startswith("solved: the loss fell from ")
    assert numbers_in(sentences[0]) == pytest.approx([(0.8 + 0.9) / 2, 0])
    assert not [each for each in sentences if "dead" in each]


def test_a_loss_that_is_content_with_all_samples_is_not_ill(build):
    network = build(
        "f = v*w*x\nm = relu(1 - y*f)\nL = mean(m) + 1",
        {"x": array([-2, -1, 1, 2])},
        targets={"y": array([-1, -1, 1, 1])},
        v=2.0,
        w=3.0,
    )
    assert said_of(network, 20) == [
        "settled: no parameter moves any more, and the loss stays 1",
        "the gradient of every parameter is 0",
    ]


def test_a_silent_relu_that_predicts_is_an_output_unit(build):
    network = build(
        "P = relu(X @ W)\nL = mean(square(P - Y))",
        POINTS,
        targets={"Y": array([[1, 2], [2, 1], [1, 1], [2, 2]])},
        W=array([[-1, 1], [-1, 1]]),
    )
    sentences = said_of(network, 300)
    (silent,) = [each for each in sentences if "unit" in each]
    assert silent.startswith(
        "output unit 0 is dead or at the kink for all 4 samples from the start"
    )


# Where it has settled

NOISY = {"x": array([-1, 0, 1])}, {"y": array([1, 0, 1.5])}


def test_a_line_that_fits_as_well_as_it_can_is_at_its_minimum(build):
    given, targets = NOISY
    network = build(
        "yhat = w*x + b\nL = mean(square(yhat - y))", given, targets=targets, w=0.0, b=0.0
    )
    left = np.linalg.lstsq(np.stack([given["x"], np.ones(3)], axis=1), targets["y"], rcond=None)[1]
    sentences = said_of(network, 500)
    assert sentences[0].startswith("settled at its minimum: the loss has stayed within 0.1 % of ")
    assert numbers_in(sentences[0])[1] == pytest.approx(left[0] / 3, rel=1e-9)
    assert left[0] / 3 > 0.1 * (1 + 0 + 1.5**2) / 3
    assert sentences[1].startswith("no parameter has a gradient larger than ")
    assert numbers_in(sentences[1])[0] < 1e-9
    assert sentences[2:] == ["the loss is convex, so there is no lower minimum"]


def test_a_good_line_is_solved_and_at_its_minimum():
    sentences = said(Recipe("regression").program(), 1000)
    assert sentences[0].startswith("solved: the loss fell from 2.976 to 0.0158")
    assert sentences[1].startswith("the loss has stayed within 0.1 % of 0.0158")
    assert sentences[2:] == [sentences[2], "the loss is convex, so there is no lower minimum"]


def test_without_hidden_units_ln_2_is_the_minimum_of_xor_and_no_illness(build):
    network = build(
        "O = X @ W + b\nL = mean(cross_entropy(O, Y))", POINTS, targets=CLASSES,
        W=array([[0.5, -0.5], [0.25, 0]]), b=array([0.5, 0]),
    )  # fmt: skip
    sentences = said_of(network, 1000, rate=1.0)
    assert sentences[0].startswith("settled at its minimum: ")
    assert math.log(2) in [pytest.approx(number, rel=1e-6) for number in numbers_in(sentences[0])]


def test_a_network_with_units_settles_without_being_ill(build):
    """Two samples with one input and two targets: the mean of these is the best prediction."""
    network = build(
        "h = relu(w*x)\nyhat = v*h\nL = mean(square(yhat - y))",
        {"x": array([1, 1])}, targets={"y": array([1, 2])}, w=1.0, v=1.0,
    )  # fmt: skip
    sentences = said_of(network, 500)
    assert sentences[0].startswith("settled: the loss has stayed within 0.1 % of 0.25 since")
    assert sentences[1].startswith("no parameter has a gradient larger than ")
    assert sentences[2:] == [
        "every hidden unit is active for both samples, so the network is linear",
        "no hidden unit is dead",
    ]


def test_a_loss_that_falls_below_0_is_never_solved():
    timeline = trained(Recipe("neuron").program(), 1000)
    for count in range(1, 12):
        assert not said(timeline.program, count)[0].startswith("solved")
    sentences = diagnose(timeline, TEXT)
    assert sentences[0].startswith("settled: the loss has stayed within 0.1 % of -0.999")
    assert numbers_in(sentences[1])[0] == pytest.approx(
        2 * (1 - timeline.run(1000).loss ** 2), rel=1e-2
    )


def test_a_loss_near_0_on_its_way_down_is_not_solved(build):
    """It falls by 1 an iteration and is 0 in the middle."""
    network = build("L = w + 5", w=0.0)
    assert said_of(network, 5, rate=1.0) == [
        "still learning: the loss fell from 5 to 0 in 5 iterations"
    ]


def test_a_class_that_is_wrong_is_not_solved(build):
    """The same input with two classes, after a first loss that was a hundred times as large."""
    network = build(
        "O = X @ W\nL = mean(cross_entropy(O, Y))",
        {"X": array([[1, 0], [1, 0], [0, 1]])},
        targets={"Y": array([[1, 0], [0, 1], [0, 1]])},
        W=array([[0, 0], [300, 0]]),
    )
    timeline = trained(derive(replace(network, learning_rate=50.0)), 30)
    assert timeline.run(30).loss < 0.01 * timeline.losses[0]
    assert not diagnose(timeline, TEXT)[0].startswith("solved")


def test_a_loss_of_0_from_the_start_is_solved(build):
    assert said_of(build("L = square(w)", w=0.0), 3)[0] == "solved: the loss is 0"


# Under way, or too fast, or too slow


def test_nothing_can_be_said_before_the_first_iteration():
    assert said(Recipe("xor").program(), 0) == ["nothing is learnt yet: no iteration has been run"]


def test_one_iteration_is_enough_to_see_it_fall():
    assert said(Recipe("plain").program(), 1) == [
        "still learning: the loss fell from 3.125 to 3.015625 in 1 iteration"
    ]


def test_one_iteration_is_not_enough_to_see_it_stay():
    (sentence,) = said(Recipe("xor").program(), 1)
    assert re.fullmatch(
        r"too early to tell: the loss has stayed within 0\.1 % of 0\.693\d+ in 1 iteration",
        sentence,
    )


def test_while_it_learns_it_may_have_all_classes_right():
    sentences = said(Recipe("classifier").program(), 5)
    assert sentences[0].startswith("still learning: the loss fell from 1.12768")
    assert sentences[1:] == ["all 6 samples get the right class"]


def test_a_learning_rate_of_0_is_why_nothing_is_learnt():
    sentences = said(Recipe("regression", learning_rate=0.0).program(), 1)
    assert sentences[:2] == [
        "not learning: no parameter moves any more, and the loss stays 2.976",
        "the learning rate is 0",
    ]


def test_against_a_negative_learning_rate_the_loss_rises():
    sentences = said(Recipe("regression", learning_rate=-0.01).program(), 20)
    assert sentences[0].startswith("rising: the loss rose from ")
    assert sentences[1:] == ["the learning rate is negative"]


def test_a_loss_that_goes_up_and_down_is_not_settling(build):
    """Between two minima, at -1 and at 1, with steps that are too long for either."""
    network = build("L = square(square(w) - 1)/4 + 1", w=0.5)
    verdict, *_ = said_of(network, 100, rate=1.26)
    assert verdict.startswith("not settling: the loss went to and fro between ")
    assert verdict.endswith(" in the last 10 iterations")
    weight, losses = 0.5, []
    for _ in range(101):
        losses.append((weight**2 - 1) ** 2 / 4 + 1)
        weight -= 1.26 * (weight**2 - 1) * weight
    assert numbers_in(verdict)[:2] == pytest.approx([min(losses[-11:]), max(losses[-11:])])


def test_a_weight_that_jumps_over_its_target_is_told_of(build):
    sentences = said_of(build("L = abs(y - w)", targets={"y": 0.25}, w=5.0), 30, rate=1.0)
    assert sentences[0] == (
        "jumping: the learning rate, 1, is too large, and w jumps to and fro between two values"
    )


def test_a_weight_that_turned_back_once_does_not_jump(build):
    """The weight walks 0, -1, -2, -3, and then back to -2."""
    timeline = trained(derive(build("L = w", w=0.0)), 3)
    timeline = timeline.fork(timeline.edits.joined_by(Start(3, "lr", -1.0, 3, "lr = -1")))
    for _ in timeline.reach(4):
        pass
    assert timeline.run(4).start[0] == timeline.run(2).start[0] == -2.0
    assert not [each for each in diagnose(timeline, TEXT) if "jump" in each]


def test_a_jump_by_the_last_bit_is_none(build):
    """The weight is mirrored at 0.1, next to which it stands."""
    beside = float(np.nextafter(0.1, 1))
    network = build("L = square(w - 0.1) + 1", w=beside)
    timeline = trained(derive(replace(network, learning_rate=1.0)), 20)
    assert {timeline.run(number).start[0] for number in range(20)} == {
        beside, float(np.nextafter(0.1, 0)),
    }  # fmt: skip
    assert not [each for each in diagnose(timeline, TEXT) if "jump" in each]


def test_the_last_bits_of_a_parameter_at_its_minimum_may_jump_unnoticed():
    program = Recipe("regression", learning_rate=0.4).program()
    for count in range(995, 1006):
        assert said(program, count)[0].startswith("solved")
    noisy = Recipe("regression", values={"w": 1e6}, learning_rate=0.4).program()
    assert not [each for count in (500, 501) for each in said(noisy, count) if "jump" in each]


# Divergence


def test_divergence_is_told_with_its_first_step():
    timeline = trained(Recipe("regression", learning_rate=2.0).program(), 1000)
    iteration, step = timeline.divergence
    assert diagnose(timeline, TEXT) == [
        f"diverged: L is inf in step {step} (forward) of iteration {iteration}"
    ]


def test_a_loss_that_the_next_iteration_would_find_infinite_has_diverged():
    """Every iteration that has been run is finite, but the parameters it leaves are too large."""
    program = Recipe("regression", learning_rate=2.0).program()
    spoilt = trained(program, 1000).divergence.iteration
    timeline = trained(program, spoilt)
    assert timeline.divergence is None
    assert (
        diagnose(timeline, TEXT)[0]
        == f"diverged: L is inf in step 3 (forward) of iteration {spoilt}"
    )


def test_of_an_array_an_entry_has_diverged(build):
    network = build("Z = X*w\nE = exp(Z)\nL = mean(E)", {"X": array([1, 1000])}, w=1.0)
    assert said_of(network, 3) == [
        "diverged: an entry of E is inf in step 2 (forward) of iteration 0"
    ]


# Groups of samples


def test_samples_that_cannot_be_told_apart_are_not_expected_to_be(build):
    same = {"X": array([[1, 1]] * 4)}
    equations = "H = tanh(X @ W)\nO = H @ V\nL = mean(cross_entropy(O, Y))"
    values = {"W": array([[0.5, 0.25], [0.5, 0.5]]), "V": array([[0.5, -0.5], [0.25, 0]])}
    sentences = said_of(build(equations, same, targets=CLASSES, **values), 300, rate=0.5)
    assert sentences[0].startswith("settled: ")
    assert not [each for each in sentences if "same prediction" in each]


def big_batch(build, equations, samples, **parameters):
    rng = np.random.default_rng(0)
    given = {"X": array(rng.normal(size=(samples, 3)))}
    classes = rng.integers(0, 3, size=samples)
    targets = {"Y": array(np.eye(3)[classes])} if "Y" in equations else {
        "y": array(rng.normal(size=samples))
    }  # fmt: skip
    return build(equations, given, targets=targets, **parameters)


def test_ten_thousand_samples_are_looked_through_in_no_time(build):
    """Most of the samples have no active unit, and all others have predictions of their own."""
    network = big_batch(
        build, "H = relu(X @ W - 1.3)\nO = H @ V + b\nL = mean(cross_entropy(O, Y))", 10_000,
        W=array(np.eye(3)), V=array(100*np.eye(3)), b=array([0.0, 0.0, 0.0]),
    )  # fmt: skip
    timeline = trained(derive(replace(network, learning_rate=1e-6)), 15)
    began = time.perf_counter()
    sentences = diagnose(timeline, TEXT)
    assert time.perf_counter() - began < 1.0
    silent = [each for each in sentences if "same prediction" in each]
    assert silent[0].endswith(": no hidden unit is active for any of them")
    weights = timeline.run(15).start[timeline.program.base["W"]]
    quiet = int((network.inputs["X"] @ weights <= 1.3).all(axis=1).sum())
    assert 5000 < quiet < 9000
    assert f" and {quiet - 5} more get about the same prediction" in silent[0]
    assert len(silent) <= MAX_GROUPS


def test_ten_thousand_different_predictions_are_compared_in_no_time(build):
    network = big_batch(
        build, "O = X @ V\nL = mean(cross_entropy(O, Y))", 10_000, V=array(np.eye(3)[::-1])
    )
    timeline = trained(derive(replace(network, learning_rate=1e-6)), 15)
    began = time.perf_counter()
    sentences = diagnose(timeline, TEXT)
    assert time.perf_counter() - began < 0.5
    assert not [each for each in sentences if "same prediction" in each]


def test_numbers_that_happen_to_be_close_are_no_group(build):
    """Points that lie close together, of which each has a target of its own."""
    points = {"x": array([1, 1.0001, 1.0002, 5])}
    network = build(
        "h = tanh(w*x)\np = v*h\nL = mean(square(p - y))", points,
        targets={"y": array([1, 2, 3, 0])}, w=1.0, v=1.0,
    )  # fmt: skip
    sentences = said_of(network, 300)
    assert not [each for each in sentences if "same prediction" in each]


def shared_by(build, logits, right):
    """What is said of samples with these logits."""
    count = len(logits)
    network = build(
        "O = X @ W\nL = mean(cross_entropy(O, Y))",
        {"X": array(np.eye(count))},
        targets={"Y": array(np.eye(len(logits[0]))[right])},
        W=array(logits),
    )
    sentences = said_of(network, 20, rate=1e-9)
    return [each for each in sentences if "same prediction" in each]


def test_a_prediction_is_shared_only_if_all_its_probabilities_are(build):
    logits = np.log([[0.5, 0.3, 0.2], [0.5, 0.2, 0.3], [0.1, 0.8, 0.1]])
    assert shared_by(build, logits.tolist(), [0, 1, 2]) == []


def test_samples_that_share_a_prediction_are_named(build):
    logits = np.log([[0.5, 0.3, 0.2], [0.1, 0.8, 0.1], [0.5, 0.3, 0.2]])
    assert shared_by(build, logits.tolist(), [0, 1, 2]) == [
        "samples 0 and 2 get about the same prediction, [0.5, 0.3, 0.2], but have different targets"
    ]
    assert shared_by(build, logits.tolist(), [0, 1, 0]) == []


def test_two_of_many_samples_that_share_a_prediction_are_not_told_of(build):
    ways = np.linspace(-2, 2, 40)
    logits = [[way, -way] for way in ways[:-1]] + [[ways[0], -ways[0]]]
    assert shared_by(build, logits, [0] * 39 + [1]) == []


def test_a_network_that_predicts_the_same_number_for_all_says_so(build):
    network = build(
        "H = relu(X @ W - 1)\nP = H @ V + b\nL = mean(square(P - Y))", POINTS,
        targets={"Y": array([[100], [200], [300], [400]])},
        W=array([[0.25, -1], [0.25, -1]]), V=array([[1], [1]]), b=array([0.0]),
    )  # fmt: skip
    sentences = said_of(network, 300)
    assert (
        "all 4 samples get about the same prediction, [250], but have different targets: "
        "no hidden unit is active for any of them"
    ) in sentences


# All of them


@pytest.mark.parametrize("kind", ["gd", "momentum", "adam"])
@pytest.mark.parametrize(
    "name", ["skip", "plain", "neuron", "regression", "classifier", "xor", "deep"]
)
def test_every_diagnosis_is_a_list_of_short_sentences(name, kind):
    verdicts = (
        "diverged", "nothing is learnt yet", "solved", "jumping", "settled at its minimum",
        "settled", "stopped learning", "not learning", "hardly learning", "still learning",
        "rising", "not settling", "too early to tell",
    )  # fmt: skip
    program = Recipe(name, optimiser=kind, seed=3).program()
    unicode = Style(names=program.network.names, shapes=program.shapes, digits=6)
    timeline = Timeline(program)
    for count in (0, 1, 2, 12, 300):
        for _ in timeline.reach(count):
            pass
        plain = diagnose(timeline, TEXT)
        for sentences in (plain, diagnose(timeline, unicode)):
            assert sentences[0].partition(":")[0] in verdicts
            for sentence in sentences:
                assert 10 < len(sentence) < 200
                assert sentence[-1] != "."
                assert "  " not in sentence
                assert "None" not in sentence
                assert " 1 iterations" not in sentence
        assert all(sentence.isascii() for sentence in plain)
