"""Paths of a gradient, chosen in a list and lit in the graph; and how wires gone over weigh."""


async def test_a_path_is_chosen_in_the_list_lit_and_put_out(opened):
    async with opened("skip", size=(100, 30)) as driver:
        await driver.enter(":17")
        whole = driver.panel("Graph")
        assert "|contribution|" in whole[-1]
        await driver.enter(":paths dL/dw0")
        assert "0.75, the sum over 2 paths" in driver.text
        await driver.press("down", "enter")
        assert "1 · 1 · 0.5 · 1 · 0.5 · 1 · 1 = 0.25" in driver.panel("Graph")[0]
        assert "Esc puts the path out" in driver.lines[-1]
        lit = driver.panel("Graph")
        assert "×0.5" in "".join(lit)
        assert "|contribution|" not in lit[-1]
        await driver.press("N", "n")
        assert driver.panel("Graph") == lit, "it stays lit from step to step"
        await driver.press("escape")
        assert driver.panel("Graph") == whole
        await driver.enter(":path 9")
        assert "there is no path 9 to dL/dw0, but paths 1 to 2" in driver.lines[-1]
        await driver.enter(":path 1 dL/dh1")
        assert "path 1 of 1 to ∂L/∂h1" in driver.panel("Graph")[0]
        await driver.enter(":path off")
        assert driver.panel("Graph") == whole


async def test_the_view_goes_to_where_a_path_ends(opened):
    async with opened("deep", size=(80, 24)) as driver:
        await driver.enter(":40")
        assert "|contribution| ┈┈ 0" in driver.panel("Graph")[0], "as the strip has its place"
        await driver.enter(":last")
        await driver.enter(":path 2 dL/dw0")
        panel = driver.panel("Graph")
        assert "path 2 of 89" in panel[0]
        assert any("╭w0" in line for line in panel)
        await driver.press("n")
        assert "to ∂L/∂w0" in driver.panel("Graph")[0], "it goes on in the next iteration"


async def test_an_entry_of_an_array_has_paths_and_the_whole_has_none(opened):
    async with opened("xor", size=(100, 30)) as driver:
        await driver.enter(":11")
        await driver.enter(":paths dL/dW1")
        assert "paths lead to single entries" in driver.words
        await driver.press("escape")
        await driver.enter(":path 1 dL/dW1[0,1]")
        assert "path 1 of 8 to ∂L/∂W1[0,1]" in driver.panel("Graph")[0]


async def test_the_scale_of_wires_is_chosen(opened):
    async with opened("skip", size=(100, 30)) as driver:
        await driver.enter(":17")
        assert "<0.33" in driver.panel("Graph")[-1]
        await driver.enter(":flow log")
        assert "<0.001" in driver.panel("Graph")[-1]
        assert "a tenth and a thousandth" in driver.lines[-1]
        await driver.enter(":flow")
        assert "┈┈ 0  ╍╍ not 0" in driver.panel("Graph")[-1]
        await driver.enter(":flow x")
        assert "write one of auto, linear, log, off" in driver.lines[-1]
