import math
import sys
import tracemalloc
from dataclasses import replace
from itertools import islice, pairwise
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from engine.iterations.edits import Edits, Freeze, Result, Start
from engine.iterations.run import Run, run_iteration
from engine.iterations.state import State
from engine.iterations.step import every_step
from engine.iterations.timeline import COMPILE_FROM, Place, Timeline
from engine.language.parser import parse
from engine.language.values import same
from engine.network.files import load_network
from engine.network.network import Network
from engine.network.optimisers import Optimiser
from engine.network.parts import Definition
from engine.program.program import derive
from engine.queries.curves import follow, values

SKIP, XOR = derive(load_network("skip")), derive(load_network("xor"))
KINDS = ["gd", "momentum", "adam"]


def plain(program, count, rates=None):
    """So many iterations recorded one after the other, with the learning rate as scheduled."""
    memory = program.start
    for number in range(count):
        rate = (rates or {}).get(number)
        memory = memory if rate is None else (*memory[:-1], rate)
        run = run_iteration(program, number, memory)
        yield run
        memory = run.end


def at_rate(timeline, iteration, rate):
    """The timeline with another learning rate from an iteration on."""
    made = min(iteration, timeline.length)
    edit = Start(iteration, "lr", rate, made, f"lr = {rate:g}")
    return timeline.fork(timeline.edits.joined_by(edit))


def rates_of(timeline):
    """From which iteration on which learning rate holds that was set by hand."""
    return {at: found["lr"] for at, found in timeline.edits.starts.items() if "lr" in found}


def advance(timeline, iteration, *, beyond=False):
    return list(timeline.reach(iteration, beyond))


def assert_same(run, wanted):
    """Whether two runs agree bit for bit in everything."""
    steps = len(run.program.equations)
    assert run.number == wanted.number
    pairs = zip(run.memory(steps), wanted.memory(steps), strict=True)
    assert all(same(value, other) for value, other in pairs)


def assert_holds(timeline, runs, order=None):
    """Whether a timeline holds these iterations, in whatever order they are looked at."""
    assert timeline.length == len(runs)
    assert all(map(same, timeline.losses, [run.loss for run in runs]))
    for number in range(len(runs)) if order is None else order:
        assert_same(timeline.run(number), runs[number])


def noted(runs):
    """Iteration and node of every ReLU whose mask is not what it was before."""
    relus = list(runs[0].program.network.relus) if runs else []
    return [
        (run.number, relu, old, new)
        for before, run in pairwise(runs)
        for relu, old, new in zip(relus, before.masks, run.masks, strict=True)
        if old != new
    ]


def events(timeline):
    return [(event.iteration, event.node, event.before, event.after) for event in timeline.events]


# Random networks

FORMS = [
    "relu({0}*x + {1})", "tanh({0} - {1})", "{0}*{1}", "{0} + {1}*x", "sigmoid({0})*{1}",
    "abs({0})", "square({0} - 1)", "leaky_relu({0})", "maximum({0}, {1})",
]  # fmt: skip


def network_of(lines, inputs, targets, parameters, rate, kind):
    parts = [line.partition(" = ") for line in lines]
    equations = tuple(Definition(name, parse(right, gradients=False)) for name, _, right in parts)
    optimiser = Optimiser(kind)
    return Network(equations, "L", inputs, targets, parameters, rate, optimiser)


@st.composite
def scalar_networks(draw):
    names = ["a", "b"]
    lines = []
    for i in range(draw(st.integers(1, 4))):
        one, other = draw(st.permutations(names))[:2]
        lines.append(f"n{i} = {draw(st.sampled_from(FORMS)).format(one, other)}")
        names.append(f"n{i}")
    lines.append(f"L = square({' + '.join(names)} - x)")
    number = st.floats(-2, 2)
    values = {name: draw(number) for name in "ab"}
    rate = draw(st.sampled_from([0.0, 0.01, 0.3, 1.0, 50.0]))
    return network_of(lines, {"x": draw(number)}, {}, values, rate, draw(st.sampled_from(KINDS)))


@st.composite
def array_networks(draw):
    samples, units = draw(st.integers(1, 5)), draw(st.integers(1, 4))
    entries = st.floats(-2, 2)

    def array(*shape):
        return draw(hnp.arrays(np.float64, shape, elements=entries))

    activation = draw(st.sampled_from(["relu", "tanh", "sigmoid", "leaky_relu"]))
    lines = ["Z = X @ W + b", f"H = {activation}(Z)", "P = H @ v + s", "L = mean(square(P - y))"]
    if draw(st.booleans()):
        lines[2] = "P = relu(H @ v + s)"
    parameters = {"W": array(3, units), "b": array(units), "v": array(units), "s": draw(entries)}
    rate = draw(st.sampled_from([0.01, 0.5, 2.0]))
    return network_of(
        lines, {"X": array(samples, 3)}, {"y": array(samples)}, parameters, rate,
        draw(st.sampled_from(KINDS)),
    )  # fmt: skip


ROOMS = st.sampled_from([64_000_000, 1, 400, 1_500])
"""How much memory starts may take: all, none but the first, and between."""


@settings(max_examples=80)
@given(data=st.data(), network=scalar_networks() | array_networks(), room=ROOMS)
def test_every_iteration_is_found_again(data, network, room):
    program = derive(network)
    runs = list(plain(program, 30))
    timeline = Timeline(program)
    with patch("engine.iterations.history.MAX_BYTES", room):
        for target in data.draw(st.sampled_from([(30,), (10, 30), (1, 5, 6, 30), (25, 30)])):
            advance(timeline, target, beyond=True)
            number = data.draw(st.integers(0, target - 1))
            assert_same(timeline.run(number), runs[number])
        assert events(timeline) == noted(runs)
        assert_holds(timeline, runs, data.draw(st.permutations(range(30)))[:12])


@settings(max_examples=80)
@given(data=st.data(), network=scalar_networks() | array_networks(), room=ROOMS)
def test_every_iteration_is_found_again_after_changes_of_the_learning_rate(data, network, room):
    program, rates = derive(network), {}
    timeline = Timeline(program)
    with patch("engine.iterations.history.MAX_BYTES", room):
        for _ in range(data.draw(st.integers(1, 4))):
            advance(timeline, data.draw(st.integers(0, 40)), beyond=True)
            at = data.draw(st.integers(0, timeline.length + 2))
            rate = data.draw(st.sampled_from([0.0, 0.05, 0.7, -0.1]))
            rates = {iteration: each for iteration, each in rates.items() if iteration < at}
            rates[at] = rate
            before = list(timeline.losses)
            timeline = at_rate(timeline, at, rate)
            assert timeline.length == min(at, len(before))
            assert all(map(same, timeline.losses, before[:at]))
            assert rates_of(timeline) == rates
        advance(timeline, 45, beyond=True)
        runs = list(plain(program, 45, rates))
        assert events(timeline) == noted(runs)
        assert_holds(timeline, runs, data.draw(st.permutations(range(45)))[:12])


def by_hand(program, edits, count):
    """So many iterations one after the other, each as a `Run` with the changes made in it."""
    memory = program.start
    for number in range(count):
        here = [each for each in edits if each.iteration == number]
        start = list(memory)
        for each in here:
            if isinstance(each, Start):
                start[program.base[each.symbol]] = each.value
        given = {program.index[each.symbol]: each.value for each in here if type(each) is Result}
        frozen = {}
        for each in sorted(edits, key=lambda each: each.iteration):
            if isinstance(each, Freeze) and each.iteration <= number:
                frozen[each.symbol] = each.is_frozen
        names = [name for name, is_frozen in frozen.items() if is_frozen]
        kept = {*names, *(each for name in names for each in program.state_symbols.get(name, ()))}
        run = Run(program, number, tuple(start), given, frozenset(kept))
        yield run
        memory = run.end


def draw_edit(draw, program, iteration):
    """A change of any kind, made in an iteration or, for the next, in its update phase."""
    kind = draw(st.sampled_from([Start, Result, Freeze, "rate"]))
    if kind is Freeze:
        name = draw(st.sampled_from(list(program.network.parameters)))
        later = iteration + draw(st.integers(0, 1))
        return Freeze(later, name, draw(st.booleans()), iteration)
    if kind == "rate":
        rate = draw(st.sampled_from([0.0, 0.05, -0.3]))
        return Start(iteration + draw(st.integers(0, 1)), "lr", rate, iteration, "")
    symbol = draw(st.sampled_from(list(program.base if kind is Start else program.index)))
    shape = program.shapes[symbol]
    value = draw(hnp.arrays(np.float64, shape, elements=NUMBER)) if shape else draw(NUMBER)
    if shape:
        value.setflags(write=False)
    return kind(iteration, symbol, value, iteration, "")


NUMBER = st.floats(-2, 2)


def divergence_of(runs):
    """The first non-finite step of the first iteration whose loss, or what it leaves, is not."""
    for run in runs:
        left = [step.value for step in every_step(run) if step.symbol in run.program.base]
        if not all(np.isfinite(value).all() for value in (run.loss, *left)):
            bad = [np.isfinite(step.value).all() for step in every_step(run)]
            return run.number, bad.index(False) + 1
    return None


@settings(max_examples=100)
@given(
    data=st.data(), network=scalar_networks() | array_networks(), room=ROOMS,
    compile_from=st.sampled_from([1, COMPILE_FROM, 10**9]),
)  # fmt: skip
def test_whatever_is_changed_by_hand_is_what_is_run_from_the_start(
    data, network, room, compile_from
):
    program = derive(network)
    worlds = [Timeline(program)]
    with (
        patch("engine.iterations.history.MAX_BYTES", room),
        patch("engine.iterations.timeline.COMPILE_FROM", compile_from),
    ):
        for _ in range(data.draw(st.integers(1, 4), "changes")):
            timeline = worlds[data.draw(st.integers(0, len(worlds) - 1), "of")]
            advance(timeline, data.draw(st.integers(0, 25), "reached"), beyond=True)
            at = data.draw(st.integers(0, timeline.length), "at")
            if data.draw(st.booleans(), "seen"):
                timeline.run(at).memory(data.draw(st.integers(0, len(program.equations))))
            edit = draw_edit(data.draw, program, at)
            worlds.append(timeline.fork(timeline.edits.joined_by(edit)))
            if data.draw(st.booleans(), "left"):
                timeline.rest()
        # One that has all changes from the beginning, as after another program was taken up.
        worlds.append(Timeline(program, worlds[-1].edits))
        for timeline in data.draw(st.permutations(worlds)):
            advance(timeline, 28, beyond=True)
            runs = list(by_hand(program, timeline.edits, 28))
            assert timeline.divergence == divergence_of(runs)
            assert events(timeline) == noted(runs)
            assert_holds(timeline, runs, data.draw(st.permutations(range(28)))[:10])
            symbol = data.draw(st.sampled_from(list(program.base)))
            found = values(timeline, symbol, range(28))
            assert all(map(same, found, [run.start[program.base[symbol]] for run in runs]))


def test_a_fork_leaves_the_timeline_as_it_was():
    timeline = Timeline(XOR)
    advance(timeline, 40)
    runs = list(plain(XOR, 50))
    edit = Start(10, "b1", np.ones(2), 10, "b1 = 1")
    fork = timeline.fork(timeline.edits.joined_by(edit))
    advance(fork, 60)
    assert list(timeline.edits) == []
    assert_holds(timeline, runs[:40])
    advance(timeline, 50)
    assert_holds(timeline, runs)
    assert list(fork.losses[:10]) == [run.loss for run in runs[:10]]
    assert fork.losses[10] != runs[10].loss
    assert events(timeline) == noted(runs)


def test_what_a_timeline_is_made_with_holds_from_its_first_iteration_on():
    # By hand: with w3 = 0 the loss of the skip network is 3.125.
    timeline = Timeline(SKIP, Edits((Start(0, "w3", 0.0, 0, "w3 = 0"),)))
    advance(timeline, 1)
    assert list(timeline.losses) == [3.125]


@pytest.mark.parametrize("room", [64_000_000, 1, 400])
@pytest.mark.parametrize("target", [10, 40], ids=["recorded", "compiled"])
def test_an_input_that_is_set_on_the_way_holds_from_there_on(room, target):
    # As after another convention, the change is there before its iteration has been run.
    edits = Edits((Start(3, "x", 0.0, 3, "x = 0"), Start(7, "y", 1.0, 7, "y = 1")))
    timeline = Timeline(SKIP, edits)
    with patch("engine.iterations.history.MAX_BYTES", room):
        advance(timeline, target)
        found = [
            [timeline.run(number).start[SKIP.base[name]] for number in range(target)]
            for name in "xy"
        ]
        assert found == [[1.0] * 3 + [0.0] * (target - 3), [-3.0] * 7 + [1.0] * (target - 7)]
        # The skip network sees nothing of x = 0: yhat is 0, and the loss abs(y - yhat).
        assert list(timeline.losses[3:]) == [3.0] * 4 + [1.0] * (target - 7)
        assert [timeline.run(number).loss for number in (8, 4, 0)] == [1.0, 3.0, 3.375]


def test_what_comes_before_a_change_is_not_run_again():
    timeline = Timeline(XOR)
    advance(timeline, 40)
    run = timeline.run(30)
    run.memory(len(XOR.equations))
    edit = Result(30, "dL/dH", np.ones((4, 2)), 30, "dL/dH = 1")
    with patch("engine.iterations.run.add", side_effect=AssertionError("computed again")):
        fork = timeline.fork(timeline.edits.joined_by(edit))
        assert fork.run(30).value(XOR.index["L"]) == run.loss
        assert fork.run(30).value(XOR.index["dL/dH"]).tolist() == np.ones((4, 2)).tolist()


def test_large_arrays_are_found_again_bit_for_bit(build):
    rng = np.random.default_rng(0)
    network = build(
        "H = relu(X @ W + b)\nP = H @ V\nL = mean(square(P - Y))",
        {"X": np.asfortranarray(rng.normal(size=(60, 20)))},
        targets={"Y": rng.normal(size=(60, 7))},
        W=np.asfortranarray(rng.normal(size=(20, 33))), b=rng.normal(size=33),
        V=rng.normal(size=(33, 7)),
    )  # fmt: skip
    program = derive(replace(network, learning_rate=0.01))
    runs = list(plain(program, 40))
    timeline = Timeline(program)
    with patch("engine.iterations.history.MAX_BYTES", 200_000):
        advance(timeline, 40)
        assert_holds(timeline, runs, [*range(39, -1, -3), 0, 1, 2])
        assert events(timeline) == noted(runs)
        assert len(noted(runs)) > 5


def test_the_sum_of_an_array_in_another_order_is_found_again(build):
    # numpy adds up entries in the order in which they lie in memory, which shows in the last bits.
    weights = np.asfortranarray(np.random.default_rng(1).normal(size=(30, 40)))
    program = derive(build("L = sum(W)", W=weights))
    timeline = Timeline(program)
    first = timeline.run(0).loss
    advance(timeline, COMPILE_FROM)
    assert timeline.run(0).loss == timeline.losses[0] == first
    assert_holds(timeline, list(plain(program, COMPILE_FROM)))


@pytest.mark.parametrize("value", [-0.0, math.inf, -math.inf, math.nan])
def test_special_values_are_found_again(value, build):
    for parameters in ({"w": value, "v": 1.0}, {"w": np.array([value, 1.0]), "v": np.ones(2)}):
        network = build("z = w*x + v\nL = sum(square(z))", {"x": 0.5}, **parameters)
        runs = list(plain(derive(network), 25))
        timeline = Timeline(derive(network))
        advance(timeline, 25, beyond=True)
        assert_holds(timeline, runs, [24, 0, 1, 12])


# Reaching


@pytest.mark.parametrize("program", [SKIP, XOR], ids=["skip", "xor"])
def test_reaching_can_be_left_off_and_taken_up_again(program):
    timeline = Timeline(program)
    counts = []
    while timeline.length < 300:
        before = timeline.length
        progress = timeline.reach(300)
        counts.append(next(progress))
        del progress
        assert timeline.length == counts[-1] > before
        assert len(timeline.losses) == timeline.length
    assert counts == sorted(set(counts))
    assert advance(timeline, 300) == []
    assert advance(timeline, 7) == []
    assert_holds(timeline, list(plain(program, 300)), [299, 0, 150, *counts[:-1]])


def interrupted(timeline, target, at):
    """Reach for an iteration, as if Ctrl+C were pressed before a line of the training; if so."""
    lines = 0

    def watch(frame, event, _):
        nonlocal lines
        if not frame.f_code.co_filename.endswith(
            ("iterations/history.py", "iterations/timeline.py")
        ):
            return None
        if event == "line":
            lines += 1
            if lines == at:
                raise KeyboardInterrupt
        return watch

    before = sys.gettrace()
    sys.settrace(watch)
    try:
        for _ in timeline.reach(target):
            pass
    except KeyboardInterrupt:
        return True
    finally:
        sys.settrace(before)
    return False


@pytest.mark.parametrize(
    ("weight", "rate", "target", "room"),
    [(-1.0, 0.5, 4, 10**8), (-1.0, 0.5, 22, 10**8), (-1.0, 0.5, 22, 300), (1e140, 50.0, 22, 10**8)],
    ids=["recorded", "compiled", "thinned", "diverging"],
)
def test_training_can_be_interrupted_at_any_place(weight, rate, target, room, build):
    network = build("h = relu(w)\nL = 4*h + square(w - 1)", w=weight)
    program = derive(replace(network, learning_rate=rate))
    straight = Timeline(program)
    advance(straight, target)
    runs = list(plain(program, straight.length))
    at = 1
    with patch("engine.iterations.history.MAX_BYTES", room):
        while interrupted(timeline := Timeline(program), target, at):
            assert len(timeline.losses) == timeline.length <= straight.length
            advance(timeline, target)
            assert_holds(timeline, runs, [0, *range(len(runs) - 1, 0, -3)])
            assert events(timeline) == noted(runs)
            assert timeline.divergence == straight.divergence
            at += 1 if target < COMPILE_FROM else 3  # every line, if not in every iteration
    assert at > 10 * len(runs)


def test_progress_is_told_in_increasing_counts_up_to_the_last():
    counts = advance(Timeline(XOR), 500)
    assert counts == sorted(set(counts))
    assert counts[-1] == 500
    assert len(counts) > 3


def test_a_few_iterations_are_run_without_compiling():
    timeline = Timeline(XOR)
    with patch("engine.iterations.compile.compile_program", side_effect=AssertionError("compiled")):
        assert advance(timeline, COMPILE_FROM - 1) == list(range(1, COMPILE_FROM))
        with pytest.raises(AssertionError, match="compiled"):
            advance(timeline, 2 * COMPILE_FROM - 1)
    assert timeline.length == COMPILE_FROM - 1


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", ["skip", "xor"])
def test_iterations_compiled_and_recorded_are_the_same(name, kind):
    program = derive(replace(load_network(name), optimiser=Optimiser(kind)))
    runs = list(plain(program, 60))
    for ways in ((60,), (COMPILE_FROM - 1, 60), (COMPILE_FROM, 60), tuple(range(1, 61))):
        timeline = Timeline(program)
        for target in ways:
            advance(timeline, target)
        assert_holds(timeline, runs)
        assert events(timeline) == noted(runs)


def test_to_look_ahead_is_to_run():
    timeline = Timeline(SKIP)
    assert_same(timeline.run(3), list(plain(SKIP, 4))[3])
    assert timeline.length == 3


def test_iterations_take_the_memory_of_their_parameters():
    count = 2_000
    timeline = Timeline(XOR)
    advance(timeline, COMPILE_FROM)
    tracemalloc.start()
    before, _ = tracemalloc.get_traced_memory()
    advance(timeline, COMPILE_FROM + count)
    after, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    # 13 doubles to start with, a loss, and what Python adds: 100,000 stay below 50 MB.
    assert 8 * 14 <= (after - before) / count <= 200


# Divergence

SCALARS = {
    # w = 1 has the gradient 2; w = -2e200 has the square infinity.
    "forward": ("L = w*w", 1.0, 1e200, Place(1, 1)),
    # w*w = 1e308 is finite, and so is the gradient 2e154; the step of 2e454 is not.
    "update": ("L = w*w", 1e154, 1e300, Place(0, 3)),
    # The derivative of the square root at 0 is infinite, the root is not.
    "backward": ("L = sqrt(w)", 0.0, 0.1, Place(0, 2)),
    # 1 - 100 = -99, whose logarithm is NaN.
    "logarithm": ("L = log(w)", 1.0, 100.0, Place(1, 1)),
    "nan at the start": ("L = w*w", math.nan, 0.1, Place(0, 1)),
    "infinity at the start": ("L = w*w", math.inf, 0.1, Place(0, 1)),
}


@pytest.mark.parametrize("target", [3, 15, COMPILE_FROM, 200])
@pytest.mark.parametrize(("equation", "weight", "rate", "place"), SCALARS.values(), ids=SCALARS)
def test_training_stops_where_the_numbers_end(equation, weight, rate, place, target, build):
    program = derive(replace(build(equation, w=weight), learning_rate=rate))
    timeline = Timeline(program)
    counts = advance(timeline, target)
    assert timeline.divergence == place
    assert timeline.length == counts[-1] == place.iteration + 1
    assert advance(timeline, target) == []
    assert_holds(timeline, list(plain(program, place.iteration + 1)))


def test_training_goes_on_beyond_a_divergence_if_it_is_told_to(build):
    program = derive(replace(build("L = w*w", w=1.0), learning_rate=1e200))
    timeline = Timeline(program)
    assert advance(timeline, 50, beyond=True)[-1] == 50
    assert timeline.divergence == (1, 1)
    assert_holds(timeline, list(plain(program, 50)))


def hand_xor(network):
    """What every iteration of xor computes, by numpy alone."""
    x, y, w1, b1, w2, b2 = map(np.array, network.constants.values())
    rate = network.learning_rate
    while True:
        with np.errstate(all="ignore"):
            z = x @ w1 + b1
            h = np.maximum(z, 0)
            o = h @ w2 + b2
            shifted = o - o.max(axis=1, keepdims=True)
            logarithms = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
            loss = -logarithms[y == 1].mean()
            do = (np.exp(logarithms) - y) / 4
            dh = do @ w2.T
            dz = dh * (z > 0)
            found = {
                "Z": z, "H": h, "O": o, "L": loss, "dL/dO": do, "dL/dW2": h.T @ do,
                "dL/db2": do.sum(axis=0), "dL/dH": dh, "dL/dZ": dz, "dL/dW1": x.T @ dz,
                "dL/db1": dz.sum(axis=0),
            }  # fmt: skip
            w1, b1 = w1 - rate * found["dL/dW1"], b1 - rate * found["dL/db1"]
            w2, b2 = w2 - rate * found["dL/dW2"], b2 - rate * found["dL/db2"]
        yield found | {"W1": w1, "b1": b1, "W2": w2, "b2": b2}


@pytest.mark.parametrize(("seed", "rate"), [(0, 1e200), (5, 1e307), (4, 1.7e308), (0, 1e100)])
def test_xor_diverges_where_numpy_does(seed, rate):
    network = replace(load_network("xor").with_seed(seed), learning_rate=rate)
    program = derive(network)
    wanted = None
    for iteration, by_hand in enumerate(islice(hand_xor(network), 60)):
        assert by_hand.keys() == program.index.keys()
        bad = [name for name, value in by_hand.items() if not np.isfinite(value).all()]
        if bad:
            assert {"L", "W1", "b1", "W2", "b2"} & set(bad)
            wanted = iteration, min(program.index[name] for name in bad) + 1
            break
    timeline = Timeline(program)
    advance(timeline, 60)
    assert timeline.divergence == wanted
    assert (wanted is None) == (rate == 1e100)


@given(network=scalar_networks(), rate=st.sampled_from([10.0, 1e3, 1e30, 1e150, 1e300]))
def test_a_divergence_is_the_first_non_finite_step_of_the_first_spoilt_iteration(network, rate):
    program = derive(replace(network, learning_rate=rate))
    runs = []
    for run in plain(program, 40):
        runs.append(run)
        values = {step.symbol: step.value for step in every_step(run)}
        left = [value for name, value in values.items() if name in program.base]
        if not all(map(math.isfinite, (run.loss, *left))):
            break
    else:
        assume(False)
    bad = [step for step, value in enumerate(values.values(), 1) if not math.isfinite(value)]
    for target in (runs[-1].number + 1, 40):
        timeline = Timeline(program)
        advance(timeline, target)
        assert timeline.divergence == (runs[-1].number, bad[0])
        assert_holds(timeline, runs)
        assert events(timeline) == noted(runs)


@pytest.mark.parametrize("x", [0.0, np.array([0.0, 1.0])])
def test_infinity_that_spoils_nothing_does_not_stop_training(x, build):
    # 1/x is infinite and its inverse is x again; no gradient flows there.
    program = derive(build("z = 1/x\nh = 1/z\nL = sum(h) + w*w", {"x": x}, w=0.25))
    timeline = Timeline(derive(replace(program.network, learning_rate=0.25)))
    advance(timeline, 30)
    assert (timeline.length, timeline.divergence) == (30, None)
    assert timeline.losses[1] == np.sum(x) + (0.25 / 2) ** 2
    assert timeline.first_non_finite(30, 1) == (30, 1)
    assert timeline.first_non_finite(30, 2) is None
    assert timeline.first_non_finite(12, 0) is None


def test_an_input_that_is_not_finite_does_not_stop_training_by_itself(build):
    program = derive(build("z = w/x\nL = square(z) + square(w)", {"x": math.inf}, w=0.5))
    timeline = Timeline(derive(replace(program.network, learning_rate=0.25)))
    advance(timeline, 30)
    assert timeline.divergence is None
    assert list(timeline.losses[:3]) == [0.25, 0.0625, 0.015625]


def test_an_iteration_under_way_is_spoilt_as_far_as_its_steps_tell(build):
    program = derive(replace(build("L = w*w", w=1e154), learning_rate=1e300))
    timeline = Timeline(program)
    assert timeline.divergence_before(0, 2) is None
    assert timeline.divergence is None
    assert timeline.divergence_before(0, 3) == (0, 3)
    assert timeline.divergence_before(0, 2) is None
    assert timeline.length == 0
    assert advance(timeline, 5) == []


def test_another_learning_rate_may_save_what_diverged(build):
    timeline = Timeline(derive(replace(build("L = w*w", w=1.0), learning_rate=1e200)))
    advance(timeline, 30)
    timeline = at_rate(timeline, 1, 0.25)  # too late: the loss of iteration 1 is infinite already
    assert timeline.divergence is None
    advance(timeline, 30)
    assert timeline.divergence == (1, 1)
    timeline = at_rate(timeline, 0, 0.25)
    advance(timeline, 30)
    assert timeline.divergence is None
    assert list(timeline.losses[:3]) == [1.0, 0.25, 0.0625]
    assert rates_of(timeline) == {0: 0.25}


@pytest.mark.parametrize("target", [10, 40])
def test_after_another_learning_rate_events_go_on_where_they_were(target, build):
    # The gradient is 2(w - 1), and 4 more while the ReLU is active: w is -1, 1, -1, 1, ...
    network = build("h = relu(w)\nL = 4*h + square(w - 1)", w=-1.0)
    timeline = Timeline(derive(replace(network, learning_rate=0.5)))
    advance(timeline, target)
    every = [(number, "h", number % 2 == 0, number % 2 == 1) for number in range(1, target)]
    assert events(timeline) == every
    for at in (7, 6, 1, 0):
        timeline = at_rate(timeline, at, 0.5)
        assert events(timeline) == every[: max(at - 1, 0)]
        advance(timeline, target)
        assert events(timeline) == every


def test_beyond_a_divergence_events_go_on_where_they_were(build):
    # In iteration 1 both squares are infinite; the one that was active is NaN from then on.
    program = derive(replace(build("h = relu(w)\nL = h*h + w*w", w=-1.0), learning_rate=1e200))
    runs = list(plain(program, 40))
    assert [run.masks for run in runs[:4]] == [(False,), (True,), (False,), (False,)]
    timeline = Timeline(program)
    advance(timeline, 40)
    assert timeline.divergence == (1, 2)
    advance(timeline, 40, beyond=True)
    assert events(timeline) == [(1, "h", False, True), (2, "h", True, False)]


# Values


@pytest.mark.parametrize("room", [64_000_000, 500])
def test_values_are_those_of_the_iterations(room):
    program = derive(replace(XOR.network, optimiser=Optimiser("adam"), learning_rate=0.1))
    runs = list(plain(program, 60))
    timeline = Timeline(program)
    numbers = [59, 0, 3, 30]
    with patch("engine.iterations.history.MAX_BYTES", room):
        advance(timeline, 60)
        for symbol in ("W1", "m_W1", "t", "lr"):
            slot = program.base[symbol]
            found = values(timeline, symbol, numbers)
            assert all(map(same, found, [runs[number].start[slot] for number in numbers]))
        for symbol in ("H", "L", "dL/dW1"):
            found = list(values(timeline, symbol, numbers))
            wanted = [State(runs[number], 99).value(symbol) for number in numbers]
            assert all(map(same, found, wanted))
            assert len(found) == 4


def test_what_is_followed_is_a_norm_or_an_entry():
    timeline = Timeline(XOR)
    advance(timeline, 30)
    start = XOR.network.parameters["W1"]
    assert follow(timeline, "W1", None, [0]) == [pytest.approx(np.linalg.norm(start), rel=1e-15)]
    assert follow(timeline, "W1", (1, 0), [0]) == [start[1, 0]]
    assert follow(timeline, "L", None, [3, 29, 0]) == [timeline.losses[i] for i in (3, 29, 0)]


def test_a_norm_does_not_overflow(build):
    timeline = Timeline(derive(build("L = sum(W)", W=np.array([3e200, 4e200]))))
    assert follow(timeline, "W", None, [0]) == [pytest.approx(5e200, rel=1e-15)]


def test_what_is_followed_is_remembered_until_the_learning_rate_changes():
    timeline = Timeline(XOR)
    advance(timeline, 30)
    first = follow(timeline, "dL/dW2", None, [3, 20])
    with patch("engine.iterations.execution.Run", side_effect=AssertionError("run again")):
        assert follow(timeline, "dL/dW2", None, [20, 3, 20]) == [first[1], first[0], first[1]]
        with pytest.raises(AssertionError, match="run again"):
            follow(timeline, "dL/dW2", None, [4])
    timeline = at_rate(timeline, 2, 0.0)
    advance(timeline, 30)
    again = follow(timeline, "dL/dW2", None, [2, 3, 20])
    assert again[0] == again[1] == again[2]  # at rate 0 nothing moves
    assert again[1] != first[0]
