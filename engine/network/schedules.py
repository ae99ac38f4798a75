"""Schedules: how the learning rate changes from one update to the next, as an equation.

`lr` stays the number that a person sets; what an update goes by is worked out of it, and of how
many updates there have been.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

from engine.frozen import frozen
from engine.language.expression import Expression, Name, Number
from engine.language.op import call


@frozen(slots=True)
class Schedule:
    """A schedule of the learning rate and its settings.

    Args:
        kind: one of `SCHEDULES`.
        step_size: after so many updates it gets smaller, by `gamma`.
        gamma: what it is multiplied by, then or after every update.
        length: after so many updates a cosine has come down.
        lowest_rate: to this.
        warmup: for so many updates it grows evenly up to what it is; then the rest begins.
    """

    kind: str = "constant"
    step_size: float = 1.0
    gamma: float = 0.1
    length: float = 1.0
    lowest_rate: float = 0.0
    warmup: float = 0.0

    @property
    def is_constant(self) -> bool:
        """Whether the learning rate stays what it is."""
        return self.kind == "constant" and not self.warmup

    @property
    def overflows(self) -> bool:
        """Whether the learning rate is infinite after enough updates: 0 times that is NaN."""
        return "gamma" in SCHEDULES[self.kind] and self.gamma > 1.0

    @property
    def counts(self) -> bool:
        """Whether what it has done is another number than that of all updates."""
        return self.kind == "cosine" or (self.kind != "constant" and self.warmup > 0.0)

    def done(self, count: str) -> Expression:
        """How many updates of it are done: those after the warm-up, and as many as it has."""
        updates: Expression = Name(count)
        if self.warmup:
            updates = call("maximum", updates - self.warmup, Number(0.0))
        if self.kind == "cosine":
            updates = call("minimum", updates, Number(self.length))
        return updates

    def warm(self, count: str) -> Expression:
        """The part of the learning rate that it has warmed up to."""
        return call("minimum", Number(1.0), (Name(count) + 1) / self.warmup)

    def rate(self, lr: str, done: str, warm: str) -> Expression:
        """The learning rate of the next update, by the names of what it is made of."""
        rate = _RATES[self.kind](self, Name(lr), Name(done))
        return rate * Name(warm) if warm else rate


def _step(schedule: Schedule, lr: Expression, done: Expression) -> Expression:
    """As StepLR of torch."""
    return lr * Number(schedule.gamma) ** call("floor", done / schedule.step_size)


def _cosine(schedule: Schedule, lr: Expression, done: Expression) -> Expression:
    """Half a cosine (Loshchilov and Hutter, 2017, formula 5, without restarts)."""
    share = (Number(1.0) + call("cos", Number(math.pi) * done / schedule.length)) / 2
    if not schedule.lowest_rate:
        return lr * share
    lowest = Number(schedule.lowest_rate)
    return lowest + (lr - lowest) * share


_RATES: Mapping[str, Callable[[Schedule, Expression, Expression], Expression]] = {
    "constant": lambda schedule, lr, done: lr,
    "step": _step,
    "exponential": lambda schedule, lr, done: lr * Number(schedule.gamma) ** done,
    "cosine": _cosine,
}
"""How the learning rate comes about, of how many updates are done."""

SCHEDULES: Mapping[str, tuple[str, ...]] = {
    "constant": (),
    "step": ("step_size", "gamma"),
    "exponential": ("gamma",),
    "cosine": ("length", "lowest_rate"),
}
"""Every schedule with the settings that belong to it; `warmup` goes with each."""

SCHEDULE_SETTINGS = tuple(dict.fromkeys(name for each in SCHEDULES.values() for name in each))
"""The settings that belong to some schedules."""

NEEDED: Mapping[str, tuple[str, ...]] = {
    "step": ("step_size",), "exponential": ("gamma",), "cosine": ("length",),
}  # fmt: skip
"""The settings that a schedule does not go without."""
