"""What if: values set by hand, parameters frozen, branches, and how that is taken back."""

import pytest

from engine.debugger.comparison import compare
from engine.debugger.debugger import Debugger
from engine.language.notation import Style
from engine.program.recipe import Recipe
from tui.cli import main as cli
from tui.commands.headless import Headless
from tui.commands.line import parse_line
from tui.commands.lists import choose_branch
from tui.commands.perform import perform
from tui.drawing.comparison import ComparisonTable
from tui.drawing.look import Look
from tui.widgets.chart import Chart
from tui.widgets.step_card import StepCard

SIZES = [(60, 16), (80, 24), (160, 50)]


class Skip:
    """The skip network by hand: L = |y - z2|, z2 = w2 h1 + w3 h0, h1 = ReLU(w1 h0).

    At the kink its ReLUs pass the gradient on.
    """

    def __init__(self, updates=0, w3=0.5, rate=1.0):
        x, y, w0, w1, w2 = 1.0, -3.0, 0.5, 0.5, 0.5
        for update in range(updates + 1):
            z0 = w0 * x
            h0 = max(z0, 0.0)
            z1 = w1 * h0
            h1 = max(z1, 0.0)
            z2 = w2 * h1 + w3 * h0
            self.loss = abs(y - z2)
            dz2 = 1.0 if z2 > y else -1.0
            dz1 = dz2 * w2 * (z1 >= 0)
            self.dh0 = dz2 * w3 + dz1 * w1
            self.w0, self.w3 = w0, w3
            if update < updates:
                w0 -= rate * self.dh0 * (z0 >= 0) * x
                w1, w2 = w1 - rate * dz1 * h0, w2 - rate * dz2 * h1
                w3 -= rate * dz2 * h0


def row(lines, node):
    """The line of a table that begins with a node."""
    return next(line for line in lines if line.strip("│|▶> ").split()[0] == node)


def comparison(driver):
    return driver.panel("#comparison")


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


# Values set by hand


async def test_e_opens_the_line_with_the_selected_node(opened):
    async with opened() as driver:
        await driver.press(*":select w3", "enter", "e")
        assert driver.lines[-1].startswith(" :set w3 = ")
        assert "what if" in driver.lines[-1]
        await driver.press("0", "enter")
        assert driver.stop.state.value("w3") == 0.0
        assert "branch 1: w3 = 0 from iteration 0 on" in driver.lines[-1]


async def test_e_in_the_inspector_opens_the_line_with_the_entry(opened):
    async with opened("xor", seed=8) as driver:
        await driver.press(*":select W1", "enter", "enter", "right", "e")
        assert driver.lines[-1].startswith(" :set W1[0,1] = ")
        await driver.press("0", "enter")
        assert driver.stop.state.value("W1")[0, 1] == 0.0
        assert driver.stop.state.value("W1")[0, 0] != 0.0


async def test_a_weight_of_0_cuts_the_skip_connection(opened):
    """By hand: over z2 comes 1·0, over z1 0.5·0.5, and ŷ is 0.5·0.25."""
    async with opened() as driver:
        await driver.enter(":goto 15")
        assert "= 0.5 + 0.25 = 0.75" in driver.text
        await driver.enter(":set w3 = 0")
        assert driver.place == (0, 15)
        assert "= 0 + 0.25 = 0.25" in "\n".join(driver.panel(StepCard))
        assert "L 3.125" in driver.lines[0]
        assert driver.lines[0].rstrip().endswith("branch 1")
        assert "│≔0   " in "\n".join(driver.panel("#graph"))
        await driver.press(*":select w3", "enter")
        assert " ≔0 " in row(driver.panel("#values"), "w3")
        assert "≔" not in row(driver.panel("#values"), "w2")


async def test_in_ascii_the_mark_is_an_equals_sign(opened):
    async with opened(ascii_only=True) as driver:
        await driver.enter(":set w3 = 0")
        assert "|=0   " in "\n".join(driver.panel("#graph"))
        await driver.press(*":select w3", "enter")
        assert " =0 " in row(driver.panel("#values"), "w3")


async def test_a_node_set_amid_the_pass_says_so_on_its_card(opened):
    """By hand with h0 = 1: z1 = 0.5, h1 = 0.5, ŷ = 0.5·0.5 + 0.5·1 = 0.75."""
    async with opened() as driver:
        await driver.enter(":goto 7")
        await driver.enter(":set h0 = 1")
        assert "L 3.75" in driver.lines[0]
        await driver.enter(":goto 2")
        card = " ".join("".join(driver.panel(StepCard)).split("│"))
        assert "h0 = 1" in card
        assert "set by hand" in card
        assert "0.5" in card  # what ReLU(z0) gives
        await driver.press("]")
        assert "set by hand" not in driver.text
        assert driver.stop.state.value("h0") == max(0.5 - 0.75, 0.0)


async def test_an_array_is_set_whole_by_entry_or_filled(opened):
    async with opened("xor", seed=8) as driver:
        before = driver.stop.state.value("W1")
        await driver.enter(":set W1 = [[1, 2], [3, 4]]")
        assert driver.stop.state.value("W1").tolist() == [[1, 2], [3, 4]]
        await driver.enter(":set W1[0,1] = 0")
        assert driver.stop.state.value("W1").tolist() == [[1, 0], [3, 4]]
        await driver.enter(":set W1 = 7")
        assert driver.stop.state.value("W1").tolist() == [[7, 7], [7, 7]]
        await driver.press(*"3u")
        assert (driver.stop.state.value("W1") == before).all()


MISTAKES = [
    ("skip", "set", "set SYMBOL = EXPRESSION"),
    ("skip", "set w3", "as in set w3 = 0"),
    ("skip", "set w3 =", "as in set w3 = 0"),
    ("skip", "set = 3", "as in set w3 = 0"),
    ("skip", "set w4 = 0", "did you mean"),
    ("skip", "set w3 = w9", "did you mean"),
    ("skip", "set w3 = nan", "finite"),
    ("skip", "set w3 = inf", "finite"),
    ("skip", "set w3 = 1/0", "finite"),
    ("skip", "set w3 = [1, 2]", "does not fit"),
    ("skip", "set w3[0] = 1", "no entry [0]"),
    ("skip", "set w3 = L", "L is not computed yet: step 7"),
    ("skip", "set w3 = 2 +", "not an expression"),
    ("skip", "freeze w9", "did you mean"),
    ("skip", "freeze h0", "h0 is no parameter"),
    ("skip", "unfreeze w0", "w0 is not frozen"),
    ("skip", "branch 1", "there is no branch 1"),
    ("skip", "branch x", "'x' is no branch"),
    ("skip", "branch", "branch BRANCH"),
    ("skip", "compare", "one branch only"),
    ("skip", "undo", "nothing is left to undo"),
    ("skip", "redo", "nothing is left to redo"),
    ("skip", "revisit 3", "nothing has been stopped at yet"),
    ("xor", "set W1 = [1, 2]", "does not fit"),
    ("xor", "set W1 = [[1, 2], [3]]", "different lengths"),
    ("xor", "set W1 = [[1, 2], [3, nan]]", "finite"),
    ("xor", "set W1[0,2] = 1", "no entry [0, 2]"),
    ("xor", "set W1[0] = 1", "no entry [0]"),
    ("xor", "set W1[0,0] = [1, 2]", "single number"),
    ("xor", "set H[0,0] = 1", "H is not computed yet"),
]


@pytest.mark.parametrize(("network", "line", "words"), MISTAKES)
async def test_a_mistake_is_told_in_a_line_and_changes_nothing(opened, network, line, words):
    async with opened(network) as driver:
        before, stop = driver.lines, driver.stop
        await driver.enter(f":{line}")
        assert words in driver.lines[-1]
        assert driver.lines[:-1] == before[:-1]
        assert len(driver.stop.branches) == 1
        assert not list(driver.stop.visits)
        assert driver.stop.state.same_as(stop.state)


async def test_keys_typed_ahead_are_obeyed_in_order(opened):
    async with opened() as driver:
        driver.send(*":15", "enter", "e", "1", "enter", *"uU", *":set w3 = 0", "enter", "n", "N")
        await driver.until(lambda: len(driver.stop.branches) == 3)
        assert driver.place == (0, 15)
        assert (driver.stop.state.value("h0"), driver.stop.state.value("w3")) == (1.0, 0.0)


# Frozen parameters


@pytest.mark.parametrize(("ascii_only", "mark"), [(False, "≡"), (True, "#")])
async def test_a_frozen_parameter_is_marked_and_its_update_says_so(opened, ascii_only, mark):
    async with opened(ascii_only=ascii_only) as driver:
        await driver.enter(":freeze w0")
        assert f"{mark}0.5" in "\n".join(driver.panel("#graph"))
        assert f" {mark}0.5 " in row(driver.panel("#values"), "w0")
        await driver.enter(":18")
        assert "w0 is frozen: the update leaves it as it is." in driver.words
        await driver.press("]")
        assert driver.stop.state.value("w0") == 0.5
        assert driver.stop.state.value("w3") == Skip(1).w3
        await driver.enter(":unfreeze w0")
        assert mark in driver.text  # this update is over
        await driver.press("]")
        assert mark not in "\n".join(driver.panel("#graph"))
        assert driver.stop.state.value("w0") != 0.5


async def test_without_a_name_the_selected_parameter_is_frozen(opened):
    async with opened() as driver:
        await driver.press(*":select w3", "enter", *":freeze", "enter")
        assert "freeze w3" in driver.lines[-1]
        await driver.press("]")
        assert driver.stop.state.value("w3") == 0.5


# Taking back


async def test_changes_are_taken_back_and_made_again(opened):
    async with opened() as driver:
        await driver.enter(":15")
        for line in (":set w3 = 0", ":lr 0.25", ":set w3 = 2"):
            await driver.enter(line)
        assert "branch 3" in driver.lines[0]
        await driver.press("u")
        assert "undone: w3 = 2" in driver.lines[-1]
        assert "branch 2" in driver.lines[0]
        await driver.press("u", "u")
        assert "branch" not in driver.lines[0]
        assert (driver.stop.state.value("w3"), driver.stop.state.gradient("h0")) == (0.5, 0.75)
        await driver.press(*"2U")
        assert "branch 2" in driver.lines[0]
        assert "lr 0.25" in driver.lines[0]
        assert driver.stop.state.value("w3") == 0.0
        await driver.press("U")
        assert driver.stop.state.value("w3") == 2.0
        assert driver.place == (0, 15)


async def test_a_burst_of_undo_and_redo_ends_where_it_began(opened):
    async with opened() as driver:
        for value in range(5):
            await driver.enter(f":set w3 = {value}")
        driver.send(*"uuuUU", *"9u", *"9U", "u", "U")
        await driver.until(lambda: "done again" in driver.lines[-1])
        assert driver.stop.state.value("w3") == 4.0
        assert len(driver.stop.branches) == 6


async def test_a_new_change_leaves_nothing_to_make_again(opened):
    async with opened() as driver:
        await driver.press(*":set w3 = 0", "enter", "u", *":set w3 = 1", "enter", "U")
        assert "nothing is left to redo" in driver.lines[-1]
        assert driver.stop.state.value("w3") == 1.0


async def test_a_convention_is_taken_back(opened, network_of):
    """With z = 0 the gradient is the convention itself: the loss is ReLU(w)."""
    network = network_of(
        "loss = 'L'\nequations = 'L = relu(w)'\nparameters = { w = 0 }\n"
        "training = { learning_rate = 1 }\n"
    )
    async with opened(network) as driver:
        await driver.press("n", "n")
        assert driver.stop.state.gradient("w") == 0.0
        await driver.enter(":convention relu_at_zero 1")
        assert driver.stop.state.gradient("w") == 1.0
        await driver.press("u")
        assert driver.stop.state.gradient("w") == 0.0
        assert "relu_at_zero" in driver.lines[-1]
        await driver.press("U")
        assert driver.stop.state.gradient("w") == 1.0


async def test_a_seed_is_taken_back_with_all_that_was_run(opened):
    async with opened("xor", seed=3) as driver:
        await driver.train(":train 30")
        losses, stop = list(driver.stop.timeline.losses), driver.stop
        await driver.enter(":seed 8")
        assert "seed 8" in driver.lines[0]
        await driver.press("u")
        assert "seed 3" in driver.lines[0]
        assert "undone: seed 8" in driver.lines[-1]
        assert list(driver.stop.timeline.losses) == losses
        await driver.enter(":it 30")
        assert driver.stop.state.value("W1").tolist() == stop.state.value("W1").tolist()


# Branches


@pytest.fixture
def debugger():
    return Debugger(Recipe("skip").program())


def do(debugger, *lines):
    for line in lines:
        perform(*parse_line(line), Headless(debugger, Style()))
    return debugger.stop


def test_the_list_of_branches_is_a_tree_in_which_the_current_one_is_marked(debugger):
    stop = do(debugger, "set w3 = 0", "set w2 = 0", "branch 0", "lr 0.5", "branch 1")
    choices = choose_branch(stop, "", Look().style(stop.program))
    assert choices.lines == [
        "  0  as it was opened",
        "*   1  w3 = 0 from iteration 0 on",
        "      2  w2 = 0 from iteration 0 on",
        "    3  lr = 0.5 from iteration 0 on",
    ]
    assert choices.start == 1
    assert "* current" in choices.hint


def test_the_list_of_the_only_branch_says_how_to_make_another(debugger):
    choices = choose_branch(debugger.stop, "", Look().style(debugger.stop.program))
    assert choices.lines == ["* 0  as it was opened"]
    assert "set w3 = 0" in choices.hint


async def test_in_the_list_enter_goes_over_and_c_compares(opened):
    async with opened() as driver:
        await driver.press(*":15", "enter", *":set w3 = 0", "enter", *":branches", "enter")
        assert "Enter goes over, c compares" in driver.text
        await driver.press("up", "enter")
        assert "branch 0" in driver.lines[0]
        assert driver.stop.state.gradient("h0") == 0.75
        assert "Branches" not in driver.text
        await driver.press(*":branches", "enter", "down", "c")
        assert "Branches 0 and 1 side by side" in comparison(driver)[0]
        assert "branch 0" in driver.lines[0]


async def test_a_branch_is_gone_over_to_at_the_same_step(opened):
    async with opened() as driver:
        await driver.press(*":15", "enter", *":set w3 = 0", "enter", "]", *":branch 0", "enter")
        assert driver.place == (1, 15)
        assert "branch 0: as it was opened" in driver.lines[-1]
        assert driver.stop.state.gradient("h0") == Skip(1).dh0
        await driver.enter(":branch 1")
        assert driver.stop.state.gradient("h0") == Skip(1, w3=0.0).dh0


async def test_a_branch_that_ends_earlier_is_gone_over_to_at_its_end(opened):
    async with opened() as driver:
        await driver.enter(":set w3 = 0")
        await driver.enter(":branch 0")
        await driver.train(":train 100")
        await driver.enter(":branch 1")
        assert driver.place == (0, 1)
        assert "it has been run up to iteration 0 only" in driver.lines[-1]


async def test_a_mark_in_another_branch_leads_there(opened):
    async with opened() as driver:
        await driver.press(*":15", "enter", *":set w3 = 0", "enter", *":mark cut", "enter")
        await driver.press(*":branch 0", "enter", "]")
        await driver.enter(":marks")
        assert "iteration 0, step 15, branch 1" in driver.text
        await driver.press("enter")
        assert driver.place == (0, 15)
        assert "branch 1" in driver.lines[0]
        assert driver.stop.state.gradient("h0") == 0.25


async def test_a_place_in_another_branch_does_not_make_this_one_run_there(opened):
    async with opened() as driver:
        await driver.train(":train 100")
        await driver.press(*":mark far", "enter", "R", *":set w3 = 0", "enter")
        assert driver.stop.timeline.length == 0
        await driver.enter(":jump far")
        assert driver.place == (100, 1)
        assert [each.timeline.length for each in driver.stop.branches] == [100, 0]


async def test_the_history_lists_jumps_and_leads_back_into_other_branches(opened):
    async with opened() as driver:
        await driver.press(*":15", "enter", *":set w3 = 0", "enter", "]", *":branch 0", "enter")
        await driver.enter(":history")
        listed = [line for line in driver.lines if "iteration" in line]
        assert "iteration 0, step 15: ∂L/∂h0" in listed[0]
        assert "branch 1" in listed[1]
        assert "w3 = 0" in listed[1]
        assert "iteration 1, step 15, branch 1" in listed[2]
        assert "iteration 1, step 15: ∂L/∂h0" in listed[3]
        await driver.press("up", "up", "enter")
        assert driver.place == (0, 15)
        assert "branch 1" in driver.lines[0]
        assert driver.stop.state.gradient("h0") == 0.25


async def test_steps_taken_one_by_one_are_not_in_the_history(opened):
    async with opened() as driver:
        await driver.press(*"nnnN")
        await driver.enter(":history")
        assert "steps taken one by one do not count" in driver.lines[-1]


async def test_watches_show_what_they_are_worth_in_the_branch(opened):
    async with opened() as driver:
        await driver.press(*":watch dL/dh0", "enter", *":15", "enter")
        assert "= 0.75" in driver.panel("#watches")[0]
        await driver.enter(":set w3 = 0")
        assert "= 0.25" in driver.panel("#watches")[0]
        await driver.press(*":watches", "enter")
        assert "0.25" in row(driver.lines, "1")
        await driver.press("q", *":branch 0", "enter")
        assert "= 0.75" in driver.panel("#watches")[0]


async def test_the_chart_marks_a_change_and_follows_the_branch(opened):
    async with opened() as driver:
        await driver.train(":train 4")
        await driver.press(*":it 2", "enter", *":set w0 = 1", "enter", *":it 4", "enter", "l")
        picture = driver.panel("#chart")
        assert "≔" in picture[1]
        assert "w0 = 1" in picture[1]
        shown = driver.app.screen.query_one(Chart)
        assert list(shown.picture(driver.stop).values)[:2] == [Skip(0).loss, Skip(1).loss]
        changed = list(shown.picture(driver.stop).values)
        await driver.enter(":branch 0")
        assert "≔" not in driver.panel("#chart")[1]
        kept = list(shown.picture(driver.stop).values)
        assert kept == [Skip(k).loss for k in range(len(kept))]
        assert changed[:2] == kept[:2]
        assert changed[2] != kept[2]


async def test_where_the_chart_is_crowded_its_foot_tells_the_change(opened):
    async with opened("xor", seed=8) as driver:
        await driver.train(":train 60")
        await driver.press(*":it 20", "enter", *":set W1 = 1", "enter")
        await driver.train(":train 30")
        await driver.press("l")
        assert "≔" in driver.panel("#chart")[1]
        await driver.enter(":it 20")
        assert "W1 = 1" in driver.panel("#chart")[-1]


# Side by side


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


# The rest of the screen


@pytest.mark.parametrize("size", SIZES)
async def test_the_header_tells_the_branch(opened, size):
    async with opened("xor", seed=8, size=size) as driver:
        await driver.enter(":it 12")
        for value in range(12):
            await driver.enter(f":set W1[0,0] = -{value}.123456")
        for key in "nfG":
            await driver.press(key)
            assert driver.lines[0].rstrip().endswith("branch 12")
            assert "iter" in driver.lines[0]


async def test_a_title_that_fits_with_small_gaps_is_whole(opened):
    async with opened() as driver:
        await driver.press(*":15", "enter", *":set w3 = 0", "enter")
        assert driver.lines[0].startswith(" Skip network  iteration 0  BACKWARD")


@pytest.mark.parametrize(("ascii_only", "signs"), [(False, "≔≡●≠"), (True, "=#*!")])
async def test_the_help_explains_signs_and_branches(opened, ascii_only, signs):
    async with opened(size=(120, 160), ascii_only=ascii_only) as driver:
        await driver.enter(":help")
        begins = {line.strip("│| ")[:1]: line for line in driver.lines}
        assert "set by hand" in begins[signs[0]]
        assert "a frozen parameter" in begins[signs[1]]
        assert "a node with a breakpoint" in begins[signs[2]]
        assert f"what differs with {signs[3]};" in driver.words
        assert "A change by hand makes a branch" in driver.words


# A file that is watched

NETWORK = """
loss = "L"
equations = '''
z = w*x + b
L = square(y - z)
'''
[inputs]
x = 2
[targets]
y = 1
[parameters]
w = 3
b = 1
[training]
learning_rate = 0.01
"""


async def test_changes_that_fit_stay_made_when_the_file_is_loaded_again(
    opened, tmp_path, monkeypatch
):
    """By hand: L = (1 - (2w + b))², with w = 0.5 and b = 1 it is 1, as a product with c = 3 9."""
    monkeypatch.setattr("tui.app.WATCH_EVERY", 0.01)
    path = tmp_path / "my.toml"
    path.write_text(NETWORK)
    async with opened(str(path), watch=True) as driver:
        await driver.press(*":set w = 0.5", "enter", *":set b = 7", "enter", *":branch 1", "enter")
        await driver.press("n", "n")
        assert driver.stop.state.loss == 1.0
        changed = NETWORK.replace("b = 1", "c = 3").replace("+ b", "+ c")
        path.write_text(changed)
        await driver.until(lambda: "loaded again" in driver.lines[-1])
        assert "branch 1" in driver.lines[0]
        assert driver.place == (0, 2)
        assert driver.stop.state.loss == 9.0
        await driver.enter(":branch 2")
        assert driver.stop.state.loss == 9.0  # there is no b to set
        await driver.enter(":branch 0")
        assert driver.stop.state.loss == 64.0  # 1 - (6 + 3)
