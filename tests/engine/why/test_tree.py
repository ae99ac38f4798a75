"""The tree of why a value is what it is, held against the worked exercise and numpy by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.debugger.debugger import Debugger
from engine.iterations.state import ReluState, State
from engine.iterations.timeline import Timeline
from engine.language.notation import Style
from engine.language.values import array
from engine.program.program import derive
from engine.program.recipe import Recipe
from engine.why.quantity import ask
from engine.why.tree import MAX_CHILDREN, WhyBranch


def root_at(stop, text):
    program = stop.program
    style = Style(names=program.network.names, shapes=program.shapes, digits=6)
    return WhyBranch(ask(text, stop.state, stop.timeline), stop.cursor.iteration, style)


def root_of(recipe, text, iteration=0):
    program = recipe.program()
    return root_at(Debugger(program).goto(len(program.equations), iteration), text)


def root_in(network, text):
    timeline = Timeline(derive(network))
    run = timeline.run(0)
    quantity = ask(text, State(run, len(run.program.equations)), timeline)
    return WhyBranch(quantity, 0, Style(shapes=run.program.shapes, digits=6))


def below(branch, *names):
    """The branch that these names lead to."""
    for name in names:
        branch = next(each for each in branch.children if each.name == name)
    return branch


# The worked exercise: in iteration 1 ReLU 0 is dead, as the update took w0 from 0.5 by 0.75


def test_a_branch_has_name_value_and_reason():
    root = root_of(Recipe("skip"), "dL/dw3", 1)
    assert (root.name, root.value, root.note) == ("∂L/∂w3", 0, "because h0 = 0")
    assert [(each.name, each.value) for each in root.children] == [("∂L/∂z2", 1), ("h0", 0)]
    h0 = below(root, "h0")
    assert (h0.relu, h0.note) == (ReluState.DEAD, "ReLU 0 is dead since iteration 1")


def test_a_parameter_leads_to_the_update_of_the_iteration_before():
    w0 = below(root_of(Recipe("skip"), "dL/dw3", 1), "h0", "z0", "w0")
    assert (w0.value, w0.note) == (-0.25, "updated in iteration 0")
    assert w0.place == (0, 18)
    assert w0.equation == "Step 18 of iteration 0: w0 = w0 − lr · ∂L/∂w0 = 0.5 − 1 · 0.75 = −0.25"
    before, rate, gradient = w0.children
    assert (before.value, before.note) == (0.5, "given, before the first update")
    assert (rate.value, rate.note) == (1, "the learning rate")
    assert (gradient.value, gradient.note) == (0.75, "in iteration 0")
    assert (before.place, before.equation, before.children) == (None, "", [])


def test_the_tree_leads_back_through_all_iterations():
    branch = root_of(Recipe("skip", learning_rate=0.01), "w0", 5)
    notes = []
    while branch.children:
        notes.append(branch.note)
        branch = branch.children[0]
    # At the end of iteration 5 its own update is done, and those of the five before it.
    assert notes == [f"updated in iteration {number}" for number in range(5, -1, -1)]
    assert branch.value == 0.5


def test_an_update_that_changes_nothing_says_so():
    root = root_of(Recipe("skip", learning_rate=0.0), "w0")
    assert root.note == "unchanged in iteration 0, because lr = 0"


def test_the_leading_branch_is_the_one_that_makes_it_0():
    root = root_of(Recipe("skip"), "dL/dw3", 1)
    assert [root.children[each].name for each in root.leading] == ["h0"]
    h0 = below(root, "h0")
    assert [h0.children[each].name for each in h0.leading] == ["z0"]
    assert below(h0, "z0").leading == []


def test_all_that_makes_it_0_together_leads():
    root = root_of(Recipe("skip", {"w1": -1.0, "w3": 0.0}), "dL/dh0")
    assert [root.children[each].name for each in root.leading] == ["w3", "∂L/∂z1"]


def test_two_contributions_that_cancel_are_branches_that_lead_on(build):
    root = root_in(build("h = w*x\na = 2*h\nb = 3*h\nL = 3*a - 2*b", {"x": 1.0}, w=1.0), "dL/dh")
    assert root.note == "two contributions cancel"
    assert sorted((each.name, each.value) for each in root.children) == [
        ("from a: ∂L/∂a · 2", 6), ("from b: ∂L/∂b · 3", -6),
    ]  # fmt: skip
    assert [each.name for each in below(root, "from a: ∂L/∂a · 2").children] == ["∂L/∂a"]


def test_what_was_set_by_hand_ends_a_branch_and_has_a_step():
    debugger = Debugger(Recipe("skip").program())
    debugger.goto(11)
    h0 = below(root_at(debugger.set_value("h0 = 0"), "dL/dw3"), "h0")
    assert (h0.value, h0.note, h0.children) == (0, "set by hand in iteration 0", [])
    assert h0.equation == (
        "h0 was set by hand in iteration 0; its equation ReLU(z0) would give 0.5."
    )
    assert h0.place == (0, 2)


def test_a_frozen_parameter_says_so():
    debugger = Debugger(Recipe("skip").program())
    debugger.freeze("w1")
    assert root_at(debugger.last(), "w1").note == "unchanged in iteration 0, because w1 is frozen"


# Batches


def test_samples_that_cancel_are_branches_and_what_is_read_follows():
    stop = Debugger(Recipe("xor").program()).goto(15, 1000)
    root = root_at(stop, "dL/dW2[0,0]")
    expected = np.array(stop.state.value("H"))[:, 0] * np.array(stop.state.gradient("O"))[:, 0]
    samples = root.children[:4]
    assert [each.name for each in samples] == [f"sample {n}" for n in range(4)]
    assert [each.value for each in samples] == pytest.approx(expected)
    assert not any(each.children for each in samples)
    read = [each.name for each in root.children[4:]]
    assert read == [f"{name}[{n},0]" for n in range(4) for name in ("H", "∂L/∂O")]


def test_an_entry_of_a_relu_has_a_state_of_its_own():
    root = root_of(Recipe("xor", seed=1), "H")
    (z,) = root.children
    assert (root.relu, z.relu) == (ReluState.MIXED, None)
    assert root_of(Recipe("xor", seed=1), "H[1,1]").relu is ReluState.DEAD
    assert root_of(Recipe("xor", seed=1), "H[3,1]").relu is ReluState.ACTIVE


# Large networks


def test_of_many_branches_the_first_are_given_and_the_one_that_makes_a_0(build):
    weights = {f"w{i}": float(i + 1) for i in range(90)} | {"w80": 0.0}
    product = " * ".join(weights)
    root = root_in(build(f"L = {product}", **weights), "L")
    assert len(root.children) == MAX_CHILDREN + 1
    assert [root.children[each].name for each in root.leading] == ["w80"]
    assert root.left_out == "and 69 more"


def test_of_many_contributions_that_cancel_the_largest_are_given(build):
    uses = [f"a{i} = {(-1) ** i * (1 + i // 2)}*h" for i in range(50)]
    total = " + ".join(f"a{i}" for i in range(50))
    network = build("h = w\n" + "\n".join(uses) + f"\nL = {total}", w=1.0)
    root = root_in(network, "dL/dh")
    assert root.value == 0
    values = [each.value for each in root.children]
    assert sorted(map(abs, values)) == sorted([*range(16, 26)] * 2)
    assert root.left_out == "and 30 more contributions, none larger"


def test_terms_that_are_not_written_are_counted(build):
    rng = np.random.default_rng(0)
    x, w = array(rng.normal(size=(2, 50))), array(rng.normal(size=(50, 2)))
    root = root_in(build("C = X @ W\nL = sum(C)", {"X": x}, W=w), "C[0,1]")
    assert root.left_out == "and 42 more terms"
    assert root.value == pytest.approx(float((x @ w)[0, 1]))


def test_iterations_that_nobody_looks_at_are_not_run_again(monkeypatch):
    program = Recipe("skip", learning_rate=0.01).program()
    stop = Debugger(program).goto(len(program.equations), 8)
    asked = []
    run = Timeline.run
    monkeypatch.setattr(
        Timeline, "run", lambda self, number: asked.append(number) or run(self, number)
    )
    (before, *_) = root_at(stop, "w0").children
    assert before.note == "updated in iteration 7"
    assert set(asked) == {7}


# What holds always


@given(st.integers(0, 3), st.sampled_from(["skip", "plain", "xor", "classifier", "regression"]))
def test_every_branch_can_be_looked_at(iteration, name):
    program = Recipe(name).program()
    stop = Debugger(program).goto(len(program.equations), iteration)
    for symbol in (*program.base, *program.index):
        pending = [(root_at(stop, symbol), 3)]
        while pending:
            branch, depth = pending.pop()
            assert branch.name
            assert bool(branch.equation) == (branch.place is not None)
            assert branch.note or branch.place is not None
            for place in branch.leading:
                leading = branch.children[place]
                assert not np.any(leading.value) or "ReLU" in branch.note or "unit" in branch.note
            if depth:
                pending += [(each, depth - 1) for each in branch.children]
