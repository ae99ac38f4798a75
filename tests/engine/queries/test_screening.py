"""Conditions told of many iterations at once, held against looking at each step of each."""

from dataclasses import replace
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.debugger.debugger import Debugger
from engine.iterations.timeline import Timeline
from engine.network.files import load_network
from engine.network.optimisers import Optimiser
from engine.program.program import derive
from engine.queries.condition_parser import parse_condition
from engine.queries.screening import Screen

XOR = load_network("xor")
SKIP = load_network("skip").with_values({"x": 1.0, "y": 2.0, "w0": 0.5, "w1": -0.4, "w3": 0.8})

PARTS = {
    "skip": ["L < {0}", "w0 > {0}", "w2 + w3 < {0}", "dead(h1)", "active(h0)", "kink(h1)",
             "abs(dL/dw0) <= {0}", "isnan(L)", "z1 == 0", "w3 != {0}", "log(w1) > {0}",
             "1/w1 > {0}", "L > prev(L)"],
    "xor": ["L < {0}", "sum(square(dL/dW1)) < {0}", "dead(H)", "active(H)", "W1 > {0}",
            "b2 - b1 > {0}", "softmax(O) >= {0}", "isfinite(W2)", "isinf(O)", "dL/dZ == 0"],
}  # fmt: skip


def where(program, text, iterations, breakpoints=()):
    """All places at which a search stops, one after the other, and what it looked at."""
    debugger = Debugger(program)
    for each in (text, *breakpoints):
        debugger.break_at(each)
    found = []
    for _ in range(6):
        search = debugger.search(forwards=True)
        search.last = min(search.last, iterations)
        for _ in search:
            pass
        found.append((search.hit and search.hit.place, search.hit and search.hit.problem,
                      search.looked, sorted(search.never_false)))  # fmt: skip
        if search.hit is None:
            break
        debugger.goto(search.hit.place.step, search.hit.place.iteration)
    return found


@given(data=st.data())
@settings(max_examples=6)
def test_a_search_finds_the_same_as_one_that_looks_at_every_step(data):
    network = data.draw(st.sampled_from([SKIP, XOR]))
    numbers = st.sampled_from(["0", "-0.2", "0.3", "0.5", "0.69", "0.6931", "2"])
    texts = st.sampled_from(PARTS["skip" if network is SKIP else "xor"])

    def part():
        text = data.draw(texts).format(data.draw(numbers))
        return f"not {text}" if data.draw(st.booleans()) else text

    text = part()
    if data.draw(st.booleans()):
        text = f"{text} {data.draw(st.sampled_from(['and', 'or']))} {part()}"
    rate = data.draw(st.sampled_from([0.05, 0.3, 1.0]))
    if network is XOR:
        network = network.with_seed(data.draw(st.integers(0, 5)))
    kind = data.draw(st.sampled_from(["gd", "adam"]))
    program = derive(replace(network, learning_rate=rate, optimiser=Optimiser(kind)))
    with patch.object(Screen, "quiet", return_value=0):
        wanted = where(program, text, 150)
    assert where(program, text, 150) == wanted


def quiet(text, was, network=XOR, iterations=60):
    timeline = Timeline(derive(network))
    list(timeline.reach(iterations))
    screen = Screen([parse_condition(text, timeline.program)], timeline)
    return screen.quiet(0, iterations, [was])


@pytest.mark.parametrize(
    ("text", "was", "count"),
    [
        ("L < 0", False, 60),
        ("L > 0", False, 0),
        ("L > 0", True, 60),
        ("L < 0", True, 0),
        ("dead(H) and L < 0", False, 60),
        ("L > prev(L) + 1", False, 0),  # reads the iteration before, which is not told
        ("L / 2 < 0", False, 0),  # nor what is divided
        ("log(-L) < 0 and dead(H)", False, 0),  # nor what Python cannot compute
    ],
)
def test_iterations_are_quiet_in_which_a_condition_stays_what_it_was(text, was, count):
    assert quiet(text, was) == count


def test_a_value_set_by_hand_is_looked_at():
    debugger = Debugger(derive(SKIP))
    debugger.goto(1, 40)
    debugger.set_value("L = -1")
    debugger.goto(1, 0)
    debugger.break_at("L < 0")
    search = debugger.search(forwards=True)
    list(search)
    assert search.hit is not None
    assert search.hit.place.iteration == 40
