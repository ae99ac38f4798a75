"""Optimisers: how a gradient changes a parameter, as equations like all others.

What an optimiser is stands in its row. It names what it computes by letters, of which each
parameter has names of its own (`engine.network.updates`).
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Mapping
from typing import NamedTuple

from engine.frozen import frozen, made_by
from engine.language.expression import Expression, Name, Number
from engine.language.op import call
from engine.network.schedules import Schedule


class Role:
    """What something is that an update computes besides parameters."""

    COUNT = "count"
    """How many updates there have been."""
    DONE = "done"
    """How many updates of its schedule are done, where these are not all."""
    WARM = "warm"
    """The part of the learning rate that it has warmed up to."""
    RATE = "rate"
    """The learning rate of an update, where a schedule has one."""
    NORM = "norm"
    """The length of all gradients together."""
    FACTOR = "factor"
    """What all gradients are multiplied by, so that they are not longer than they may be."""
    GRADIENT = "gradient"
    """A gradient that is clipped, or has weight decay in it."""
    VELOCITY = "velocity"
    """A sum of the gradients so far, of which each update keeps a part."""
    MEAN = "mean"
    """A running mean of the gradient."""
    SQUARE = "square"
    """A running mean of its square."""
    TOTAL = "total"
    """The sum of the squares of the gradients so far."""
    CORRECTED = "corrected"
    """A running mean, made up for its start at 0."""
    AHEAD = "ahead"
    """A gradient with what will be kept of the velocity."""
    DECAYED = "decayed"
    """What a parameter moves against, with a share of itself."""


KEPT = (Role.COUNT, Role.VELOCITY, Role.MEAN, Role.SQUARE, Role.TOTAL)
"""What is remembered from one iteration to the next; the rest is worked out anew."""


@frozen(slots=True)
class Optimiser:
    """A rule of update and its settings.

    Args:
        kind: one of `KINDS`.
        momentum: how much of its velocity a parameter keeps.
        beta1: how much of its running mean the gradient keeps.
        beta2: the same for the square of the gradient.
        alpha: the same in RMSProp.
        epsilon: what is added to a divisor so that it is never 0.
        weight_decay: the share of itself that a parameter adds to its gradient; None for what is
            usual for the optimiser.
        decoupled: whether it goes to the update instead, past all that is made of the gradient;
            None for what is usual for the optimiser.
        clip_norm: the most length that all gradients together may have; None for any.
        clip_value: the most that an entry of a gradient may be, up or down; None for any.
        schedule: how the learning rate changes.
    """

    kind: str = "gd"
    momentum: float = 0.9
    beta1: float = 0.9
    beta2: float = 0.999
    alpha: float = 0.99
    epsilon: float = 1e-8
    weight_decay: float | None = None
    decoupled: bool | None = None
    clip_norm: float | None = None
    clip_value: float | None = None
    schedule: Schedule = made_by(factory=Schedule)

    @property
    def row(self) -> Kind:
        """What it is."""
        return KINDS[self.kind]

    @property
    def decay(self) -> float:
        """The share of itself that a parameter loses in an update, times the learning rate."""
        return self.row.decay if self.weight_decay is None else self.weight_decay

    @property
    def is_decoupled(self) -> bool:
        """Whether that share is no part of the gradient."""
        return self.row.decoupled if self.decoupled is None else self.decoupled

    @property
    def is_clipped(self) -> bool:
        """Whether gradients are made shorter, or smaller."""
        return self.clip_norm is not None or self.clip_value is not None

    @property
    def changes_gradients(self) -> bool:
        """Whether what it takes for a gradient is another one."""
        return self.is_clipped or bool(self.decay and not self.is_decoupled)

    @property
    def is_plain(self) -> bool:
        """Whether a parameter goes by the learning rate times its gradient, and nothing else."""
        is_bare = not self.is_clipped and not self.decay
        return self.kind == "gd" and is_bare and self.schedule.is_constant


Move = tuple[Name, Expression | None]
"""What a parameter moves against, times the learning rate, and what that is divided by, or None."""


Letters = Mapping[str, Name]
"""The names of what is computed for a parameter, by letters; `g` is its gradient, `t` the count."""

UpdateRule = Callable[[Optimiser, Letters], Generator[tuple[str, Expression], None, Move]]
"""Gives the equations by letters, in order, and then how the parameter moves."""


class Kind(NamedTuple):
    """The row of an optimiser.

    Args:
        title: what it is called in a sentence.
        settings: those that belong to it.
        letters: what it computes for each parameter, in order.
        rule: how.
        counts: whether it counts updates.
        decay: the weight decay that is usual.
        decoupled: whether that is decoupled.
    """

    title: str
    settings: tuple[str, ...]
    letters: Mapping[str, str]
    rule: UpdateRule
    counts: bool = False
    decay: float = 0.0
    decoupled: bool = False


_Rules = Generator[tuple[str, Expression], None, Move]


def _descent(optimiser: Optimiser, x: Letters) -> _Rules:
    del optimiser
    yield from ()
    return x["g"], None


def _momentum(optimiser: Optimiser, x: Letters) -> _Rules:
    yield "v", optimiser.momentum * x["v"] + x["g"]
    return x["v"], None


def _nesterov(optimiser: Optimiser, x: Letters) -> _Rules:
    yield "v", optimiser.momentum * x["v"] + x["g"]
    yield "n", x["g"] + optimiser.momentum * x["v"]
    return x["n"], None


def _rmsprop(optimiser: Optimiser, x: Letters) -> _Rules:
    yield "v", _running_mean(x["v"], optimiser.alpha, call("square", x["g"]))
    return x["g"], call("sqrt", x["v"]) + optimiser.epsilon


def _adagrad(optimiser: Optimiser, x: Letters) -> _Rules:
    yield "s", x["s"] + call("square", x["g"])
    return x["g"], call("sqrt", x["s"]) + optimiser.epsilon


def _adam(optimiser: Optimiser, x: Letters) -> _Rules:
    yield "m", _running_mean(x["m"], optimiser.beta1, x["g"])
    yield "v", _running_mean(x["v"], optimiser.beta2, call("square", x["g"]))
    # A running mean that starts at 0 is too small at first, by the factor 1 - beta**t.
    yield "mhat", x["m"] / (1 - Number(optimiser.beta1) ** x["t"])
    yield "vhat", x["v"] / (1 - Number(optimiser.beta2) ** x["t"])
    return x["mhat"], call("sqrt", x["vhat"]) + optimiser.epsilon


def _running_mean(mean: Expression, keep: float, value: Expression) -> Expression:
    return keep * mean + (1 - Number(keep)) * value


_MEANS = {
    "m": Role.MEAN, "v": Role.SQUARE, "mhat": Role.CORRECTED, "vhat": Role.CORRECTED,
}  # fmt: skip
_ADAM = ("beta1", "beta2", "epsilon")

KINDS: Mapping[str, Kind] = {
    "gd": Kind("gradient descent", (), {}, _descent),
    # Polyak, 1964, in the form of Sutskever et al., 2013, that torch uses
    "momentum": Kind("momentum", ("momentum",), {"v": Role.VELOCITY}, _momentum),
    "nesterov": Kind(
        "Nesterov momentum", ("momentum",), {"v": Role.VELOCITY, "n": Role.AHEAD}, _nesterov
    ),
    # Tieleman and Hinton, 2012, with epsilon outside of the root, as in torch
    "rmsprop": Kind("RMSProp", ("alpha", "epsilon"), {"v": Role.SQUARE}, _rmsprop),
    # Duchi, Hazan and Singer, 2011, on the diagonal, with epsilon outside of the root
    "adagrad": Kind("Adagrad", ("epsilon",), {"s": Role.TOTAL}, _adagrad),
    # Kingma and Ba, 2015, algorithm 1
    "adam": Kind("Adam", _ADAM, _MEANS, _adam, counts=True),
    # Loshchilov and Hutter, 2019, algorithm 2, with a decay that is usual
    "adamw": Kind("AdamW", _ADAM, _MEANS, _adam, counts=True, decay=0.01, decoupled=True),
}
"""Every optimiser, by its name in a network file."""

OTHER_KINDS = {"sgd": "gd"}
"""Other names of optimisers: on the whole batch nothing is stochastic."""

OWN_SETTINGS = tuple(dict.fromkeys(name for row in KINDS.values() for name in row.settings))
"""The settings that belong to some optimisers and not to all."""


def owners(setting: str) -> Iterator[str]:
    """The optimisers that a setting belongs to."""
    return (kind for kind, row in KINDS.items() if setting in row.settings)
