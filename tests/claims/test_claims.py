"""Every claim that is made about random networks and XOR runs, proved; a short run.

The long one is by hand, see `prove.py`. Who makes claims registers in `claimants.py`.
"""

from collections import Counter
from dataclasses import replace

import pytest

from engine.gradients.paths import find_paths
from tests.claims.choosing import choosing_network
from tests.claims.moving import moving_network
from tests.claims.networks import random_network, random_stop
from tests.claims.prove import proved, xor_stops

PIECES = 2
EACH = 6
AHEAD = 300
"""So many iterations a diagnosis follows a run on here; by hand as many as it does always."""


@pytest.fixture(autouse=True)
def near(monkeypatch):
    """Runs are followed on only a little, to say that they have stopped and to prove it."""
    for module in ("ahead", "future_claims", "gradient_claims", "unit_claims"):
        monkeypatch.setattr(f"engine.diagnosis.{module}.AHEAD", AHEAD)


@pytest.mark.parametrize("piece", range(PIECES))
def test_every_claim_about_random_networks_is_proved(piece):
    counts, false = Counter(), []
    for seed in range(piece, PIECES * EACH, PIECES):
        false += [(seed, *each) for each in proved(random_stop(seed), counts)]
    assert false == []
    assert counts["why Suffices"] > 30
    assert counts["why Caused"] > 30
    assert counts["read: = 0"] > 30
    assert counts["notes ChainRule"] > 2
    assert counts["notes ZeroFactors"] > 2
    assert counts["paths PathProduct"] > 30
    assert counts["paths PathsAddUp"] > 30
    assert sum(count for kind, count in counts.items() if kind.startswith("diagnosis ")) >= EACH


def test_every_claim_about_networks_that_choose_is_proved():
    counts = Counter()
    assert [proved(random_stop(seed, choosing_network), counts) for seed in (11, 21)] == [[]] * 2
    assert counts["why Suffices"] > 10
    assert counts["paths PathProduct"] > 10


def test_every_claim_about_networks_that_move_entries_is_proved():
    counts = Counter()
    assert [proved(random_stop(seed, moving_network), counts) for seed in (2, 4)] == [[]] * 2
    assert counts["why Suffices"] > 10
    assert counts["paths PathProduct"] > 10


def test_every_claim_about_xor_runs_is_proved():
    counts, false = Counter(), []
    for place, stop in enumerate(xor_stops(125)):
        if place % 5 == 0:  # each rate with another number of iterations
            false += proved(stop, counts)
    assert false == []
    for kind in (
        "why Cancels", "notes Passes", "paths Cuts", "diagnosis Stayed", "diagnosis FirstUpdate",
        "diagnosis Rose", "diagnosis Plateau",
    ):  # fmt: skip
        assert counts[kind] > 0


def test_what_a_saturated_softmax_rounds_is_told_from_what_is_wrong():
    """A gradient is 0 as 1 − 1e-81 is 1, and its paths add up to 1e-78."""
    stop = random_stop(762)
    claim = find_paths("dL/dw0[0,2]", stop.state).total
    assert 0.0 < abs(sum(claim.values)) < 1e-70
    assert claim.holds(stop.timeline)
    assert not replace(claim, values=(1e-6,)).holds(stop.timeline)


def test_the_networks_have_what_sentences_went_wrong_over():
    networks = [random_network(seed) for seed in range(60)]
    text = "\n".join(repr(network.equations) for network in networks)
    for op in ("relu", "maximum", "minimum", "softmax", "step", "sign", "sigmoid", "mean"):
        assert f"'{op}'" in text
    assert any(not relu.is_whole for network in networks for relu in network.relu_calls)
    sizes = [abs(value).max() for each in networks for value in each.inputs.values()
             if hasattr(value, "max") and value.any()]  # fmt: skip
    assert min(sizes) < 1e-5
    assert max(sizes) > 1e5
