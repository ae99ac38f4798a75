"""Every slip of the catalogue: a whole right page with this one mistake, and nothing else accused.

What is wrong is computed here, with numpy, from the right values of the symbols it is made of.
"""

from dataclasses import dataclass, replace

import numpy as np
import pytest

from engine.checking.judging.check import check_page
from engine.checking.judging.judgement import Verdict
from engine.checking.reading.reader import read_page
from engine.network.files import load_network, parse_network
from engine.network.optimisers import Optimiser
from engine.program.program import derive
from tests.checking.solutions import as_value, runs, solution

SKIP = replace(
    load_network("skip").with_values(
        {"x": 1.5, "y": -3.0, "w0": 0.7, "w1": 0.9, "w2": -0.4, "w3": 0.6}
    ),
    learning_rate=0.3,
)
"""All steps of it are active; its numbers tell its slips apart."""

DEAD = replace(SKIP.with_values({"w1": -0.9}), learning_rate=0.3)
"""Its second ReLU is dead."""

SIGMOIDS = parse_network(
    '''
loss = "L"
equations = """
z1 = w1*x
a1 = sigmoid(z1)
z2 = w2*a1 + b2
a2 = sigmoid(z2)
L = (a2 - y)**2
"""
[inputs]
x = 1.3
[targets]
y = 0.2
[parameters]
w1 = 0.8
w2 = -1.1
b2 = 0.4
[training]
learning_rate = 0.5
''',
    "sigmoids",
)

LAYERS = parse_network(
    '''
loss = "L"
equations = """
Z = X @ W1 + b1
H = relu(Z)
O = H @ W2 + b2
L = mean(cross_entropy(O, Y))
"""
[inputs]
X = [[0.2, 1.1], [1.4, -0.3], [-0.7, 0.9]]
[targets]
Y = [[1, 0], [0, 1], [1, 0]]
[parameters]
W1 = [[0.5, -0.4], [0.3, 0.8]]
b1 = [0.1, -0.2]
W2 = [[0.6, -0.5], [0.25, 0.7]]
b2 = [0.05, -0.15]
[training]
learning_rate = 0.5
''',
    "layers",
)

ADAM = replace(SKIP, optimiser=Optimiser(kind="adam"))


@dataclass(frozen=True)
class Case:
    """A mistake.

    Args:
        tag: what it is called.
        network: on whose page.
        symbol: of what.
        wrong: what is computed, from the right values by name; a text is the line itself.
        iteration: in which iteration.
        verdict: what it is.
    """

    tag: str
    network: object
    symbol: str
    wrong: object
    iteration: int = 0
    verdict: Verdict = Verdict.SLIP


def _softmax(o):
    e = np.exp(o - o.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


CASES = (
    Case(
        "updated-weight", SKIP, "dL/dh0", lambda v: v["dL/dz2"] * v["w3'"] + v["dL/dz1"] * v["w1"]
    ),
    Case("path-dropped", SKIP, "dL/dh0", lambda v: v["dL/dz2"] * v["w3"]),
    Case("path-overwritten", SKIP, "dL/dh0", lambda v: v["dL/dz1"] * v["w1"]),
    Case("path-averaged", SKIP, "dL/dh0", lambda v: v["dL/dh0"] / 2),
    Case("gradient-accumulated", SKIP, "dL/dw3", lambda v: v["dL/dw3"] + v["before dL/dw3"], 1),
    Case("factor-dropped", SIGMOIDS, "dL/dz2", lambda v: v["dL/da2"] * v["a2"]),
    Case("mask-dropped", DEAD, "dL/dz1", lambda v: v["dL/dh1"]),
    Case("mask-wrong", LAYERS, "dL/dZ", lambda v: v["dL/dH"] * (v["Z"] > 0)[[1, 0, 2]]),
    Case("loss-sign", SKIP, "dL/dyhat", lambda v: -1.0),
    Case("target-forgotten", SKIP, "L", lambda v: abs(v["yhat"])),
    Case("target-sign", SKIP, "L", lambda v: abs(v["yhat"] + v["y"])),
    Case("two-or-half", SIGMOIDS, "dL/da2", lambda v: v["a2"] - v["y"]),
    Case("update-sign", SKIP, "w1", lambda v: v["w1"] + 0.3 * v["dL/dw1"]),
    Case("lr-forgotten", SKIP, "w1", lambda v: v["w1"] - v["dL/dw1"]),
    Case("lr-twice", SKIP, "w1", lambda v: v["w1"] - 0.09 * v["dL/dw1"]),
    Case("batch-factor", LAYERS, "dL/dO", lambda v: _softmax(v["O"]) - v["Y"]),
    Case("derivative-at", SIGMOIDS, "dL/dz1", lambda v: v["dL/da1"] * v["z1"] * (1 - v["z1"])),
    Case("operands-swapped", SKIP, "dL/dw2", lambda v: v["dL/dz2"] * v["w2"]),
    Case("transposed", LAYERS, "dL/dH", lambda v: v["dL/dO"] @ v["W2"]),
    Case("softmax-ce", LAYERS, "dL/dO", lambda v: (v["Y"] - _softmax(v["O"])) / 3),
    Case("bias-gradient", LAYERS, "dL/db2", lambda v: v["dL/dO"][0]),
    Case("stale-value", SKIP, "z0", lambda v: v["before w0"] * v["x"], 1),
    Case("wrong-node", SKIP, "yhat", lambda v: v["z1"]),
    Case("evaluation", SIGMOIDS, "z2", lambda v: v["w2"] * v["a1"] - v["b2"]),
    Case("wrong-middle", SKIP, "dL/dw1", "dL/dw1 = 0.7 * -0.4 = -0.42"),
    Case("copied", SKIP, "z2", lambda v: 0.225),
    Case("cut-off", SIGMOIDS, "a1", "a1 = 0.73", verdict=Verdict.ROUNDING),
    Case("adam", ADAM, "w1", lambda v: v["w1"] - 0.3 * v["m_w1'"] / (np.sqrt(v["v_w1'"]) + 1e-8)),
)


def _values(program, all_runs, iteration):
    """The right values of an iteration; those behind the update with a prime."""
    run = all_runs[iteration]
    values = {name: run.start[slot] for name, slot in program.base.items()}
    values |= {
        equation.symbol + "'" * (equation.symbol in program.base): run.value(index)
        for index, equation in enumerate(program.equations)
    }
    if iteration:
        before = _values(program, all_runs, iteration - 1)
        values |= {f"before {name}": value for name, value in before.items()}
    return values


def checked(text, network):
    """The judgements on a page."""
    return check_page(read_page(text, "page.txt"), network).judgements


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.tag)
def test_the_slip_is_named_and_nothing_else_is_accused(case):
    program = derive(case.network)
    right = list(runs(program, 2))
    if isinstance(case.wrong, str):
        page = solution(program, right, {(case.symbol, case.iteration): case.wrong})
    else:
        wrong = as_value(case.wrong(_values(program, right, case.iteration)))
        page = solution(program, runs(program, 2, case.symbol, case.iteration, wrong))
    fine = {Verdict.RIGHT, Verdict.ROUNDING, Verdict.FOLLOW_ON}
    judged = checked(page, case.network)
    assert len(judged) >= len(program.equations) * 2
    slips = [each for each in judged if each.verdict not in fine or each.tags]
    assert [each.symbol for each in slips] == [case.symbol]
    (slip,) = slips
    assert slip.verdict is case.verdict
    assert case.tag in slip.tags
    assert (slip.step, slip.iteration) == (program.index[case.symbol] + 1, case.iteration)
    roots = {each.follows for each in judged if each.verdict is Verdict.FOLLOW_ON}
    assert roots <= {slip.place.line}


@pytest.mark.parametrize("network", [SKIP, DEAD, SIGMOIDS, LAYERS, ADAM])
def test_the_page_without_the_slip_is_right(network):
    program = derive(network)
    page = solution(program, runs(program, 2))
    assert {each.verdict for each in checked(page, network)} == {Verdict.RIGHT}
