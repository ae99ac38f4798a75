"""The inspector, read from the screen."""

import re

import numpy as np

USUAL, LARGE = (80, 24), (160, 50)


ROWS, COLUMNS = 50, 30
VALUES = np.random.default_rng(7).normal(size=(ROWS, COLUMNS)).round(3)


WIDE = f"""
loss = "L"
equations = '''
Z = X * w
H = relu(Z)
L = mean(H)
'''
[inputs]
X = {VALUES.tolist()}
[parameters]
w = 2
"""


def inspector(driver):
    return driver.panel("#inspector")


def title(driver):
    return inspector(driver)[0]


def foot(driver):
    return inspector(driver)[-1]


def row(driver, label):
    """The cells of a row, value and gradient."""
    line = next(line for line in inspector(driver) if line[2:].startswith(label))
    return line[2:].removeprefix(label).strip("│ ").split()


def number(text):
    return float(text.replace("−", "-"))


def numbers(cells):
    return [number(cell) for cell in cells if not re.fullmatch("[▲✗◇◐│]", cell)]


def signs(cells):
    return [cell for cell in cells if cell in "▲✗◇◐"]


def card(driver):
    return driver.panel("#card")


def reversed_cells(driver):
    """The texts in the inspector that are shown in reverse, that is singled out."""
    panel = driver.app.screen.query_one("#inspector").region
    strips = driver.app.screen._compositor.render_strips()[panel.y : panel.bottom]
    return [
        segment.text.strip()
        for strip in strips
        for segment in strip
        if segment.style is not None and segment.style.reverse and segment.text.strip()
    ]


async def inspect(driver, step, node=None):
    """Go to a step and inspect its node, or another."""
    await driver.enter(f":{step}")
    if node is not None:
        await driver.enter(f":select {node}")
    await driver.press("enter")
