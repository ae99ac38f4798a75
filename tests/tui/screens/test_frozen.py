"""Parameters that are frozen, and changes that are taken back."""

import pytest

from tests.tui.screens.comparing import Skip, row

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
