"""Layers that ship as functions of PyTorch: the equations of each, and the call for them."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

from engine.export.pytorch.expressions import Writer
from engine.export.pytorch.figures import written_number
from engine.export.pytorch.moves import several
from engine.export.pytorch.patterns import Match, lines, of_call
from engine.language.expression import Call, Expression, Name, Number
from engine.language.ops import infer_shape
from engine.language.shapes import Shape
from engine.network.network import Network
from engine.network.parts import Definition

Text = Callable[[Writer], str]
"""The call, written by a writer."""


class Known(NamedTuple):
    """A layer that PyTorch has.

    Args:
        pattern: its equations, the last of which computes what it gives.
        text: the call that does the same, for what stands in the pattern; None where PyTorch does
            something else for these shapes.
    """

    pattern: Sequence[Definition]
    text: Callable[[Network, Match], Text | None]


def _shape(network: Network, expression: Expression) -> Shape:
    return infer_shape(expression, network.shapes)


def _linear(network: Network, match: Match) -> Text | None:
    x, weight, bias = (match.of.get(name) for name in ("x", "W", "b"))
    assert x is not None  # noqa: S101  (as the pattern has it)
    assert weight is not None  # noqa: S101
    shape = _shape(network, weight)
    if len(shape) != 2 or (bias is not None and _shape(network, bias) != shape[:1]):
        return None
    return _call("F.linear", x, weight, bias)


def _conv2d(network: Network, match: Match) -> Text | None:
    x, weight, bias = match.of["x"], match.of["W"], match.of.get("b")
    given = _options(match)
    kernel = given.pop("kernel")
    images, filters = _shape(network, x), _shape(network, weight)
    if len(images) != 4 or len(filters) != 4 or filters[1:] != (images[1], *kernel):
        return None
    wanted = (images[0], filters[0], *_windows(images, kernel, **{**_USUAL, **given}))
    reshaped = _shape(network, match.of["f"]) == (filters[0], math.prod(filters[1:]))
    fits = bias is None or _shape(network, bias) == filters[:1]
    if not reshaped or not fits or _shape(network, match.of["y"]) != wanted:
        return None
    return _call("F.conv2d", x, weight, bias, **_unusual(given))


def _avg_pool2d(network: Network, match: Match) -> Text | None:
    x = match.of["x"]
    given, images = _options(match), _shape(network, x)
    kernel = given.pop("kernel")
    places = _windows(images, kernel, **{**_USUAL, **given})
    windows = (*images[:2], math.prod(kernel), math.prod(places))
    if len(images) != 4 or "dilation" in given or _shape(network, match.of["w"]) != windows:
        return None
    if _shape(network, match.of["y"]) != (*images[:2], *places):
        return None
    stride = given.pop("stride", (1, 1))
    more = {} if stride == kernel else {"stride": stride}
    return _call("F.avg_pool2d", x, _plain(_pair(kernel)), **_unusual(given), **_said(more))


_USUAL = {"stride": (1, 1), "padding": (0, 0), "dilation": (1, 1)}


def _options(match: Match) -> dict[str, tuple[int, ...]]:
    """The options of the windows, each for rows and columns."""
    return {name: value * (2 // len(value)) for name, value in of_call(match, "unfold").items()}


def _windows(
    images: Shape,
    kernel: Sequence[int],
    stride: Sequence[int],
    padding: Sequence[int],
    dilation: Sequence[int],
) -> tuple[int, ...]:
    """How many windows there are, down and across."""
    return tuple(
        (size + 2 * margin - apart * (side - 1) - 1) // by + 1
        for size, margin, apart, side, by in zip(
            images[2:], padding, dilation, kernel, stride, strict=True
        )
    )


def _layer_norm(network: Network, match: Match) -> Text | None:
    x, weight, bias, epsilon = (match.of.get(name) for name in ("x", "w", "b", "epsilon"))
    assert x is not None  # noqa: S101  (as the pattern has it)
    size = _shape(network, x)[-1:]
    if not isinstance(epsilon, Number) or not _are_of(network, size, weight, bias):
        return None
    more = {"eps": written_number(epsilon.value)}
    return _call("F.layer_norm", x, _plain(str(size)), weight=weight, bias=bias, **more)


def _batch_norm(network: Network, match: Match) -> Text | None:
    x, weight, bias, epsilon = (match.of.get(name) for name in ("x", "w", "b", "epsilon"))
    assert x is not None  # noqa: S101  (as the pattern has it)
    shape = _shape(network, x)
    channels = shape[1:2]
    if not isinstance(epsilon, Number) or not _are_of(network, channels, weight, bias):
        return None
    count = math.prod(shape) // channels[0]
    means = _remembering(network, match.of["m"], 1.0)
    variances = _remembering(network, match.of["v"], count / max(count - 1, 1))
    if means is None or variances is None or not math.isclose(means[1], variances[1]):
        return None
    running = [Name(means[0]), Name(variances[0])]
    more = {
        "training": "self.training", "momentum": f"{means[1]:.12g}",
        "eps": written_number(epsilon.value),
    }  # fmt: skip
    return _call("F.batch_norm", x, *running, weight=weight, bias=bias, **more)


def _remembering(network: Network, node: Expression, factor: float) -> tuple[str, float] | None:
    """What is a running mean of a node, and how much of it is new; None where nothing is."""
    for name, expression in network.buffers.items():
        match expression:
            case Call("add", (Call("mul", (Number(old), kept)), Call("mul", (Number(new), added)))):
                momentum = new / factor
                if kept == Name(name) and added == node and math.isclose(old, 1.0 - momentum):
                    return name, momentum
    return None


def _embedding(network: Network, match: Match) -> Text | None:
    del network
    x, weight = match.of["x"], match.of["W"]
    return lambda writer: f"F.embedding({writer.places(x)}, {writer.tensor(weight)})"


def _are_of(network: Network, shape: Shape, *expressions: Expression | None) -> bool:
    """Whether all that are there are of a shape."""
    return all(each is None or _shape(network, each) == shape for each in expressions)


def _plain(text: str) -> Text:
    return lambda writer: text


def _pair(sizes: Sequence[int]) -> str:
    return str(sizes[0]) if len(set(sizes)) == 1 else several(sizes)


def _unusual(given: Mapping[str, Sequence[int]]) -> dict[str, str]:
    """The options of a window that are not as usual."""
    return _said({name: value for name, value in given.items() if value != _USUAL[name]})


def _said(options: Mapping[str, Sequence[int]]) -> dict[str, str]:
    return {name: _pair(value) for name, value in options.items()}


def _call(
    function: str,
    *arguments: Expression | Text | None,
    **options: Expression | str | None,
) -> Text:
    """A call of what is there, with options by name."""

    def text(writer: Writer) -> str:
        said = [
            writer.tensor(each) if isinstance(each, Expression) else each(writer)
            for each in arguments
            if each is not None
        ]
        said += [
            f"{name}={writer.tensor(each) if isinstance(each, Expression) else each}"
            for name, each in options.items()
            if each is not None
        ]
        return f"{function}({', '.join(said)})"

    return text


def _normed(axis: str, widened: str, is_of_channels: bool = True) -> Iterator[Sequence[Definition]]:
    """The equations of a norm, with and without what scales and shifts it."""

    def wide(name: str) -> str:
        return f"expand_dims({name}{widened})"

    weight, bias = (wide(name) if is_of_channels else name for name in ("w", "b"))
    for scaled in (f"*{weight}", ""):
        for shifted in (f" + {bias}", ""):
            yield lines(f"""
m = mean(x, axis={axis})
c = x - {wide("m")}
v = mean(square(c), axis={axis})
d = sqrt(v + epsilon)
y = c / {wide("d")}{scaled}{shifted}
""")


_COLUMNS = "c = unfold(x, kernel=1)\nf = reshape(W, (1,))\ns = f @ c\n"
_MEANS = "c = unfold(x, kernel=1)\nw = reshape(c, (1,))\na = mean(w, axis=2)\ny = reshape(a, (1,))"
_BATCHES = [
    *_normed("0", ""),
    *(
        pattern
        for axes in ("(0, 2)", "(0, 2, 3)", "(0, 2, 3, 4)")
        for pattern in _normed(axes, f", axis={axes}")
    ),
]

KNOWN: Mapping[str, Sequence[Known]] = {
    "linear": [
        Known(lines("p = x @ transpose(W)\ny = p + b"), _linear),
        Known(lines("y = x @ transpose(W)"), _linear),
    ],
    "conv2d": [
        Known(
            lines(f"{_COLUMNS}p = reshape(s, (1,))\ny = p + expand_dims(b, axis=(1, 2))"), _conv2d
        ),
        Known(lines(f"{_COLUMNS}y = reshape(s, (1,))"), _conv2d),
    ],
    "avg_pool2d": [Known(lines(_MEANS), _avg_pool2d)],
    "layer_norm": [Known(each, _layer_norm) for each in _normed("-1", ", axis=-1", False)],
    "batch_norm": [Known(each, _batch_norm) for each in _BATCHES],
    "embedding": [Known(lines("y = take(W, x)"), _embedding)],
}
"""What PyTorch has of the layers that ship, by their names.

Not `max_pool2d`: of entries that are equally large it gives all of the gradient to one. Nor cells
and attention, whose parts have names here and none there.
"""
