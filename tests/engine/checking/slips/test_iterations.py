"""Slips over iterations, two at once, wrong middles, and programs with a slip built in."""

from dataclasses import replace

import numpy as np
import pytest

from engine.checking.slips.explain import explain_formula, explain_number, explain_rounded, rewrites
from engine.checking.slips.middles import explain_middle
from engine.checking.slips.printed import Printed
from engine.checking.slips.slip import Slip
from engine.checking.slips.slipped import slipped, slipped_program
from engine.errors import DebuggerError
from engine.iterations.timeline import Timeline
from engine.language.parser import parse
from engine.network.files import load_network
from engine.program.program import derive
from tests.engine.checking.slips.sites import named, site, tags

# A straight line through two points, worked out by hand: ŷ = w·x + b, E = mean of squares.
X, Y = np.array([-1, -0.5, 0, 0.5, 1]), np.array([-1.1, 0.2, 0.9, 2.1, 2.9])
LINE = load_network("regression")


def trained(times):
    """Weight, bias, and their gradients, after so many updates at the rate 0.1."""
    w = b = 0.0
    for _ in range(times):
        error = w * X + b - Y
        w, b = w - 0.1 * (2 * error * X).mean(), b - 0.1 * (2 * error).mean()
    error = w * X + b - Y
    return w, b, (2 * error * X).mean(), (2 * error).mean()


def test_a_gradient_that_was_not_reset():
    before, now = trained(0), trained(1)
    assert "gradient-accumulated" in named("dL/dw", now[2] + before[2], LINE, 5, iteration=1)
    assert "gradient-accumulated" in named("dL/db", now[3] + before[3], LINE, 5, iteration=1)
    all_of_them = sum(trained(times)[2] for times in range(4))
    assert "gradient-accumulated" in named("dL/dw", all_of_them, LINE, 5, iteration=3)
    w = now[0] - 0.1 * (now[2] + before[2])
    assert "gradient-accumulated" in named("w", w, LINE, 5, iteration=1)
    assert "gradient-accumulated" not in named("dL/dw", now[2], LINE, 5, iteration=0)


def test_a_value_of_another_iteration():
    before, now, after = trained(0), trained(1), trained(2)
    assert "stale-value" in named("dL/dw", before[2], LINE, 5, iteration=1)
    assert "stale-value" in named("dL/dw", after[2], LINE, 5, iteration=1)
    assert "stale-value" in named("w", now[0], LINE, 5, iteration=1)
    assert "stale-value" in named("z0", 0.5, load_network("skip"), 2, iteration=1)
    assert "stale-value" in named("yhat", before[0] * X + now[1], LINE, 5, iteration=1)


def test_all_weights_of_the_iteration_before_in_the_second_forward_pass():
    # z2 = w2·h1 + w3·h0 with 0.5 for both, and the h1 and h0 of iteration 1.
    network = load_network("skip").with_values({"w0": 2.0, "w1": 1.5, "y": 0.5})
    h0 = 2.0 - (0.5 + 0.5 * 1.5)
    h1 = (1.5 - 0.5 * 2) * h0
    assert "stale-value" in named("z2", 0.5 * h1 + 0.5 * h0, network, 5, iteration=1)


def test_two_slips_at_once_are_both_named():
    network = load_network("skip").with_values({"w3": 0.37, "w1": 0.61, "w2": 0.83, "y": 1.7})
    # ∂L/∂h0 = −(w3 + w2·w1): w1 forgotten, and the terms averaged.
    network = replace(network, learning_rate=0.3)
    found = explain_number(site("dL/dh0", network), Printed(-(0.37 + 0.83) / 2, 1e-5))
    assert ("factor-dropped", "path-averaged") in {slip.tags for slip in found}
    # The update added, and without the learning rate.
    right = 0.37 * 1.0
    wrong = 0.37 - 0.5 * 1.0
    (slip,) = explain_number(site("w3", network), Printed(wrong, 1e-5))
    assert slip.tags == ("update-sign", "lr-forgotten")
    assert slip.sentence.startswith("−0.13000 is what w3 would be if lr · ∂L/∂w3 were added")
    assert right != wrong


def test_a_wrong_middle_names_the_number_that_belongs_there():
    (slip,) = explain_middle(site("dL/dw0"), parse("0.5*1"), Printed(0.75, 0.01))
    assert slip.tag == "wrong-middle"
    assert slip.sentence == "0.5 · 1 is 0.5 and not 0.75: ∂L/∂z0 = 0.75 belongs where 0.5 stands"
    (slip,) = explain_middle(site("w0"), parse("0.5 + 0.75"), Printed(-0.25, 0.01))
    assert slip.sentence == "0.5 + 0.75 is 1.25 and not −0.25: 0.5 − 0.75 is"
    (slip,) = explain_middle(site("dL/dw0"), parse("0.3*0.3"), Printed(0.75, 0.01))
    assert slip.sentence.endswith("which is right: what stands before it is not")


def test_a_middle_that_is_right_or_whose_end_is_wrong_is_none():
    assert explain_middle(site("dL/dw0"), parse("0.75*1"), Printed(0.75, 0.01)) == ()
    assert explain_middle(site("dL/dw0"), parse("0.5*1"), Printed(0.6, 0.1)) == ()


def test_a_slip_that_is_built_in_carries_its_value_onwards():
    program = derive(load_network("skip"))
    (slip,) = [each for each in rewrites(site("dL/dh0")) if each.value == 0.5][:1]
    wrong = slipped_program(program, "dL/dh0", slip)
    assert [each.symbol for each in wrong.equations] == [each.symbol for each in program.equations]
    run = Timeline(wrong).run(0)
    values = {name: run.value(index) for name, index in wrong.index.items()}
    assert (values["dL/dh0"], values["dL/dz0"], values["dL/dw0"], values["w0"]) == (
        0.5,
        0.5,
        0.5,
        0,
    )
    assert values["dL/dw3"] == 0.5


def test_a_value_that_is_built_in_holds_for_its_iteration():
    place = site("dL/dh1")
    (slip,) = [each for each in rewrites(place) if each.tag == "updated-weight"]
    timeline = slipped(place, slip)
    run = timeline.run(0)
    # w2 is 0.25 after the update: ∂L/∂h1 = ∂L/∂z1 = 0.25, ∂L/∂w1 = 0.125.
    assert run.value(run.program.index["dL/dw1"]) == 0.125
    assert timeline.run(1).value(run.program.index["w1"]) == 0.375


def test_what_cannot_be_built_in_is_said():
    with pytest.raises(DebuggerError, match="copied cannot be built into L"):
        slipped_program(derive(load_network("skip")), "L", Slip("copied", "", 1.0))


def test_the_rewrites_for_a_quiz_all_change_the_value():
    for symbol in ("z2", "L", "dL/dh0", "dL/dw0", "w3"):
        place = site(symbol)
        run = place.timeline.run(0)
        right = run.value(run.program.index[symbol])
        found = list(rewrites(place))
        assert len(found) > 3
        assert all(abs(slip.value - right) > 1e-9 for slip in found)
        assert len(tags(found)) > 2


@pytest.mark.parametrize(
    "own",
    [
        {"dL/dz1": np.ones(3)},
        {"dL/dz1": float("nan"), "nobody": 2.0},
        {"dL/dz1[0,1]": 0.3, "w3": np.ones((0,))},
    ],
)
def test_numbers_of_a_page_that_do_not_fit_are_not_computed_with(own):
    (slip,) = explain_number(site("dL/dh0", own=own), Printed(0.5, 0.01))
    assert slip.tag == "path-dropped"


@pytest.mark.parametrize("value", [float("nan"), float("inf"), np.ones((2, 2)), np.ones(0)])
def test_numbers_that_are_none_of_a_symbol_are_not_explained(value):
    assert explain_number(site("dL/dh0"), Printed(value, 0.01)) == ()
    assert explain_number(site("dL/dh0"), Printed(0.5, 0.01), (0, 1)) == ()


@pytest.mark.parametrize("text", ["nobody", "sum(x, axis=3)", "matmul(x, y)"])
def test_formulas_of_what_is_not_there_are_not_explained(text):
    assert explain_formula(site("dL/dh0"), parse(text, gradients=True)) == ()


def test_what_follows_from_a_wrong_number_is_what_the_next_slip_is_made_with():
    # With ∂L/∂z2 = 0.8 in place of 1, w3 would become 0.5 − 0.8 · 0.5 = 0.1, and the path over it
    # in ∂L/∂h0 counts 0.8 · 0.1; ∂L/∂z1 = 0.8 · 0.5, which the page has not.
    own = {"dL/dz2": 0.8}
    found = explain_number(site("dL/dh0", own=own), Printed(0.8 * 0.1 + 0.4 * 0.5, 1e-4))
    assert tags(found) == {"updated-weight"}
    (slip,) = explain_middle(site("dL/dw3", own=own), parse("0.8*0.25"), Printed(0.4, 0.01))
    assert slip.sentence == "0.8 · 0.25 is 0.2 and not 0.40: h0 = 0.5 belongs where 0.25 stands"
    assert explain_middle(site("dL/dw3"), parse("0.8*0.25"), Printed(0.4, 0.01)) == ()


def test_a_slip_after_a_wrong_number_that_was_carried_on_with_more_digits():
    # ∂L/∂z2 is 0.8123 for 1, and 0.81 on the page; ∂L/∂w2 has w2 = 0.5 where h1 = 0.25 belongs.
    place = site("dL/dw2", own={"dL/dz2": 0.81})
    assert explain_number(place, Printed(0.40615, 1e-5)) == ()
    assert tags(explain_rounded(place, Printed(0.40615, 0.005))) == {"operands-swapped"}
    assert explain_rounded(place, Printed(0.203, 0.005)) == ()
    assert explain_rounded(site("dL/dw2"), Printed(0.5, 0.005)) == ()
