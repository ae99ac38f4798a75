"""Parameters that are frozen and thawed."""

from dataclasses import replace

import pytest

from engine.debugger.debugger import Debugger
from engine.errors import DebuggerError
from engine.iterations.timeline import COMPILE_FROM
from engine.language.values import same
from engine.network.optimisers import Optimiser
from engine.program.program import derive
from tests.engine.debugger.changing import BACKWARD, FORWARD, XOR, assert_alike, train
from tests.engine.debugger.skip import LAST, SKIP

KINDS = ["gd", "momentum", "adam"]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("count", [3, COMPILE_FROM + 5], ids=["recorded", "compiled"])
def test_a_frozen_parameter_stays_and_the_others_go_on(kind, count):
    program = derive(replace(SKIP.network, optimiser=Optimiser(kind), learning_rate=0.05))
    debugger = Debugger(program)
    stop = debugger.freeze("w1")
    assert stop.message == "branch 1: freeze w1 from iteration 0 on"
    train(debugger, count)
    for iteration in range(count + 1):
        state = debugger.goto(1, iteration).state
        assert state.value("w1") == 0.5
        assert all(state.value(each) == 0.0 for each in program.state_symbols.get("w1", ()))
    assert debugger.goto(1, 1).state.value("w0") != 0.5
    step = debugger.goto(program.index["w1"] + 1, 2).step
    assert (step.is_frozen, step.is_set, step.value) == (True, False, 0.5)
    # The network whose w1 is an input, not a parameter, has the same numbers.
    parameters = {name: SKIP.network.parameters[name] for name in ("w0", "w2", "w3")}
    inputs = {**SKIP.network.inputs, "w1": 0.5}
    other = Debugger(derive(replace(program.network, inputs=inputs, parameters=parameters)))
    for iteration in range(count):
        state, wanted = (
            debugger.goto(FORWARD, iteration).state,
            other.goto(FORWARD, iteration).state,
        )
        for name in ("w0", "w2", "w3", "L"):
            assert same(state.value(name), wanted.value(name))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("program", [SKIP, XOR], ids=["skip", "xor"])
def test_frozen_iterations_compiled_and_recorded_are_the_same(program, kind, monkeypatch):
    program = derive(replace(program.network, optimiser=Optimiser(kind), learning_rate=0.1))
    names = list(program.network.parameters)

    def drive():
        debugger = Debugger(program)
        debugger.goto(2, 5)
        debugger.freeze(names[1])
        debugger.goto(2, 9)
        debugger.freeze(names[0])
        debugger.goto(2, 30)
        debugger.freeze(names[1], is_frozen=False)
        train(debugger, 40)
        return debugger

    monkeypatch.setattr("engine.iterations.timeline.COMPILE_FROM", 1)
    compiled = drive()
    monkeypatch.setattr("engine.iterations.timeline.COMPILE_FROM", 10**9)
    monkeypatch.setattr("engine.iterations.compile.compile_program", None)
    recorded = drive()
    for iteration in range(41):
        last = len(program.equations) - 2
        assert_alike(compiled.goto(last, iteration), recorded.goto(last, iteration))
    assert all(map(same, compiled.stop.timeline.losses, recorded.stop.timeline.losses))

    def start(name, iteration):
        return compiled.goto(1, iteration).state.value(name)

    assert same(start(names[1], 5), start(names[1], 30))
    assert not same(start(names[1], 30), start(names[1], 32))
    assert same(start(names[0], 9), start(names[0], 40))
    assert not same(start(names[0], 8), start(names[0], 9))


def test_once_its_update_has_begun_a_parameter_is_frozen_from_the_next_on(debugger):
    debugger.goto(18)
    debugger.freeze("w0")
    debugger.freeze("w3")
    state = debugger.goto(FORWARD, 1).state
    assert (state.value("w0"), state.value("w3")) == (-0.25, 0.5)
    assert debugger.goto(FORWARD, 5).state.value("w0") == -0.25


def test_what_is_frozen_can_be_set_and_is_frozen_there(debugger):
    debugger.freeze("w3")
    debugger.goto(4, 3)
    debugger.set_value("w3 = 2")
    found = [debugger.goto(4, iteration).state.value("w3") for iteration in (0, 2, 3, 9)]
    assert found == [0.5, 0.5, 2.0, 2.0]
    debugger.goto(LAST, 5)
    debugger.set_value("w3 = 1")
    found = [debugger.goto(4, iteration).state.value("w3") for iteration in (3, 5, 6, 9)]
    assert found == [2.0, 2.0, 1.0, 1.0]


def test_what_is_frozen_already_or_is_not_is_refused(debugger):
    with pytest.raises(DebuggerError, match=r"^w3 is not frozen$"):
        debugger.freeze("w3", is_frozen=False)
    debugger.freeze("w3")
    with pytest.raises(DebuggerError, match=r"^w3 is frozen already$"):
        debugger.freeze("w3")
    debugger.freeze("w3", is_frozen=False)
    assert len(debugger.stop.branches) == 3
    assert debugger.last().state.value("w3") == 0.0


def test_thawed_before_it_was_frozen_it_stays_so(debugger):
    debugger.goto(BACKWARD, 5)
    debugger.freeze("w0")
    debugger.goto(18, 5)
    debugger.freeze("w0", is_frozen=False)  # from iteration 6 on
    debugger.goto(BACKWARD, 5)
    debugger.freeze("w0", is_frozen=False)  # from iteration 5 on
    debugger.goto(18, 5)
    debugger.freeze("w0")  # from iteration 6 on
    debugger.goto(1, 5)
    with pytest.raises(DebuggerError, match=r"^w0 is not frozen$"):
        debugger.freeze("w0", is_frozen=False)
    debugger.freeze("w0")
    debugger.freeze("w0", is_frozen=False)
    timeline = debugger.stop.timeline
    assert [timeline.edits.frozen(iteration) for iteration in (4, 5, 6, 9)] == [frozenset()] * 4
