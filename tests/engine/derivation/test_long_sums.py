"""Fan-in sums by entries, and sums too long to write out, held against numpy."""

import time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.derivation.card import in_numbers
from engine.derivation.lines import derivation, entry_derivation, entry_terms
from engine.language.index import MAX_TERMS
from engine.language.notation import TEXT, Style
from tests.engine.derivation.numbers import PLAIN, f, n, step_of
from tests.engine.derivation.steps import steps_of


@pytest.fixture
def skip_layer(build):
    """The step of the gradient of h, which reaches the loss through a product and directly."""
    values = {"h": np.array([[1.0, 2.0]]), "W": np.array([[3.0, 5.0], [-1.0, 4.0]])}
    network = build("a = h @ W\nb = square(h)\nL = sum(a) + sum(b)", **values)
    return steps_of(network)["dL/dh"]


def test_an_entry_of_a_fan_in_sum_shows_its_contributions(skip_layer):
    assert entry_derivation(skip_layer, (0, 1), PLAIN) == [
        "∂L/∂b[0,1] · (2 · h[0,1]) + (∂L/∂a[0,0] · W[1,0] + ∂L/∂a[0,1] · W[1,1])",
        "1 · (2 · 2) + (1 · (−1) + 1 · 4)",
        "1 · 4 + (−1 + 4)",
        "4 + 3",
        "7",
    ]


def test_the_terms_of_an_entry_are_those_of_the_step(skip_layer):
    first, second = entry_terms(skip_layer, (0, 0))
    assert (first.child, first.value) == ("b", 2.0)
    assert TEXT.write(first.expression) == "dL/db[0,0]*(2*h[0,0])"
    assert (second.child, second.value) == ("a", 8.0)
    assert TEXT.write(second.expression) == "dL/da[0,0]*W[0,0] + dL/da[0,1]*W[0,1]"


def test_a_term_of_an_entry_says_in_numbers_what_is_left_out_of_it(build):
    values = {"h": np.ones((1, 2)), "W": np.arange(40.0).reshape(2, 20)}
    network = build("a = h @ W\nb = square(h)\nL = sum(a) + sum(b)", **values)
    step = steps_of(network)["dL/dh"]
    square, product = entry_terms(step, (0, 1))
    assert in_numbers(step, square, TEXT) == "1*(2*1)"
    assert TEXT.write(product.expression).endswith("*W[1,7] + ... (12 more)")
    counted = " + ".join(f"1*{number}" for number in range(20, 28))
    assert in_numbers(step, product, TEXT) == f"{counted} + {sum(range(28, 40))}"


def used_often(build, times, x, w):
    """The step of the gradient of a parameter that so many equations use."""
    lines = [f"h{i} = {f'h{i - 1}' if i else 'x'} + {i + 1}*w" for i in range(times)]
    lines.append(f"L = sum(h{times - 1})/7")
    return steps_of(build("\n".join(lines), {"x": x}, w=w))["dL/dw"]


def test_a_long_sum_is_shown_with_its_first_terms(build):
    step = used_often(build, 5000, x=1.0, w=2.0)
    started = time.process_time()
    lines = derivation(step, PLAIN)
    entry_lines = entry_derivation(step, (), PLAIN)
    assert time.process_time() - started < 0.5
    assert lines[0].startswith("∂L/∂h4999 · 5000 + ∂L/∂h4998 · 4999 + ")
    assert all(line.endswith(" + … (4,992 more)") for line in lines[:-1])
    assert lines[-2].count(" + ") == MAX_TERMS
    assert lines[-1] == n(5000 * 5001 / 2 / 7)
    assert entry_lines == lines
    assert derivation(step, TEXT)[0].endswith(" + ... (4,992 more)")


def test_a_long_sum_of_arrays_is_shown_with_its_first_terms(build):
    step = used_often(build, 20, x=np.zeros((2, 3)), w=np.ones(3))
    *_, before, last = derivation(step, PLAIN)
    assert before.endswith("] + … (12 more)")
    assert last == "[60, 60, 60]"
    names, *_, before, last = entry_derivation(step, (2,), PLAIN)
    assert names.startswith("(∂L/∂h19[0,2] + ∂L/∂h19[1,2]) · 20 + (∂L/∂h18[0,2]")
    sevenths = [2 * k / 7 for k in range(20, 0, -1)]
    assert before == " + ".join([*map(n, sevenths[:8]), "… (12 more)"])
    assert last == "60"
    assert [term.value for term in entry_terms(step, (2,))] == pytest.approx(sevenths)


def test_the_last_line_of_a_long_sum_is_the_recorded_value_to_the_last_digit(build):
    step = used_often(build, 100, x=np.zeros((2, 1)), w=np.ones(1))
    (wanted,) = step.value.tolist()
    assert float(entry_derivation(step, (0,), Style())[-1]) == wanted
    assert float(derivation(step, Style())[-1].strip("[]")) == wanted


def test_the_contributions_of_an_entry_share_the_room_there_is(build):
    lines = [
        *(f"h{i} = x @ w" for i in range(8)),
        f"L = {' + '.join(f'sum(h{i})' for i in range(8))}",
    ]
    step = steps_of(build("\n".join(lines), {"x": np.ones((20, 1))}, w=np.ones((1, 1))))["dL/dw"]
    names = entry_derivation(step, (0, 0), PLAIN)[0]
    assert names.count("x[") == names.count("∂L/∂") == 8 * 4
    assert names.count("… (16 more)") == 8


def test_a_long_product_is_shown_with_its_first_terms(build):
    random = np.random.default_rng(0)
    x, w = random.normal(size=(2, 500)), random.normal(size=(500, 3))
    lines = entry_derivation(step_of(build, "relu(x @ w)", x=x, w=w), (1, 2), PLAIN)
    assert lines[0].endswith(" + x[1,7] · w[7,2] + … (492 more))")
    assert lines[2].startswith(f"ReLU({n(x[1, 0] * w[0, 2])} + ")
    assert lines[2].endswith(" + … (492 more))")
    assert lines[-2:] == [f"ReLU({n(x[1] @ w[:, 2])})", n(max(x[1] @ w[:, 2], 0))]


@given(numbers=st.lists(st.integers(-9, 9).map(float), min_size=3, max_size=60))
def test_all_terms_of_a_sum_are_added_up_in_one_line(build, numbers):
    values = {f"v{i}": number for i, number in enumerate(numbers)}
    lines = derivation(step_of(build, " + ".join(values), **values), PLAIN)
    shown = " + ".join([n(numbers[0]), *map(f, numbers[1:])])
    assert lines[1:] == [shown, n(sum(numbers))]
