"""Watches in the app: the strip, its rows, the list, and what is plotted."""

import pytest

from engine.language.notation import Style
from tests.tui.widgets.strips import RATIO
from tui.commands.script import ScriptError, run_script

NODES = ["w0", "x", "z0", "h0", "w1", "z1", "w2", "h1", "w3", "z2", "ŷ", "y", "L"]


def words_of(driver):
    """The first line of the strip, as words with single blanks between them."""
    return " ".join(driver.panel("#watches")[0].split())


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
