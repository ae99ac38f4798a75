"""The batches of a loader, as a run takes them; a loader gives anything that has shapes."""

import numpy as np
import pytest

from engine.errors import ModelError
from tui.live.batches import Pair, taken


class Loader:
    """Gives batches of some sizes, others each time or the same."""

    def __init__(self, *sizes, shuffles=True):
        self.sizes, self.shuffles, self.passes = sizes, shuffles, 0

    def __iter__(self):
        self.passes += 1
        generator = np.random.default_rng(self.passes if self.shuffles else 0)
        for size in self.sizes:
            yield [generator.normal(size=(size, 3)), generator.integers(0, 2, size)]


def first_numbers(batches):
    return [each.inputs[0, 0] for each in (batches.first, *batches.others)]


def test_a_pass_is_taken_where_nothing_is_said_of_steps():
    loader = Loader(4, 4, 4)
    batches = taken(loader, 0, None)
    assert first_numbers(batches) == [x[0, 0] for x, _ in Loader(4, 4, 4)]
    assert loader.passes == 1


def test_a_loader_that_shuffles_is_asked_again():
    loader = Loader(4, 4, 4)
    numbers = first_numbers(taken(loader, 8, None))
    assert len(set(numbers)) == 8
    assert loader.passes == 3


def test_a_loader_that_gives_the_same_again_is_not():
    loader = Loader(4, 4, 4, shuffles=False)
    batches = taken(loader, 100, None)
    assert len(batches.others) == 2
    assert loader.passes == 2


def test_batches_of_another_size_are_left_out_and_told():
    batches = taken(Loader(4, 4, 1), 4, None)
    assert len(batches.others) == 3
    assert batches.left_out == 1
    assert list(batches.notes) == ["1 batch of another size than the first is left out"]


def test_what_is_given_comes_first():
    x = np.zeros((4, 3))
    batches = taken(Loader(4, 4), 3, Pair(x, np.zeros(4, int)))
    assert batches.first.inputs is x
    assert len(batches.others) == 2


def test_what_comes_once_is_taken_once():
    batches = taken(iter(list(Loader(4, 4))), 9, None)
    assert len(batches.others) == 1


def test_all_but_the_last_is_given_to_the_module():
    one, two, three = np.zeros((2, 1)), np.ones((2, 1)), np.ones(2)
    assert taken([(one, two, three)], 1, None).first == Pair((one, two), three)


@pytest.mark.parametrize(
    ("loader", "said"),
    [([], "there is none in it"), ([{"x": 1}], "a dict instead of a pair"), ([(1,)], "a tuple")],
)
def test_what_is_no_loader_of_pairs_is_refused(loader, said):
    with pytest.raises(ModelError, match=said):
        taken(loader, 3, None)
