"""What computes equations: bound to slots, or as they stand, they come to the same bits."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.iterations.run import run_iteration
from engine.language.binding import bind_numbers
from engine.language.parser import parse
from engine.language.scalars import SCALAR_RULES
from engine.language.values import same
from engine.network.files import load_network
from engine.program.program import derive
from tests.engine.iterations.networks import ANY, network_of

NUMBERS = [op for op, line in SCALAR_RULES.items() if line is not None]


def assert_same_when_large(network, monkeypatch):
    known = run_iteration(derive(network), 0, derive(network).start)
    with monkeypatch.context() as patched:
        patched.setattr("engine.program.functions.LARGE", 0)
        program = derive(network)
        found = run_iteration(program, 0, program.start)
        assert not any(program.functions.bound)
    steps = range(len(program.equations))
    assert all(same(found.value(index), known.value(index)) for index in steps)


@pytest.mark.parametrize("name", ["skip", "xor", "elman", "classifier"])
def test_a_large_program_has_the_numbers_of_any_other(name, monkeypatch):
    assert_same_when_large(load_network(name), monkeypatch)


@given(data=st.data())
def test_large_programs_of_numbers_have_the_numbers_of_any_other(data):
    values = {f"p{i}": data.draw(ANY) for i in range(2)}
    network = network_of(data.draw, NUMBERS, values, {"x": data.draw(ANY)}, {})
    with pytest.MonkeyPatch.context() as monkeypatch:
        assert_same_when_large(network, monkeypatch)


def test_numbers_are_bound_without_shapes_unless_an_array_is_in_between():
    slots = {"a": 0, "b": 1}
    bound = bind_numbers(parse("-(a*2 + relu(b))*a"), slots.__getitem__)
    assert bound is not None
    assert bound([3.0, -1.0]) == -18.0
    assert bind_numbers(parse("sum(expand_dims(a) + b)"), slots.__getitem__) is None
