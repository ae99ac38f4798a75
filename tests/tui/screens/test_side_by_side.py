"""Two branches side by side."""

import pytest

from engine.debugger.comparison import compare
from engine.debugger.debugger import Debugger
from engine.program.recipe import Recipe
from tests.tui.screens.comparing import SIZES, Skip, comparison, do, row
from tui.cli import main as cli
from tui.drawing.comparison import ComparisonTable
from tui.drawing.look import Look


def pairs(driver, node):
    """What stands under the four headings in the row of a node, without signs."""
    heading = comparison(driver)[2]
    line, names = row(comparison(driver)[3:-1], node), ["value in", "L/"]
    starts = [at for name in names for at in found(heading, name)]
    starts = [at if heading[at] == "v" else at - 1 for at in starts]
    ends = [*starts[1:], len(line)]
    return [line[start:end].rstrip("≠!│| ") for start, end in zip(starts, ends, strict=True)]


def found(line, text):
    """Where a text stands in a line, each time."""
    return [at for at in range(len(line)) if line.startswith(text, at)]


async def test_two_branches_stand_side_by_side(opened):
    async with opened(size=(80, 50)) as driver:
        await driver.press(*":15", "enter", *":set w3 = 0", "enter", *":compare", "enter")
        lines = comparison(driver)
        assert "Branches 0 and 1 side by side" in lines[0]
        assert "0 as it was opened" in lines[1]
        assert "▶1 w3 = 0 from iteration 0 on" in lines[1]
        assert pairs(driver, "▶h0".strip("▶")) == ["0.5", "0.5", "0.75", "0.25"]
        assert pairs(driver, "w3") == ["0.5", "0", "0.5", "0.5"]
        assert pairs(driver, "L") == ["3.375", "3.125", "", ""]
        assert pairs(driver, "x") == ["1", "1", "", ""]
        unlike = {line.strip("│▶ ").split()[0] for line in lines if "≠" in line}
        assert unlike == {"h0", "w3", "z2", "ŷ", "L"}
        assert "5 values and gradients differ; Esc closes" in lines[-1]
        await driver.press("escape")
        assert "side by side" not in driver.text


async def test_stepping_moves_both_branches(opened):
    async with opened(size=(80, 50)) as driver:
        await driver.press(*":15", "enter", *":set w3 = 0", "enter", *":compare", "enter")
        for key, updates in (("]", 1), ("]", 2), ("[", 1)):
            await driver.press(key)
            both = [format(Skip(updates, w3).dh0, "g").replace("-", "−") for w3 in (0.5, 0.0)]
            assert pairs(driver, "h0")[2:] == both
        await driver.press("N")
        assert pairs(driver, "h0")[2:] == ["·", "·"]
        await driver.press("n")
        assert pairs(driver, "h0")[2:] == both


async def test_going_over_keeps_both_side_by_side(opened):
    async with opened() as driver:
        await driver.press(*":15", "enter", *":set w3 = 0", "enter", *":compare", "enter")
        await driver.enter(":branch 0")
        assert "▶0 as it was opened" in comparison(driver)[1]
        assert " 1 w3 = 0" in comparison(driver)[1]
        assert pairs(driver, "h0")[2:] == ["0.75", "0.25"]


async def test_after_the_change_is_undone_there_is_nothing_to_compare(opened):
    async with opened() as driver:
        await driver.press(*":15", "enter", *":set w3 = 0", "enter", *":compare", "enter", "u")
        assert "there is one branch only" in comparison(driver)[1]
        await driver.press("U")
        assert pairs(driver, "h0")[2:] == ["0.75", "0.25"]


@pytest.mark.parametrize("size", SIZES)
async def test_a_branch_that_has_not_been_run_so_far_says_how_to_go_on(opened, size):
    async with opened(size=size) as driver:
        await driver.press(*":set w3 = 0", "enter", *":branch 0", "enter")
        await driver.train(":train 100")
        await driver.enter(":compare 1")
        words = " ".join(" ".join(comparison(driver)).replace("│", " ").split())
        assert "branch 1 has been run up to iteration 0 only" in words
        assert "train runs it on" in words


async def test_the_current_branch_cannot_be_put_beside_itself(opened):
    async with opened() as driver:
        await driver.press(*":set w3 = 0", "enter", *":compare 1", "enter")
        assert "name another" in driver.lines[-1]


async def test_of_the_nodes_as_many_are_shown_as_there_is_room_for(opened):
    async with opened(size=(60, 16)) as driver:
        await driver.press(*":set w3 = 0", "enter", *":compare", "enter")
        assert "4 of 13 nodes" in comparison(driver)[0]
        await driver.press(*":select L", "enter")
        assert row(comparison(driver)[3:-1], "L")


async def test_arrays_are_told_by_the_ends_of_their_range(opened):
    async with opened("xor", seed=8) as driver:
        await driver.press(*":set W1 = [[-1.25, 2], [3, 4.125]]", "enter", *":compare", "enter")
        assert pairs(driver, "W1")[1] == "−1.25…4.125"
        assert "≠" in row(comparison(driver)[3:], "W1")
        assert pairs(driver, "X")[:2] == ["[4×2] 0…1", "[4×2] 0…1"]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("ascii_only", [False, True])
@pytest.mark.parametrize("network", ["skip", "xor"])
async def test_the_comparison_fits_and_its_columns_stand_under_their_headings(
    opened, size, ascii_only, network
):
    async with opened(network, size=size, ascii_only=ascii_only) as driver:
        name = "w3" if network == "skip" else "W1"
        await driver.press(*f":set {name} = 0.12345678", "enter", *":compare", "enter")
        for key in "n]fG":
            await driver.press(key)
            assert {len(line) for line in driver.lines} == {size[0]}
            assert driver.text.isascii() == ascii_only
            loss = row(comparison(driver)[3:-1], driver.stop.node)
            assert loss[1] == ("▶" if not ascii_only else ">")
            for node in driver.stop.program.reading_order:
                shown = Look(ascii_only).name(node, driver.stop.program)
                if any(line.strip("│|▶> ").startswith(f"{shown} ") for line in comparison(driver)):
                    cells = pairs(driver, shown)
                    assert all(cell == cell.strip() for cell in cells)
                    assert all(cells[:2])


@pytest.mark.parametrize("ascii_only", [False, True])
def test_what_differs_stands_out_in_colour_and_by_a_sign(debugger, ascii_only):
    stop = do(debugger, "set w3 = 0", "goto 15")
    found = compare(stop, 0)
    table = ComparisonTable(found, stop, Look(ascii_only), 78)
    for each in found.rows:
        line = table.row(each)
        differs = each.node in ("h0", "w3", "z2", "yhat", "L")
        assert any(role == "hot" for _, role in line) == differs
        assert any(text.startswith("!" if ascii_only else "≠") for text, _ in line) == differs


@pytest.mark.parametrize("width", [58, 78, 158])
def test_a_long_change_leaves_room_for_the_title_of_the_other_branch(width):
    debugger = Debugger(Recipe("xor").program())
    stop = do(debugger, "set W1 = [[-1.5, 2.25], [3, -4.125]]", "set W2 = [[1, 2], [3, 4]]")
    for number, titles in ((0, ["0 as it was opened", "2 W2 = [[1"]), (1, ["1 W1 = [[-1", "2 W2"])):
        table = ComparisonTable(compare(stop, number), stop, Look(), width)
        line = "".join(text for text, _ in table.titles()[0])
        assert len(line) <= width
        assert all(title in line for title in titles)


def test_branches_are_compared_without_a_terminal(capsys):
    lines = ["set w3 = 0", "goto 15", "compare"]
    assert cli.main(["run", "skip", *(part for line in lines for part in ("-e", line))]) == 0
    out = capsys.readouterr().out.splitlines()
    assert out[3:6] == [
        "branch 0: as it was opened",
        "branch 1: w3 = 0 from iteration 0 on",
        "node  value in 0  value in 1  ∂L/∂ in 0  ∂L/∂ in 1",
    ]
    assert row(out[6:], "h0").split() == ["h0", "0.5", "0.5", "0.75", "0.25", "≠"]
    assert out[-1] == "5 values and gradients differ"


def test_arrays_compared_without_a_terminal_keep_the_table_narrow(capsys):
    lines = ["set W1[0,1] = 0", "last", "compare"]
    assert cli.main(["run", "xor", *(part for line in lines for part in ("-e", line))]) == 0
    out = capsys.readouterr().out.splitlines()
    table = out[out.index("branch 0: as it was opened") :]
    assert max(map(len, table)) <= 140
    assert row(table[3:], "X").split() == ["X", "[4×2]", "0…1", "[4×2]", "0…1"]
