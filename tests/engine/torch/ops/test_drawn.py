"""Shapes and options that are drawn, against torch.

A few in the suite; more by hand: `HYPOTHESIS_EXAMPLES=300 python -m pytest` of this file.
"""

import os
import warnings

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from tests.engine.torch.graphs import compared
from tests.engine.torch.ops.held import torch_in_float64

pytestmark = pytest.mark.torch

FEW = settings(
    max_examples=int(os.environ.get("HYPOTHESIS_EXAMPLES", "4")),
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
SIZES = st.integers(1, 4)


def holds(torch, function, *shapes):
    """Hold a function of tensors in these shapes, which have no two entries that are alike."""
    with torch_in_float64(torch), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        tensors = [torch.randn(shape, requires_grad=True) for shape in shapes]
        try:
            found = function(*tensors)
        except (RuntimeError, IndexError):
            assume(False)  # torch has no such call
        assume(found.numel() and found.isfinite().all())  # of one value there is no variance
        compared(torch, function, tensors)


def numbers(data, low, high, count):
    """So many whole numbers; or one in their place."""
    several = data.draw(st.lists(st.integers(low, high), min_size=count, max_size=count))
    return several[0] if data.draw(st.booleans()) else several


@FEW
@given(data=st.data())
def test_convolutions(torch, data):
    rank, groups = data.draw(st.integers(1, 2)), data.draw(st.sampled_from([1, 1, 2, 3]))
    is_turned = data.draw(st.booleans())
    each, filters = data.draw(st.integers(1, 2)), data.draw(st.integers(1, 2)) * groups
    kernel = [data.draw(st.integers(1, 3)) for _ in range(rank)]
    settings = {
        "stride": numbers(data, 1, 3, rank), "padding": numbers(data, 0, 2, rank),
        "dilation": numbers(data, 1, 2, rank), "groups": groups,
    }  # fmt: skip
    places = [data.draw(st.integers(1, 6)) for _ in range(rank)]
    name = f"conv_transpose{rank}d" if is_turned else f"conv{rank}d"
    shape = (each * groups, max(filters // groups, 1)) if is_turned else (filters, each)
    holds(
        torch,
        lambda x, w: getattr(torch.nn.functional, name)(x, w, **settings),
        (data.draw(st.integers(1, 3)), each * groups, *places),
        (*shape, *kernel),
    )


@FEW
@given(data=st.data())
def test_pools(torch, data):
    rank = data.draw(st.integers(1, 3))
    kernel = [data.draw(st.integers(1, 3)) for _ in range(rank)]
    settings = {
        "stride": numbers(data, 1, 3, rank),
        "padding": [data.draw(st.integers(0, size // 2)) for size in kernel],
        "ceil_mode": data.draw(st.booleans()),
    }  # fmt: skip
    name = data.draw(st.sampled_from(["max", "avg"]))
    if name == "avg":
        settings["count_include_pad"] = data.draw(st.booleans())
    elif data.draw(st.booleans()):
        settings["dilation"] = numbers(data, 1, 2, rank)
    pool = getattr(torch.nn.functional, f"{name}_pool{rank}d")
    places = [data.draw(st.integers(2, 6)) for _ in range(rank)]
    holds(torch, lambda x: pool(x, kernel, **settings), (2, 2, *places))


@FEW
@given(data=st.data())
def test_reductions(torch, data):
    shape = data.draw(st.lists(SIZES, min_size=1, max_size=4))
    axis = data.draw(st.integers(-len(shape), len(shape) - 1))
    axes = data.draw(st.permutations(range(len(shape))))[: data.draw(st.integers(1, len(shape)))]
    keep = data.draw(st.booleans())
    name = data.draw(
        st.sampled_from(
            ["sum", "mean", "amax", "amin", "var", "std", "logsumexp", "cumsum", "softmax",
             "log_softmax", "prod", "norm", "flip", "max", "unbind", "squeeze", "unsqueeze"]
        )
    )  # fmt: skip

    def function(x):
        if name in ("cumsum", "softmax", "log_softmax", "unsqueeze"):
            return getattr(x, name)(axis)
        if name in ("flip", "squeeze"):
            return getattr(x, name)(tuple(axes)) * 1
        if name == "unbind":
            return x.unbind(axis)[-1] * 1
        if name in ("max", "prod"):
            found = getattr(x, name)(axis, keepdim=keep)
            return found[0] if name == "max" else found
        return getattr(x, name)(dim=tuple(axes), keepdim=keep)

    holds(torch, function, shape)


@FEW
@given(data=st.data())
def test_sums_of_products(torch, data):
    sizes = {letter: data.draw(SIZES) for letter in "abcd"}
    count = data.draw(st.integers(1, 3))
    said = [
        "".join(data.draw(st.permutations("abcd"))[: data.draw(st.integers(1, 3))])
        for _ in range(count)
    ]
    every = sorted({*"".join(said)})
    wanted = "".join(data.draw(st.permutations(every))[: data.draw(st.integers(0, len(every)))])
    equation = f"{','.join(said)}->{wanted}"
    shapes = [tuple(sizes[letter] for letter in each) for each in said]
    holds(torch, lambda *x: torch.einsum(equation, *x) * 1, *shapes)


@FEW
@given(data=st.data())
def test_parts_and_pads(torch, data):
    shape = data.draw(st.lists(st.integers(2, 4), min_size=1, max_size=3))
    index = tuple(
        data.draw(
            st.one_of(
                st.slices(size), st.integers(-size, size - 1), st.just(None), st.just(slice(None)),
                st.lists(st.integers(-size, size - 1), min_size=1, max_size=3),
            )
        )
        for size in shape
    )  # fmt: skip
    assume(all(not isinstance(each, slice) or (each.step or 1) > 0 for each in index))
    widths = data.draw(st.lists(st.integers(-1, 2), min_size=2, max_size=2))

    def function(x):
        part = x[index] * 2
        if not part.numel():
            raise IndexError("nothing is left, and no value here is empty")
        return torch.nn.functional.pad(part, widths) if part.dim() else part

    holds(torch, function, shape)
