"""Remedies typed: what they are, what is refused, and the way back to where they led."""

import shlex

import pytest

from engine.debugger.debugger import Debugger
from engine.errors import DebuggerError
from engine.iterations.timeline import Timeline
from engine.language.notation import TEXT
from engine.program.recipe import Recipe
from tui.commands.headless import Headless
from tui.commands.line import parse_line
from tui.commands.perform import perform
from tui.commands.way_here import way_here


@pytest.fixture(autouse=True)
def near(monkeypatch):
    """Runs are followed on only a little."""
    monkeypatch.setattr("engine.diagnosis.ahead.AHEAD", 200)


def opened(name="xor", **changes):
    recipe = Recipe(name, **changes).read()
    return Debugger(recipe.program(), recipe)


def do(debugger, *lines):
    host = Headless(debugger, TEXT)
    for line in lines:
        perform(*parse_line(line), host)
    return debugger.stop


@pytest.mark.parametrize(
    ("typed", "title"),
    [
        ("try seed 7", "seed 7"),
        ("try seed", "seed 9"),
        ("try lr 0.25", "lr = 0.25 from iteration 0 on"),
        ("try leaky", "leaky ReLU 0.1"),
        ("try leaky 0.2", "leaky ReLU 0.2"),
        ("try weights 3", "weights × 3"),
    ],
)
def test_what_is_tried_is_the_title_of_its_branch(typed, title):
    stop = do(opened(seed=8), "train 20", typed)
    assert (stop.branches.number, stop.branches.current.title) == (1, title)
    assert stop.cursor.iteration == 100


def test_another_rate_is_the_run_opened_with_it():
    stop = do(opened(seed=8), "train 120", "try lr 0.25")
    other = Timeline(Recipe("xor", seed=8, learning_rate=0.25).program())
    assert stop.state.run.loss == other.run(120).loss


@pytest.mark.parametrize(
    ("network", "typed", "message"),
    [
        ("xor", "try", "needs more"),
        ("xor", "try adam", "cannot be tried: write seed 7"),
        ("xor", "try lr -1", "no rate"),
        ("xor", "try lr nan", "no rate"),
        ("xor", "try seed -1", "from 0"),
        ("xor", f"try seed {2**53 + 1}", "too large"),
        ("xor", "try leaky 2", "from 0 to 1"),
        ("xor", "try weights 0", "no factor"),
        ("skip", "try seed 3", "nothing in this network is drawn"),
        ("neuron", "try leaky", "no hidden ReLU"),
    ],
)
def test_what_cannot_be_tried_is_refused_and_nothing_is_lost(network, typed, message):
    debugger = opened(network)
    before = debugger.stop
    with pytest.raises(DebuggerError, match=message):
        do(debugger, typed)
    assert debugger.stop.branches is before.branches


def test_the_way_here_makes_the_same_branches():
    stop = do(opened(seed=8), "train 30", "try leaky 0.5", "try lr 0.25", "goto 9 17")
    network, *options = shlex.split(way_here(stop))[1:]
    assert network == "xor"
    debugger = opened(seed=int(options[0].removeprefix("--seed=")))
    again = do(debugger, *(each for each in options[1:] if each != "-e"))
    assert again.cursor == stop.cursor
    assert again.state.run.loss == stop.state.run.loss
    assert [each.title for each in again.branches] == [each.title for each in stop.branches]
