"""The table [training] of a network file, read: learning rate, optimiser, what goes with it."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from engine.errors import SpecError
from engine.language.text import shortened, suggestion
from engine.network.literals import read_value
from engine.network.optimisers import KINDS, OTHER_KINDS, OWN_SETTINGS, Optimiser, owners
from engine.network.schedules import NEEDED, SCHEDULE_SETTINGS, SCHEDULES, Schedule

OPTIMISER_KEYS = ("optimiser", "optimizer")
"""How the key is spelled, in two Englishes."""

TRAINING_KEYS = (
    "learning_rate", *OPTIMISER_KEYS, *OWN_SETTINGS, "weight_decay", "decoupled", "clip_norm",
    "clip_value", "schedule", *SCHEDULE_SETTINGS, "warmup",
)  # fmt: skip
"""What may stand in the table."""

ErrorAt = Callable[[str, str], SpecError]
"""The error to raise for a message about a key of the table."""


Training = tuple[float, Optimiser]
"""The step size of an update, and how a gradient changes a parameter."""

_Range = tuple[Callable[[float], bool], str]
"""Whether a number may be this, and which it may be, behind "a number"."""

_SHARE: _Range = (lambda number: 0.0 <= number < 1.0, "from 0 and below 1")
_ABOVE_0: _Range = (lambda number: number > 0.0, "above 0")
_FROM_0: _Range = (lambda number: number >= 0.0, "from 0")
_COUNT: _Range = (lambda number: number >= 1.0 and number.is_integer(), "of updates, whole, from 1")
_COUNT_FROM_0: _Range = (
    lambda number: number >= 0.0 and number.is_integer(),
    "of updates, whole, from 0",
)

RANGES: Mapping[str, _Range] = {
    "momentum": _SHARE, "beta1": _SHARE, "beta2": _SHARE, "alpha": _SHARE, "epsilon": _ABOVE_0,
    "weight_decay": _FROM_0, "clip_norm": _ABOVE_0, "clip_value": _ABOVE_0,
    "step_size": _COUNT, "gamma": _ABOVE_0, "length": _COUNT, "lowest_rate": _FROM_0,
    "warmup": _COUNT_FROM_0,
}  # fmt: skip
"""What the settings that are numbers may be."""


def read_training(said: Mapping[str, Any], error_at: ErrorAt) -> Training:
    """The training that a table describes, of which the keys are known ones.

    Raises:
        SpecError: where a value is not what it may hold.
    """
    rate = read_number(said, "learning_rate", 1.0, error_at)
    return rate, _optimiser(said, error_at)


def read_number(said: Mapping[str, Any], key: str, default: float, error_at: ErrorAt) -> float:
    """A finite number in a table.

    Raises:
        SpecError: where it is none.
    """
    problem = f"{key!r} has to be one finite number"
    try:
        value = read_value(said.get(key, default))
    except ValueError:
        raise error_at(problem, key) from None
    if not isinstance(value, float) or not math.isfinite(value):
        raise error_at(problem, key)
    return value


def said_of(optimiser: Optimiser) -> Iterator[tuple[str, str | bool | float]]:
    """An optimiser as a table says it: the keys that it needs, with their values."""
    yield "optimiser", optimiser.kind
    yield from ((name, getattr(optimiser, name)) for name in optimiser.row.settings)
    for name in ("weight_decay", "decoupled", "clip_norm", "clip_value"):
        value = getattr(optimiser, name)
        if value is not None:
            yield name, value
    schedule = optimiser.schedule
    if schedule.kind != "constant":
        yield "schedule", schedule.kind
        yield from ((name, getattr(schedule, name)) for name in SCHEDULES[schedule.kind])
    if schedule.warmup:
        yield "warmup", schedule.warmup


def _optimiser(said: Mapping[str, Any], error_at: ErrorAt) -> Optimiser:
    key, *others = [key for key in OPTIMISER_KEYS if key in said] or ["optimiser"]
    if others:
        raise error_at("'optimiser' and 'optimizer' are one key", others[0])
    kind = _one_of(said.get(key, "gd"), "optimiser", KINDS, key, error_at)
    row = KINDS[kind]
    settings: dict[str, Any] = {}
    for name in filter(said.__contains__, OWN_SETTINGS):
        if name not in row.settings:
            whose = " or ".join(f'"{owner}"' for owner in owners(name))
            raise error_at(f'{name!r} belongs to optimiser = {whose}, not to "{kind}"', name)
        settings[name] = _in_range(said, name, error_at)
    for name in filter(said.__contains__, ("weight_decay", "clip_norm", "clip_value")):
        settings[name] = _in_range(said, name, error_at)
    if "clip_norm" in said and "clip_value" in said:
        raise error_at("'clip_norm' and 'clip_value': write one of them", "clip_value")
    if "decoupled" in said:
        if not isinstance(said["decoupled"], bool):
            raise error_at("'decoupled' has to be true or false", "decoupled")
        if not (settings.get("weight_decay", row.decay)):
            raise error_at("'decoupled' says how weights decay: write weight_decay", "decoupled")
        settings["decoupled"] = said["decoupled"]
    return Optimiser(kind, **settings, schedule=_schedule(said, error_at))


def _schedule(said: Mapping[str, Any], error_at: ErrorAt) -> Schedule:
    kind = _one_of(said.get("schedule", "constant"), "schedule", SCHEDULES, "schedule", error_at)
    settings = {}
    for name in filter(said.__contains__, SCHEDULE_SETTINGS):
        if name not in SCHEDULES[kind]:
            whose = [each for each, names in SCHEDULES.items() if name in names]
            written = " or ".join(f'"{each}"' for each in whose)
            raise error_at(f'{name!r} belongs to schedule = {written}, not to "{kind}"', name)
        settings[name] = _in_range(said, name, error_at)
    for name in NEEDED.get(kind, ()):
        if name not in said:
            problem = f'schedule = "{kind}" needs {name!r}, a number {RANGES[name][1]}'
            raise error_at(problem, "schedule")
    if "warmup" in said:
        settings["warmup"] = _in_range(said, "warmup", error_at)
    return Schedule(kind, **settings)


def _in_range(said: Mapping[str, Any], key: str, error_at: ErrorAt) -> float:
    number, (has, words) = read_number(said, key, 0.0, error_at), RANGES[key]
    if not has(number):
        raise error_at(f"{key!r} has to be a number {words}", key)
    return number


def _one_of(said: object, what: str, known: Iterable[str], key: str, error_at: ErrorAt) -> str:
    kind = OTHER_KINDS.get(said, said) if isinstance(said, str) else said
    if not isinstance(kind, str) or kind not in known:
        written = shortened(str(kind))
        hint = suggestion(written, list(known)) or f"; write one of {', '.join(known)}"
        raise error_at(f"unknown {what} {written!r}{hint}", key)
    return kind
