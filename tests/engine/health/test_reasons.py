"""Reasons why a value is not finite, where other entries or huge numbers stand beside it."""

import math

from engine import derive
from engine.claims.beyond import is_beyond
from engine.claims.not_finite import Reason
from engine.frozen import replace
from engine.health.first_broken import first_broken
from engine.iterations.timeline import Timeline
from engine.language.values import array
from tests.engine.network.reading import read


def test_the_reason_is_that_of_the_entry_whatever_others_are():
    """One entry is a root of a negative number, and another one of infinity."""
    network = read(
        'loss = "L"\nequations = "h = sqrt(x)\\nL = w*sum(h)"\n[inputs]\nx = [-4, 9]\n'
        "[parameters]\nw = 1\n"
    )
    timeline = Timeline(derive(replace(network, inputs={"x": array([-4.0, math.inf])})))
    found = first_broken(timeline, 0)
    assert (found.reason, found.operands) == (Reason.ROOT_OF_NEGATIVE, (-4.0,))
    assert found.holds(timeline)


def test_what_is_beyond_all_decimals_is_above_the_largest():
    assert is_beyond("exp", [1e300], 1e308, is_above=True)
    assert not is_beyond("exp", [-1e300], 1e308, is_above=True)
    assert is_beyond("pow", [-1e300, 1e15 + 1], 1e308, is_above=False)
