"""What the row of an op says of it is true of what numpy computes."""

import numpy as np
import pytest

from engine.errors import ShapeError
from engine.language.arrays import ARRAY_RULES
from engine.language.ops import OPS
from engine.language.table.comparisons import COMPARING

RANDOM = np.random.default_rng(0)
SHAPES = {
    "matmul": ((2, 3), (3, 2)), "outer": ((2,), (3,)), "sum_to": ((2, 3), (1, 3)),
    "broadcast_to": ((2, 1), (2, 3)), "transpose": ((2, 3),), "unfold": ((1, 3, 3),),
    "fold": ((4, 4),), "take": ((3, 2), (3,)), "scatter_add": ((3, 2), (3,)),
    "squeeze": ((2, 1, 3),),
}  # fmt: skip
OPTIONS = {
    "permute": {"axes": (1.0, 0.0)}, "reshape": {"shape": (3.0, 2.0)}, "unfold": {"kernel": 2.0},
    "fold": {"size": 3.0, "kernel": 2.0}, "slice": {"step": (1.0, -1.0)},
    "scatter_add": {"size": 2.0},
}  # fmt: skip
PLACES = {"take": np.array([2.0, 0.0, 1.0]), "scatter_add": np.array([1.0, 0.0, 1.0])}
STEP = 2.0**-20


def operands(name):
    """Random operands that fit, all entries positive and different."""
    shapes = SHAPES.get(name, ((2, 3),) * OPS[name].operands)
    if name in ("take", "scatter_add"):  # places: each once, or two in one
        return [RANDOM.uniform(0.5, 2.0, shapes[0]), PLACES[name]]
    return [RANDOM.uniform(0.5, 2.0, shape) for shape in shapes]


def computed(name, *values):
    with np.errstate(all="ignore"):
        return np.asarray(ARRAY_RULES[name](*values, **OPTIONS.get(name, {})))


def is_of_entries(name):
    """Whether an op can be computed entry by entry."""
    given = [RANDOM.uniform(0.5, 2.0, (2, 3)) for _ in range(OPS[name].operands)]
    try:
        whole = computed(name, *given)
    except (ValueError, IndexError, ShapeError):
        return False
    if whole.shape != (2, 3):
        return False
    single = [
        computed(name, *(each[i, j].reshape(1, 1) for each in given)).item()
        for i, j in np.ndindex(2, 3)
    ]
    return np.allclose(whole.ravel(), single)


@pytest.mark.parametrize("name", OPS)
def test_an_elementwise_op_is_computed_entry_by_entry(name):
    if name == "sum_to":  # with operands of one shape there is nothing to sum
        assert not OPS[name].elementwise
    elif name not in ("broadcast_to", "pad", "squeeze"):  # which leave what they have as it is
        assert OPS[name].elementwise == is_of_entries(name)


def doubled(values, which):
    """The values with one of them doubled."""
    return [value * 2.0 if place == which else value for place, value in enumerate(values)]


@pytest.mark.parametrize("name", OPS)
def test_an_op_that_moves_entries_has_no_others(name):
    given, guides = operands(name), OPS[name].guides
    given[0] *= np.resize([1.0, -1.0], given[0].shape)
    found = computed(name, *given)
    moved = [each for place, each in enumerate(given) if place not in guides]
    is_moved = set(found.ravel()) == {entry for each in moved for entry in each.ravel()}
    twice = [each if place in guides else each * 2.0 for place, each in enumerate(given)]
    is_linear = np.array_equal(computed(name, *twice), found * 2.0)
    leaves_all = name == "detach"  # as it is: what it takes away is the gradient
    assert OPS[name].moves == (is_moved and is_linear and not leaves_all)


@pytest.mark.parametrize("name", OPS)
def test_an_op_that_reduces_keeps_the_sum_of_all_entries_but_for_a_factor(name):
    first, again = operands(name), operands(name)
    ratios = [computed(name, *given).sum() / given[0].sum() for given in (first, again)]
    is_smaller = computed(name, *first).size < first[0].size
    assert OPS[name].reduces == (is_smaller and np.isclose(*ratios, rtol=1e-12))


def slopes(name, at, others):
    """The change of an op beside a value of its first operand, on its left and on its right."""
    here = computed(name, at, *others)
    return [float(computed(name, at + step, *others) - here) / step for step in (-STEP, STEP)]


@pytest.mark.parametrize("name", [name for name in OPS if OPS[name].elementwise])
def test_an_op_is_kinked_where_it_has_two_slopes(name):
    found = [slopes(name, at, [0.7] * (OPS[name].operands - 1)) for at in (0.0, 0.7, -0.7, 1.3)]
    jumps = 1.0 / STEP * 0.4
    kinks = [
        (left, right)
        for left, right in found
        if abs(left - right) > 0.1 and max(abs(left), abs(right)) < jumps
    ]
    if name in ("sqrt", "log"):  # steep or endless at 0, where they begin
        assert not OPS[name].kinked
    else:
        assert OPS[name].kinked == bool(kinks)


@pytest.mark.parametrize(
    ("name", "place"), [(name, place) for name in OPS for place in range(OPS[name].operands)]
)
def test_an_op_is_0_where_the_operands_are_that_its_row_names(name, place):
    given = operands(name)
    given[place] = np.zeros_like(given[place])
    is_zero = not computed(name, *given).any()
    follows = place in OPS[name].zero_if
    by_convention = name in ("sign", "step", "pow", "minimum", "cross_entropy", "where", *COMPARING)
    assert is_zero == follows or (is_zero and by_convention)


def test_what_is_0_by_its_zero_operand_depends_on_no_convention():
    assert OPS["sign"].zero_if == OPS["step"].zero_if == ()  # their option says what they are at 0
    assert computed("minimum", 0.0, -1.0) != 0.0
    assert computed("pow", 0.0, -1.0) != 0.0
    assert computed("pow", 0.0, 0.0) != 0.0
