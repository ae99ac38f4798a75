"""One run opened by its settings, taken back, and restored."""

import pytest

from engine.debugger.debugger import Debugger
from engine.errors import DebuggerError
from engine.program.recipe import Recipe
from engine.sessions.restore import restore
from engine.sessions.session import session_of
from tui.commands.headless import Headless
from tui.commands.line import parse_line
from tui.commands.pairs import read_pairs
from tui.commands.perform import perform
from tui.commands.study_plans import plan_asked
from tui.drawing.look import Look


@pytest.fixture
def host():
    recipe = Recipe("xor", seed=4)
    program = recipe.program()
    return Headless(Debugger(program, recipe), Look().style(program))


def obey(host, line):
    command, argument, count = parse_line(line)
    perform(command, argument, count, host)
    return host.stop


def test_a_run_is_opened_where_its_fate_was_decided_and_undone(host):
    obey(host, "train 30")
    obey(host, "watch H")
    stop = obey(host, "rerun seed=5 lr=1 iterations=1000")
    assert (stop.cursor.iteration, stop.timeline.length) == (31, 1000)
    assert "sample 1 got class 1" in host.moved.message
    assert stop.timeline.losses[-1] == pytest.approx(0.34671, abs=1e-5)
    restored = restore(session_of(stop)).arrive()
    assert restored.state.run.loss == stop.state.run.loss
    assert (restored.recipe.seed, restored.cursor) == (5, stop.cursor)
    before = obey(host, "undo")
    assert (before.recipe.seed, before.timeline.length) == (4, 31)
    assert obey(host, "redo").recipe.seed == 5


def test_another_optimiser_takes_what_fits_along(host):
    obey(host, "watch dL/dW1")
    stop = obey(host, "rerun optimiser=adam lr=0.1 b1=[0.5,0.5] at=7")
    network = stop.program.network
    assert (network.optimiser.kind, network.learning_rate, stop.cursor.iteration) == (
        "adam",
        0.1,
        7,
    )
    assert len(stop.watches) == 1
    memory = next(
        name for name in stop.program.index if name not in host.debugger.undo().program.index
    )
    obey(host, "redo")
    obey(host, f"watch {memory}")
    assert len(obey(host, "undo").watches) == 1


def test_what_cannot_be_opened_is_refused_and_nothing_changes(host):
    before = host.stop.world
    for line in (
        "rerun seed",
        "rerun seed=-1",
        "rerun optimiser=x",
        "rerun q=1",
        "rerun b1=[1,2,3]",
    ):
        with pytest.raises(DebuggerError):
            obey(host, line)
    assert host.stop.world is before


def test_pairs_are_read():
    assert read_pairs("seeds=200 lr = 0.1,1 W1=[[1, 2], [3, 4]]", "") == {
        "seeds": "200", "lr": "0.1,1", "W1": "[[1, 2], [3, 4]]",
    }  # fmt: skip
    assert read_pairs("", "") == {}
    for text in ("a", "a=", "a=1 a=2", "a=1 b"):
        with pytest.raises(DebuggerError):
            read_pairs(text, "lr=3")


def test_a_plan_is_read_as_it_is_typed_here_and_in_the_shell():
    debugger = Debugger(Recipe("regression").program(), Recipe("regression"))
    for line in ("w=-1:1:5 lr=1", "vary w=-1:1:5 lr=1", "lr=1 vary=w=-1:1:5"):
        plan = plan_asked(debugger.stop, line)
        assert [(each.label, each.count) for each in plan.varied] == [("w", 5)]
        assert plan.rates == (1.0,)
    with pytest.raises(DebuggerError, match="write one of seeds, lr, iterations, optimiser"):
        plan_asked(debugger.stop, "w=3")


def test_a_run_with_other_settings_of_training_is_opened(host):
    stop = obey(host, "rerun optimiser=adamw weight_decay=0.5 schedule=cosine length=9 at=3")
    assert stop.recipe.training == {"weight_decay": 0.5, "schedule": "cosine", "length": 9.0}
    optimiser = stop.program.network.optimiser
    assert (optimiser.kind, optimiser.decay, optimiser.schedule.length) == ("adamw", 0.5, 9.0)
    assert "lr_t" in stop.program.index
