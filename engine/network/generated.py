"""Networks whose size can be chosen: network files that are written when they are asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from engine.errors import SpecError
from engine.language.text import suggestion
from engine.language.values import Value
from engine.network.source import Source

Settings = Mapping[str, Value]
"""What can be chosen of a network, by name."""

MAX_DEPTH = 4_000
"""The deepest network: what is written is a network file, and its keys are bounded as of any."""


class Generator(NamedTuple):
    """A network that is written by a function.

    Args:
        ranges: for each setting the least and the greatest whole number that it can be.
        defaults: what the settings are where nothing is said.
        write: the lines of the network file.
    """

    ranges: Mapping[str, tuple[int, int]]
    defaults: Mapping[str, int]
    write: Callable[..., Iterator[str]]


def generate(name: str, settings: Settings) -> Source:
    """The network file of a generated network.

    Raises:
        SpecError: for a setting that it does not have, or one out of range.
    """
    generator = GENERATORS[name]
    for setting, value in settings.items():
        if setting not in generator.ranges:
            hint = suggestion(setting, list(generator.ranges))
            raise SpecError(f"{name}: unknown setting {setting!r}{hint}")
        low, high = generator.ranges[setting]
        if not isinstance(value, int | float) or value not in range(low, high + 1):
            raise SpecError(f"{name}: {setting} has to be a whole number from {low} to {high:,}")
    chosen = {setting: int(value) for setting, value in settings.items()}
    text = "\n".join(generator.write(**{**generator.defaults, **chosen}))
    return Source(name, text)


def settings_of(name: str) -> frozenset[str]:
    """What can be chosen of a network: nothing, unless it is generated."""
    return frozenset(GENERATORS[name].ranges) if name in GENERATORS else frozenset()


def _deep(depth: int, skip: int) -> Iterator[str]:
    """A chain of ReLUs, each fed by the one before it and, with skips, by the last but one as well.

    With a depth of 2 and skips it is the skip network of the exercise.
    """
    weights = [f"w{i}" for i in range(depth + 1)]
    weights += [f"s{i}" for i in range(2, depth + 1) if skip]
    yield f'title = "Deep network, {depth} ReLU{"s" * (depth > 1)}{"" if skip else ", no skips"}"'
    yield 'teaches = "how the gradient of w0 vanishes with depth, and what skip connections do"'
    yield 'loss = "L"'
    yield 'equations = """'
    for i in range(depth + 1):
        below = f"h{i - 1}" if i else "x"
        over = f" + s{i}*h{i - 2}" if skip and i > 1 else ""
        yield f"z{i} = w{i}*{below}{over}"
        if i < depth:
            yield f"h{i} = relu(z{i})"
    yield f"yhat = z{depth}"
    yield "L = abs(y - yhat)"
    yield '"""'
    yield "[inputs]"
    yield "x = 1"
    yield "[targets]"
    yield "y = -3"
    yield "[parameters]"
    yield from (f"{name} = 0.5" for name in weights)
    yield "[training]"
    yield "learning_rate = 0.1"
    yield "[notation]"
    yield 'yhat = "ŷ"'


GENERATORS: Mapping[str, Generator] = {
    "deep": Generator(
        ranges={"depth": (1, MAX_DEPTH), "skip": (0, 1)},
        defaults={"depth": 10, "skip": 1},
        write=_deep,
    ),
}
"""Every network that is written by a function."""
