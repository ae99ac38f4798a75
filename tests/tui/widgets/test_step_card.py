"""The step card."""

import math
import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from engine.debugger.debugger import Debugger
from engine.network.files import load_network
from engine.network.reader import read_network
from engine.network.source import Source
from engine.program.program import derive
from engine.program.recipe import Recipe
from tui.drawing.card import card_lines, card_title
from tui.drawing.look import Look

LONG_NAMES = """
title = "Long names"
loss = "the_loss_of_the_whole_network"
equations = '''
the_first_pre_activation = the_weight_of_the_first_layer*the_only_input
the_first_activation = relu(the_first_pre_activation)
the_sum = the_first_activation*the_second_weight + the_first_activation*the_third_weight
the_loss_of_the_whole_network = square(the_target_value - the_sum - the_first_activation)
'''
[inputs]
the_only_input = 1.23456789
[targets]
the_target_value = -123456.789
[parameters]
the_weight_of_the_first_layer = 0.333333333
the_second_weight = -1e-9
the_third_weight = 1e300
"""

ARRAYS = """
loss = "L"
equations = '''
Z = X @ W1 + b1
H = relu(Z)
O = H @ W2
L = mean(cross_entropy(O, Y))
'''
[inputs]
X = [[0, 0], [0, 1], [1, 0], [1, 1]]
[targets]
Y = [[1, 0], [0, 1], [0, 1], [1, 0]]
[parameters]
W1 = { normal = 1, shape = [2, 2] }
b1 = { constant = 0.01, shape = [2] }
W2 = { normal = 1, shape = [2, 2] }
"""

NETWORKS = {
    "skip": load_network("skip"),
    "plain": load_network("plain"),
    "long names": read_network(Source("long.toml", LONG_NAMES)),
    "arrays": read_network(Source("arrays.toml", ARRAYS), 1),
}

WIDE = (100, 30)


def debugger_at(step, iteration=0, name="skip"):
    debugger = Debugger(derive(NETWORKS[name]))
    debugger.goto(step, iteration)
    return debugger


def card(stop, size=WIDE, look=Look()):  # noqa: B008  (frozen)
    return ["".join(text for text, _ in line) for line in card_lines(stop, look, *size)]


def words(lines):
    """The text of the card, however it is broken into lines."""
    return " ".join(" ".join(lines).split())


@pytest.mark.parametrize("size", [(44, 8), (56, 8), WIDE])
def test_at_the_fan_in_sum_the_card_has_rule_numbers_terms_and_value(size):
    lines = card(debugger_at(15).stop, size)
    text = words(lines)
    assert lines[0] == "∂L/∂h0 = ∂L/∂z2 · w3 + ∂L/∂z1 · w1"
    assert "1 · 0.5 + 0.5 · 0.5" in text
    assert "0.5 + 0.25 = 0.75" in text
    skip = next(line for line in lines if "from z2" in line)
    direct = next(line for line in lines if "from z1" in line)
    assert "0.5 " in skip
    assert "skip" in skip
    assert "0.25 " in direct
    assert "skip" not in direct
    assert "h0 feeds z1 and z2" in text


@pytest.mark.parametrize(
    ("step", "iteration", "parts"),
    [
        (1, 0, ["z0 = w0 · x", "= 0.5 · 1", "= 0.5"]),
        (5, 0, ["z2 = w2 · h1 + w3 · h0", "0.125 + 0.25 = 0.375", "skip connection"]),
        (7, 0, ["L = |y − ŷ|", "|−3 − 0.375|", "3.375"]),
        (16, 0, ["∂L/∂z0 = ∂L/∂h0 · [z0 ≥ 0]", "ReLU 0 is active"]),
        (18, 0, ["w0 = w0 − lr · ∂L/∂w0", "0.5 − 1 · 0.75", "−0.25"]),
        (2, 1, ["h0 = ReLU(z0)", "ReLU(−0.25)", "ReLU 0 is dead"]),
        (4, 1, ["h1 = ReLU(z1)", "kink", "relu_at_zero = 1"]),
        (11, 1, ["∂L/∂w3 = ∂L/∂z2 · h0", "because h0 is 0", "ReLU 0 is dead"]),
    ],
)
def test_the_card_has_the_numbers_of_the_exercise(step, iteration, parts):
    text = words(card(debugger_at(step, iteration).stop))
    assert [part for part in parts if part not in text] == []


def test_before_the_first_step_the_card_says_what_comes():
    text = words(card(debugger_at(0).stop))
    assert "z0 = w0 · x" in text
    assert "n" in text.split()


def test_terms_arrive_one_by_one():
    debugger = debugger_at(14)
    none, one, both = (words(card(debugger.into())) for _ in range(3))
    assert "0 of 2 arrived" in none
    assert "· from z2" in none
    assert "· from z1" in none
    assert "1 of 2 arrived" in one
    assert "0.5 from z2" in one
    assert "· from z1" in one
    assert "2 of 2 arrived" in both
    assert "0.25 from z1" in both
    assert "0.75" in both


def test_the_value_is_not_told_before_all_terms_have_arrived():
    debugger = debugger_at(14)
    for _ in range(2):
        rule_and_terms = [line for line in card(debugger.into()) if "add up" not in line]
        assert not [line for line in rule_and_terms if line.strip().startswith("= ")]


@pytest.mark.parametrize("name", ["skip", "plain"])
@pytest.mark.parametrize("size", [(44, 8), (56, 8), (92, 18)], ids=["80x24", "100x24", "160x50"])
@pytest.mark.parametrize("look", [Look(), Look(ascii=True)], ids=["unicode", "ascii"])
def test_nothing_is_cut_in_two_iterations_of_a_shipped_network(name, size, look):
    width, height = size
    for iteration in range(2):
        for step in range(len(derive(NETWORKS[name]).equations) + 1):
            lines = card(debugger_at(step, iteration, name).stop, size, look)
            assert max(map(cell_len, lines)) <= width, (iteration, step)
            assert len(lines) <= height, (iteration, step, lines)


def test_nothing_is_cut_while_terms_arrive():
    debugger = debugger_at(14)
    for _ in range(3):
        lines = card(debugger.into(), (44, 8))
        assert len(lines) <= 8
        assert max(map(cell_len, lines)) <= 44


def test_with_long_names_the_card_still_shows_the_value():
    symbols = [each.symbol for each in derive(NETWORKS["long names"]).equations]
    step = symbols.index("dthe_loss_of_the_whole_network/dthe_sum") + 1
    stop = debugger_at(step, 0, "long names").stop
    lines = card(stop, (44, 8))[:8]
    assert Look().style(stop.program).number(stop.step.value) in words(lines)
    assert all(len(line.strip()) > 1 for line in lines)


@pytest.mark.parametrize("name", NETWORKS)
@pytest.mark.parametrize("size", [(32, 4), (44, 8), (116, 30)])
def test_every_line_fits_its_width(name, size):
    for step in range(len(derive(NETWORKS[name]).equations) + 1):
        for line in card(debugger_at(step, 0, name).stop, size):
            assert cell_len(line) <= size[0]


@pytest.mark.parametrize("name", NETWORKS)
def test_in_ascii_the_card_is_ascii(name):
    for step in range(len(derive(NETWORKS[name]).equations) + 1):
        for iteration in range(2):
            lines = card(debugger_at(step, iteration, name).stop, look=Look(ascii=True))
            assert "\n".join(lines).isascii()


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

SMALL, LARGE = (44, 8), (92, 18)

SIGNS = "+−·⊙/="

NAMES = {
    "exp": math.exp, "log": math.log, "square": lambda z: z * z,
    "relu": lambda z, **_: max(z, 0.0), "step": lambda z, **_: float(z > 0),
}  # fmt: skip
"""What the functions in a hand computation mean."""


def trained(name, step, iteration=30, entry=()):
    debugger = Debugger(Recipe(name, seed=8).program())
    debugger.goto(step, iteration)
    return debugger.single_out(*entry)


def steps_of(name):
    return range(1, len(Recipe(name, seed=8).program().equations) + 1)


def index_of(stop):
    return stop.entry_of(stop.node)


@pytest.mark.parametrize(
    ("step", "parts"),
    [
        (1, ["Z = X · W1 + b1", "⎡0 0⎤", "⎣1 1⎦", "Z adds up"]),
        (2, ["H = ReLU(Z)", "ReLU⎜", "Unit 0 is dead for all 4 samples"]),
        (5, ["∂L/∂O = 1 / 4 · (softmax(O) − Y)", "prediction minus"]),
        (6, ["∂L/∂W2 = Hᵀ · ∂L/∂O", "Each of the 4 samples contributes"]),
        (7, ["∂L/∂b2 = Σₙ (∂L/∂O)ₙ", "sum of ∂L/∂O over the 4 samples"]),
        (12, ["W1 = W1 − lr · ∂L/∂W1", "against its gradient"]),
    ],
)
def test_matrices_are_written_out_where_there_is_room(step, parts):
    text = words(card(trained("xor", step), LARGE))
    assert [part for part in parts if part not in text] == []


def written(lines):
    """All numbers that are on a card."""
    return [float(n.replace("−", "-")) for n in re.findall(r"−?\d[\d.]*(?:e−?\d+)?", words(lines))]


@pytest.mark.parametrize("size", [SMALL, LARGE])
@pytest.mark.parametrize("step", steps_of("xor"))
def test_a_small_result_is_shown_whole_or_else_by_its_range(size, step):
    stop = trained("xor", step)
    lines = card(stop, size)
    entries = np.ravel(stop.step.value)
    if re.search(r"= \[4×2\] from", words(lines)):
        assert size == SMALL
        entries = [min(entries), max(entries)]
    for entry in entries:
        assert any(n == pytest.approx(entry, rel=0.06, abs=5e-4) for n in written(lines)), entry


@pytest.mark.parametrize(
    ("name", "entry"),
    [
        ("xor", ()),
        ("xor", (1, 0)),
        ("xor", (3, 1)),
        ("classifier", ()),
        ("classifier", (1, 1)),
        ("regression", (2,)),
    ],
)
def test_no_line_is_wider_than_the_card_and_none_ends_with_a_sign(name, entry):
    debugger = Debugger(Recipe(name, seed=8).program())
    debugger.single_out(*entry)
    debugger.goto(1, 400)
    for step in steps_of(name):
        stop = debugger.goto(step)
        for width in (44, 56, 92):
            for line in card(stop, (width, 18)):
                assert cell_len(line) <= width
                assert not line.rstrip().endswith(tuple(SIGNS)), line


@pytest.mark.parametrize("entry", [(0, 0), (1, 0), (2, 1), (3, 1)])
def test_the_value_of_an_entry_is_seen_without_scrolling(entry):
    debugger = Debugger(Recipe("xor", seed=8).program())
    debugger.single_out(*entry)
    debugger.goto(1, 400)
    for step in steps_of("xor"):
        stop = debugger.goto(step)
        if (index := index_of(stop)) is not None:
            seen = card(stop, SMALL)[: SMALL[1]]
            value = Look().style(stop.program).number(float(stop.step.value[index]))
            assert any(line.endswith(f"= {value}") for line in seen), (step, seen)


@given(
    st.integers(36, 120), st.sampled_from([1, 2, 3, 5, 7, 8, 9, 11, 13, 15]),
    st.integers(0, 3), st.integers(0, 1),
)  # fmt: skip
def test_a_formula_that_is_broken_into_lines_says_the_same(width, step, sample, unit):
    stop = trained("xor", step, 2, (sample, unit))
    said, whole = (words(card(stop, (columns, 40))) for columns in (width, 400))
    assert said.replace(" ", "") == whole.replace(" ", "")


# Entries


@pytest.mark.parametrize(
    ("name", "entry"),
    [*((name, entry) for name in ("xor", "classifier") for entry in [(0, 0), (3, 1), (1, 0)]),
     ("regression", (0,)), ("regression", (4,))],
)  # fmt: skip
def test_every_line_of_an_entrys_arithmetic_comes_to_its_value(name, entry):
    """Read as Python, which knows nothing of how it was derived."""
    seen = 0
    for step in steps_of(name):
        stop = trained(name, step, entry=entry)
        index = index_of(stop)
        if index is None:
            continue
        value = float(stop.step.value[index])
        first, *rest = card(stop, (1000, 40), Look(ascii=True))
        head = f"{stop.step.symbol}[{','.join(map(str, index))}] = "
        assert first.startswith(head)
        lines = [line.strip().removeprefix("= ") for line in rest if line.startswith(" ")]
        sides = [side for line in lines for side in line.split(" = ")]
        assert sides
        for side in sides:
            assert "[" not in side
            found = eval(side, {"__builtins__": {}}, NAMES)  # noqa: S307
            assert found == pytest.approx(value, rel=1e-3, abs=2e-6), (step, side)
            seen += 1
    assert seen > 5


@pytest.mark.parametrize(
    ("entry", "step", "title"),
    [
        ((), 1, "Step"),
        ((3, 1), 1, "Step, sample 3, unit 1"),
        ((3, 1), 3, "Step, sample 3, unit 1"),
        ((3, 1), 4, "Step"),
        ((1, 1), 6, "Step, entry 1, 1"),
        ((1, 1), 7, "Step, entry 1"),
    ],
)
def test_the_title_names_the_entry(entry, step, title):
    assert card_title(trained("xor", step, entry=entry)) == title


def test_before_the_first_step_an_entry_changes_nothing():
    debugger = Debugger(Recipe("xor").program())
    debugger.single_out(1, 1)
    assert card_title(debugger.stop) == "Step"
    assert "Press n" in words(card(debugger.stop))


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
        for _ in range(more):
            await driver.press("pagedown")
            seen.append(driver.panel("#card")[-2][2:-2].rstrip())
        assert words(seen) == whole
        assert "PgUp" in driver.panel("#card")[-1]
        await driver.press("pagedown")
        assert driver.panel("#card")[-2][2:-2].rstrip() == seen[-1]
        for _ in range(more + 1):
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
