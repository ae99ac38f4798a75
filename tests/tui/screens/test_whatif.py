"""What if: values that are set by hand, and the rest of the screen."""

import pytest

from tests.tui.screens.comparing import SIZES, row
from tui.widgets.step_card import StepCard

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
    async with opened(size=(120, 300), ascii_only=ascii_only) as driver:
        await driver.enter(":help")
        said = {(line.strip("│| ")[:1], " ".join(line.split())) for line in driver.lines}
        meanings = (
            "set by hand", "a frozen parameter", "a node with a breakpoint",
            "what differs between two branches",
        )  # fmt: skip
        for sign, meaning in zip(signs, meanings, strict=True):
            assert any(first == sign and meaning in line for first, line in said)
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
