"""The diagnosis as rows, and these in lines, without a screen."""

import pytest

from engine.debugger.debugger import Debugger
from engine.debugger.trial import Trial
from engine.diagnosis.diagnosis import diagnosis_of
from engine.language.notation import TEXT
from engine.program.recipe import Recipe
from engine.program.variants import Seeded
from tui.drawing.diagnosis import rows_of
from tui.drawing.diagnosis_lines import DOES, Walk, drawn
from tui.drawing.look import Look


@pytest.fixture
def stuck(monkeypatch):
    """A debugger that stands at the end of a run that got stuck."""
    monkeypatch.setattr("engine.diagnosis.ahead.AHEAD", 300)
    debugger = Debugger(Recipe("xor", seed=8).program())
    debugger.train(600)
    return debugger


def rows_at(stop):
    return rows_of(diagnosis_of(stop.timeline, TEXT), stop)


def test_each_row_leads_to_what_shows_it(stuck):
    rows = {row.text: row.line for row in rows_at(stuck.stop)}
    dead = "hidden unit 0 is dead for all 4 samples since iteration 5 and cannot recover"
    assert rows[dead] == "goto 2 5"
    assert rows["the samples' contributions to dL/db2 cancel"] == "goto 7 600"
    assert rows["leaky ReLU 0.1"] == "try leaky 0.1"
    rise = next(text for text in rows if text.startswith("the loss rose in "))
    assert rows[rise] == f"goto 4 {rise.split('iteration ')[1].split(',')[0]}"
    assert "rises" in rows.values()
    for line in filter(None, rows.values()):
        assert line.split(" ")[0] in DOES


def test_what_was_tried_is_told_with_what_came_of_it(stuck):
    for _ in (trial := Trial(stuck, Seeded(9.0))):
        pass
    loss = trial.arrive().state.run.loss
    rows = {row.text: row for row in rows_at(stuck.switch(0))}
    assert rows["seed 9"].line == "branch 1"
    assert f"tried: loss {loss:.6g} after 600 iterations" in rows["seed 9"].aside
    assert rows["seed 10"].line == "try seed 10"


def test_more_iterations_are_counted_from_where_one_stands():
    debugger = Debugger(Recipe("classifier").program())
    debugger.train(120)
    row = next(each for each in rows_at(debugger.goto(1, 100)) if "more iterations" in each.text)
    assert (row.text, row.line) == ("120 more iterations", "train 140")


@pytest.mark.parametrize("width", [24, 76, 156])
@pytest.mark.parametrize("is_ascii", [False, True])
def test_every_word_is_seen_in_any_width_and_one_row_has_the_cursor(stuck, width, is_ascii):
    walk = Walk(rows_at(stuck.stop)).moved(2)
    found = drawn(walk, Look(ascii=is_ascii), width)
    texts = ["".join(text for text, _ in line) for line in found.lines]
    assert max(map(len, texts)) <= width
    words = " ".join(" ".join(text.lstrip("-▶> ") for text in texts).split())
    for row in walk.rows:
        assert row.text[: width - 1].split(" ")[0] in words
    assert row_words(walk.here.text) in words
    marked = [at for at, line in enumerate(found.lines) if line and line[0][1] == "here"]
    assert marked == list(found.of(walk.cursor))
    assert "".join(texts).isascii() or not is_ascii


def row_words(text):
    return " ".join(text.split())


def test_the_cursor_leaves_headings_out_and_stays_within_the_rows(stuck):
    walk = Walk(rows_at(stuck.stop))
    seen = [walk.cursor]
    while (walk := walk.moved(1)).cursor != seen[-1]:
        seen.append(walk.cursor)
    assert seen == [place for place, row in enumerate(walk.rows) if row.line]
    assert walk.moved(-100).cursor == 0
    heading = next(place for place, row in enumerate(walk.rows) if not row.line)
    assert walk.at(heading) == walk


def test_a_run_of_no_iteration_offers_to_run_some():
    rows = rows_at(Debugger(Recipe("xor").program()).stop)
    assert [row.line for row in rows] == ["goto 0 0", "", "train 100"]
