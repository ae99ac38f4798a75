"""What is to be plotted, read from a line; its values beside plain numpy."""

import json
from itertools import pairwise

import numpy as np
import pytest

from engine.debugger.debugger import Debugger
from engine.debugger.plot import Recorded
from engine.errors import DebuggerError
from engine.language.notation import Style
from engine.program.recipe import Recipe
from engine.sessions.files import write_session
from tests.tui.widgets.charts import Xor
from tui.commands.charts import CHARTS
from tui.commands.plotting import parse_plot, split
from tui.drawing.charted import Charted
from tui.drawing.plotter import Plotter
from tui.terminal import sandbox

STYLE = Style()
LENGTH = 40


@pytest.fixture(scope="module")
def debugger():
    """Seed 1 of xor: branch 0 with a learning rate of 1, and 1 with one of 3 from iteration 10."""
    recipe = Recipe("xor", seed=1).read()
    debugger = Debugger(recipe.program(), recipe)
    debugger.train(LENGTH)
    debugger.goto(1, 10)
    debugger.set_learning_rate(3.0)
    debugger.goto(1, LENGTH)
    debugger.switch(0)
    return debugger


@pytest.fixture(scope="module")
def xor():
    return Xor(1, LENGTH + 1)


def curves(text, debugger):
    """The name of each curve that is drawn, with its values by iteration, once all are found."""
    plot, plotter, stop = parse_plot(text, debugger.stop), Plotter(), debugger.stop
    total = plotter.missing(plot, stop, 200)
    done = list(plotter.work(plot, stop, 200))
    assert done == sorted(done)
    assert max(done, default=0) <= total + LENGTH
    assert plotter.missing(plot, stop, 200) == 0
    chart = plotter.chart(Charted(plot), stop, 200, STYLE)
    return {
        each.name: dict(zip(each.iterations, each.values.values.tolist(), strict=True))
        for each in chart.curves
    }


def test_expressions_are_parted_at_commas_outside_of_brackets():
    assert split("L, W1[0,1], maximum(L, 0.5)") == ["L", "W1[0,1]", "maximum(L, 0.5)"]


def test_several_expressions_have_the_values_of_plain_numpy(debugger, xor):
    found = curves("L, dL/dW1, W1[0,1], prev(L) - L, abs(W1[0,1]) * 2", debugger)
    assert list(found) == ["L", "‖∂L/∂W1‖", "W1[0,1]", "prev(L) − L", "|W1[0,1]| · 2"]
    losses, norms, entries, falls, sizes = found.values()
    for k in range(LENGTH):
        assert losses[k] == pytest.approx(xor.losses[k], rel=1e-9)
        assert norms[k] == pytest.approx(np.linalg.norm(xor.dw1[k]), rel=1e-9)
        assert entries[k] == pytest.approx(xor.w1[k][0, 1], rel=1e-9)
        # an expression is worth at the end of an iteration what parameters are after the update
        assert sizes[k] == pytest.approx(2 * abs(xor.w1[k + 1][0, 1]), rel=1e-9)
        if k:
            assert falls[k] == pytest.approx(xor.losses[k - 1] - xor.losses[k], abs=1e-12)
    assert 0 not in falls


def test_a_probability_is_an_entry_of_an_expression(debugger):
    (values,) = curves("softmax(O)[2,1]", debugger).values()
    for k in (0, 17, LENGTH - 1):
        o = debugger.stop.timeline.anew(k).value(debugger.stop.program.index["O"])
        assert values[k] == pytest.approx(np.exp(o[2, 1]) / np.exp(o[2]).sum(), rel=1e-12)


def test_gradients_and_ratios_have_a_curve_for_each_parameter(debugger, xor):
    assert parse_plot("gradients", debugger.stop).suits_log
    assert list(curves("gradients", debugger)) == ["‖∂L/∂W1‖", "‖∂L/∂b1‖", "‖∂L/∂W2‖", "‖∂L/∂b2‖"]
    found = curves("ratios", debugger)["‖ΔW1‖/‖W1‖"]
    for k in (0, 5, LENGTH - 1):
        moved = np.linalg.norm(xor.w1[k + 1] - xor.w1[k])
        assert found[k] == pytest.approx(moved / np.linalg.norm(xor.w1[k]), rel=1e-9)


def test_branches_are_plotted_over_one_another(debugger, xor):
    found = curves("branches", debugger)
    assert list(found) == ["L @0", "L @1"]
    other = debugger.stop.branches.numbered(1).timeline
    assert [found["L @1"][k] for k in range(LENGTH)] == list(other.losses)
    assert found["L @0"][9] == found["L @1"][9] == pytest.approx(xor.losses[9], rel=1e-9)
    assert found["L @0"][20] != found["L @1"][20]
    assert curves("dL/dW1 @1", debugger)["‖∂L/∂W1‖ @1"][30] == pytest.approx(
        np.linalg.norm(other.anew(30).value(debugger.stop.program.index["dL/dW1"])), rel=1e-12
    )


def test_other_seeds_are_run_as_far_as_one_has_come(debugger):
    found = curves("L seeds 2-3", debugger)
    assert list(found) == ["L seed 2", "L seed 3"]
    for seed, values in zip((2, 3), found.values(), strict=True):
        run = Xor(seed, LENGTH + 1)
        # as far as where one stands: the loss of iteration 40 is known without running it
        assert list(values) == list(range(LENGTH + 1))
        assert list(values.values()) == pytest.approx(run.losses, rel=1e-9)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("L @7", "there is no branch 7; there are 0 to 1"),
        ("L seeds 5-2", "seeds 5-2 go backwards: write seeds 2-5"),
        ("L seeds 1-1000", "1,000 seeds are too many to tell apart: 26 at most"),
        (", ".join(f"L + {k}" for k in range(30)), "30 curves are too many to tell apart"),
        ("L, nobody", "nothing is called 'nobody'"),
        ("softmax(O)[9,9]", "softmax(O) is a 4×2 matrix: it has no entry [9, 9]"),
        (f"L seeds {'9' * 5000}", "not an expression"),
        (f"L @{'9' * 5000}", ""),
        ("L from ~nobody-of-this-name/a.csv", "~nobody-of-this-name/a.csv: cannot be read"),
        ("L from /dev/null", "/dev/null: "),
        ("L from a\x00b", "a"),
        ("L from nowhere.csv", "nowhere.csv: cannot be read: No such file or directory"),
    ],
)
def test_what_makes_no_sense_is_refused_in_a_line(text, said, debugger):
    with pytest.raises(DebuggerError) as caught:
        parse_plot(text, debugger.stop)
    assert str(caught.value).startswith(said)
    assert "\n" not in str(caught.value)


def test_a_network_of_which_nothing_is_drawn_has_no_other_seeds():
    with pytest.raises(DebuggerError, match="nothing in this network is drawn"):
        parse_plot("L seeds 1-2", Debugger(Recipe("skip").program()).stop)


# Files


def write(path, text):
    path.write_text(text, encoding="utf-8")
    return path


def test_the_tables_that_train_writes_are_read(debugger, tmp_path):
    table = write(tmp_path / "a.csv", "iteration,loss\n0,0.7\n10,nan\n20,0.5\n")
    rows = [{"iteration": 0, "loss": 0.7}, {"iteration": 20, "loss": "inf"}]
    train = write(tmp_path / "a.json", json.dumps({"network": "xor", "losses": rows}))
    own, other = parse_plot(f"L, L from {table}", debugger.stop).curves
    assert isinstance(other, Recorded)
    assert not isinstance(own, Recorded)
    assert (other.name, other.label, list(other.iterations)) == ("L", "a.csv", [0, 10, 20])
    np.testing.assert_array_equal(other.values.values, [0.7, np.nan, 0.5])
    (other,) = parse_plot(f"from {train}", debugger.stop).curves
    assert other.values.values.tolist() == [0.7, np.inf]
    rates = write(tmp_path / "b.csv", "step, rate,loss\n1,3,5\n")
    (other,) = parse_plot(f"rate from {rates}", debugger.stop).curves
    assert (other.name, other.values.values.tolist()) == ("rate", [3.0])


def test_a_session_of_another_run_is_followed(debugger, tmp_path):
    recipe = Recipe("xor", seed=5).read()
    other = Debugger(recipe.program(), recipe)
    other.train(12)
    path = write_session(other.stop, tmp_path / "other.json")
    (name, values), *rest = curves(f"dL/dW2 from {path}", debugger).items()
    assert (name, rest) == ("‖∂L/∂W2‖ other.json", [])
    wanted = other.stop.timeline.anew(7).value(other.stop.program.index["dL/dW2"])
    assert values[7] == pytest.approx(np.linalg.norm(wanted), rel=1e-12)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "is no table"),
        ("1,2\n3,4\n", "is no table: its first line is to be as in iteration,loss"),
        ("iteration,loss\n", "holds no iteration"),
        ("iteration,loss\n0,x\n", "line 2: 'x' is no number"),
        ("iteration,loss\n0.5,1\n", "line 2: 0.5 is no iteration, a whole number from 0"),
        ("iteration,loss\n3,1\n2,1\n", "line 3: iteration 2 comes after 3"),
        ("iteration,loss\n3\n", "line 2: has no column 'loss'"),
        ("iteration,los\n3,1\n", "has no column 'loss'; did you mean 'los'?"),
        ("{", "is neither a table nor JSON"),
        ('{"network": 1}', "has no losses, as train --format json writes them"),
        ('{"losses": [1]}', "loss 1: has to have an iteration and a loss"),
        ('{"makabaka-tui session": 1}', ""),
    ],
)
def test_a_bad_file_is_refused_in_a_line_that_names_it(text, said, debugger, tmp_path):
    path = write(tmp_path / "bad.csv", text)
    with pytest.raises(DebuggerError) as caught:
        parse_plot(f"L from {path}", debugger.stop)
    assert str(caught.value).startswith(f"{path}: {said}")
    assert "\n" not in str(caught.value)


def test_a_restricted_process_reads_no_file(debugger, tmp_path, monkeypatch):
    path = write(tmp_path / "a.csv", "iteration,loss\n0,0.7\n")
    monkeypatch.setattr(sandbox, "restricted", True)
    with pytest.raises(DebuggerError, match="not allowed here: it touches files"):
        parse_plot(f"L from {path}", debugger.stop)


# In words


def answer(name, debugger, argument=""):
    command = next(each for each in CHARTS if each.name == name)
    return command.action.answer(debugger.stop, argument, STYLE)


def test_a_plot_is_told_in_words(debugger, xor):
    line, rose = answer("plot", debugger)
    assert line.startswith("Loss L: 0.6931 in iteration 0, ")
    low = min(range(LENGTH + 1), key=xor.losses.__getitem__)
    assert f"lowest {xor.losses[low]:.4g} in iteration {low}" in line
    count = sum(after > before * (1 + 1e-12) for before, after in pairwise(xor.losses))
    assert rose.startswith(f"The loss rose in {count or 'none'} of {LENGTH} iterations")


def test_rises_are_listed_with_where_they_lead(debugger):
    debugger.switch(1)
    try:
        choices = next(each for each in CHARTS if each.name == "rises").action.choices(
            debugger.stop, "", STYLE
        )
        losses = [*debugger.stop.timeline.losses, debugger.stop.timeline.run(LENGTH).loss]
        wanted = [k for k in range(1, len(losses)) if losses[k] > losses[k - 1]]
        assert [row.actions["enter"].line for row in choices.rows] == [
            f"iteration {k}" for k in wanted
        ]
        assert f"{len(wanted)} of {len(losses) - 1}, most" in choices.title
        assert f"rose in {len(wanted)} of {len(losses) - 1} iterations" in choices.summary
        events = next(each for each in CHARTS if each.name == "events").action.choices(
            debugger.stop, "", STYLE
        )
        places = [int(row.actions["enter"].line.split()[1]) for row in events.rows]
        assert places == sorted(places)
        assert len(events.rows) >= len(wanted) + 1
        assert any("lr" in row.text for row in events.rows)
    finally:
        debugger.switch(0)
