"""The census as lines: letters, shares, groups, filters and moves, of runs that are made up."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from engine.program.recipe import Recipe
from engine.study.plan import Plan, Varied
from engine.study.reasons import REASONS
from engine.study.records import End, records_of
from engine.study.study import Study
from tui.drawing.census.census import Census
from tui.drawing.census.page import Page, clicked, page_lines, seen
from tui.drawing.census.view import View
from tui.drawing.look import Look
from tui.drawing.themes import ROLES

S, A, B, X, Q, N = "SAB!?."
ENDS = {S: End.SOLVED, A: End.STUCK, B: End.STUCK, X: End.DIVERGED, Q: End.UNDECIDED, N: -1}
LOSSES = {S: 0.001, A: 0.347, B: 0.693, X: np.nan, Q: 0.4, N: np.nan}


def made(*columns, varied=(), seeds=None):
    """A census of runs with these outcomes, a text for each learning rate."""
    seeds = len(columns[0]) if seeds is None else seeds
    rates = tuple(10.0**-place for place in range(len(columns)))
    plan = Plan(Recipe("xor"), range(seeds), rates, 100, varied, ("gd",))
    records = records_of(plan)
    for rate, column in enumerate(columns):
        for run, letter in enumerate(column):
            value, seed = divmod(run, seeds)
            at = (0, seed, value * len(rates) + rate)
            records.outcome[at], records.loss[at] = ENDS[letter], LOSSES[letter]
            records.reasons[at] = 1 << REASONS.index("dead" if letter == A else "linear")
    return Census(Study(plan, records))


def shown(census, size=(76, 21), look=Look(), **chosen):  # noqa: B008  (it is frozen)
    page = Page(*size)
    view = seen(View(census, **chosen), census, page)
    return view, ["".join(text for text, _ in line) for line in page_lines(view, {}, look, page)]


def test_a_cell_is_a_run_and_its_letter_what_came_of_it():
    view, lines = shown(made("SSAB!?.", "BBBBBBB"))
    assert lines[0].split()[:4] == ["seed", "lr", "1", "lr"]
    assert [line.split()[0] for line in lines[1:4]] == ["0", "2", "4"]
    cells = [line[7:15:4] for line in lines[1:5]]
    assert "".join(cells).rstrip() == "SSAB!?·"
    assert "stuck at 0.347" in "\n".join(lines)
    assert "17 % (3–56)" in "\n".join(lines)  # Wilson's interval of 1 in 6
    assert view.fold == 1
    assert lines[-1] == "seed 0, lr 1: solved, linear"


def test_what_does_not_fit_is_folded_into_the_most_frequent_with_its_share():
    view, lines = shown(made("SSSSSSSSSB" * 300, "SSSSBBBBAA" * 300))
    assert view.fold > 1
    first = lines[1][7:]
    assert set(first.split()[0]) == {"S"}
    assert "(12 of 13 runs here)" in lines[-1]
    assert 0.3 < view.cells(1).shares.min() <= view.cells(1).shares.max() < 0.6
    closer = view.zoomed(1)
    assert 1 < closer.fold < view.fold
    assert set(closer.zoomed(3).cells(1).shares) == {1.0}
    mixed = seen(View(made("SAB" * 400)), made("SAB" * 400), Page(76, 21))
    assert mixed.cells(0).shares.max() < 0.5
    assert "s" in page_lines(mixed, {}, Look(), Page(76, 21))[2][1][0]


def test_equal_outcomes_are_grouped_and_others_filtered_out():
    census = made("SABSAB!?.", "BBBBBBBBB")
    view, _ = shown(census, run=4, is_grouped=True)
    assert census.outcome[0][view.orders[0]].tolist() == [0, 0, 1, 1, 2, 2, 3, 4, -1]
    assert view.run == 4  # the cursor stays on its run
    assert view.place == 3
    dead = view.asking("dead")
    assert dead.orders[0].tolist() == [1, 4]
    assert dead.orders[1].tolist() == []
    assert dead.asking("0.693").orders[1].tolist() == list(range(9))
    assert dead.asking("stuck linear").orders[0].tolist() == [2, 5]
    assert dead.asking("!").orders[0].tolist() == [6]
    assert dead.asking("nothing").inside == []


def test_of_a_cell_with_several_outcomes_a_curve_of_each_is_shown():
    census, page = made("SSAB" * 2000), Page(116, 37)
    view = seen(View(census, run=1), census, page)
    assert view.fold >= 4
    assert view.compared == [1, 2, 3]
    curves = {1: [0.7, 0.001], 2: [0.7, 0.347], 3: [0.7, 0.693]}
    text = "\n".join("".join(t for t, _ in line) for line in page_lines(view, curves, Look(), page))
    assert "S seed 1 = 0.001" in text
    assert "A seed 2 = 0.347" in text
    assert "B seed 3 = 0.693" in text
    one = seen(view.zoomed(3), census, page)
    assert "loss of seed 1" in "".join(
        t for line in page_lines(one, curves, Look(), page) for t, _ in line
    )


def test_the_cursor_goes_from_cell_to_cell_and_on_to_the_next_column():
    census = made("S" * 40, "B" * 40)
    view = shown(census)[0]
    across = view.grid.across
    assert view.moved(1, 0).run == 1
    assert view.moved(0, 1).run == across
    assert (view.moved(-1, 0).column, view.moved(-1, 0).run) == (0, 0)
    beyond = view.moved(across, 0)
    assert (beyond.column, beyond.run) == (1, 0)
    assert beyond.moved(0, 99).run == 39
    assert clicked(view, 12, 2, Page(76, 21)).run == across + 1
    assert clicked(view, 70, 2, Page(76, 21)) is None


def test_a_varied_number_stands_down_and_every_run_has_its_number():
    varied = Varied("b1", (0,), -1.0, 1.0, 5)
    census = made("SSABB" * 2, "BBBBB" * 2, varied=(varied,), seeds=2)
    _, lines = shown(census, column=1, run=7)
    assert lines[0].split()[0] == "b1[0]"
    assert [census.label(run) for run in (0, 1, 2, 9)] == ["-1", "-1", "-0.5", "1"]
    place = census.plan.place(census.number(1, 7))
    assert census.plan.settings[place.cell].values == (0.5,)
    assert (census.plan.settings[place.cell].rate, place.seed) == (0.1, 1)
    assert lines[-1].startswith("b1[0] = 0.5, seed 1, lr 0.1: ")


def test_losses_stand_in_a_histogram_over_the_letters():
    text = "\n".join(shown(made("SSSSAABBBB"), (116, 37))[1])
    assert "final losses, logarithmic" in text
    row = next(line for line in text.splitlines() if "S" in line[70:] and "B" in line[110:])
    assert row[70:].split() == ["S", "A", "B"]
    assert "no final loss is finite" in "\n".join(shown(made("!!!!"))[1])
    assert "no run is made yet" in "\n".join(shown(made("...."))[1])


@pytest.mark.parametrize("look", [Look(), Look(ascii=True)])
@settings(max_examples=15, deadline=None)
@given(
    st.integers(58, 200), st.integers(13, 60), st.integers(1, 30),
    st.lists(st.sampled_from("SAB!?."), min_size=1, max_size=300), st.booleans(), st.data(),
)  # fmt: skip
def test_a_page_fills_its_room_and_no_more(look, width, height, columns, runs, is_grouped, data):
    census, page = made(*["".join(runs)] * columns), Page(width, height)
    column, run = data.draw(st.integers(0, columns - 1)), data.draw(st.integers(0, len(runs) - 1))
    view = seen(View(census, column=column, run=run, is_grouped=is_grouped), census, page)
    lines = page_lines(view, {run: [0.7, 0.5, 0.1]}, look, page)
    assert len(lines) == height
    for line in lines:
        assert sum(cell_len(text) for text, _ in line) <= width, line
        assert {role for _, role in line} <= ROLES.keys()
        assert not look.ascii or all(text.isascii() for text, _ in line)
    assert run in view.inside
    for across, down in ((1, 0), (-1, 0), (0, 1), (0, -1), (7, 3)):
        moved = view.moved(across, down)
        assert moved.inside
        assert moved.run in moved.inside


@pytest.mark.parametrize(("width", "height"), [(1, 1), (14, 9), (40, 13)])
def test_a_page_with_next_to_no_room_is_drawn_all_the_same(width, height):
    census, page = made(*["SAB" * 60] * 5), Page(width, height)
    view = seen(View(census, column=2, run=100), census, page)
    assert page_lines(view, {}, Look(), page)
    assert view.moved(1, 0).run != 100
