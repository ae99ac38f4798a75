"""Choices at kinks that come back as conventions."""

import pytest

from engine.drafts.draft import Draft
from engine.drafts.kinks import without_choices

CHOSEN = "where((z == 0), 0.25*z, relu(z))"


@pytest.mark.parametrize(
    "also", ["h = relu(b)", "h = leaky_relu(b)", CHOSEN.replace("0.25", "0.5")]
)
def test_a_choice_stays_where_another_kink_is_without_it(also):
    text = f"h = {CHOSEN}\n{also}"
    assert without_choices(text) == (text, {})


def test_choices_within_choices():
    inner = "where(z == 0, z, relu(z))"
    outer = f"L = where({inner} == 0, {inner}, relu({inner}))"
    assert without_choices(outer) == ("L = relu(relu(z))", {"relu_at_zero": 1.0})


def test_each_function_has_its_own():
    text = f"h = {CHOSEN}\nL = where(h == 0, h, abs(h))"
    wanted = {"relu_at_zero": 0.25, "abs_at_zero": 1.0}
    assert without_choices(text) == ("h = relu(z)\nL = abs(h)", wanted)


@pytest.mark.parametrize(
    "text",
    [
        "h = where(z == 0, y, relu(z))", "h = where(y == 0, z, relu(z))",
        "h = where(z == 0, z, tanh(z))", "h = where(z == 1, z, relu(z))",
        "h = where(z == 0, -z, relu(z)) + relu(z)",
    ],
)  # fmt: skip
def test_what_chooses_otherwise_stays(text):
    assert without_choices(text) == (text, {})


def test_a_draft_has_the_convention():
    draft = Draft()
    w = draft.parameter("w", 0.0)
    draft.loss(draft.equation("L", f"where(({w} == 0), {w}, relu({w}))"))
    assert draft.drafted().equations == "L = relu(w)"
    assert draft.drafted().network().conventions.relu_at_zero == 1.0
