"""Random calls of the ops that move entries, and what they come to by plain numpy."""

import math

import numpy as np
from hypothesis import assume
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from engine.errors import ShapeError
from engine.language.expression import Call, Name
from engine.language.ops import OPS, infer_shape
from tests.engine.language.operands import ANY, array_of

MOVES = (
    "permute", "reshape", "squeeze", "slice", "pad", "concat", "unfold", "fold", "take",
    "scatter_add",
)  # fmt: skip


PLACING = ("take", "scatter_add")
"""Those whose second operand says where entries go."""


def numbers(draw, count, low, high):
    return tuple(float(draw(st.integers(low, high))) for _ in range(count))


def some(draw, **options):
    """Some of these options, each drawn."""
    return {name: value for name, value in options.items() if draw(st.booleans())}


def windows(draw, most):
    return {"kernel": numbers(draw, 2, 1, most)} | some(
        draw, stride=numbers(draw, 2, 1, 2), padding=numbers(draw, 2, 0, 1),
        dilation=numbers(draw, 2, 1, 2),
    )  # fmt: skip


def slices(draw, shape):
    """Start, stop and step, some of them from the end, and axes of one place that are dropped."""
    starts, stops, steps, drop = [], [], [], []
    for axis, size in enumerate(shape[: draw(st.integers(1, len(shape)))]):
        if draw(st.booleans()):
            index = draw(st.integers(-size, size - 1))
            starts.append(float(index))
            stops.append(math.inf if index == -1 else index + 1.0)
            steps.append(1.0)
            drop.append(float(axis))
            continue
        step = draw(st.sampled_from([1, 2, 3, -1, -2]))
        first, last = sorted(draw(st.tuples(*[st.integers(0, size)] * 2)))
        last = max(last, first + 1)
        if step > 0:
            ends = first, draw(st.sampled_from([last, last - size or math.inf, math.inf]))
        else:
            ends = min(last, size) - 1, draw(st.sampled_from([first - 1, -math.inf]))
            ends = ends[0], -math.inf if ends[1] < 0 else ends[1]
        if step > 0 and ends[0] >= size:
            ends = 0, math.inf
        starts.append(float(ends[0]))
        stops.append(float(ends[1]))
        steps.append(float(step))
    found = {"start": tuple(starts), "stop": tuple(stops)}
    if any(step != 1.0 for step in steps):
        found["step"] = tuple(steps)
    return found | ({"drop": tuple(drop)} if drop else {})


def options_of(draw, op, shape):  # noqa: C901  (a case for each op)
    """Options with which a call on an array of a shape may be right."""
    rank, sizes = len(shape), range(len(shape))
    match op:
        case "permute":
            return {"axes": tuple(float(axis) for axis in draw(st.permutations(sizes)))}
        case "reshape":
            shape = [*draw(st.permutations(shape)), *draw(st.lists(st.just(1), max_size=1))] or [1]
            if draw(st.booleans()):
                shape[draw(st.integers(0, len(shape) - 1))] = -1
            return {"shape": tuple(map(float, shape))}
        case "squeeze":
            axes = [float(axis) for axis in sizes if shape[axis] == 1]
            axes = draw(st.lists(st.sampled_from(axes), unique=True)) if axes else []
            return {"axis": tuple(axes)} if axes else {}
        case "slice":
            return slices(draw, shape) if shape else {}
        case "pad":
            return some(
                draw, before=numbers(draw, rank, 0, 2), after=numbers(draw, rank, 0, 1),
                between=numbers(draw, rank, 0, 1), value=draw(st.sampled_from([0.0, -1.5, 2.0])),
            )  # fmt: skip
        case "concat" | "take":
            return {"axis": float(draw(st.integers(-rank, rank - 1)))} if rank else {}
        case "scatter_add":
            axis = draw(st.integers(-rank, rank - 1)) if rank else 0
            return {"size": float(draw(st.integers(1, 4))), "axis": float(axis)}
        case "unfold":
            return windows(draw, 3)
        case "fold":
            options = windows(draw, 2)
            return {"size": numbers(draw, 2, 2, 3), **options}
    raise AssertionError(op)


def reference(call, *values):
    """The value of a call by numpy's own functions of that name, or by hand."""
    options = dict(call.options)
    match call.op:
        case "permute":
            return np.transpose(values[0], [int(axis) for axis in options["axes"]])
        case "reshape":
            return np.reshape(values[0], [int(size) for size in options["shape"]])
        case "squeeze":
            axes = options.get("axis")
            return np.squeeze(values[0], axes and tuple(map(int, axes)))
        case "slice":
            return values[0][subscript(options)]
        case "pad":
            return padded(values[0], **options)
        case "concat":
            return np.concatenate(values, int(options.get("axis", 0)))
        case "unfold":
            return unfolded(values[0], **options)
        case "take":
            x, places = values
            return np.take(x, places.astype(int), int(options.get("axis", 0)))
        case "scatter_add":
            return landed(*values, **options)
    raise AssertionError(call.op)


def subscript(options):
    if not options:
        return ...
    found = []
    steps = options.get("step", (1.0,) * len(options["start"]))
    for axis, ends in enumerate(zip(options["start"], options["stop"], steps, strict=True)):
        start, stop, step = (None if math.isinf(end) else int(end) for end in ends)
        found.append(start if axis in options.get("drop", ()) else slice(start, stop, step))
    return tuple(found)


def padded(x, before=0.0, after=0.0, between=0.0, value=0.0):
    """Entry by entry."""
    widths = [np.broadcast_to(each, np.ndim(x)).astype(int) for each in (before, after, between)]
    widths = list(zip(*widths, strict=True))
    shape = [n + a + b + (n - 1) * c for n, (a, b, c) in zip(np.shape(x), widths, strict=True)]
    found = np.full(shape, value)
    for index in np.ndindex(np.shape(x)):
        place = tuple(a + i * (c + 1) for i, (a, _, c) in zip(index, widths, strict=True))
        found[place] = x[index]
    return found


def landed(x, places, size, axis=0.0):
    """Entry by entry."""
    rank = x.ndim - places.ndim + 1
    axis = int(axis) % rank
    before, after = x.shape[:axis], x.shape[axis + places.ndim :]
    found = np.zeros((*before, int(size), *after))
    for index in np.ndindex(x.shape):
        place = int(places[index[axis : axis + places.ndim]])
        found[(*index[:axis], place, *index[axis + places.ndim :])] += x[index]
    return found


def pair(value):
    return tuple(map(int, value)) if isinstance(value, tuple) else (int(value),) * 2


def unfolded(x, kernel, stride=1.0, padding=0.0, dilation=1.0):
    """Window by window, as torch describes it."""
    kernel, stride, padding, dilation = map(pair, (kernel, stride, padding, dilation))
    around = [(0, 0)] * (x.ndim - 2) + [(each, each) for each in padding]
    x = np.pad(x, around)
    counts = [
        (size - apart * (wide - 1) - 1) // by + 1
        for size, wide, by, apart in zip(x.shape[-2:], kernel, stride, dilation, strict=True)
    ]
    columns = [
        x[
            ...,
            i * stride[0] : i * stride[0] + dilation[0] * (kernel[0] - 1) + 1 : dilation[0],
            j * stride[1] : j * stride[1] + dilation[1] * (kernel[1] - 1) + 1 : dilation[1],
        ].reshape(*x.shape[:-3], -1)
        for i in range(counts[0])
        for j in range(counts[1])
    ]
    return np.stack(columns, -1)


def call_of(op, options, names="ab"):
    """A call on the first names."""
    operands = tuple(map(Name, names[: OPS[op].operands]))
    return Call(op, operands, tuple(options.items()))


def drawn(draw, op):
    """A call that fits, and the values of its operands."""
    least = {"unfold": 3, "fold": 2, "reshape": 0, "squeeze": 0}.get(op, 1)
    most = {"unfold": 4, "fold": 3}.get(op, 4)
    shape = draw(hnp.array_shapes(min_dims=least, max_dims=most, max_side=3))
    options = options_of(draw, op, shape)
    if op == "fold":
        seen = call_of("unfold", {k: v for k, v in options.items() if k != "size"})
        try:
            rows, windows = infer_shape(seen, {"a": (2, *map(int, options["size"]))})
        except ShapeError:
            assume(False)
        shape = (*shape[:-2], rows, windows)
    call = call_of(op, options)
    if op == "scatter_add":
        axis = int(options.get("axis", 0)) % len(shape)
        indices = draw(hnp.array_shapes(min_dims=0, max_dims=2, max_side=3))
        size = int(options["size"])
        shape = (*shape[:axis], *indices, *shape[axis + 1 :])
    values = {"a": array_of(draw, shape, ANY)}
    if op == "take":
        indices = draw(hnp.array_shapes(min_dims=0, max_dims=2, max_side=3))
        size = shape[int(options.get("axis", 0))]
    if op in PLACING:
        values["b"] = array_of(draw, indices, st.integers(0, size - 1).map(float))
    if op == "concat":
        other = list(shape)
        other[int(options["axis"])] = draw(st.integers(1, 2))
        values["b"] = array_of(draw, tuple(other), ANY)
    shapes = {name: np.shape(value) for name, value in values.items()}
    try:
        infer_shape(call, shapes)
    except ShapeError:
        assume(False)
    return call, values
