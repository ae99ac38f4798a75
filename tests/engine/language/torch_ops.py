"""The ops of the table as torch has them: what its own arithmetic and autograd make of a call."""

import math

from engine.language.expression import Call, Name, Number


def axes(options, rank):
    """The axes of an option as torch takes them; all where none is said."""
    axis = dict(options).get("axis")
    if axis is None:
        return tuple(range(rank))
    return tuple(map(int, axis)) if isinstance(axis, tuple) else (int(axis),)


def summed_to(torch, x, like):
    """The sum over what broadcasting `like` repeats."""
    added = x.dim() - like.dim()
    wide = [added + i for i, size in enumerate(like.shape) if size == 1 and x.shape[added + i] != 1]
    over = (*range(added), *wide)
    return (torch.sum(x, over) if over else x).reshape(like.shape)


def _pair(options, name, default):
    value = dict(options).get(name, default)
    return tuple(map(int, value)) if isinstance(value, tuple) else int(value)


def _windows(options):
    """The options of a window, as torch has them."""
    return {
        "kernel_size": _pair(options, "kernel", 1.0), "stride": _pair(options, "stride", 1.0),
        "padding": _pair(options, "padding", 0.0), "dilation": _pair(options, "dilation", 1.0),
    }  # fmt: skip


def _sliced(torch, options, x):
    """An index for each axis, as torch has no negative steps; then what is dropped is taken out."""
    given = dict(options)
    if not given:
        return x
    starts, stops = given["start"], given["stop"]
    steps = given.get("step", (1.0,) * len(starts))
    for axis, ends in enumerate(zip(starts, stops, steps, strict=True)):
        start, stop, step = (None if math.isinf(end) else int(end) for end in ends)
        places = list(range(x.shape[axis]))[start:stop:step]
        x = torch.index_select(x, axis, torch.tensor(places))
    for axis in sorted(given.get("drop", ()), reverse=True):
        x = x.squeeze(int(axis))
    return x


def _padded(torch, options, x):
    """The array written into a larger one."""
    given = dict(options)
    before, after, between = (
        [int(each) for each in given.get(name, (0.0,) * x.dim())]
        for name in ("before", "after", "between")
    )
    widths = list(zip(x.shape, before, after, between, strict=True))
    sizes = [size + first + last + (size - 1) * gap for size, first, last, gap in widths]
    found = torch.full(sizes, given.get("value", 0.0), dtype=torch.float64)
    found[
        tuple(
            slice(first, first + (size - 1) * (gap + 1) + 1, gap + 1)
            for size, first, _, gap in widths
        )
    ] = x
    return found


def _taken(torch, options, x, places):
    """Entries along an axis by torch's index_select."""
    axis = int(dict(options).get("axis", 0)) % x.dim()
    found = torch.index_select(x, axis, places.long().reshape(-1))
    return found.reshape((*x.shape[:axis], *places.shape, *x.shape[axis + 1 :]))


def _landed(torch, options, x, places):
    """Entries added up along an axis by torch's index_add."""
    given = dict(options)
    axis = int(given.get("axis", 0)) % (x.dim() - places.dim() + 1)
    before, after = x.shape[:axis], x.shape[axis + places.dim() :]
    zeros = torch.zeros(*before, int(given["size"]), *after, dtype=x.dtype)
    flat = x.reshape((*before, -1, *after))
    return zeros.index_add(axis, places.long().reshape(-1), flat)


def moves(torch):
    """The ops that put entries elsewhere."""
    functional = torch.nn.functional
    return {
        "permute": lambda options, x: x.permute([int(axis) for axis in dict(options)["axes"]]),
        "reshape": lambda options, x: x.reshape([int(size) for size in dict(options)["shape"]]),
        "squeeze": lambda options, x: x.squeeze(axes(options, x.dim())) if options else x.squeeze(),
        "slice": lambda options, x: _sliced(torch, options, x),
        "pad": lambda options, x: _padded(torch, options, x),
        "concat": lambda options, x, y: torch.cat((x, y), int(dict(options).get("axis", 0))),
        "take": lambda options, x, y: _taken(torch, options, x, y),
        "scatter_add": lambda options, x, y: _landed(torch, options, x, y),
        "unfold": lambda options, x: functional.unfold(x, **_windows(options)),
        "fold": lambda options, x: functional.fold(
            x, _pair(options, "size", 1.0), **_windows(options)
        ),
    }


def functions(torch):
    """For each op its function of torch's tensors and of the options of a call."""
    plain = {
        "add": torch.add, "sub": torch.sub, "mul": torch.mul, "div": torch.div, "pow": torch.pow,
        "neg": torch.neg, "matmul": torch.matmul, "outer": torch.outer, "abs": torch.abs,
        "relu": torch.relu, "sigmoid": torch.sigmoid, "tanh": torch.tanh, "exp": torch.exp,
        "log": torch.log, "sqrt": torch.sqrt, "square": torch.square, "sin": torch.sin,
        "cos": torch.cos, "erf": torch.erf, "floor": torch.floor, "detach": torch.detach,
        "minimum": torch.minimum,
        "maximum": torch.maximum,
        "softplus": lambda x: torch.nn.functional.softplus(x, threshold=40.0),
        "gelu": torch.nn.functional.gelu, "silu": torch.nn.functional.silu,
        "transpose": lambda x: x.mT,
        "softmax": lambda x: torch.softmax(x, -1),
        "log_softmax": lambda x: torch.log_softmax(x, -1),
        "cross_entropy": lambda x, y: -(y * torch.log_softmax(x, -1)).sum(-1),
        "where": lambda c, x, y: torch.where(c != 0, x, y),
        "sum_to": lambda x, like: summed_to(torch, x, like),
        "broadcast_to": lambda x, like: x.expand(like.shape),
        "greater": torch.gt, "greater_equal": torch.ge, "less": torch.lt, "less_equal": torch.le,
        "equal": torch.eq, "not_equal": torch.ne,
    }  # fmt: skip
    found = {name: lambda options, *x, f=function: f(*x) for name, function in plain.items()}
    over = {"sum": torch.sum, "mean": torch.mean, "max": torch.amax, "min": torch.amin}
    for name, function in over.items():
        found[name] = lambda options, x, f=function: f(x, axes(options, x.dim())) if x.dim() else x
    return (
        found
        | moves(torch)
        | {
            "step": lambda options, x: torch.where(x == 0, at_zero(options), (x > 0).double()),
            "sign": lambda options, x: torch.where(x == 0, at_zero(options), torch.sign(x)),
            "leaky_relu": lambda options, x: torch.nn.functional.leaky_relu(
                x, dict(options).get("slope", 0.01)
            ),
            "expand_dims": lambda options, x: x.unsqueeze(int(dict(options).get("axis", 0))),
        }
    )


def at_zero(options):
    return float(dict(options).get("at_zero", 0.0))


def computed(torch, expression, values):
    """The value of an expression as torch computes it."""
    known = functions(torch)

    def value(part):
        match part:
            case Number(value=number):
                return torch.tensor(number, dtype=torch.float64)
            case Name(name=name):
                return values[name]
            case Call(op=op, operands=operands, options=options):
                found = known[op](options, *map(value, operands))
                return found if found.dtype == torch.float64 else found.double()
        raise AssertionError(part)

    return value(expression)


def is_near(found, wanted, tolerance):
    """Whether arrays agree to a part of their largest entry."""
    largest = max(1.0, float(abs(wanted).max())) if wanted.size else 1.0
    return found.shape == wanted.shape and bool(
        (abs(found - wanted) <= tolerance * largest).all() and math.isfinite(largest)
    )
