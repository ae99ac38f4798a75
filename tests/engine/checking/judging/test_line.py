"""One line that is typed is judged where the debugger stands, with what was changed by hand."""

import pytest

from engine.checking.judging.check import check_page, check_steps
from engine.checking.judging.judgement import Checked, Judgement, Rule, Verdict
from engine.checking.judging.line import check_line
from engine.checking.reading.reader import read_page
from engine.debugger.debugger import Debugger
from engine.errors import PageError
from engine.network.files import load_network
from engine.program.program import derive


def claimed(text: str, *places: tuple[int, int]) -> list[Judgement]:
    """The last equality of a line, where the skip network stands at a step of an iteration."""
    debugger = Debugger(derive(load_network("skip")))
    return [last(text, debugger, *place) for place in places]


def last(text: str, debugger: Debugger, step: int, iteration: int) -> Judgement:
    stop = debugger.goto(step, iteration)
    return check_line(text, stop.timeline, iteration, step)[-1]


def test_a_loss_without_its_target_is_named() -> None:
    (judgement,) = claimed("L = 0.375", (3, 0))
    assert judgement.verdict is Verdict.SLIP
    assert judgement.tags == ("target-forgotten",)
    assert (judgement.expected, judgement.found) == ("3.375", "0.375")
    assert (judgement.iteration, judgement.step) == (0, 7)


def test_the_iteration_is_the_one_where_one_stands() -> None:
    first, second = claimed("L = 3", (3, 0), (3, 1))
    assert first.verdict is not Verdict.RIGHT
    assert second.verdict is Verdict.RIGHT


def test_a_parameter_is_as_it_is_there() -> None:
    before, behind = claimed("w0 = -0.25", (3, 0), (21, 0))
    assert (before.verdict, before.note) == (Verdict.RIGHT, "so it is after the update")
    assert (behind.verdict, behind.note) == (Verdict.RIGHT, "")
    before, behind = claimed("w0 = 0.5", (3, 0), (21, 0))
    assert before.verdict is Verdict.RIGHT
    assert behind.tags == ("stale-value",)


def test_what_was_changed_by_hand_counts() -> None:
    debugger = Debugger(derive(load_network("skip")))
    debugger.set_value("w3 = 0")
    debugger.step(6)
    judgement = last("z2 = 0.125", debugger, 6, 0)
    assert judgement.verdict is Verdict.RIGHT


@pytest.mark.parametrize("text", ["", "L", "hello there", "L = 1\nz0 = 2", "\\frac{ = 3 ="])
def test_what_is_no_equality_is_refused_or_not_read(text: str) -> None:
    debugger = Debugger(derive(load_network("skip")))
    try:
        found = check_line(text, debugger.stop.timeline, 0)
    except PageError:
        return
    assert {each.verdict for each in found} == {Verdict.NOT_READ}


def test_in_pieces_a_page_comes_to_the_same_and_tells_the_data_that_it_gives() -> None:
    page = read_page("x = 2\nw0 = 0.5\nz0 = w0*x = 1\nL = 0.375\n", "page.txt")
    pieces = check_steps(page, load_network("skip"), None, Rule())
    lines: list[int] = []
    while True:
        try:
            lines.append(next(pieces))
        except StopIteration as end:
            checked: Checked = end.value
            break
    assert lines == [3, 3, 4]
    assert dict(checked.given) == {"x": 2.0}
    assert checked.judgements == check_page(page, load_network("skip")).judgements
    assert [each.verdict for each in checked.judgements[:2]] == [Verdict.RIGHT, Verdict.RIGHT]
