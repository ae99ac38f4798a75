"""Why a value of XOR is what it is, and one set by hand, held against plain numpy runs."""

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.debugger.debugger import Debugger
from engine.derivation.relus import dead_since
from engine.errors import DebuggerError
from engine.program.recipe import Recipe
from engine.why.causes import cause_of, causes
from engine.why.reasons import Reason
from tests.engine.why.asking import asked, stop_at, why


def train_xor(program, iterations):
    """A plain numpy run: the contributions of the samples to W2, and which units died when."""
    given = program.network.constants
    x, y = given["X"], given["Y"]
    w1, b1, w2, b2 = (np.array(given[name]) for name in ("W1", "b1", "W2", "b2"))
    rate = program.network.learning_rate
    active, died = np.ones(2, bool), {}
    for number in range(iterations + 1):
        z = x @ w1 + b1
        h = np.maximum(z, 0)
        now = (z > 0).any(axis=0)
        died.update({unit: number for unit in range(2) if active[unit] and not now[unit]})
        active = now
        powers = np.exp(h @ w2 + b2)
        errors = (powers / powers.sum(axis=1, keepdims=True) - y) / 4
        parts = h[:, :, None] * errors[:, None, :]
        back = errors @ w2.T * (z > 0)
        w1, b1 = w1 - rate * x.T @ back, b1 - rate * back.sum(axis=0)
        w2, b2 = w2 - rate * parts.sum(axis=0), b2 - rate * errors.sum(axis=0)
    return parts, died


# XOR


def test_at_ln_2_the_four_samples_cancel():
    stop = stop_at(Recipe("xor"), 1000)
    parts, _ = train_xor(stop.program, 1000)
    cause = cause_of(asked("dL/dW2[0,0]", stop))
    assert cause.reason is Reason.CANCELS
    assert [part.sample for part in cause.parts] == [0, 1, 2, 3]
    np.testing.assert_allclose([part.value for part in cause.parts], parts[:, 0, 0], rtol=1e-9)
    lines = why("dL/dW2[0,0]", stop)
    assert lines[0].endswith("because the contributions of all 4 samples cancel.")
    shown = [line.split(": ")[1].replace("−", "-") for line in lines if "sample " in line[:12]]
    assert list(map(float, shown)) == pytest.approx(parts[:, 0, 0], rel=1e-5)
    assert re.fullmatch(r" +sum(:| ≈) −?\S+", lines[-1])


def test_a_whole_gradient_cancels_over_the_samples_too():
    cause = cause_of(asked("dL/dW2", stop_at(Recipe("xor"), 1000)))
    assert (cause.reason, len(cause.parts)) == (Reason.CANCELS, 4)


def test_dead_units_are_named_with_the_iteration_in_which_they_died():
    for seed in range(1, 20):
        program = Recipe("xor", learning_rate=3.0, seed=seed).program()
        _, died = train_xor(program, 300)
        if len(died) == 2:
            break
    stop = Debugger(program).goto(len(program.equations), 300)
    for unit in range(2):
        last = cause_of(list(causes(asked(f"dL/dW2[{unit},0]", stop)))[-1])
        assert (last.reason, last.zeros[0].gate.since) == (Reason.DEAD_RELU, died[unit])
        assert (
            f"unit {unit} of H is dead for all samples since iteration {died[unit]}"
            in (why(f"dL/dW1[0,{unit}]", stop)[0])
        )
    assert cause_of(asked("H", stop)).zeros[0].gate.since == max(died.values())
    assert why("H", stop)[0].startswith("Every entry of H is 0, because every unit of H is dead")


def test_a_unit_that_has_died_since_does_not_change_what_was_known_before():
    program = Recipe("skip").program()
    debugger = Debugger(program)
    debugger.goto(1, 20)
    stop = debugger.goto(len(program.equations), 3)
    assert dead_since(stop.timeline, stop.state.run, program.network.relus["h0"], 0) == 1


# What was set by hand


def after(*moves, name="skip"):
    debugger = Debugger(Recipe(name).program())
    for move, *arguments in moves:
        getattr(debugger, move)(*arguments)
    return debugger.stop


def test_a_result_that_was_set_by_hand_is_a_cause_of_its_own():
    stop = after(("goto", 11), ("set_value", "h0 = 1"))
    quantity = asked("h0", stop)
    assert (cause_of(quantity).reason, quantity.children) == (Reason.SET, ())
    # z0 is w0 x = 0.5 · 1, and the ReLU is active.
    assert why("h0", stop) == [
        "h0 = 1: it was set by hand in iteration 0; its equation ReLU(z0) would give 0.5."
    ]


def test_a_chain_of_zeros_ends_in_what_was_set_by_hand():
    stop = after(("goto", 11), ("set_value", "h0 = 0"))
    assert why("dL/dw3", stop)[0] == (
        "∂L/∂w3 = 0, because h0 = 0, which was set by hand in iteration 0."
    )


def test_a_parameter_that_was_set_by_hand_is_not_what_the_update_left():
    stop = after(("goto", 1, 1), ("set_value", "w0 = 2"))
    assert why("w0", stop) == ["w0 = 2: it was set by hand in iteration 1, in place of −0.25."]
    later = asked("w0", after(("goto", 1, 1), ("set_value", "w0 = 2"), ("last",)))
    assert cause_of(later).reason is not Reason.SET
    assert cause_of(later.children[0]).reason is Reason.SET
    assert later.children[0].by_hand.instead == -0.25


def test_an_update_that_was_replaced_is_set_by_hand_for_the_iteration_after():
    stop = after(("last",), ("set_value", "w0 = 3"), ("goto", 1, 1))
    assert why("w0", stop) == [
        "w0 = 3: it was set by hand in iteration 0; its equation w0 − lr · ∂L/∂w0 would give −0.25."
    ]


def test_an_input_stays_what_it_was_set_to():
    stop = after(("goto", 1, 1), ("set_value", "x = 7"), ("goto", 1, 4))
    assert why("x", stop) == ["x = 7: it was set by hand in iteration 1, in place of 1."]
    assert why("y", stop) == ["y = −3: it is given."]


def test_of_an_array_only_the_entry_that_was_set_is_by_hand():
    stop = after(("goto", 1, 2), ("set_value", "W1[0,1] = 9"), name="xor")
    assert cause_of(asked("W1[0,1]", stop)).reason is Reason.SET
    assert asked("W1[0,1]", stop).by_hand.instead != 9
    assert cause_of(asked("W1[1,1]", stop)).reason is not Reason.SET
    assert cause_of(asked("W1", stop)).reason is Reason.SET


def test_a_frozen_parameter_is_left_as_it_was_because_it_is_frozen():
    stop = after(("freeze", "w1"), ("last",))
    assert cause_of(asked("w1", stop)).reason is Reason.FROZEN
    assert why("w1", stop)[0] == (
        "w1 = 0.5: the update of iteration 0 left it as it was, because w1 is frozen."
    )


# Bad input


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("dL/dw9", "nothing is called 'dL/dw9'; did you mean"),
        ("yhatt", "nothing is called 'yhatt'; did you mean 'yhat'"),
        ("h0[1]", "it has no entry"),
        ("  ", "name a node or a gradient"),
    ],
)
def test_what_cannot_be_asked_is_refused(text, message):
    with pytest.raises(DebuggerError, match=message):
        why(text, stop_at(Recipe("skip")))


# What holds always


@given(st.integers(0, 30), st.integers(0, 3), st.sampled_from(["skip", "plain", "xor", "neuron"]))
def test_every_symbol_has_an_answer_at_every_step(step, iteration, name):
    program = Recipe(name).program()
    stop = Debugger(program).goto(min(step, len(program.equations)), iteration)
    for symbol in (*program.base, *program.index):
        assert why(symbol, stop)
        for each in causes(asked(symbol, stop)):
            for zero in cause_of(each).zeros:
                assert not np.asarray(zero.fact.part.value)[zero.fact.where].any()
            if cause_of(each).parts and np.ndim(each.value) == 0:
                total = sum(part.value for part in cause_of(each).parts)
                assert total == pytest.approx(each.value, abs=1e-12)


def test_values_that_are_not_finite_have_an_answer_too():
    stop = stop_at(Recipe("xor", learning_rate=1e200), 3)
    assert not np.isfinite(stop.state.value("O")).all()
    for symbol in stop.program.index:
        assert why(symbol, stop)


def test_an_entry_beside_one_that_was_set_is_given_still():
    debugger = Debugger(Recipe("xor").program())
    stop = debugger.set_value("X[0,0] = 3")
    (given,) = cause_of(asked("X[1,1]", stop)).claims
    assert given.holds(stop.timeline)
    assert cause_of(asked("X[0,0]", stop)).reason is Reason.SET
    anew = debugger.set_value("X[1,1] = 7")
    assert not given.holds(anew.timeline)
