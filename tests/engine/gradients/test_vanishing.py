"""Where the gradient vanishes, and the profile over depth, beside the exercise and the claim."""

import numpy as np
import pytest

from engine.debugger.debugger import Debugger
from engine.gradients.vanishing import vanishing
from engine.language.notation import Style
from engine.program.recipe import Recipe
from engine.queries.profile import Profile


def ended(name, **values):
    recipe = Recipe(name, values=values).read()
    return Debugger(recipe.program(), recipe).last()


def test_without_skips_the_gradient_is_halved_by_every_layer_and_vanishes():
    """1 at z20, half of that for each ReLU back: 2 ** -10 is the first below a thousandth."""
    stop = ended("deep", depth=20, skip=0)
    found = vanishing(stop.state)
    assert (found.node, found.size, found.most) == ("h10", 2.0**-10, 1.0)
    assert found.holds(stop.timeline)
    said = found.words(Style())
    assert said == ("from h10 on back the gradient vanishes: it is below 1/1000 of that at z20")
    from dataclasses import replace

    wrong = {"node": ("h9", "h11"), "size": (2.0**-9, 2.0**-11), "most": (2.0,)}
    for name, values in wrong.items():
        for value in values:
            assert not replace(found, **{name: value}).holds(stop.timeline)


@pytest.mark.parametrize(("name", "values"), [("deep", {"skip": 1}), ("skip", {}), ("xor", {})])
def test_where_it_does_not_nothing_is_said(name, values):
    assert vanishing(ended(name, **values).state) is None


def test_a_gradient_that_is_cut_by_a_dead_relu_has_not_vanished():
    debugger = Debugger(Recipe("skip").program())
    debugger.goto(21, 1)
    assert vanishing(debugger.stop.state) is None


def test_the_profile_grows_with_the_steps():
    debugger, profile = Debugger(Recipe("xor", seed=1).program()), Profile()
    for step in range(debugger.stop.steps + 1):
        state = debugger.goto(step).state
        for size in profile.sizes(state):
            value, gradient = state.value(size.node), None
            if size.node != "L":
                gradient = state.gradient(size.node)
            assert (size.value is None) == (value is None)
            assert (size.gradient is None) == (gradient is None)
            assert size.has_gradient == (size.node != "L")
            if value is not None:
                assert size.value == np.abs(value).max()
            if gradient is not None:
                assert size.gradient == np.abs(gradient).max()
