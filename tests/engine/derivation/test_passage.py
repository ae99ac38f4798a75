"""What is told of a group that was gone over, beside numbers found in other ways."""

import numpy as np
import pytest

from engine.debugger.debugger import Debugger
from engine.language.notation import Style
from engine.program.program import Phase, derive
from tests.engine.conftest import compute
from tests.engine.grouped import RECURRENT_GROUPS, group, network, recurrent

TIED = """
loss = "L"
equations = '''
a = tanh(W @ x)
b = a * v
c = tanh(W @ b)
d = c * v + b
L = sum(square(d)) + sum(v)
'''
[inputs]
x = [0.5, -1]
[parameters]
W = [[0.25, -0.5], [1, 0.75]]
v = [0.5, -0.25]
"""
TIED_GROUPS = (group("one", "a b"), group("two", "c d"))


def passages(program):
    """All groups that can be gone over, as they are told."""
    debugger, found = Debugger(program), {}
    for stretch in program.stretches:
        debugger.unfold()
        debugger.fold(stretch.group)
        debugger.goto(stretch.first - 1)
        stop = debugger.step()
        found[stretch.group, stretch.phase] = stop.passage
    return found


def share(built, names, name, entry):
    """The derivative of the loss where a value is perturbed in some equations only."""
    known = {each: np.asarray(value, complex) for each, value in built.constants.items()}
    for each, expression in built.equations:
        moved = dict(known)
        if each in names:
            moved[name] = known[name].copy()
            moved[name][entry] += 1e-30j
        known[each] = np.asarray(compute(expression, moved))
    return float(np.sum(known[built.loss]).imag / 1e-30)


@pytest.mark.parametrize("built", [network(TIED, TIED_GROUPS), network()])
def test_shares_are_derivatives_where_only_the_group_sees_a_change(built):
    shares = 0
    for (_, phase), told in passages(derive(built)).items():
        for flow in told.went_out if phase is Phase.BACKWARD else ():
            node = flow.symbol.removeprefix("dL/d")
            assert flow.is_share or not {*built.consumers[node]} - {*told.group.members}
            for entry in np.ndindex(np.shape(flow.value)):
                expected = share(built, told.group.members, node, entry)
                assert np.asarray(flow.value)[entry] == pytest.approx(expected, abs=1e-14)
                shares += flow.is_share
    assert shares


def test_what_comes_in_and_goes_out_in_the_forward_phase():
    told = passages(recurrent())["t=2", Phase.FORWARD]
    assert [flow.symbol for flow in told.came_in] == ["x2", "h_1", "wx", "wh"]
    z_1 = 0.5 * 0.5 - 0.75 * 0.25
    assert told.came_in[1].value == np.tanh(z_1)
    assert [(flow.symbol, flow.is_share) for flow in told.went_out] == [("h_2", False)]
    assert told.went_out[0].value == pytest.approx(np.tanh(-0.5 - 0.75 * np.tanh(z_1)))


def test_of_a_smaller_group_a_parameter_is_only_shared_that_the_larger_one_owns():
    found = passages(recurrent())
    symbols = {
        name: {flow.symbol: flow.is_share for flow in found[name, Phase.BACKWARD].went_out}
        for name in ("loop", "t=1", "t=2")
    }
    assert symbols["t=2"] == {"dL/dh_1": True, "dL/dwx": True, "dL/dwh": True}
    assert symbols["t=1"] == {"dL/dwx": True, "dL/dwh": True}
    assert symbols["loop"] == {"dL/dwx": False, "dL/dwh": False}


def test_changes_are_those_of_the_parameters():
    debugger = Debugger(recurrent())
    update = passages(recurrent())["p", Phase.UPDATE]
    debugger.last()
    state = debugger.stop.state
    assert [(each.symbol, each.old, each.new) for each in update.changes] == [
        ("c", 0.125, state.value("c")), ("u", 2.0, state.value("u")),
    ]  # fmt: skip
    assert update.changes[0].most == abs(state.value("c") - 0.125)


@pytest.mark.parametrize(
    ("name", "phase", "said"),
    [
        ("t=1", Phase.FORWARD, "computes h_1."),
        (
            "p",
            Phase.BACKWARD,
            "∂L/∂p comes in; ∂L/∂c and ∂L/∂u are complete; ∂L/∂s comes of it.",
        ),
        (
            "t=2",
            Phase.BACKWARD,
            "∂L/∂h_2 comes in; ∂L/∂h_1 comes of it; shares go to ∂L/∂wx and ∂L/∂wh.",
        ),
        ("o", Phase.UPDATE, "u is updated by what this iteration found."),
    ],
)
def test_the_sentence(name, phase, said):
    assert passages(recurrent())[name, phase].told(Style()) == said


def test_what_is_frozen_is_not_updated():
    debugger = Debugger(recurrent())
    debugger.freeze("c")
    debugger.last()
    told = debugger.stop.passage.told(Style())
    assert told == "u is updated by what this iteration found; c is frozen."


def test_a_group_that_computes_the_loss():
    found = passages(derive(network(groups=(*RECURRENT_GROUPS, group("L", "L")))))
    assert ("L", Phase.BACKWARD) not in found  # its gradient is no step, as it is 1
    told = passages(derive(network(groups=(group("L", "p L"),))))["L", Phase.BACKWARD]
    assert not told.came_in
    assert told.told(Style()).startswith("The backward pass starts here, at L; ")
