"""The kind of a point, of losses whose curvature is known, and of the runs of the exercise."""

import numpy as np
import pytest

from engine.curvature.kink_claims import LowerBeyond, NextKink, OnJump, OnKink
from engine.curvature.point import point_of
from engine.curvature.slope_claims import StraightDown, TooFast
from engine.curvature.verdict import PointKind
from engine.errors import DebuggerError
from engine.iterations.timeline import Timeline
from engine.network.files import load_network
from engine.program.program import derive
from engine.program.recipe import Recipe
from tests.engine.curvature.surfaces import timeline_of

KNOWN = [
    ("square(x) + 3*square(y)", {"x": 0.0, "y": 0.0}, "local minimum", [2, 6]),
    ("-square(x) - square(y)", {"x": 0.0, "y": 0.0}, "local maximum", [-2, -2]),
    ("x*y", {"x": 0.0, "y": 0.0}, "saddle", [-1, 1]),
    ("x**3 - 3*x*square(y)", {"x": 0.0, "y": 0.0}, "saddle", [0, 0]),  # the monkey's
    ("square(x) + 0*y", {"x": 0.0, "y": 1.0}, "flat minimum", [0, 2]),
    ("square(square(x)) + square(y)", {"x": 0.0, "y": 0.0}, "flat minimum", [0, 2]),
    ("relu(x) + 0*y", {"x": -1.0, "y": 1.0}, "plateau", [0, 0]),
    ("x + 500*square(y)", {"x": 1.0, "y": 0.0}, "valley", [0, 1000]),
    ("square(x) + square(y)", {"x": 1.0, "y": 2.0}, "slope", [2, 2]),
    ("exp(x) + exp(y)", {"x": 0.0, "y": 0.0}, "slope", [1, 1]),
    ("abs(x) + square(y)", {"x": 0.0, "y": 0.0}, "kink", None),
    ("relu(x) - 2*relu(y)", {"x": 0.0, "y": 1.0}, "kink", None),
    ("step(x) + square(y)", {"x": 0.0, "y": 0.0}, "kink", None),
    ("square(relu(x)) + square(y)", {"x": 0.0, "y": 0.0}, "flat minimum", [0, 2]),
]  # fmt: skip


def proved(point, timeline):
    """Whether every claim holds; each has words and is data."""
    program = timeline.program
    for claim in point.claims:
        assert claim.words(program, program.style)
        assert claim.plain()["kind"] == type(claim).__name__
    return all(claim.holds(timeline) for claim in point.claims)


def claim_of(kind, point):
    inner = getattr(point.claims[0], "claims", ())
    return next((each for each in (*inner, *point.claims) if isinstance(each, kind)), None)


@pytest.mark.parametrize(("loss", "values", "kind", "bends"), KNOWN, ids=lambda each: str(each))
def test_a_known_surface_is_called_what_it_is(loss, values, kind, bends):
    timeline = timeline_of(loss, **values)
    point = point_of(timeline.run(0))
    assert point.kind == kind
    if bends is not None:
        assert point.spectrum.values == pytest.approx(bends, abs=1e-12)
    assert proved(point, timeline)


def test_the_edges_of_a_kink_are_its_slopes():
    timeline = timeline_of("abs(x) + 3*x", x=0.0)
    kink = claim_of(OnKink, point_of(timeline.run(0)))
    assert (kink.left, kink.right) == pytest.approx((2, 4))
    jump = timeline_of("2*step(x) + x", x=0.0)
    jumped = claim_of(OnJump, point_of(jump.run(0)))
    assert jumped.right - jumped.left == pytest.approx(2, abs=1e-4)


def test_a_rate_above_two_by_the_curvature_is_too_fast():
    for rate, is_too_fast in ((0.99, False), (1.01, True)):
        timeline = timeline_of("square(x) + 0.5*square(y)", rate, x=1.0, y=1.0)
        found = claim_of(TooFast, point_of(timeline.run(0)))
        assert (found is not None) is is_too_fast
    assert found.bend == pytest.approx(2)


def test_along_some_parameters_only_these_are_moved():
    timeline = timeline_of("x*y + 2*square(x)", x=0.0, y=0.0)
    point = point_of(timeline.run(0), ["x"])
    assert point.kind is PointKind.MINIMUM
    assert list(point.spectrum.values) == [4]


def test_the_first_step_of_the_exercise_goes_down_to_a_kink():
    timeline = Timeline(derive(load_network("skip")))
    point = point_of(timeline.run(0))
    down, kink = claim_of(StraightDown, point), claim_of(NextKink, point)
    assert point.kind is PointKind.SLOPE
    assert down.loss == pytest.approx(3)
    # w0 goes from 0.5 to 0 along a gradient of (0.75, 0.25, 0.25, 0.5)
    gradient = np.array([0.75, 0.25, 0.25, 0.5])
    assert np.linalg.norm(kink.move) == pytest.approx(0.5 / 0.75 * np.linalg.norm(gradient))
    assert proved(point, timeline)
    assert point_of(timeline.run(1)).kind is PointKind.PLATEAU


def test_the_stuck_runs_of_xor_lie_at_a_flat_minimum_with_lower_places_beyond_a_kink():
    timeline = Timeline(Recipe("xor", learning_rate=1.0, seed=0).program())
    for _ in timeline.reach(1000):
        pass
    point = point_of(timeline.run(1000))
    assert point.kind is PointKind.FLAT_MINIMUM
    beyond = claim_of(LowerBeyond, point)
    assert beyond.loss < np.log(2) < beyond.before
    assert np.linalg.norm(beyond.move) < 0.02
    assert proved(point, timeline)


def test_at_too_large_a_rate_it_jumps_over_the_floor_of_its_valley():
    timeline = Timeline(Recipe("xor", learning_rate=10.0, seed=0).program())
    for _ in timeline.reach(300):
        pass
    found = claim_of(TooFast, point_of(timeline.run(300)))
    assert found.bend == pytest.approx(0.5, abs=0.01)
    assert found.holds(timeline)


def test_what_cannot_be_looked_at_is_said():
    timeline = timeline_of("log(x)", x=-1.0)
    with pytest.raises(DebuggerError, match="not finite"):
        point_of(timeline.run(0))
