"""Optimisers: how a gradient changes a parameter, as equations like all others.

What an optimiser remembers from one iteration to the next (a velocity, moments) is assigned by
equations of the update as well, and has a name of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from engine.frozen import frozen
from engine.language.expression import Expression, Name, Number
from engine.language.op import call

KINDS: Mapping[str, tuple[str, ...]] = {
    "gd": (),
    "momentum": ("momentum",),
    "adam": ("beta1", "beta2", "epsilon"),
}
"""Every optimiser with the settings that belong to it."""

OTHER_KINDS = {"sgd": "gd"}
"""Other names of optimisers: on the whole batch nothing is stochastic."""


@frozen(slots=True)
class Optimiser:
    """A rule of update and its settings.

    Args:
        kind: `gd`, gradient descent; `momentum` (Polyak, 1964, in the form of Sutskever et al.,
            2013, that torch uses); or `adam` (Kingma and Ba, 2015, algorithm 1).
        momentum: how much of its velocity a parameter keeps.
        beta1: how much of its running mean the gradient keeps.
        beta2: the same for the square of the gradient.
        epsilon: what is added to a divisor so that it is never 0.
    """

    kind: str = "gd"
    momentum: float = 0.9
    beta1: float = 0.9
    beta2: float = 0.999
    epsilon: float = 1e-8


class Rule(NamedTuple):
    """One equation of an update: what it assigns and how."""

    symbol: str
    expression: Expression


@frozen(slots=True)
class Memo:
    """The names of what an optimiser remembers.

    Args:
        count: how many updates there have been; empty where that does not matter.
        of: for each parameter its velocity or its moments, none for gradient descent.
    """

    count: str
    of: Mapping[str, tuple[str, ...]]

    @property
    def listed(self) -> Mapping[str, tuple[str, ...]]:
        """What is remembered, by the parameter under which it is listed."""
        if not self.count:
            return self.of
        first = next(iter(self.of))  # the one that the step of the count is about
        return {**self.of, first: (self.count, *self.of[first])}

    @property
    def symbols(self) -> tuple[str, ...]:
        """All these names, in order."""
        counted = (self.count,) if self.count else ()
        return (*counted, *(symbol for symbols in self.of.values() for symbol in symbols))


def memo(optimiser: Optimiser, parameters: Iterable[str], taken: Iterable[str]) -> Memo:
    """Names for what the optimiser remembers, none of them taken: `v_w0`, or `v_w0_` if it is."""
    used = set(taken)

    def free(name: str) -> str:
        while name in used:
            name += "_"
        used.add(name)
        return name

    letters = {"momentum": "v", "adam": "mv"}.get(optimiser.kind, "")
    count = free("t") if optimiser.kind == "adam" else ""
    return Memo(count, {name: tuple(free(f"{x}_{name}") for x in letters) for name in parameters})


def counting(names: Memo) -> Iterator[Rule]:
    """The equation that comes before all others of an update, if the optimiser counts updates."""
    if names.count:
        yield Rule(names.count, Name(names.count) + 1)


def update(
    optimiser: Optimiser, names: Memo, parameter: str, gradient: str, rate: str
) -> Iterator[Rule]:
    """The equations that update one parameter, in order."""
    weight, g, lr = Name(parameter), Name(gradient), Name(rate)
    match optimiser.kind, names.of[parameter]:
        case "momentum", (velocity,):
            yield Rule(velocity, optimiser.momentum * Name(velocity) + g)
            yield Rule(parameter, weight - lr * Name(velocity))
        case "adam", (mean, square):
            yield Rule(mean, _running_mean(Name(mean), optimiser.beta1, g))
            yield Rule(square, _running_mean(Name(square), optimiser.beta2, call("square", g)))
            # A running mean that starts at 0 is too small at first, by the factor 1 - beta**t.
            steps = Name(names.count)
            first = Name(mean) / (1 - Number(optimiser.beta1) ** steps)
            second = Name(square) / (1 - Number(optimiser.beta2) ** steps)
            yield Rule(parameter, weight - lr * first / (call("sqrt", second) + optimiser.epsilon))
        case _:
            yield Rule(parameter, weight - lr * g)


def _running_mean(mean: Expression, keep: float, value: Expression) -> Expression:
    return keep * mean + (1 - Number(keep)) * value
