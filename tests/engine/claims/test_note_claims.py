"""The claims that notes and paths are made of: proved over random networks, and able to fail."""

import random
from dataclasses import replace

import numpy as np
import pytest

from engine.claims.batches import Cancels, ErrorOfPrediction, SumOfProducts, SumOfRepeats, TakenBack
from engine.claims.forward import AddsUp, FirstNonFinite, OnKink
from engine.claims.gradients import ChainRule, FanIn, Slope, TooSmall, ZeroFactors
from engine.claims.relu_states import Cuts, Passes, ReluStates, UnitState
from engine.claims.skip import IsSkip
from engine.claims.updates import Moves, MovesAgainst, Stays
from engine.derivation.note import note_claims
from engine.gradients.path_claims import PathProduct, PathsAddUp, Rest
from engine.gradients.paths import find_paths
from engine.iterations.state import State
from engine.iterations.step import Step, every_step
from engine.iterations.timeline import Timeline
from engine.language.expression import Name
from engine.network.parts import Edge
from engine.program.program import derive
from engine.program.recipe import Recipe
from tests.engine.claims.drawn import drawn_network
from tests.engine.network.reading import read


def claims_of(timeline, iteration):
    """All that is said of an iteration: of its steps, and of an entry of each of its gradients."""
    run = timeline.run(iteration)
    state = State(run, len(run.program.equations))
    for step in every_step(run):
        yield from note_claims(step)
        if step.phase == "backward":
            shape = np.shape(step.value)
            entry = f"[{','.join(str(size - 1) for size in shape)}]" if shape else ""
            yield from find_paths(f"{step.symbol}{entry}", state, limit=3).claims


@pytest.mark.parametrize("seeds", [range(12), range(12, 24), range(24, 36)])
def test_whatever_is_said_of_random_networks_is_proved(seeds):
    for seed in seeds:
        timeline = Timeline(derive(drawn_network(random.Random(seed))))  # noqa: S311
        for iteration in (0, 3):
            for claim in claims_of(timeline, iteration):
                assert claim.holds(timeline), (seed, iteration, claim)


@pytest.mark.parametrize("name", ["skip", "plain", "neuron", "regression", "xor", "deep"])
def test_whatever_is_said_of_shipped_networks_is_proved(name):
    timeline = Timeline(Recipe(name, {"depth": 3.0} if name == "deep" else {}).program())
    for iteration in (0, 1, 20):
        claims = list(claims_of(timeline, iteration))
        assert len(claims) > 15
        assert all(claim.holds(timeline) for claim in claims)


# Each kind can fail


@pytest.fixture(scope="module")
def said(build):
    """A claim of each kind that is true, with the timeline that proves it."""
    found = {}

    def look(timeline, iterations):
        for iteration in iterations:
            for claim in claims_of(timeline, iteration):
                found.setdefault(type(claim), (claim, timeline))

    look(Timeline(Recipe("skip").program()), (0, 1))
    look(Timeline(Recipe("xor", seed=0).program()), (0, 300))
    look(Timeline(Recipe("regression").program()), (0,))
    zero = build("z = w*x\nh = relu(z)\nL = square(v*h - y)", {"x": 1.0}, targets={"y": 1.0},
                 w=-1.0, v=0.0)  # fmt: skip
    look(Timeline(derive(zero)), (0,))
    small = build("a = w*x\nb = v*a\nL = 1e-9*b", {"x": 1e-200}, w=1.0, v=1e-200)
    look(Timeline(derive(small)), (0,))
    large = build("a = exp(w)\nL = a", w=1000.0)
    look(Timeline(derive(large)), (0,))
    return found


WRONG = {
    ReluStates: lambda claim: replace(claim, states=(UnitState.KINK, *claim.states[1:])),
    Cuts: lambda claim: replace(claim, is_dead=not claim.is_dead),
    Passes: lambda claim: replace(claim, passing=claim.passing + 1),
    IsSkip: lambda claim: IsSkip(Edge("h1", "z2", 1)),
    AddsUp: lambda claim: replace(claim, addends=(*claim.addends, Name("w3"))),
    OnKink: lambda claim: replace(claim, derivative=2.0),
    FirstNonFinite: lambda claim: replace(claim, index=claim.index + 1),
    ChainRule: lambda claim: replace(claim, local=claim.local + 0.25),
    FanIn: lambda claim: replace(claim, parts=(claim.parts[0] + 0.25, *claim.parts[1:])),
    Slope: lambda claim: replace(claim, slope=claim.slope + 0.25),
    ZeroFactors: lambda claim: replace(claim, factors=(Name("x"),)),
    TooSmall: lambda claim: replace(claim, index=claim.index - 1, upstream="dL/db"),
    SumOfProducts: lambda claim: replace(claim, rows=claim.others, others=claim.rows),
    SumOfRepeats: lambda claim: replace(claim, samples=7),
    Cancels: lambda claim: replace(claim, left=claim.left + 0.25),
    ErrorOfPrediction: lambda claim: replace(claim, target="X"),
    TakenBack: lambda claim: replace(claim, weights=claim.weights.transposed),
    Moves: lambda claim: replace(claim, is_up=not claim.is_up),
    MovesAgainst: lambda claim: replace(claim, is_along=not claim.is_along),
    Stays: lambda claim: replace(claim, zeros=("w3",)),
    PathProduct: lambda claim: replace(claim, value=claim.value + 0.25),
    PathsAddUp: lambda claim: replace(claim, rest=Rest.SOME),
}
"""For each kind of claim another that is not true."""


@pytest.mark.parametrize("kind", WRONG, ids=lambda kind: kind.__name__)
def test_what_is_not_so_is_not_proved(kind, said):
    claim, timeline = said[kind]
    assert claim.holds(timeline)
    assert not WRONG[kind](claim).holds(timeline)


def test_what_a_relu_passes_is_proved_where_nan_arrives():
    network = read(
        'loss = "L"\nequations = "h = relu(v)\\nL = w*sum(exp(1000*h) - exp(1000*h))"\n'
        "[parameters]\nw = 1\nv = [2, 3, -1]\n"
    )
    run = Timeline(derive(network)).run(0)
    step = Step(run, run.program.index["dL/dv"])
    assert np.isnan(step.before("dL/dh")).any()
    passes = Passes(0, step.index, "dL/dh", passing=2, entries=3)
    assert passes.is_proved_by(step)
    assert not replace(passes, passing=3).is_proved_by(step)
