"""Watches in the app: the strip, its rows, the list, and what is plotted."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from engine.debugger.debugger import Debugger
from engine.language.notation import Style
from engine.network.files import load_network
from engine.program.program import derive
from engine.program.recipe import Recipe
from engine.queries.answers import BY_ZERO, UNDECIDED
from tui.commands.script import ScriptError, run_script
from tui.drawing.look import Look
from tui.drawing.watches import Strip, worth_text
from tui.screens.rows import lower_height
from tui.widgets.watches import strip_height

RATIO = "dL/dh0 / dL/dh1"
LONG = "(dL/dw0*dL/dw0 + dL/dw1*dL/dw1 + dL/dw2*dL/dw2 + dL/dw3*dL/dw3)**0.5"
NODES = ["w0", "x", "z0", "h0", "w1", "z1", "w2", "h1", "w3", "z2", "ŷ", "y", "L"]


def lines_of(stop, width, height=9, look=None):
    """The lines of the strip, and the roles of their spans."""
    look = look or Look()
    lines = Strip.fit(stop, look, width, height).lines(stop, look)
    return ["".join(text for text, _ in line) for line in lines], lines


def words_of(driver):
    """The first line of the strip, as words with single blanks between them."""
    return " ".join(driver.panel("#watches")[0].split())


@pytest.fixture
def skip():
    return Debugger(derive(load_network("skip")))


# The strip in the app


async def test_w_asks_for_an_expression_and_the_strip_follows_the_steps(opened):
    async with opened("skip") as driver:
        assert not driver.app.screen.query("#watches")
        await driver.press("w", *RATIO, "enter")
        assert words_of(driver) == "1 ∂L/∂h0 / ∂L/∂h1 = · step before · iteration before ·"
        await driver.enter(":15")
        assert "∂L/∂h1 = 1.5 " in driver.panel("#watches")[0]
        await driver.press("n")
        assert "step before 1.5" in driver.panel("#watches")[0]
        await driver.press("]")
        assert words_of(driver).endswith("= 0.25 step before 0.25 iteration before 1.5")


@pytest.mark.parametrize("texts", [[RATIO], [RATIO, "L"], [RATIO, "dead(h0)", "L"]])
async def test_the_skip_network_is_still_shown_whole(opened, texts):
    async with opened("skip") as driver:
        plain = driver.panel("#graph")
        for text in texts:
            await driver.enter(f":watch {text}")
        assert driver.panel("#graph") == plain
        assert all(any(name in line for line in plain) for name in NODES)
        assert len(driver.panel("#watches")) == len(texts)
        assert len(driver.panel("#card")) >= 7


async def test_without_watches_their_rows_are_given_back(opened):
    async with opened("skip") as driver:
        await driver.enter(":15")
        before = driver.lines[:-1]
        await driver.enter(":watch L")
        await driver.enter(":watch w0")
        await driver.enter(":unwatch 1")
        assert [line.split()[:2] for line in driver.panel("#watches")] == [["2", "w0"]]
        await driver.enter(":unwatch 2")
        assert driver.lines[:-1] == before
        assert "watch 2 is deleted: w0" in driver.lines[-1]


async def test_of_many_watches_the_hidden_ones_are_counted(opened):
    async with opened("skip", size=(60, 16)) as driver:
        for number, text in enumerate(["w0", "w1", "w2", "w3", "L"], 1):
            await driver.enter(f":watch {text}")
            shown = driver.panel("#watches")
            assert len(shown) == min(number, 2)
        assert shown[1].strip() == "4 more: :watches"
        await driver.resize(80, 24)
        await driver.until(lambda: len(driver.panel("#watches")) == 3)
        assert driver.panel("#watches")[2].strip() == "3 more: :watches"
        await driver.resize(100, 40)
        await driver.until(lambda: len(driver.panel("#watches")) == 5)
        assert "L" in driver.panel("#watches")[4]


async def test_a_terminal_that_is_too_small_shows_no_strip(opened):
    async with opened("skip") as driver:
        await driver.enter(":watch w0")
        await driver.resize(50, 12)
        await driver.until(lambda: "needs 60×16" in driver.text)
        assert "w0" not in driver.text


async def test_what_cannot_be_watched_is_refused_in_the_last_line(opened):
    async with opened("skip") as driver:
        for text, said in (("zz9", "nothing is called 'zz9'"), ("w0 @ w1", "@ takes vectors")):
            await driver.enter(f":watch {text}")
            assert said in driver.lines[-1]
            assert not driver.app.screen.query("#watches")


async def test_everything_is_ascii_where_it_has_to_be(opened):
    async with opened("skip", ascii_only=True, size=(60, 16)) as driver:
        await driver.enter(":watch ∂L/∂h0 / dL/dh1")
        await driver.enter(":watch ∂L/∂h0 > 0 or ŷ > 1")
        await driver.enter(":2")
        assert driver.text.isascii()
        assert words_of(driver) == "1 dL/dh0 / dL/dh1 = . step -1 . iter -1 ."


async def test_a_step_repaints_only_what_changed_in_the_strip(opened):
    async with opened("skip") as driver:
        for text in (RATIO, "w0", "w1"):
            await driver.enter(f":watch {text}")
        await driver.enter(":14")
        strip = driver.app.screen.query_one("#watches")
        regions = []
        strip.refresh = lambda *found, **_: regions.extend(found)
        await driver.press("n")
        assert [region.y for region in regions] == [0]
        assert sum(region.width for region in regions) <= 12
        regions.clear()
        await driver.press("n", "n")  # nothing here is about what is watched but the step before
        assert {region.y for region in regions} == {0}


# The list and the chart


async def test_the_list_plots_edits_and_deletes(opened):
    async with opened("skip") as driver:
        await driver.enter(":15")
        await driver.enter(f":watch {RATIO}")
        await driver.enter(":watch dead(h0)")
        await driver.enter(":watches")
        assert "Watches" in driver.lines[0]
        assert "1 ∂L/∂h0 / ∂L/∂h1 = 1.5 " in driver.lines[1]
        await driver.press("j", "d")
        await driver.until(lambda: len(driver.stop.watches) == 1)
        await driver.press("e", *["backspace"] * 2, *"z1", "enter")
        await driver.until(lambda: driver.stop.watches.latest.text == "dL/dh0 / dL/dz1")
        assert driver.stop.watches.latest.number == 1
        await driver.press("enter")
        title = "∂L/∂h0 / ∂L/∂z1 = 1.5 at the end of iteration 0"
        await driver.until(lambda: title in driver.text)
        assert "Watches" not in driver.lines[0]


async def test_plot_takes_an_expression_and_refuses_a_condition(opened):
    async with opened("skip") as driver:
        await driver.enter(f":plot {RATIO}")
        assert "∂L/∂h0 / ∂L/∂h1 = 1.5 at the end of iteration 0" in driver.text
        await driver.enter(":iteration 1")
        assert "∂L/∂h0 / ∂L/∂h1 = 0.25 at the end of iteration 1" in driver.text
        await driver.enter(":plot w0")
        assert "w0 = −0.25 in iteration 1" in driver.text
        await driver.enter(":plot dead(h0)")
        assert "'dead(h0)' is true or false and has no curve" in driver.lines[-1]
        assert "w0 = −0.25 in iteration 1" in driver.text


async def test_without_a_watch_the_list_says_how_to_set_one(opened):
    async with opened("skip") as driver:
        await driver.enter(":watches")
        assert "there is no watch: set one, as in watch dL/dh0 / dL/dh1" in driver.lines[-1]


# Without a terminal


def test_a_script_watches(skip):
    done = list(
        run_script(
            skip, ["last", f"watch {RATIO}", "watches", "rewatch 1 L", "watches"], Style("text")
        )
    )
    assert done[2:] == [
        "  watch 1: dL/dh0 / dL/dh1",
        " 1 dL/dh0 / dL/dh1 = 1.5  step before 1.5  iteration before .",
        "iteration 0, step 21/21, update: w3 = 0",
        "  watch 1: L",
        " 1 L = 3.375  step before 3.375  iteration before .",
    ]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("watch", "watch needs more: write watch EXPRESSION"),
        ("rewatch 1", "rewatch needs an expression too"),
        ("rewatch one L", "'one' is no number"),
        ("rewatch 3 L", "there is no watch 3"),
        ("unwatch 1", "there is no watch 1; there are: none"),
        ("unwatch w0", "'w0' is no number"),
    ],
)
def test_a_script_that_is_wrong_about_watches_ends(skip, line, said):
    with pytest.raises(ScriptError, match=said):
        list(run_script(skip, [line], Style("text")))


# The lines


def test_values_stand_in_columns_and_changed_ones_stand_out(skip):
    for text in (RATIO, "dead(h0)", "w3"):
        skip.watch(text)
    texts, lines = lines_of(skip.goto(21, 1), 80)
    assert texts == [
        " 1 ∂L/∂h0 / ∂L/∂h1 = 0.25      step before 0.25      iteration before 1.5     ",
        " 2 dead(h0)        = true      step before true      iteration before false   ",
        " 3 w3              = 0         step before 0         iteration before 0       ",
    ]
    assert [line[2][1] for line in lines] == ["text", "text", "text"]
    stop = skip.goto(21, 0)  # w3 = 0.5 - 1 * 0.5
    assert [line[2][1] for line in lines_of(stop, 80)[1]] == ["text", "text", "hot"]


@given(
    width=st.integers(60, 200),
    height=st.integers(2, 6),
    texts=st.lists(st.sampled_from([RATIO, LONG, "dead(h0)", "w0", "L/h0"]), unique=True),
    step=st.integers(1, 21),
    ascii_only=st.booleans(),
)
def test_every_line_fits_and_shows_its_value(width, height, texts, step, ascii_only):
    debugger = Debugger(derive(load_network("skip")))
    for text in texts:
        debugger.watch(text)
    stop = debugger.goto(step, 1)
    look = Look(ascii_only)
    lines, _ = lines_of(stop, width, height, look)
    assert len(lines) == min(len(texts), height)
    assert all(cell_len(line.rstrip()) <= width for line in lines)
    shown = len(texts) if len(texts) <= height else height - 1
    known = {"w0": "-0.25" if ascii_only else "−0.25", "dead(h0)": "true"}
    for line, text in zip(lines[:shown], texts, strict=False):
        value = line.split(" = ")[1].split("step")[0].strip()
        if text in known and (text != "dead(h0)" or step >= 2) and (text != "w0" or step < 18):
            assert value == known[text]
        assert value
    assert len({line.index(" = ") for line in lines[:shown]}) <= 1
    if shown < len(texts):
        assert lines[-1] == f" {len(texts) - shown} more: :watches"


def test_a_long_expression_is_shortened_and_its_value_is_not(skip):
    skip.watch(LONG)
    # The gradients of the exercise: 0.75, 0.25, 0.25 and 0.5.
    norm = np.sqrt(0.75**2 + 0.25**2 + 0.25**2 + 0.5**2)
    for width in (60, 80):
        ((line,), _) = lines_of(skip.goto(21), width)
        title, _, rest = line.partition(" = ")
        assert title.rstrip().endswith("…")
        assert float(rest.split()[0]) == pytest.approx(norm, abs=1e-4)
    ((line,), _) = lines_of(skip.goto(21), 160)
    assert "…" not in line


def test_problems_are_said_and_stand_out(skip):
    skip.watch("L / h0")
    skip.watch("h0 * 0 / 0 < 1")
    texts, lines = lines_of(skip.goto(7, 1), 100)
    assert "= division by 0 " in texts[0]
    assert "= undecided: NaN " in texts[1] or "= NaN " in texts[1]
    assert [line[2][1] for line in lines] == ["error", "error"]
    texts, _ = lines_of(skip.stop, 60)
    assert "= x/0 " in texts[0]


@pytest.mark.parametrize(
    ("worth", "width", "text"),
    [
        (None, 6, "·"),
        (0.0625, 4, ".062"),
        (float("nan"), 6, "nan"),
        (float("-inf"), 6, "−inf"),
        (BY_ZERO, 14, "division by 0"),
        (BY_ZERO, 8, "x/0"),
        (UNDECIDED, 14, "undecided: NaN"),
        (UNDECIDED, 13, "NaN"),
        ((True,), 6, "true"),
        ((True, False), 14, "[true, false]"),
        ((True, False), 11, "1 of 2 true"),
        ((True, False), 8, "1/2 true"),
        ((True,) * 10 + (False,) * 90, 6, "10/100"),
        ((True,) * 1000 + (False,) * 9000, 6, "######"),
        (np.array([1.0, 0.5]), 10, "[1, 0.5]"),
        (np.array([1.0, 0.5]), 6, "1 0.5"),
        (np.eye(2), 16, "[[1, 0], [0, 1]]"),
        (np.eye(2), 14, "[2×2] 0…1"),
        (np.eye(2), 6, "[2×2]"),
        (np.zeros((100, 100)), 6, "[100×…"),
    ],
)
def test_a_worth_in_so_many_columns(worth, width, text):
    assert worth_text(worth, Look(), Style(digits=6), width) == text


def test_arrays_have_room_for_their_range():
    debugger = Debugger(Recipe("xor", seed=1).program())
    weights = debugger.stop.program.network.parameters["W1"]
    debugger.watch("W1")
    ((line,), _) = lines_of(debugger.stop, 120)
    shown = line.split(" = ")[1].split("  ")[0]
    least, most = shown.removeprefix("[2×2] ").replace("−", "-").split("…")
    assert float(least) == pytest.approx(weights.min(), rel=0.01)
    assert float(most) == pytest.approx(weights.max(), rel=0.01)


# Sharing the rows


@given(
    height=st.integers(16, 80),
    nodes=st.integers(1, 40),
    has_arrays=st.booleans(),
    watches=st.integers(0, 20),
)
def test_the_strip_takes_its_rows_where_they_are_to_spare(height, nodes, has_arrays, watches):
    rows = strip_height(height, watches)
    lower = lower_height(height, nodes, has_arrays, rows)
    alone = lower_height(height, nodes, has_arrays)
    graph = height - 2 - rows - lower
    assert rows <= watches
    assert lower >= 3  # a frame with a line in it
    assert lower <= alone
    assert graph >= min(12, height - 2 - alone)
    if height == 24:
        assert rows <= 3
