"""Networks that overflow, that are large, or whose titles are hostile."""

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from tui.widgets.graph import Graph

BROKEN = """
title = "Overflow"
loss = "L"
equations = '''
a = exp(w)
b = a - a
L = b + w*x
'''
[inputs]
x = 1
[parameters]
w = 1000
"""


TITLE = "[bold]A\\u001b[31m title[/bold] [link=x]"


HOSTILE = f"""
title = "{TITLE}"
loss = "L"
equations = "L = w*w"
parameters = {{ w = 3 }}
[notation]
w = "[b]w[/b]"
"""


async def test_nan_and_infinity_are_shown_and_named_and_stop_nothing(opened, network_of):
    async with opened(network_of(BROKEN)) as driver:
        steps = driver.stop.steps
        await driver.press("n")
        assert "inf" in driver.words
        await driver.press("n")
        assert "nan" in driver.words
        for _ in range(2 * steps):
            await driver.press("n")
        assert driver.place == (2, 2)
        assert "iteration 0, step 1" in driver.lines[-1]
        await driver.press("R")
        await driver.press("escape", "n", "N")
        assert "iteration 0, step 1" not in driver.lines[-1]


async def test_a_large_picture_follows_the_step(opened, network_of):
    lines = ["h0 = w0*x", *(f"h{i} = relu(w{i}*h{i - 1})" for i in range(1, 40)), "L = h39*h39"]
    weights = "\n".join(f"w{i} = 1.01" for i in range(40))
    network = network_of(
        f"loss = 'L'\nequations = '''\n{chr(10).join(lines)}\n'''\ninputs = {{ x = 1 }}\n"
        f"[parameters]\n{weights}\n"
    )
    async with opened(network) as driver:
        for step in (1, 13, 27, 40, 60, 100, 121):
            await driver.enter(f":goto {step}")
            region = driver.app.screen.query_one(Graph).region
            picture = driver.lines[region.y : region.bottom]
            node = driver.stop.node
            assert any(re.search(rf"╭{node}[▲─]", line) for line in picture), node


async def test_a_title_is_shown_literally(opened, network_of):
    async with opened(network_of(HOSTILE), size=(160, 30)) as driver:
        await driver.press("n")
        assert "[bold]A" in driver.lines[0]
        assert "title[/bold] [link=x]" in driver.lines[0]
        assert "[b]w[/b]" in driver.text
        assert not [character for character in driver.text if character in "\x1b\x07\x08"]


@given(st.text(st.characters(codec="utf-8"), max_size=40))
@settings(max_examples=6, deadline=None)
async def test_no_title_can_reach_the_terminal_as_a_command(opened, network_of, title):
    escaped = "".join(f"\\U{ord(character):08x}" for character in title)
    async with opened(network_of(HOSTILE.replace(TITLE, escaped))) as driver:
        await driver.press("n")
        assert "step 1/3" in driver.lines[0]
        assert all(character.isprintable() for line in driver.lines for character in line)
