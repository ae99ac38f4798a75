"""Sentences about units of arrays: held against numpy, none may contradict the numbers."""

import re
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.claims.relu_states import unit_state
from engine.derivation.note import note
from engine.derivation.note_relus import relu_states
from engine.iterations.step import every_step
from engine.iterations.timeline import Timeline
from engine.language.notation import Style
from engine.language.op import Conventions
from engine.language.values import array
from engine.program.program import derive
from engine.program.recipe import Recipe
from tests.engine.derivation.notes import note_on


def units_named(sentence):
    """Each group of units in a sentence, and what is said of it."""
    return re.findall(
        r"(Its only unit|[Bb]oth units|[Aa]ll \d+ units|[Uu]nits? [\d, and]+?) (?:is|are) "
        r"(active for some samples and not for others|active|dead or at the kink|dead|at the kink)"
        r"(?: for (?:all|both) \w+(?: samples)?)?",
        sentence,
    )


def states_of(z):
    """What each unit is, a column of pre-activations each, by numpy."""
    found = []
    for column in z.T:
        if (column > 0).all():
            found.append("active")
        elif (column < 0).all():
            found.append("dead")
        elif (column == 0).all():
            found.append("at the kink")
        elif (column > 0).any():
            found.append("active for some samples and not for others")
        else:
            found.append("dead or at the kink")
    return found


def check_units(text, z):
    said = {}
    for who, states in units_named(text):
        everyone = who.lower().startswith(("its", "both", "all"))
        numbers = range(z.shape[1]) if everyone else map(int, re.findall(r"\d+", who))
        for unit in numbers:
            assert unit not in said
            said[unit] = states
    assert [said[unit] for unit in range(z.shape[1])] == states_of(z), text


@pytest.mark.parametrize(("seed", "rate"), [(0, 1.0), (1, 1.0), (8, 1.0), (1, 3.0), (1, 10.0)])
def test_units_and_active_entries_of_xor_are_those_of_numpy(seed, rate):
    program = Recipe("xor", seed=seed, learning_rate=rate).program()
    style, timeline = Style(shapes=program.shapes), Timeline(program)
    seen = set()
    for iteration in range(0, 60, 3):
        run = timeline.run(iteration)
        known = dict(zip(program.base, run.start, strict=True))
        z = known["X"] @ known["W1"] + known["b1"]
        steps = {step.symbol: note(step, style) for step in every_step(run)[:11]}
        check_units(steps["H"], z)
        check_units(steps["dL/dZ"], z)
        passed = f"The gradient passes where Z is positive: {(z > 0).sum()} of 8 entries."
        assert steps["dL/dZ"].startswith(passed)
        seen.add(tuple(states_of(z)))
    dying = (seed, rate) in [(8, 1.0), (1, 3.0), (1, 10.0)]
    assert any("dead" in states for states in seen) is dying


ENTRIES = st.sampled_from([-1.0, 0.0, 2.0])


@settings(max_examples=100, deadline=None)
@given(data=st.data())
def test_units_are_told_as_numpy_finds_them(build, data):
    samples, units = data.draw(st.integers(2, 4)), data.draw(st.integers(1, 4))
    entries = data.draw(st.lists(ENTRIES, min_size=samples * units, max_size=samples * units))
    z = np.reshape(entries, (samples, units))
    network = build("Z = X + b\nH = relu(Z)\nL = mean(H)", {"X": array(z)}, b=array([0.0] * units))
    check_units(note_on(network, "H"), z)
    check_units(note_on(network, "dL/dZ"), z)


def relu_note(build, z, symbol="H", convention=0.0):
    network = build(
        "Z = X + b\nH = relu(Z)\nL = mean(H)",
        {"X": array(z)},
        b=array([0.0] * len(z[0])),
    )
    network = replace(network, conventions=Conventions(relu_at_zero=convention))
    return note_on(network, symbol)


@pytest.mark.parametrize(
    ("z", "said"),
    [
        ([[1], [2]], "Its only unit is active for both samples."),
        ([[1, 1], [2, 2]], "Both units are active for both samples."),
        ([[1, 1], [2, 2], [3, 3]], "Both units are active for all 3 samples."),
        ([[-1, -1, -1], [-2, -2, -2]], "All 3 units are dead for both samples."),
        (
            [[1, -1], [2, -2]],
            "Unit 0 is active for both samples, unit 1 is dead for both samples.",
        ),
        (
            [[1, -1, 1], [-1, -2, -1]],
            "Units 0 and 2 are active for some samples and not for others, "
            "unit 1 is dead for both samples.",
        ),
        (
            [[1, 1, 1, -1], [2, 2, 2, -1]],
            "Units 0, 1 and 2 are active for both samples, unit 3 is dead for both samples.",
        ),
        (
            [[1] * 5 + [-1], [1] * 5 + [-1]],
            "5 of 6 units are active for both samples, unit 5 is dead for both samples.",
        ),
        ([[1, -1]], "Unit 0 is active, unit 1 is dead."),
    ],
)
def test_units_are_named_one_by_one_or_counted(build, z, said):
    text = relu_note(build, z)
    assert text == f"The ReLU of H passes on what is positive in Z. {said}"


def test_a_unit_that_is_dead_for_some_and_at_the_kink_for_others_is_not_called_active(build):
    text = relu_note(build, [[0, 1], [-1, 1]])
    assert "Unit 0 is dead or at the kink for both samples, unit 1 is active" in text


def test_what_is_not_a_number_has_no_state(build):
    assert "Unit 0 is nan for some samples, unit 1 is active for both" in relu_note(
        build, [[np.nan, 1], [1, 1]]
    )


def test_rows_of_a_parameter_are_no_samples(build):
    network = build(
        "H = relu(W)\nL = mean(X @ H)", {"X": array([[1, 2], [3, 4], [5, 6]])},
        W=array([[1, -1], [2, -1]]),
    )  # fmt: skip
    assert "Unit 0 is active for both rows, unit 1 is dead for both rows." in note_on(network, "H")


@pytest.mark.parametrize(
    ("convention", "passes", "there"),
    [(0.0, "positive: 1 of 4", "is 0"), (1.0, "not negative: 3 of 4", "is 1")],
)
def test_what_passes_at_the_kink_is_a_convention(build, convention, passes, there):
    text = relu_note(build, [[0, 1], [-1, 0]], "dL/dZ", convention)
    assert f"The gradient passes where Z is {passes} entries." in text
    assert f"(relu_at_zero = {convention:g}) its derivative there {there}" in text


def test_a_relu_of_a_relu_is_told_by_its_own_pre_activation(build):
    network = build(
        "Z = X + b\nG = relu(Z)\nH = relu(G)\nL = mean(H)", {"X": array([[1, -1], [2, -2]])},
        b=array([0.0, 0.0]),
    )  # fmt: skip
    text = note_on(network, "dL/dG")
    assert text.startswith("The gradient passes where G is positive: 2 of 4 entries.")
    assert "unit 1 is at the kink for both samples" in text


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_all_units_at_once_are_what_the_kinds_of_their_entries_say(build, data):
    entries = st.sampled_from([-1.0, -0.0, 0.0, 2.0, np.nan, np.inf])
    rows, units = data.draw(st.integers(1, 3)), data.draw(st.integers(1, 5))
    z = [data.draw(st.lists(entries, min_size=units, max_size=units)) for _ in range(rows)]
    network = build("H = relu(X * 1)\nL = mean(H * b)", {"X": array(z)}, b=array([0.0] * units))
    run = Timeline(derive(network)).run(0)
    kinds = [{"nan" if e != e else ("dead", "kink", "active")[int(np.sign(e)) + 1] for e in column}
             for column in zip(*z, strict=True)]  # fmt: skip
    found = relu_states(run, network.relus["H"])
    assert (found.states, found.rows) == (tuple(unit_state(frozenset(k)) for k in kinds), rows)


def test_of_many_units_each_state_is_looked_up_once(monkeypatch, build):
    looked_up = []
    monkeypatch.setattr(
        "engine.derivation.note_relus.unit_state",
        lambda kinds: looked_up.append(kinds) or unit_state(kinds),
    )
    x = np.tile([[1.0, -2.0, 0.0, 3.0], [1.0, -1.0, 0.0, -3.0]], (1, 50_000))
    network = build("H = relu(X * 1) + relu(0 - X)\nL = mean(H)*b", {"X": array(x)}, b=1.0)
    text = note_on(network, "H")
    assert len(looked_up) == 2 * 4  # one after the other 200,000 units took 5 s
    assert "50000 of 200000 units are dead for both samples" in text
