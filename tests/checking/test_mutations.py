"""Pages with anything done to them: every line is judged or not read, and nothing breaks.

The long run is by hand: `python -m tests.checking.prove mutated 0 5000`.
"""

import pytest

from engine.checking.judging.check import check_page
from engine.checking.judging.judgement import Verdict
from engine.checking.reading.reader import read_page
from engine.network.files import load_network
from tests.checking.mutated import told

SKIP = load_network("skip")


@pytest.mark.parametrize("seed", range(12))
def test_a_page_with_anything_done_to_it_is_told_in_every_form(seed):
    for line in told(seed):
        assert all(c.isprintable() or c == "\n" for c in line)


@pytest.mark.parametrize(
    ("line", "verdict"),
    [
        ("y = y*x + 1", Verdict.WRONG),
        ("lr = 2*lr", Verdict.WRONG),
        ("dL/dL = 2", Verdict.WRONG),
        ("z0 = [[1, 2], [3, 4]]", Verdict.WRONG),
        ("z0 = 1e308 * 1e308", Verdict.WRONG),
        ("w0 = w0 - lr*dL/dw0 = [1, 2]", Verdict.WRONG),
        ("z1 = 2 * w1 * h0 = 2 * 0.5 = [[1, 2], [3, 4]]", Verdict.WRONG),
        ("z0 = 2 * dL/dx + 1", Verdict.NOT_READ),
    ],
)
def test_what_is_no_result_of_a_rule_is_wrong_and_not_explained(line, verdict):
    page = read_page(f"z0 = 0.7\n{line}\nz1 = 0.35\n", "page.txt")
    judged = [each for each in check_page(page, SKIP).judgements if each.place.line == 2]
    assert judged[-1].verdict in (verdict, Verdict.NOT_READ)
    assert not judged[-1].tags


@pytest.mark.parametrize(
    ("line", "tag"),
    [("0.375 = L", "target-forgotten"), ("w2*h1 = z2", "path-dropped"), ("0.7 = z0 = 0.5", None)],
)
def test_what_stands_before_the_symbol_is_judged_as_well(line, tag):
    judged = check_page(read_page(line, "page.txt"), SKIP).judgements
    (wrong,) = [each for each in judged if each.verdict is not Verdict.RIGHT]
    assert wrong.place.column == 1
    assert wrong.verdict is (Verdict.SLIP if tag else Verdict.WRONG)
    assert not tag or tag in wrong.tags
    assert len(judged) == line.count("=")
