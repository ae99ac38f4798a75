"""Numbers that are drawn for a question."""

from functools import cache

import pytest

from engine.iterations.run import Run, trace
from engine.iterations.state import ReluState, State
from engine.language.values import is_array
from engine.network.files import load_network
from engine.program.program import derive
from engine.quiz.draw import SHORT, quiz_values


@cache
def drawn(name, seed):
    program = derive(load_network(name))
    return derive(program.network.with_values(quiz_values(program, seed)))


@pytest.mark.parametrize("name", ["skip", "plain", "neuron"])
def test_numbers_of_a_scalar_network_are_short(name):
    network = drawn(name, 2).network
    assert {abs(value) for value in network.constants.values()} <= {*map(abs, SHORT), 0.0}


def test_what_comes_of_them_is_short_too():
    for seed in range(2):
        run = Run(program := drawn("skip", seed), 0, program.start)
        texts = [f"{abs(run.value(index)):g}" for index in range(len(program.equations))]
        assert max(map(len, texts)) <= 6


def test_four_seeds_meet_every_state_of_a_relu():
    met = set()
    for seed in range(4):
        run = next(trace(drawn("skip", seed), 1))
        state = State(run, len(run.program.equations))
        met |= {state.relu(node) for node in ("h0", "h1")}
    assert met == {ReluState.ACTIVE, ReluState.DEAD, ReluState.KINK}


def test_a_seed_draws_the_same_again_and_another_something_else():
    again = quiz_values(derive(load_network("skip")), 3)
    assert again == drawn("skip", 3).network.constants != drawn("skip", 2).network.constants


def test_slips_come_to_other_numbers():
    """A term left out of the fan-in sum, its last term alone, its mean: four numbers."""
    for seed in (0, 2):
        run = next(trace(program := drawn("skip", seed), 1))
        one, other = run.terms(program.index["dL/dh0"])
        assert len({one, other, one + other, (one + other) / 2}) == 4


@pytest.mark.parametrize("name", ["xor", "regression"])
def test_arrays_of_data_stay_as_they_are(name):
    before, after = load_network(name), drawn(name, 1).network
    for table in ("inputs", "targets"):
        for key, value in getattr(before, table).items():
            assert (getattr(after, table)[key] == value).all()
    for key, value in after.parameters.items():
        numbers = value.ravel().tolist() if is_array(value) else [value]
        assert {abs(each) for each in numbers} <= {*map(abs, SHORT), 0.0}, key
