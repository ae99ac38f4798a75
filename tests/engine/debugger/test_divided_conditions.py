"""Conditions that divide: a value may tell that nothing was divided by 0; no more is asked then."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.debugger.debugger import Debugger
from engine.language.parser import parse
from engine.language.values import evaluate
from engine.network.files import load_network
from engine.program.program import derive
from engine.queries.condition_parser import parse_condition
from engine.queries.zero_divisors import divides_by_zero, may_divide_by_zero

TEXTS = (
    "a/b", "1/(a/b)", "a/b + b/c", "relu(-(a/b))", "tanh(1/a) * b", "a*(b/c) - c", "a/b/c",
    "minimum(a/b, c)", "abs(a/(b - c))", "exp(-(a/b))", "(1/a)**2", "square(b/a)",
)  # fmt: skip


@given(
    st.sampled_from(TEXTS),
    st.lists(st.sampled_from([0.0, 1.0, -2.0, 1e308]), min_size=3, max_size=3),
)
def test_a_division_by_zero_is_never_missed(text, numbers):
    values, expression = dict(zip("abc", numbers, strict=True)), parse(text)
    if divides_by_zero(expression, values):
        assert may_divide_by_zero(expression, evaluate(expression, values))


@pytest.mark.parametrize("text", ["L < 0", "1/(L + 1) < 0", "dL/dw1 / L > 1e9"])
def test_a_condition_is_told_with_its_own_function_and_no_other_is_made(text, monkeypatch):
    stop = Debugger(derive(load_network("skip"))).last()
    condition = parse_condition(text, stop.state.run.program)
    assert condition.truth(stop.state, None) == (False,)
    made = []
    for place in ("engine.queries.conditions.bind", "engine.queries.zero_divisors.evaluate"):
        monkeypatch.setattr(place, lambda *args: made.append(args))
    for _ in range(10):
        assert condition.truth(stop.state, None) == (False,)
    assert not made  # it was 30 functions, and 20 more for the divisors
