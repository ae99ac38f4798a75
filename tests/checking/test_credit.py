"""Marks: what follows from a mistake is not paid for twice, and what is trivial earns nothing."""

from dataclasses import replace

import pytest

from engine.checking.judging.check import check_page
from engine.checking.judging.judgement import Verdict
from engine.checking.marking.credit import Credit, credit_of
from engine.checking.marking.marks import Marks
from engine.checking.reading.reader import read_page
from engine.errors import PageError
from engine.network.files import load_network
from engine.program.program import derive
from tests.checking.solutions import runs, solution

SKIP = load_network("skip")

LONG = replace(
    SKIP.with_values({"x": 1.5, "w0": 0.7, "w1": 0.9, "w2": -0.4, "w3": 0.6}), learning_rate=0.3
)


def marks(text, network=SKIP, credit=None, points=None):
    """The marks of a page."""
    checked = check_page(read_page(text, "page.txt"), network)
    return Marks(checked, credit or Credit(), points)


def test_one_path_dropped_costs_one_mark_and_what_follows_none():
    """∂L/∂h0 = ∂L/∂z2 · w3 = 0.6; what is computed from it is right by the page's own number."""
    program = derive(LONG)
    page = solution(program, runs(program, 2, "dL/dh0", 0, 0.6))
    page = page.replace("L = 3.252", "L = |y - yhat| = |-3 - 0.252| = 3.252")
    assert "|-3 - 0.252|" in page  # the target's term is there, and right
    found = marks(page, LONG)
    slips = [each for each in found.checked.judgements if each.verdict is Verdict.SLIP]
    assert [(each.symbol, each.tags[0]) for each in slips] == [("dL/dh0", "path-dropped")]
    follows = [e for e in found.checked.judgements if e.verdict is Verdict.FOLLOW_ON]
    symbols = [(each.symbol, each.iteration) for each in follows]
    assert {("dL/dz0", 0), ("dL/dw0", 0), ("w0", 0), ("z0", 1), ("h0", 1)} <= set(symbols)
    assert all(each.follows == slips[0].place.line for each in follows)
    assert found.earned == found.possible - 1
    assert found.worst is slips[0]


def test_a_wrong_zero_makes_nothing_right():
    """With ∂L/∂z1 = 0 every product with it is 0: consistent, and worth nothing."""
    page = "dL/dyhat = 1\ndL/dz2 = 1\ndL/dh1 = 0.5\ndL/dz1 = 0\ndL/dw1 = 0\n"
    found = marks(page)
    last = found.checked.judgements[-1]
    assert (last.verdict, last.follows, last.is_trivial) == (Verdict.FOLLOW_ON, 4, True)
    assert (found.earned, found.possible) == (3, 5)
    assert not found.is_right


def test_points_and_weights():
    page = "z0 = 0.5\nz1 = 0.25\nL = 0.375\nq = 7\n"
    assert (marks(page).earned, marks(page).possible) == (2, 3)  # q is nothing, and not counted
    assert marks(page, points=10).earned == pytest.approx(20 / 3)
    half = credit_of(["slip=0.5", "right=0.75"])
    assert marks(page, credit=half).earned == 2
    nothing = marks("q = 7\n")
    assert (nothing.earned, nothing.possible, nothing.worst) == (0, 0, None)


@pytest.mark.parametrize("text", ["slip", "slip=", "slip=-1", "slip=1.5", "slip=nan", "not read=1"])
def test_no_credit_of_another_kind(text):
    with pytest.raises(PageError, match="--credit"):
        credit_of([text])
