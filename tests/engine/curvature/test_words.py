"""What is said of curvature, word for word, and the tables of eigenvalues."""

import pytest

from engine.curvature.asked import asking
from engine.curvature.local import direction, vector
from engine.curvature.point import point_of
from engine.curvature.report import claim_lines, point_lines
from engine.iterations.timeline import Timeline
from engine.language.notation import TEXT, Style
from engine.network.reader import read_network
from engine.network.source import Source
from engine.program.program import derive
from engine.slowly import at_once
from tests.engine.curvature.surfaces import timeline_of

UNICODE = Style(digits=6)


def lines_of(loss, style=UNICODE, **values):
    return list(point_lines(point_of(timeline_of(loss, **values).run(0)), style))


def test_a_saddle_is_told_with_its_directions_and_eigenvalues():
    assert lines_of("x*y", x=0.0, y=0.0) == [
        "saddle: no slope, and yet lower along some directions",
        "- the gradient is 0",
        "- of 2 directions 1 bends up, by 1 at most along 0.71 · x + 0.71 · y; "
        "1 bends down, by 1 at most along 0.71 · x − 0.71 · y",
        "- 1 along −0.71 · x + 0.71 · y the loss is lower by 0.5",
        "",
        "eigenvalues of the Hessian here, to within 6.66e−16:",
        " 1  along 0.71 · x + 0.71 · y",
        "−1  along 0.71 · x − 0.71 · y",
    ]


def test_in_ascii_there_is_nothing_else():
    text = "\n".join(lines_of("x*y + relu(x - 2)", TEXT, x=0.0, y=0.0))
    assert text.isascii()
    assert "0.71*x - 0.71*y" in text


def test_of_many_entries_the_largest_are_named():
    labels = [f"w{place}" for place in range(6)]
    assert direction((0, -3, 0, 4, 0, 1e-9), labels, UNICODE) == "0.8 · w3 − 0.6 · w1"
    assert direction((-2, 0, 0, 0, 0, 0), labels, UNICODE) == "−w0"
    assert direction((1, 1, 1, 1, 1, 1), labels, UNICODE).endswith("0.41 · w2 and 3 more")
    assert vector((0.0,) * 6, labels, UNICODE) == "0"


def test_along_a_direction_the_slope_the_bend_and_the_product_are_told():
    timeline = timeline_of("square(x)*y + relu(x - 2)", x=1.0, y=3.0)
    claims = at_once(asking(timeline.run(0), "dL/dx"))
    assert list(claim_lines(claims, timeline.program, UNICODE)) == [
        "- along x the slope is 6, and the loss bends by 6: H v = 6 · x + 2 · y",
        "- the next kink, of the ReLU of L, lies 1 away, along x",
    ]
    assert all(claim.holds(timeline) for claim in claims)


@pytest.mark.parametrize(
    ("more", "said"),
    [("", ""), ("[training]\nbatch_size = 2", ", for the samples and masks of iteration 1 alone")],
)
def test_of_a_batch_it_is_said_that_it_is_so_for_this_one(more, said):
    text = (
        'loss = "L"\nequations = "L = mean(square(w*x - y))"\n[inputs]\nx = [1, 2, 3, 5]\n'
        f"[targets]\ny = [2, 3, 5, 8]\n[parameters]\nw = 1\n{more}"
    )
    timeline = Timeline(derive(read_network(Source("line.toml", text))))
    first = next(point_lines(point_of(timeline.run(1)), timeline.program.style))
    assert first == f"slope: the gradient leads down{said}"
