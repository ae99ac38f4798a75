"""What-if as functions from one world to another: they leave the one they are given as it is."""

from dataclasses import replace
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.debugger import whatif
from engine.debugger.debugger import Debugger
from engine.debugger.undo import Undo
from engine.debugger.world import World
from engine.errors import DebuggerError
from engine.iterations.state import State
from engine.language.values import same
from engine.network.files import load_network
from engine.program.program import derive
from engine.program.recipe import Recipe

PROGRAMS = {name: Recipe(name, seed=1).program() for name in ("skip", "xor")}
ITERATIONS = 3


def known(timeline):
    """Every value of the first iterations."""
    steps = len(timeline.program.equations)
    runs = [timeline.anew(number) for number in range(ITERATIONS)]
    return [(timeline.start(run.number), [*run.memory(steps)]) for run in runs]


def seen(world):
    """All that can be seen of a world: what is run, and each branch with its numbers."""
    for branch in world.branches:
        for _ in branch.timeline.reach(ITERATIONS):
            pass
    return (
        world.program,
        world.recipe,
        world.branches.number,
        [(each.number, each.parent, each.title, each.step) for each in world.branches],
        [[edit.text for edit in each.timeline.edits] for each in world.branches],
        [known(each.timeline) for each in world.branches],
    )


def is_same(one, other):
    """Whether two things are alike, numbers bit for bit."""
    if isinstance(one, (tuple, list)):
        return len(one) == len(other) and all(map(is_same, one, other))
    if isinstance(one, float) or hasattr(one, "shape"):
        return same(one, other)
    return one == other


@st.composite
def changes(draw, program):
    """A change by hand, as a function from a world and a state in it to another world."""
    network = program.network
    symbol = draw(st.sampled_from([*program.base, *program.index]))
    number = draw(st.sampled_from([-1.0, 0.0, 0.25, 2.0]))
    parameter = draw(st.sampled_from(list(network.parameters)))
    return draw(
        st.sampled_from(
            [
                lambda world, state: whatif.set_value(world, state, f"{symbol} = {number}").world,
                lambda world, state: whatif.set_learning_rate(world, state, number).world,
                lambda world, state: whatif.freeze(world, state, parameter, True).world,
                lambda world, state: whatif.set_convention(world, "relu_at_zero", 0.5).world,
                lambda world, state: whatif.reseed(world, state, 3).world,
                lambda world, _: whatif.exchanged(world, derive(network), Recipe(network.name)),
                lambda world, _: whatif.switched(world, len(world.branches) // 2),
            ]
        )
    )


def state_of(world, iteration, step):
    return State(world.timeline.run(iteration), step)


@given(data=st.data(), name=st.sampled_from(list(PROGRAMS)))
@settings(max_examples=60, deadline=None)
def test_a_change_leaves_the_world_as_it_was_and_gives_the_same_each_time(data, name):
    program = PROGRAMS[name]
    world = World.of(program, Recipe(name, seed=1))
    for _ in range(data.draw(st.integers(1, 4))):
        change = data.draw(changes(program))
        place = (
            data.draw(st.integers(0, ITERATIONS - 1)),
            data.draw(st.integers(1, len(program.equations))),
        )
        before = seen(world)
        try:
            new = change(world, state_of(world, *place))
        except DebuggerError:  # frozen already, or nothing is drawn: nothing has come of it
            assert is_same(seen(world), before)
            continue
        found = seen(new)
        assert is_same(seen(world), before)
        again = seen(change(world, state_of(world, *place)))
        # Two programs derived from equal networks are not the same object.
        assert is_same(again[1:], found[1:])
        assert again[0].equations == found[0].equations
        world = new


@given(data=st.data())
@settings(max_examples=100)
def test_undo_goes_to_and_fro_over_a_history_that_a_change_cuts(data):
    worlds, names, here, undo = [SimpleNamespace()], [], 0, Undo()
    for number in range(data.draw(st.integers(1, 30))):
        kind = data.draw(st.sampled_from(["change", "back", "again"]))
        if kind == "change":
            undo = undo.remembering(worlds[here], f"change {number}")
            worlds = [*worlds[: here + 1], SimpleNamespace()]
            names = [*names[:here], f"change {number}"]
            here += 1
            continue
        count = data.draw(st.integers(1, 4))
        if kind == "back":
            there, found = max(here - count, 0), undo.back(worlds[here], count)
            said = f"undone: {names[there]}" if there < here else "nothing is left to undo"
        else:
            there, found = min(here + count, len(names)), undo.again(worlds[here], count)
            said = f"done again: {names[there - 1]}" if there > here else "nothing is left to redo"
        here, undo = there, found.undo
        assert found.world is worlds[here]
        assert found.message == said
        assert len(undo.done) == here
        assert len(undo.undone) == len(names) - here


@given(data=st.data(), name=st.sampled_from(list(PROGRAMS)))
@settings(max_examples=40, deadline=None)
def test_what_is_undone_and_done_again_is_the_very_world_that_was(data, name):
    program = PROGRAMS[name]
    debugger = Debugger(program, Recipe(name, seed=1))
    worlds = [debugger.stop.world]
    parameter = next(iter(program.network.parameters))
    for number in range(data.draw(st.integers(1, 5))):
        debugger.goto(data.draw(st.integers(1, len(program.equations))), number % ITERATIONS)
        change = data.draw(st.sampled_from(["value", "rate", "convention"]))
        if change == "value":
            stop = debugger.set_value(f"{parameter} = {number}")
        elif change == "rate":
            stop = debugger.set_learning_rate(number / 8)
        else:
            stop = debugger.set_convention("relu_at_zero", number / 8)
        worlds.append(stop.world)
    before = seen(worlds[-1])
    for world in worlds[-2::-1]:
        assert debugger.undo().world is world
    assert debugger.undo().message == "nothing is left to undo"
    for world in worlds[1:]:
        assert debugger.redo().world is world
    assert is_same(seen(debugger.stop.world), before)


def test_the_recipe_tells_what_was_changed():
    skip, recipe = derive(load_network("skip")), Recipe("skip")
    world = World.of(skip, recipe)
    changed = whatif.set_convention(world, "abs_at_zero", 0.5)
    assert changed.world.recipe == replace(recipe, conventions={"abs_at_zero": 0.5})
    assert world.recipe == recipe
    seeded = World.of(PROGRAMS["xor"], Recipe("xor", seed=1))
    state = state_of(seeded, 0, 0)
    assert whatif.reseed(seeded, state, 5).world.recipe == Recipe("xor", seed=5)


def test_a_search_that_failed_is_what_is_sought_next():
    debugger = Debugger(derive(load_network("skip")))
    with pytest.raises(DebuggerError, match="nothing was looked for yet"):
        debugger.find()
    with pytest.raises(DebuggerError, match="no node is called 'qq'"):
        debugger.find("qq")
    with pytest.raises(DebuggerError, match="no node is called 'qq'"):
        debugger.find()
