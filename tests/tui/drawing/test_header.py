"""The header line."""

import pytest
from rich.cells import cell_len

from engine.debugger.debugger import Debugger
from engine.network.files import load_network
from engine.network.optimisers import Optimiser
from engine.network.reader import read_network
from engine.network.schedules import Schedule
from engine.network.source import Source
from engine.program.program import derive
from tui.drawing.header import header_line
from tui.drawing.look import Look

SQUARE = """
title = "{title}"
loss = "{loss}"
equations = "{loss} = w*w"
parameters = {{ w = {w} }}
training = {{ learning_rate = {rate} }}
"""


def square(title="Square", loss="L", w="3", rate="0.1"):
    text = SQUARE.format(title=title, loss=loss, w=w, rate=rate)
    return read_network(Source("square.toml", text))


def header(network, step=0, iteration=0, width=80, look=Look()):  # noqa: B008  (frozen)
    stop = Debugger(derive(network)).goto(step, iteration)
    return "".join(text for text, _ in header_line(stop, look, width))


@pytest.mark.parametrize(
    ("step", "iteration", "facts"),
    [
        (0, 0, ["iteration 0", "step 0/21", "L ·", "lr 1"]),
        (1, 0, ["iteration 0", "FORWARD 1/7", "step 1/21", "L ·", "lr 1"]),
        (7, 0, ["FORWARD 7/7", "step 7/21", "L 3.375"]),
        (15, 0, ["BACKWARD 8/10", "step 15/21", "L 3.375"]),
        (21, 0, ["UPDATE 4/4", "step 21/21", "L 3.375"]),
        (6, 1, ["iteration 1", "FORWARD 6/7", "L ·"]),
        (7, 1, ["iteration 1", "FORWARD 7/7", "L 3 "]),
    ],
)
def test_the_header_says_where_one_is(step, iteration, facts):
    line = header(load_network("skip"), step, iteration)
    assert "Skip network" in line
    assert [fact for fact in facts if fact not in line] == []


def test_before_the_first_step_no_phase_is_named():
    line = header(load_network("skip"))
    assert not [phase for phase in ("FORWARD", "BACKWARD", "UPDATE") if phase in line]


def test_the_learning_rate_and_the_name_of_the_loss_are_those_of_the_network():
    line = header(square(loss="cost", rate="0.125"), 1)
    assert "cost 9" in line
    assert "lr 0.125" in line


@pytest.mark.parametrize(("w", "shown"), [("inf", "L inf"), ("nan", "L nan")])
def test_a_loss_that_is_no_number_is_shown_as_what_it_is(w, shown):
    assert shown in header(square(w=w), 1)


def test_in_ascii_the_header_is_ascii():
    for step in range(22):
        assert header(load_network("skip"), step, look=Look(ascii=True)).isascii()


@pytest.mark.parametrize("width", [60, 72, 80, 120, 200])
@pytest.mark.parametrize("name", ["skip", "plain"])
def test_the_header_fits(name, width):
    network = load_network(name)
    for iteration in range(2):
        for step in range(len(derive(network).equations) + 1):
            assert cell_len(header(network, step, iteration, width)) <= width


def test_a_long_title_gives_way_to_the_facts():
    title = "A network with a rather long and winding title that goes on"
    line = header(square(title), 3, 12)
    assert cell_len(line) <= 80
    assert "A network" in line
    assert title not in line
    assert "iteration 12" in line
    assert "lr 0.1" in line
    assert title in header(square(title), 3, width=160)


def test_a_long_name_of_the_loss_gives_way_to_the_learning_rate():
    line = header(square(loss="the_loss_of_the_whole_network"), 1)
    assert cell_len(line) <= 80
    assert " 9 " in line
    assert "lr 0.1" in line


def test_a_title_with_wide_characters_fits():
    line = header(square("深い網" * 12), 3)
    assert cell_len(line) <= 80


def test_a_title_is_shown_literally():
    line = header(square(r"[bold]net[/bold] \\u001b[31mred"), 1, width=160)
    assert "[bold]net[/bold]" in line
    assert "\x1b" not in header(square(r"a \u001b[31mred"), 1, width=160)


# The seed


@pytest.mark.parametrize("iteration", [0, 7, 999])
def test_the_seed_of_what_was_drawn_is_the_last_fact(iteration):
    network = load_network("xor", seed=7)
    for step in range(1, len(derive(network).equations) + 1):
        line = header(network, step, iteration)
        assert line.startswith(" XOR ")
        assert f"iteration {iteration} " in line
        assert line.endswith("seed 7")
        assert cell_len(line) <= 80


def test_a_network_of_which_nothing_is_drawn_has_no_seed():
    assert "seed" not in header(load_network("skip"), 3, width=200)


def test_where_there_is_little_room_the_facts_are_said_shortly():
    network = load_network("xor", seed=123456)
    last = len(derive(network).equations)
    assert header(network, last, 999, 80).startswith(" XOR ")
    for width, words in ((80, "iteration 999"), (68, "iter 999"), (60, "iter 999")):
        line = header(network, last, 999, width)
        assert words in line
        assert line.endswith("seed 123456")
        assert cell_len(line) <= width
    assert "UPDATE 4/4" in header(network, last, 999, 68)
    assert "UPDATE  step" in header(network, last, 999, 60)


def test_a_short_title_is_shown_where_it_just_fits():
    line = " XOR  iteration 0  UPDATE 1/1  step 3/3  L 9  lr 0.1"
    assert header(square("XOR"), 3, width=len(line)) == line
    assert header(square("XOR"), 3, width=len(line) - 1).startswith(" iteration 0 ")


# The branch


def changed(network, changes, width, step=0, iteration=0):
    debugger = Debugger(derive(network))
    for value in range(changes):
        debugger.set_learning_rate(value + 0.5)
    stop = debugger.goto(step, iteration)
    return "".join(text for text, _ in header_line(stop, Look(), width))


def test_a_single_branch_is_not_told():
    assert "branch" not in changed(load_network("skip"), 0, 200)


@pytest.mark.parametrize("width", [60, 72, 80, 120, 200])
@pytest.mark.parametrize("name", ["skip", "xor"])
def test_the_branch_is_told_whatever_else_there_is_no_room_for(name, width):
    network = load_network(name, seed=12345 if name == "xor" else 0)
    for step in range(1, len(derive(network).equations) + 1):
        line = changed(network, 12, width, step, 321)
        assert line.endswith("branch 12")
        assert cell_len(line) <= width
        assert "iter" in line


def test_gaps_are_small_before_the_title_is_cut():
    line = changed(load_network("skip"), 1, 80, 15)
    assert line.startswith(" Skip network  iteration 0  BACKWARD 8/10  step 15/21")
    assert "Skip network   iteration 0   BACKWARD" in changed(load_network("skip"), 1, 90, 15)


def test_the_seed_is_left_out_before_numbers_lose_digits():
    line = changed(load_network("xor", seed=123456), 1, 60, 5, 3)
    assert "seed" not in line
    loss = line.partition("L ")[2].split()[0]
    assert len(loss.lstrip("0.")) == 6


def test_the_name_of_the_loss_is_whole_where_the_title_has_room_as_well():
    network = square(title="Long names", loss="negative_log_likelihood")
    assert "negative_log_likelihood 9" in header(network, 1, width=120)
    narrow = header(network, 1, width=80)
    assert "Long names" in narrow
    assert "negative" not in narrow


def test_the_learning_rate_is_the_one_that_the_update_goes_by():
    from dataclasses import replace

    scheduled = Optimiser(schedule=Schedule("exponential", gamma=0.5))
    network = replace(square(rate="0.8"), optimiser=scheduled)
    assert "lr_t 0.8" in header(network)
    assert "lr_t 0.1" in header(network, 0, 3)
    assert "lr_t 0.1" in header(network, 4, 3)
