"""The slips of the exercise, and others on its network, with numbers computed by hand.

x = 1, y = -3, all weights 0.5, learning rate 1; z2 = 0.375, L = 3.375, and after the update
w0 = -0.25, w1 = w2 = 0.25, w3 = 0, L = 3.
"""

import pytest

from engine.checking.slips.explain import explain_formula, explain_number
from engine.checking.slips.printed import Printed
from engine.language.parser import parse
from tests.engine.checking.slips.sites import site, tags


def told(symbol, value, unit=0.001, iteration=0, **others):
    return explain_number(site(symbol, iteration=iteration, **others), Printed(value, unit))


def test_both_losses_of_the_exercise_are_without_the_target():
    (slip,) = told("L", 0.375)
    assert slip.tag == "target-forgotten"
    assert slip.sentence == "0.375 is what L would be if y were 0: the target was forgotten"
    assert slip.value == 0.375
    (again,) = explain_number(site("L", iteration=1), Printed(0.0))
    assert again.sentence == "0 is what L would be if y were 0: the target was forgotten"


def test_the_prediction_of_the_exercise_names_z1_for_z2():
    (slip,) = explain_formula(site("yhat"), parse("z1"))
    assert slip.tag == "wrong-node"
    assert slip.sentence == "this is what ŷ would be if z1 stood in the place of z2"
    assert tags(explain_formula(site("yhat"), parse("relu(z1)"))) == {"wrong-node"}


@pytest.mark.parametrize(
    ("symbol", "value", "tag"),
    [
        ("dL/dh0", 0.5, "path-dropped"),
        ("dL/dh0", 0.25, "path-overwritten"),
        ("dL/dh0", 0.25, "path-dropped"),
        ("dL/dh0", 0.375, "path-averaged"),
        ("dL/dh0", 1.25, "factor-dropped"),
        ("dL/dh0", 0.125, "updated-weight"),
        ("w0", 1.25, "update-sign"),
        ("w0", 0.5, "stale-value"),
        ("dL/dyhat", -1.0, "loss-sign"),
        ("L", 2.625, "target-sign"),
        ("dL/dw2", 0.5, "operands-swapped"),
        ("z2", 0.357, "copied"),
        ("z2", 3.75, "copied"),
    ],
)
def test_a_number_is_explained(symbol, value, tag):
    assert tag in tags(told(symbol, value))


def test_nothing_is_said_of_a_number_that_is_right_or_beyond_explanation():
    assert told("L", 3.375) == ()
    assert told("L", 3.4, 0.1) == ()
    assert told("L", 9.8765, 0.0001) == ()


def test_a_path_left_out_of_a_formula_is_named():
    (slip,) = explain_formula(site("dL/dh0"), parse("dL/dz2*w3"))
    assert slip.tag == "path-dropped"
    assert "the path over z1 is missing" in slip.sentence
    assert slip.expression == parse("dL/dz2*w3")


def test_a_formula_that_is_written_otherwise_is_right():
    assert explain_formula(site("dL/dh0"), parse("w1*dL/dz1 + dL/dyhat*w3")) == ()


def test_the_number_of_a_page_follows_from_its_own_numbers():
    own = {"dL/dz1": 0.4}
    found = told("dL/dh0", 0.4, unit=0.1, own=own)
    assert "factor-dropped" not in tags(found)
    (slip,) = told("dL/dw0", 0.6, own={"dL/dz0": 0.3, "x": 1.0}, unit=0.01) or (None,)
    assert slip is None or slip.tag != "path-dropped"


def test_a_slip_further_up_is_looked_for_where_the_page_left_out_the_steps():
    stated = frozenset({"z0", "h0", "z1", "h1", "z2", "yhat", "L"})
    assert "path-dropped" not in tags(told("dL/dw0", 0.5))
    slip, *_ = told("dL/dw0", 0.5, stated=stated)
    assert slip.tag == "path-dropped"
    assert slip.sentence.startswith(
        "0.500 is what ∂L/∂w0 comes to where ∂L/∂h0 is 0.5, what it would be if ∂L/∂z1 · w1 were"
    )
    assert "path-dropped" not in tags(told("dL/dw0", 0.5, stated=stated | {"dL/dh0", "dL/dz0"}))
