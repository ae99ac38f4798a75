"""The page beside the graph: opened, walked in, and gone from to steps, in the app."""

import pytest

from tui.drawing.look import Look
from tui.screens.pages import Pages
from tui.terminal import sandbox

PAGE = """
z_0 = 0.5
L = 0.375
∂L/∂w3 = 0.5
∂L/∂h0 = 0.5
w3 = w3 - lr*dL/dw3 = 0
z0 = -0.25
L = 0
q = 3
"""

DATA = "x = 2\nw0 = 0.25\n\nz0 = 0.25\nL = 3.375\n"

pytestmark = pytest.mark.usefixtures("page")


@pytest.fixture
def page(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "page.md").write_text(PAGE, encoding="utf-8")
    (tmp_path / "data.md").write_text(
        "x = 2\nw0 = 0.25\n\nz0 = 0.25\nL = 3.375\n", encoding="utf-8"
    )
    return tmp_path / "page.md"


def rows(driver):
    return [row.strip("│ ") for row in driver.panel("#page")[1:-1]]


async def test_a_page_opens_with_the_cursor_on_its_first_mistake(opened):
    async with opened() as driver:
        await driver.enter(":check page.md")
        assert rows(driver)[:2] == ["2 ✓ z0 = 0.5", "▶3 ✗ L = 0.375"]
        assert "target-forgotten" in driver.text
        assert driver.lines[-1].startswith(" 3 of 9 claims wrong, 1 not read: Tab next mistake")
        assert "╭w0─" in driver.text  # the graph is there still
        assert driver.place == (0, 0)


async def test_enter_goes_to_the_step_and_the_iteration_and_keys_step_on(opened):
    async with opened() as driver:
        await driver.enter(":check page.md")
        await driver.press("enter")
        assert driver.place == (0, 7)
        await driver.press("tab", "enter")
        assert driver.place == (0, 15)
        await driver.press("tab", "enter")
        assert driver.place == (1, 7)
        assert "L 3 " in driver.lines[0]
        await driver.press("N")
        assert driver.place == (1, 6)
        await driver.press("tab")
        assert "▶3 ✗" in driver.text  # round to the first
        await driver.press("l", "escape")  # what stands in the place of the graph has its own keys
        assert driver.app.screen.panels.stage.shows_graph
        assert driver.app.screen.panels.page is not None


async def test_y_says_all_of_it_and_escape_goes_back(opened, tmp_path):
    (tmp_path / "page[b].md").write_text(PAGE, encoding="utf-8")
    async with opened() as driver:
        await driver.enter(":check page[b].md")
        await driver.press("y")
        assert "line 3: L = 0.375" in driver.text
        assert driver.lines[0].startswith("╭─ page[b].md ─")  # no markup
        assert "expected 3.375, found 0.375, see step 7, iteration 0" in driver.words
        await driver.press("escape")
        assert driver.app.screen.panels.page is not None
        await driver.press("escape")
        assert driver.app.screen.panels.page is None
        assert "node" in driver.panel("#values")[0]
        await driver.press("n")
        assert "0.5" in "".join(driver.panel("#values"))
        await driver.enter(":check page.md")
        assert rows(driver)[1].startswith("▶3 ✗")


async def test_arrows_and_counts_and_the_ends(opened):
    async with opened() as driver:
        await driver.enter(":check page.md")
        for keys, place in [
            (["down"], 2), (["3", "down"], 5), (["up"], 4), (["home"], 0), (["end"], 8),
            (["down"], 8), (["tab"], 1), (["shift+tab"], 7),
        ]:  # fmt: skip
            await driver.press(*keys)
            assert driver.app.screen.panels.page.here == place
        await driver.press("end", "enter")
        assert "no step computes this: there is nowhere to go" in driver.lines[-1]
        await driver.click("#page", "✓ z0 = −0.25")
        assert driver.app.screen.panels.page.here == 6


async def test_the_data_of_a_page_are_taken_as_one_change_when_one_goes_there(opened):
    async with opened() as driver:
        before = driver.stop.world
        await driver.enter(":check data.md")
        assert driver.stop.world is before
        assert "claims wrong: Enter takes its data, x = 2, w0 = 0.25" in driver.lines[-1]
        await driver.press("enter")
        assert driver.place[1] > 0
        assert driver.stop.program.network.inputs["x"] == 2.0
        assert "the data of data.md are taken; u takes that back" in driver.lines[-1]
        taken = driver.stop.world
        await driver.press("down", "enter")
        assert driver.stop.world is taken
        await driver.press("u")
        assert driver.stop.world is before
        await driver.press("enter")
        assert driver.stop.program.network.inputs["x"] == 2.0


async def test_the_entry_that_is_wrong_is_singled_out(opened, tmp_path):
    (tmp_path / "xor.md").write_text("b1 = [0.01, 0.01]\ndL/db2 = [0.1, 0.2]\n", encoding="utf-8")
    async with opened("xor", seed=0) as driver:
        await driver.enter(":check xor.md")
        assert "entry 0: expected [" in " ".join(rows(driver))
        await driver.press("enter")
        assert driver.stop.entry == (0,)
        assert "∂L/∂b2[0] = ∂L/∂O[0,0] + ∂L/∂O[1,0]" in driver.text


async def test_a_branch_is_left_for_the_network_as_it_was_opened(opened):
    async with opened() as driver:
        await driver.enter(":set w3 = 0")
        await driver.enter(":check page.md")
        await driver.press("enter")
        assert driver.stop.branches.number == 0
        assert driver.stop.state.value("L") == 3.375


async def test_check_alone_checks_the_page_again_that_was_mended(opened, tmp_path):
    async with opened() as driver:
        await driver.enter(":check page.md")
        (tmp_path / "page.md").write_text("z0 = 0.5\n", encoding="utf-8")
        await driver.enter(":check")
        assert rows(driver)[0] == "▶1 ✓ z0 = 0.5"
        assert driver.lines[-1].startswith(" nothing wrong in 1 claim: Enter goes")


async def test_with_another_network_one_is_asked_to_check_again(opened):
    async with opened() as driver:
        await driver.enter(":check page.md")
        await driver.enter(":convention relu_at_zero 0")
        await driver.press("enter")
        assert "the network is another by now: check page.md again" in driver.lines[-1]


async def test_a_long_page_is_a_job_that_escape_ends(opened, tmp_path, monkeypatch):
    (tmp_path / "long.md").write_text("z0 = 0.5\n\n" * 3_000, encoding="utf-8")
    monkeypatch.setattr("tui.screens.pages.AT_ONCE", 0.0)
    async with opened() as driver:
        driver.send(*":check long.md", "enter")
        await driver.await_that(lambda: driver.app.screen.job is not None)
        await driver.press("escape")
        assert "no page is shown" in driver.lines[-1]
        assert driver.app.screen.panels.page is None
        (tmp_path / "long.md").write_text("z0 = 0.5\n\n" * 20 + "L = 1", encoding="utf-8")
        await driver.train(":check long.md")
        assert driver.app.screen.panels.page.here == 20


async def test_what_is_no_page_is_refused_in_the_last_line(opened):
    async with opened() as driver:
        for name in ("nothing.md", ".", "-", "~nobody/x.md", "a\x00b", ""):
            driver.app.screen.submit(f"check {name}")
            await driver.pause()
            assert driver.lines[-1].startswith(" ! ")
            assert driver.app.screen.panels.page is None


async def test_nothing_is_read_where_files_are_not_touched(opened, monkeypatch):
    monkeypatch.setattr(sandbox, "restricted", True)
    async with opened() as driver:
        await driver.enter(":check page.md")
        assert "not allowed here" in driver.lines[-1]


async def test_a_typed_claim_is_answered_in_the_last_line(opened):
    async with opened() as driver:
        await driver.enter(":claim L = 0.375")
        assert driver.lines[-1].startswith(" slip (target-forgotten): L = 0.375; expected 3.375")
        await driver.press("v")
        assert "the target was forgotten; see step 7" in driver.words


async def test_every_size_shows_the_page(opened):
    for size in ((60, 16), (160, 50)):
        async with opened(size=size, ascii_only=True) as driver:
            await driver.enter(":check page.md")
            assert "x L = 0.375" in driver.text
            await driver.press("p", "tab", "p", "tab")  # while presenting it is not to be seen
            assert driver.app.screen.panels.page.here == 3


def test_keys_are_nothing_to_a_page_that_is_not_open():
    class Host:
        look = Look()

        class panels:  # noqa: N801
            page = None

        class keys:  # noqa: N801
            count = ""

    class Event:
        key = "tab"

    assert not Pages(Host()).takes(Event())


async def test_while_one_predicts_the_page_tells_nothing(opened):
    async with opened() as driver:
        await driver.enter(":check page.md")
        await driver.press("P", "n")
        assert "the page is not shown while" in " ".join(rows(driver))
        assert "3.375" not in driver.text
        await driver.press("tab", "y")
        assert "expected" not in driver.text
