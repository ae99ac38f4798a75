import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import NetworkError, SpecError
from engine.network.files import load_network
from engine.network.initialisers import Initialiser, draw, draw_many
from engine.network.reader import read_network
from engine.network.source import Source


def read(parameters, seed=0):
    """A network whose only equation adds up the parameters, written `w = ...`, one a line."""
    names = [line.partition("=")[0].strip() for line in parameters.strip().splitlines()]
    total = " + ".join(f"sum({name})" for name in names)
    text = f'loss = "L"\nequations = "L = {total}"\n[parameters]\n{parameters}'
    return read_network(Source("my.toml", text), seed)


# What is drawn


@pytest.mark.parametrize("seed", [0, 1, 7, 2**100])
def test_xor_is_drawn_from_one_stream_in_the_order_of_the_file(seed):
    random = np.random.default_rng(seed)
    network = load_network("xor", seed)
    assert list(network.parameters) == ["W1", "b1", "W2", "b2"]
    np.testing.assert_array_equal(network.parameters["W1"], 0.01 * random.standard_normal((2, 2)))
    np.testing.assert_array_equal(network.parameters["b1"], [0.01, 0.01])
    np.testing.assert_array_equal(network.parameters["W2"], 0.01 * random.standard_normal((2, 2)))
    np.testing.assert_array_equal(network.parameters["b2"], [0.01, 0.01])
    assert network.seed == seed


def test_the_order_is_that_of_the_file_and_not_of_the_names():
    random = np.random.default_rng(3)
    drawn = read("b = { normal = 1 }\na = 5\nc = { uniform = 1 }\nB = { normal = 2 }", 3).parameters
    assert list(drawn) == ["b", "a", "c", "B"]
    assert drawn["b"] == random.standard_normal()
    assert drawn["c"] == pytest.approx(random.uniform(-1, 1), rel=1e-14)
    assert drawn["B"] == 2 * random.standard_normal()


@pytest.mark.parametrize("bound", [1.0, 0.5, 3.7, 0.0])
def test_uniform_is_drawn_between_the_bounds(bound):
    drawn = read(f"w = {{ uniform = {bound}, shape = [50, 20] }}", 5).parameters["w"]
    wanted = np.random.default_rng(5).uniform(-bound, bound, (50, 20))
    np.testing.assert_allclose(drawn, wanted, rtol=1e-14, atol=1e-15)
    assert -bound <= drawn.min() <= drawn.max() <= bound
    assert drawn.max() - drawn.min() >= 1.9 * bound


def test_a_constant_draws_no_random_number():
    with_one = read("c = { constant = 3, shape = [4] }\nw = { normal = 1 }")
    without = read("w = { normal = 1 }")
    np.testing.assert_array_equal(with_one.parameters["c"], [3.0] * 4)
    assert with_one.parameters["w"] == without.parameters["w"]


@pytest.mark.parametrize("kind", ["normal", "uniform", "constant"])
@pytest.mark.parametrize("shape", ["", ", shape = []"])
def test_without_a_shape_a_number_is_drawn(kind, shape):
    network = read(f"w = {{ {kind} = 0.5{shape} }}")
    assert type(network.parameters["w"]) is float
    assert network.shapes["w"] == ()
    assert network.initialisers["w"] == Initialiser(kind, 0.5, ())


@pytest.mark.parametrize("kind", ["normal", "uniform", "constant"])
def test_what_is_drawn_is_a_read_only_array_of_floats(kind):
    drawn = read(f"w = {{ {kind} = 2, shape = [3, 1, 2] }}").parameters["w"]
    assert (drawn.shape, drawn.dtype) == ((3, 1, 2), np.float64)
    with pytest.raises(ValueError, match="read-only"):
        drawn[0] = 1.0


def test_numbers_too_large_for_a_float_are_infinite():
    # And pass without a warning, which pytest would take for an error.
    drawn = read("w = { normal = 1e308, shape = [100] }").parameters["w"]
    wanted = np.random.default_rng(0).standard_normal(100)
    np.testing.assert_array_equal(np.isinf(drawn), abs(wanted) > np.finfo(float).max / 1e308)
    assert np.isinf(drawn).any()


# Seeds


SIZES = st.lists(st.integers(1, 3), max_size=3).map(tuple)
INITIALISERS = st.lists(
    st.builds(
        Initialiser,
        st.sampled_from(["normal", "uniform", "constant"]),
        st.floats(-2, 2),
        SIZES,
        st.booleans(),
    ),
    max_size=5,
).map(lambda drawn: {f"w{i}": each for i, each in enumerate(drawn)})


@given(initialisers=INITIALISERS, seed=st.integers(0, 2**70))
def test_the_same_seed_gives_the_same_numbers(initialisers, seed):
    first, again = draw(initialisers, seed), draw(initialisers, seed)
    assert list(first) == list(again) == [name for name, each in initialisers.items() if each.used]
    for name, value in first.items():
        assert np.shape(value) == initialisers[name].shape
        assert initialisers[name].size == np.size(value)
        np.testing.assert_array_equal(value, again[name])


def test_another_seed_gives_other_numbers():
    first, other = load_network("xor", 3), load_network("xor", 4)
    for name in ("W1", "W2"):
        assert not np.any(first.parameters[name] == other.parameters[name])
    for name in ("b1", "b2"):
        np.testing.assert_array_equal(first.parameters[name], other.parameters[name])


def test_where_nothing_is_drawn_there_is_no_seed():
    assert load_network("skip", 7).seed is None
    assert read("w = 1", 7).seed is None
    assert read("w = { constant = 1 }", 7).seed == 7


def test_a_network_is_drawn_anew_by_another_seed():
    network = load_network("xor", 0).with_seed(11)
    wanted = load_network("xor", 11)
    assert network.seed == 11
    for name, value in wanted.parameters.items():
        np.testing.assert_array_equal(network.parameters[name], value)
    assert (network.equations, network.title) == (wanted.equations, wanted.title)
    assert list(network.parameters) == list(wanted.parameters)


def test_a_parameter_that_was_set_stays_and_the_others_are_drawn_as_without():
    ones = np.ones((2, 2))
    network = load_network("xor", 0).with_values({"W1": ones})
    for drawn, seed in ((network, 0), (network.with_seed(9), 9), (network.with_seed(9), 9)):
        wanted = load_network("xor", seed).parameters
        np.testing.assert_array_equal(drawn.parameters["W1"], ones)
        for name in ("b1", "W2", "b2"):
            np.testing.assert_array_equal(drawn.parameters[name], wanted[name])
    assert network.seed == 0


def test_values_set_later_are_added_to_those_set_before():
    network = read("a = { normal = 1 }\nb = { normal = 1 }\nc = { normal = 1 }")
    network = network.with_values({"a": 5.0}).with_seed(2).with_values({"c": 6.0}).with_seed(4)
    wanted = [5.0, np.random.default_rng(4).standard_normal(3)[1], 6.0]
    assert list(network.parameters.values()) == wanted


def test_a_network_has_no_seed_once_everything_was_set():
    network = read("a = { normal = 1 }\nb = 2", 3)
    assert network.with_values({"b": 7.0}).seed == 3
    assert network.with_values({"a": 7.0}).seed is None
    with pytest.raises(NetworkError, match="nothing in this network is drawn"):
        network.with_values({"a": 7.0}).with_seed(1)


def test_a_seed_needs_something_to_draw():
    with pytest.raises(NetworkError, match="nothing in this network is drawn"):
        load_network("skip").with_seed(1)


def test_a_seed_is_not_negative():
    said = "the seed has to be a whole number from 0, not -1"
    with pytest.raises(SpecError, match=said):
        load_network("xor", -1)
    with pytest.raises(NetworkError, match=said):
        load_network("xor").with_seed(-1)
    assert load_network("skip", -1).seed is None


def test_the_scale_is_the_standard_deviation_of_a_normal_parameter():
    drawn = read("w = { normal = 0.2, shape = [200, 200] }", 1).parameters["w"]
    count = drawn.size  # of which the mean strays by 1/√n, and the deviation by 1/√2n
    assert abs(drawn.mean()) < 4 * 0.2 / math.sqrt(count)
    assert drawn.std() == pytest.approx(0.2, rel=4 / math.sqrt(2 * count))


def test_many_seeds_at_once_give_what_each_gives():
    initialisers = {
        "a": Initialiser("normal", 0.5, (2, 3)),
        "b": Initialiser("constant", 7.0, (2,)),
        "c": Initialiser("normal", 2.0, (), used=False),
        "d": Initialiser("uniform", 3.0, (4,)),
        "e": Initialiser("normal", 1.0, ()),
    }
    many = draw_many(initialisers, [3, 0, 10**30])
    assert list(many) == ["a", "b", "d", "e"]
    for row, seed in enumerate([3, 0, 10**30]):
        generator = np.random.default_rng(seed)
        assert (many["a"][row] == generator.standard_normal((2, 3)) * 0.5).all()
        assert (many["b"][row] == [7.0, 7.0]).all()
        generator.standard_normal()
        assert (many["d"][row] == (2 * generator.random(4) - 1) * 3).all()
        assert many["e"][row] == generator.standard_normal()
