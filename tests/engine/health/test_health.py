"""The health of a network: four illnesses told apart, and each number held against numpy."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.debugger.debugger import Debugger
from engine.health.flow_claims import Explodes, Flow, Vanishes
from engine.health.health import Ailment, health_of
from engine.health.unit_claims import DeadUnits, StaysLinear
from engine.iterations.timeline import Timeline
from engine.network.files import load_network
from engine.program.program import derive
from tests.engine.health.nets import Net
from tests.engine.network.reading import read


def dead_bias(share, width, seed=1):
    """A bias that holds this share of the units below 0."""
    bias = np.zeros(width)
    bias[np.random.default_rng(seed).permutation(width)[: round(share * width)]] = -60.0
    return bias


ILL = {
    "dead": Net([8, 30, 20, 4], biases=[dead_bias(0.6, 30), 2.0, None]),
    "linear": Net([8, 10, 10, 4], biases=[60.0, 900.0, None]),
    "no activation": Net([8, 10, 10, 4], activation=""),
    "vanishing": Net([8, *[12] * 8, 4], activation="sigmoid"),
    "exploding": Net([8, *[16] * 8, 4], activation="", scale=4.0),
    "healthy": Net([8, 32, 32, 4], activation="tanh"),
}
NAMED = {
    "dead": [Ailment.DEAD], "linear": [Ailment.LINEAR], "no activation": [Ailment.LINEAR],
    "vanishing": [Ailment.VANISHING], "exploding": [Ailment.EXPLODING, Ailment.LINEAR],
    "healthy": [],
}  # fmt: skip


@pytest.mark.parametrize("name", ILL)
def test_illnesses_are_told_apart(name):
    timeline = ILL[name].timeline()
    health = health_of(timeline, 0)
    assert health.ailments == NAMED[name]
    assert health.claims
    assert all(claim.holds(timeline) for claim in health.claims)


def test_layers_beside_one_another_are_not_called_linear_where_what_follows_bends():
    timeline = Timeline(derive(load_network("attention")))
    health = health_of(timeline, 0)
    assert len(health.sizes) > 1
    assert not [each for each in health.claims if isinstance(each, StaysLinear)]


def test_what_is_told_is_the_numbers_in_words():
    timeline = ILL["dead"].timeline()
    line = health_of(timeline, 0).line(timeline.program, timeline.program.style)
    assert line.startswith("dead units: 18 of 30 units of net.0.fc are dead for all 12 samples; ")
    timeline = ILL["linear"].timeline()
    line = health_of(timeline, 0).line(timeline.program, timeline.program.style)
    assert line.startswith(
        "linear: every hidden unit is active for all 12 samples, so net.2.fc is linear in x; "
    )


def test_a_gradient_that_is_not_finite_is_the_only_thing_told():
    net = ILL["healthy"]
    timeline = Net([8, 4, 4], activation="", scale=1e200).timeline()
    health = health_of(timeline, 0)
    assert health.ailments == [Ailment.NOT_FINITE]
    assert not health.sizes
    assert health_of(net.timeline("float16"), 0).ailments == []


def test_what_float16_cannot_hold_is_told_beside_the_sizes():
    timeline = Net([8, 4, 4], activation="", scale=1e4).timeline("float16")
    health = health_of(timeline, 0)
    assert health.ailments[0] is Ailment.NOT_FINITE
    assert len(health.sizes) == 2
    assert all(claim.holds(timeline) for claim in health.claims)


nets = st.builds(
    Net,
    st.lists(st.integers(1, 7), min_size=3, max_size=6),
    st.sampled_from(["relu", "relu", "tanh", "sigmoid", ""]),
    st.sampled_from([0.01, 0.5, 1.0, 3.0]),
    biases=st.lists(st.sampled_from([None, -1.0, 5.0, -30.0]), min_size=5, max_size=5),
    samples=st.integers(2, 6),
    seed=st.integers(0, 99),
)


@given(nets)
def test_every_size_is_what_numpy_finds(net):
    timeline = net.timeline()
    health = health_of(timeline, 0)
    zs, gradients, ratios = net.by_numpy()
    assert [size.layer.parameters for size in health.sizes] == [
        (f"net_{i}_fc_weight", f"net_{i}_fc_bias") for i in range(len(zs))
    ]
    for i, size in enumerate(health.sizes):
        assert size.value == pytest.approx(np.sqrt(np.mean(zs[i] ** 2)), rel=1e-9)
        assert size.gradient == pytest.approx(np.linalg.norm(gradients[i]), rel=1e-6, abs=1e-250)
        assert size.update == pytest.approx(ratios[i], rel=1e-6, abs=1e-12)
        is_relu = net.activation == "relu" and i < len(zs) - 1
        assert size.units == (zs[i].shape[1] if is_relu else 0)
        assert len(size.dead) == (np.sum((zs[i] <= 0.0).all(axis=0)) if is_relu else 0)


@given(nets)
def test_every_claim_is_proved_and_what_is_not_claimed_is_not_so(net):
    timeline = net.timeline()
    health = health_of(timeline, 0)
    zs, gradients, _ = net.by_numpy()
    kinds = {type(claim) for claim in health.claims}
    for claim in health.claims:
        assert claim.holds(timeline), claim
        assert claim.words(timeline.program, timeline.program.style)
        assert claim.shown_at(timeline).iteration == 0
    bent = net.activation in ("tanh", "sigmoid") or (
        net.activation == "relu"
        and any(((z > 0).any(axis=0) & (z <= 0).any(axis=0)).any() for z in zs[:-1])
    )
    assert not (bent and StaysLinear in kinds)
    dead = net.activation == "relu" and any((z <= 0).all(axis=0).any() for z in zs[:-1])
    assert dead == (DeadUnits in kinds)
    head, stem = np.linalg.norm(gradients[-1]), np.linalg.norm(gradients[0])
    if {Vanishes, Explodes} & kinds:
        assert stem < 1.01e-3 * head or head < 1.01e-3 * stem


@given(nets, st.sampled_from([0.5, 2.0]))
def test_a_claim_with_other_numbers_is_not_proved(net, factor):
    timeline = net.timeline()
    for claim in health_of(timeline, 0).claims:
        if isinstance(claim, Flow) and claim.at_stem:
            wrong = type(claim)(0, claim.head, claim.stem, claim.at_head, claim.at_stem * factor)
            assert not wrong.holds(timeline)
        if isinstance(claim, DeadUnits):
            more = tuple(range(claim.count))
            if more != claim.units:
                wrong = DeadUnits(0, claim.layer, claim.relu, more, claim.count, claim.is_dead)
                assert not wrong.holds(timeline)
            fewer = DeadUnits(0, claim.layer, claim.relu, claim.units[1:], claim.count, True)
            assert not fewer.holds(timeline)


def test_a_what_if_is_held_against_what_was_before():
    debugger = Debugger(derive(ILL["dead"].draft().drafted().network()))
    stop = debugger.set_value("net_0_fc_bias = net_0_fc_bias + 100")
    before, after = (
        len(health_of(branch.timeline, 0).sizes[0].dead) for branch in stop.branches.items
    )
    assert (before, after) == (18, 0)


def test_a_gradient_that_nothing_lets_through_is_told_from_one_that_vanishes():
    timeline = Net([8, 10, 10, 4], biases=[None, -60.0, None]).timeline()
    health = health_of(timeline, 0)
    assert set(health.ailments) == {Ailment.DEAD, Ailment.BLOCKED}
    assert all(claim.holds(timeline) for claim in health.claims)
    line = health.line(timeline.program, timeline.program.style)
    assert "all 10 units of net.1.fc are dead for all 12 samples" in line
    assert "no gradient gets from net.2.fc back to net.0.fc" in line


def test_a_relu_in_each_round_of_a_loop_is_told_by_its_own_name():
    text = """
loss = "L"
equations = '''
for t in 1..3: h[t] = relu(w*x[t] + v*h[t-1] + b)
L = mean(square(h[3]))
'''
[inputs]
h_0 = [[0, 0], [0, 0]]
x_1 = [[1, 2], [3, 4]]
x_2 = [[-1, 2], [-3, 4]]
x_3 = [[1, 2], [3, 4]]
[parameters]
w = [1, 1]
v = [0.01, 0.01]
b = [0.5, 0.5]
"""
    timeline = Timeline(derive(read(text)))
    health = health_of(timeline, 0)
    assert [size.layer.parameters for size in health.sizes] == [("w", "v", "b")]
    line = health.line(timeline.program, timeline.program.style)
    assert "1 of 2 units of h[2] is dead for both samples" in line
