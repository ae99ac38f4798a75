"""What is fed: every way to an iteration finds the same bits."""

import numpy as np
import pytest

from engine.errors import NetworkError
from engine.frozen import replace
from engine.iterations.edits import Edits, Start
from engine.iterations.run import Run, trace
from engine.iterations.timeline import Timeline
from engine.language.parser import parse
from engine.network.arguments import build_network
from engine.network.masks import Mask
from engine.network.samples import Samples
from engine.program.program import derive
from engine.sweeps.sweep import Sweep

SIZES = {"small": 3, "large": 30}
"""A network that is unrolled to single numbers, and one of arrays."""


def masked(size, *, optimiser="adam", seed=3):
    """A network with dropout: its mask is fed."""
    rng = np.random.default_rng(1)
    network = build_network(
        "z = X @ W\nh = relu(z)\nd = h * mask\nL = mean(square(y - d @ v))",
        loss="L",
        inputs={"X": rng.normal(size=(4, size)), "mask": np.ones((4, size))},
        targets={"y": rng.normal(size=4)},
        parameters={
            "W": {"normal": 0.3, "shape": [size, size]},
            "v": {"normal": 0.3, "shape": [size]},
        },
        learning_rate=0.05,
        optimiser=optimiser,
        seed=seed,
    )
    feed = Mask("mask", (4, size), 0.25)
    first = feed.values(seed, 0)
    return replace(network, inputs={**network.inputs, **first}, feeds=(feed,))


def batched(size):
    """The same in shuffled batches, of which four make an epoch."""
    network = masked(size)
    rng = np.random.default_rng(2)
    samples = Samples(
        {"X": rng.normal(size=(18, size)), "y": rng.normal(size=18)}, 4, shuffle=True, validation=2
    )
    feeds = (*network.feeds, samples)
    first = samples.values(3, 0)
    return replace(
        network,
        inputs={**network.inputs, "X": first["X"]},
        targets={"y": first["y"]},
        feeds=feeds,
    )


@pytest.fixture(params=[(make, size) for make in (masked, batched) for size in SIZES.values()])
def program(request):
    make, size = request.param
    return derive(make(size))


def stepped(program, count):
    """The starts of iterations, each run by its record and fed by hand."""
    memory = program.start
    starts = []
    for iteration in range(count):
        memory = list(memory)
        for name, value in program.network.fed(iteration).items():
            memory[program.base[name]] = value
        starts.append(tuple(memory))
        memory = Run(program, iteration, tuple(memory)).end
    return starts


def assert_same(left, right):
    assert len(left) == len(right)
    for one, other in zip(left, right, strict=True):
        assert np.asarray(one).tobytes() == np.asarray(other).tobytes()


def train(timeline, iterations):
    for _ in timeline.reach(iterations):
        pass
    return timeline


def test_a_trained_run_and_one_that_is_stepped_through_have_the_same_bits(program):
    starts = stepped(program, 61)
    timeline = train(Timeline(program), 60)
    for iteration in (60, 0, 37, 36, 59, 1):
        assert_same(timeline.start(iteration), starts[iteration])
        assert_same(timeline.run(iteration).start, starts[iteration])
    losses = [Run(program, place, start).loss for place, start in enumerate(starts[:60])]
    assert list(timeline.losses) == losses == [run.loss for run in trace(program, 60)]


def test_a_change_of_what_is_fed_holds_in_its_iteration_alone(program):
    nothing = np.zeros_like(program.network.inputs["mask"])
    edits = Edits((Start(25, "mask", nothing, 25, "mask = 0"),))
    timeline = train(Timeline(program, edits), 60)
    slot = program.base["mask"]
    assert not np.asarray(timeline.start(25)[slot]).any()
    assert_same(timeline.start(26)[slot : slot + 1], [program.network.fed(26)["mask"]])
    assert edits.set_in(25, 3, program) == {"mask"}
    assert edits.set_in(26, 3, program) == frozenset()
    again = Timeline(program, edits)
    assert_same(again.start(0), program.start)
    for iteration in (26, 25):
        assert_same(train(again, 26).start(iteration), timeline.start(iteration))


def test_a_branch_goes_on_with_what_is_fed(program):
    trunk = train(Timeline(program), 40)
    branch = train(trunk.fork(Edits((Start(20, "lr", 0.5, 20, "lr = 0.5"),))), 40)
    slot = program.base["mask"]
    for iteration in (20, 21, 39):
        assert_same([branch.start(iteration)[slot]], [program.network.fed(iteration)["mask"]])


def test_many_runs_at_once_are_fed_too(program):
    sweep = Sweep(program, {"lr": np.array([0.05, 0.01])}, 2)
    losses = np.concatenate([sweep.advance(3), sweep.advance(4)])[:, 0]
    np.testing.assert_allclose(losses, list(train(Timeline(program), 7).losses), rtol=1e-9)


def test_a_mask_leaves_out_as_many_as_its_rate_says():
    mask = Mask("mask", (200, 200), 0.25)
    one, other = (mask.values(7, iteration)["mask"] for iteration in (0, 1))
    assert set(np.unique(one)) == {0.0, 1 / 0.75}
    assert abs((one == 0.0).mean() - 0.25) < 0.01
    assert (one != other).any()
    assert_same([one], [Mask("m", (200, 200), 0.25).values(7, 0)["m"]])


def test_another_seed_draws_another_mask():
    network = masked(3)
    seeded = network.with_seed(4)
    assert_same([seeded.inputs["mask"]], [network.feeds[0].values(4, 0)["mask"]])
    assert_same([seeded.fed(5)["mask"]], [network.feeds[0].values(4, 5)["mask"]])


def test_what_is_fed_cannot_be_set_for_a_whole_run():
    with pytest.raises(NetworkError, match="taken anew in each iteration"):
        masked(3).with_values({"mask": np.ones((4, 3))})


def test_of_units_it_is_kept_when_they_die_for_a_whole_batch_and_when_they_come_back():
    program = derive(batched(3))
    timeline = train(Timeline(program), 80)
    (relu,) = program.network.relu_calls
    alive = [
        (np.asarray(timeline.anew(each).pre_activation(relu)) > 0.0).any(axis=0).tolist()
        for each in range(80)
    ]
    changes = [each for each in range(1, 80) if alive[each] != alive[each - 1]]
    assert changes
    assert [each.iteration for each in timeline.events] == changes
    assert [list(map(bool, each.after)) for each in timeline.events] == [
        alive[each] for each in changes
    ]


def test_expressions_are_watched_with_what_is_fed():
    program = derive(batched(3))
    timeline = train(Timeline(program), 30)
    asked = [(parse("sum(X) + sum(mask)"), len(program.equations))]
    rows = timeline.watch(4, 20, asked)
    wanted = [
        np.sum(program.network.fed(each)["X"]) + np.sum(program.network.fed(each)["mask"])
        for each in range(4, 4 + len(rows))
    ]
    assert len(rows) > 10
    np.testing.assert_allclose(rows[:, 0], wanted)
