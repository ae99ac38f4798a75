"""Walking in the tree of why a value is what it is, in the model and in the app."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.debugger.debugger import Debugger
from engine.language.notation import Style
from engine.program.program import derive
from engine.program.recipe import Recipe
from engine.why.quantity import ask
from engine.why.tree import WhyBranch
from tui.drawing.why_rows import MAX_OPENED, grow


def tree_of(recipe, text, iteration=0):
    program = recipe.program()
    stop = Debugger(program).goto(len(program.equations), iteration)
    style = Style(names=program.network.names, shapes=program.shapes, digits=6)
    return grow(WhyBranch(ask(text, stop.state, stop.timeline), iteration, style))


@pytest.fixture(scope="module")
def dead():
    """The tree of the gradient of w3, which is 0 as ReLU 0 is dead."""
    return tree_of(Recipe("skip"), "dL/dw3", 1)


def names_of(tree):
    """The names in the rows, each as far to the right as it is deep."""
    return [
        "  " * len(row.path) + (row.left_out or row.branch.name) for row in tree.rows
    ]  # fmt: skip


def walk(tree, *keys):
    for key in keys:
        tree = tree.obey(key, 3)
    return tree


# The model


def test_the_chain_of_causes_is_open_at_the_start(dead):
    assert names_of(dead) == [
        "∂L/∂w3", "  ∂L/∂z2", "  h0", "    z0", "      w0", "      x",
    ]  # fmt: skip
    assert dead.branch.name == "∂L/∂w3"


def test_a_parameter_opens_into_the_update_before(dead):
    tree = walk(dead, *["down"] * 4, "right")
    assert names_of(tree)[4:] == [
        "      w0",
        "        w0",
        "        lr",
        "        ∂L/∂w0",
        "      x",
    ]
    assert walk(tree, "right").branch.value == 0.5
    assert walk(tree, "right", "right") == walk(tree, "right")


@pytest.mark.parametrize("key", ["right", "l", "enter", "space"])
def test_these_keys_open_a_branch(dead, key):
    assert len(walk(dead, "down", key).rows) > len(dead.rows)


@pytest.mark.parametrize("key", ["left", "h", "enter", "space"])
def test_these_keys_close_a_branch(dead, key):
    assert names_of(walk(dead, "j", "j", key)) == ["∂L/∂w3", "  ∂L/∂z2", "  h0"]


def test_left_on_a_closed_branch_goes_to_the_one_above(dead):
    tree = walk(dead, "end")
    assert tree.branch.name == "x"
    assert walk(tree, "left").branch.name == "z0"
    assert names_of(walk(tree, *["left"] * 4)) == ["∂L/∂w3", "  ∂L/∂z2", "  h0"]
    assert names_of(walk(tree, *["left"] * 6)) == ["∂L/∂w3"]
    assert walk(tree, *["left"] * 9).branch.name == "∂L/∂w3"


def test_the_cursor_stays_among_the_rows(dead):
    assert walk(dead, "up").here == 0
    assert walk(dead, *["down"] * 20).here == 5
    assert walk(dead, "pagedown").here == 3
    assert walk(dead, "end", "pageup").here == 2
    assert walk(dead, "end", "home").here == 0
    assert walk(dead, "x", "f1") == dead


def test_a_long_chain_is_open_as_far_as_can_be_read():
    tree = tree_of(Recipe("deep", {"depth": 60.0, "w0": -1.0}), "yhat")
    assert max(len(row.path) for row in tree.rows) == MAX_OPENED + 1


def test_the_cursor_passes_over_the_line_that_counts_what_is_left_out(network_of):
    names = [f"w{i}" for i in range(60)]
    values = "\n".join(f"{name} = 1" for name in names)
    text = f'title = "Sum"\nloss = "L"\nequations = "L = {" + ".join(names)}"\n'
    stop = Debugger(derive(network_of(f"{text}[parameters]\n{values}"))).goto(1)
    root = WhyBranch(ask("L", stop.state, stop.timeline), 0, Style())
    tree = grow(root)
    assert tree.rows[-1].left_out == "and 40 more"
    assert walk(tree, "end").branch.name == "w19"
    assert walk(tree, "end", "down").branch.name == "w19"
    assert walk(tree, "end", "up").branch.name == "w18"


KEYS = st.sampled_from(["up", "down", "left", "right", "enter", "pageup", "pagedown", "end"])


@given(st.lists(KEYS, max_size=40))
def test_the_cursor_is_on_a_row_whatever_is_pressed(dead, keys):
    tree = walk(dead, *keys)
    assert tree.rows[tree.here].path == tree.cursor
    paths = [row.path for row in tree.rows]
    assert len(set(paths)) == len(paths)
    assert all(path[:-1] in tree.opened for path in paths if path)


# The app


async def test_the_answer_and_the_chain_are_seen_at_once(opened):
    async with opened() as driver:
        await driver.enter(":goto 11 1")
        await driver.enter(":why dL/dw3")
        assert "ReLU 0 is dead since iteration 1" in driver.text
        assert "∂L/∂w3 = 0" in driver.text
        assert "▾ h0 = 0 ✗" in driver.text
        assert "▸ w0 = −0.25  updated in iteration 0" in driver.text
        assert "Step 11 of iteration 1: ∂L/∂w3 = ∂L/∂z2 · h0 = 1 · 0 = 0" in driver.text


async def test_the_tree_is_walked_back_in_time_and_left_at_the_step(opened):
    async with opened() as driver:
        await driver.enter(":goto 11 1")
        await driver.press("y", *["j"] * 4, "right")
        assert "∂L/∂w0 = 0.75  in iteration 0" in driver.text
        assert "Step 18 of iteration 0: w0 = w0 − lr · ∂L/∂w0" in driver.text
        await driver.press("j", "j", "j", "g")
        assert driver.place == (0, 17)
        assert "Why" not in driver.text


async def test_g_on_what_no_step_has_computed_stays(opened):
    async with opened() as driver:
        await driver.enter(":goto 11 1")
        await driver.press("y", "end")
        assert "▶" in next(line for line in driver.lines if " x = 1 " in line)
        await driver.press("g")
        assert "Why" in driver.text
        assert driver.place == (1, 11)


@pytest.mark.parametrize("key", ["escape", "q"])
async def test_the_tree_is_closed(opened, key):
    async with opened() as driver:
        await driver.enter(":15")
        await driver.press("y")
        assert "Why ∂L/∂h0" in driver.text
        await driver.press(key)
        assert "Why" not in driver.text
        await driver.press("n")
        assert driver.place == (0, 16)


async def test_keys_typed_ahead_walk_in_the_tree(opened):
    async with opened() as driver:
        driver.send(*":goto 11 1", "enter", "y", "j", "right", "q", "n")
        await driver.pause()
        assert driver.place == (1, 12)


async def test_what_is_given_is_said_in_a_panel_as_all_else(opened):
    async with opened() as driver:
        await driver.enter(":why x")
        assert "Why x" in driver.text
        assert "x = 1: it is given." in driver.text
        await driver.press("q")
        await driver.enter(":why dL/dx")
        assert "no equation needs the gradient" in driver.text
        await driver.press("q")
        await driver.enter(":why dL/dx9")
        assert "nothing is called" in driver.lines[-1]


async def test_what_is_not_computed_yet_is_said_first(opened):
    async with opened() as driver:
        await driver.enter(":why dL/dw3")
        assert "∂L/∂w3 is not computed yet: step 11 does it. Then:" in driver.text


async def test_a_click_opens_and_closes_a_branch(opened):
    async with opened() as driver:
        await driver.enter(":goto 11 1")
        await driver.press("y")
        await driver.click("WhyTreeView", "z2 = 1")
        await driver.pause()
        assert "▾ ∂L/∂z2 = 1" in driver.text
        await driver.click("WhyTreeView", "z2 = 1")
        await driver.pause()
        assert "▸ ∂L/∂z2 = 1" in driver.text


@pytest.mark.parametrize("size", [(60, 16), (80, 24), (160, 50)])
@pytest.mark.parametrize("ascii_only", [False, True])
async def test_a_deep_walk_is_seen_on_every_screen(opened, size, ascii_only):
    async with opened("deep", size, ascii_only) as driver:
        await driver.press("G", *"]]]")
        await driver.enter(":why w0")
        for _ in range(12):
            await driver.press("right", "down")
            here = [line for line in driver.lines if line[2:3] in ("▶", ">")]
            assert len(here) == 1
            assert here[0].strip("│| ▶>")
        if ascii_only:
            assert driver.text.isascii()
