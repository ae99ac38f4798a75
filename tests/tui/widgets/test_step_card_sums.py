"""The step card of fan-in sums, and what does not fit on it."""

import re

import numpy as np
import pytest

from engine.debugger.debugger import Debugger
from engine.network.reader import read_network
from engine.network.source import Source
from engine.program.program import derive
from tests.tui.widgets.cards import LARGE, SMALL, card, words

# Arrays


PATHS = """
loss = "L"
equations = '''
H = X @ W
A = H @ U
B = H * V
C = A + B
D = C + H
L = sum(square(D))
'''
[inputs]
X = [[1, 2], [3, -1], [0.5, 0]]
U = [[1, -1], [2, 0.5]]
V = [[1, 2], [-1, 1], [3, 0.5]]
[parameters]
W = [[0.5, -1], [1, 2]]
"""


# Fan-in sums


@pytest.fixture(scope="module")
def paths():
    return derive(read_network(Source("paths.toml", PATHS)))


def gradient_of_h():
    """By hand: D = H U + H V + H, and L is the sum of the squares of D."""
    x, w = np.array([[1, 2], [3, -1], [0.5, 0]]), np.array([[0.5, -1], [1, 2]])
    u, v = np.array([[1, -1], [2, 0.5]]), np.array([[1, 2], [-1, 1], [3, 0.5]])
    d = x @ w @ u + x @ w * v + x @ w
    return 2 * d, 2 * d @ u.T, 2 * d * v


def listed(lines):
    """The numbers of the terms that are listed."""
    found = [re.match(r" +(−?[\d.]+|·) +from ", line) for line in lines]
    return [each[1].replace("−", "-") for each in found if each]


def test_a_fan_in_sum_of_arrays_lists_the_paths(paths):
    debugger = Debugger(paths)
    stop = debugger.goto(paths.index["dL/dH"] + 1)
    assert stop.step.value == pytest.approx(sum(gradient_of_h()))
    lines = card(stop, LARGE)
    assert [re.search(r"from (\w)", line)[1] for line in lines if " from " in line][:3] == [
        "D", "B", "A",
    ]  # fmt: skip


@pytest.mark.parametrize("entry", [(0, 0), (2, 1)])
def test_the_terms_of_an_entry_arrive_one_by_one(paths, entry):
    terms = [float(part[entry]) for part in gradient_of_h()]
    by_path = dict(zip("DAB", terms, strict=True))
    debugger = Debugger(paths)
    debugger.single_out(*entry)
    debugger.goto(paths.index["dL/dH"])
    order = None
    for arrived in range(4):
        stop = debugger.into()
        lines = card(stop, LARGE)
        order = order or [re.search(r"from (\w)", line)[1] for line in lines if " from " in line]
        numbers = listed(lines)
        assert numbers[arrived:] == ["·"] * (3 - arrived)
        expected = [by_path[source] for source in order[:arrived]]
        assert [float(number) for number in numbers[:arrived]] == pytest.approx(expected)
        assert f"{arrived} of 3 arrived" in words(lines)
        so_far = re.search(r"sum so far (\S+):", words(lines))[1]
        assert float(so_far.replace("−", "-")) == pytest.approx(sum(expected))
    assert stop.step.value[entry] == pytest.approx(sum(terms))


@pytest.fixture(scope="module")
def crowd():
    """A node that feeds 5,000 others, each with weight 1."""
    lines = ["h = w*x", "s0 = h*x", *(f"s{i} = s{i - 1} + h" for i in range(1, 5000))]
    text = "\n".join([*lines, "L = s4999"])
    head = f"loss = 'L'\nequations = '''\n{text}\n'''\n"
    source = Source("crowd.toml", f"{head}inputs = {{ x = 1 }}\nparameters = {{ w = 2 }}\n")
    return derive(read_network(source))


@pytest.mark.parametrize("size", [SMALL, LARGE])
def test_of_thousands_of_terms_some_are_listed_and_all_are_counted(crowd, size):
    debugger = Debugger(crowd)
    lines = card(debugger.goto(crowd.index["dL/dh"] + 1), size)
    numbers = listed(lines)
    assert set(numbers) == {"1"}
    assert f"{5000 - len(numbers):,} more" in words(lines)
    assert "= 5000" in words(lines)
    assert len(lines) <= 20


@pytest.mark.parametrize("size", [SMALL, LARGE])
def test_of_thousands_of_terms_the_one_that_arrives_is_listed(crowd, size):
    debugger = Debugger(crowd)
    debugger.goto(crowd.index["dL/dh"])
    debugger.into(31)
    lines = card(debugger.stop, size)
    numbers = listed(lines)
    assert "30 of 5000 arrived" in words(lines)
    assert "sum so far 30" in words(lines)
    assert numbers.count("1") >= 2
    assert numbers.count("·") >= 2
    assert f"{30 - numbers.count('1')} before" in words(lines)
    assert len(lines) <= 20


# Scrolling


async def test_what_does_not_fit_is_counted_and_can_be_scrolled_to(opened):
    async with opened("classifier") as driver:
        await driver.train(":train 30")
        await driver.enter(":entry 3 1")
        await driver.enter(":3")
        whole = words(card(driver.stop, (44, 8)))
        shown = driver.panel("#card")
        more = int(re.search(r"(\d+) more: PgDn", shown[-1])[1])
        assert more > 0
        seen = [line[2:-2].rstrip() for line in shown[1:-1]]
        page, top, pages = len(seen), 0, 0
        while top < more:
            await driver.press("pagedown")
            further = min(top + page - 1, more)
            lines = driver.panel("#card")[1:-1]
            seen += [line[2:-2].rstrip() for line in lines[page - (further - top) :]]
            top, pages = further, pages + 1
        assert words(seen) == whole
        assert "PgUp" in driver.panel("#card")[-1]
        await driver.press("pagedown")
        assert driver.panel("#card")[-2][2:-2].rstrip() == seen[-1]
        for _ in range(pages + 1):
            await driver.press("pageup")
        assert driver.panel("#card") == shown


async def test_the_card_scrolls_beside_an_inspector_that_shows_everything(opened):
    async with opened("classifier") as driver:
        await driver.train(":train 30")
        await driver.press(*":entry 3 1", "enter", *":3", "enter", "enter")
        assert "PgDn" in driver.panel("#card")[-1]
        before = driver.panel("#card")
        await driver.press("pagedown")
        assert driver.panel("#card") != before
        assert driver.stop.entry == (3, 1)
