"""The step card."""

import pytest
from rich.cells import cell_len

from engine.debugger.debugger import Debugger
from engine.network.files import load_network
from engine.network.reader import read_network
from engine.network.source import Source
from engine.program.program import derive
from tests.tui.widgets.cards import WIDE, card, words
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


def debugger_at(step, iteration=0, name="skip"):
    debugger = Debugger(derive(NETWORKS[name]))
    debugger.goto(step, iteration)
    return debugger


RULE = "∂L/∂h0 = ∂L/∂z2 · ∂z2/∂h0 + ∂L/∂z1 · ∂z1/∂h0"


@pytest.mark.parametrize(("size", "first"), [((44, 8), 0), ((56, 8), 0), (WIDE, 1)])
def test_at_the_fan_in_sum_the_card_has_rule_numbers_terms_and_value(size, first):
    lines = card(debugger_at(15).stop, size)
    text = words(lines)
    assert lines[:first] == [RULE][:first]  # the chain rule stands only where there is room
    assert lines[first].replace("∂L/∂h0", "").strip() == "= ∂L/∂z2 · w3 + ∂L/∂z1 · w1"
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
        (16, 0, ["∂L/∂z0 = ∂L/∂h0 · ∂h0/∂z0 = ∂L/∂h0 · [z0 ≥ 0]", "is active"]),
        (18, 0, ["w0 = w0 − lr · ∂L/∂w0", "0.5 − 1 · 0.75", "−0.25"]),
        (2, 1, ["h0 = ReLU(z0)", "ReLU(−0.25)", "ReLU 0 is dead"]),
        (4, 1, ["h1 = ReLU(z1)", "kink", "relu_at_zero = 1"]),
        (11, 1, ["∂L/∂w3 = ∂L/∂z2 · ∂z2/∂w3 = ∂L/∂z2 · h0", "because h0 is 0", "is dead"]),
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
