"""Optimisers of torch, taken over: what [training] of a network file says about them.

Only what the equations of an update here compute as torch does is taken over; a setting that would
make another update of it is refused.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

import torch

from engine.errors import ModelError
from engine.frozen import frozen
from engine.language.text import shortened, suggestion
from engine.network.training import RANGES
from engine.torch.gathered import Gathered, gathered_by

Settings = Mapping[str, str | bool | float]
"""Keys of [training], with their values."""

Group = Mapping[str, Any]
"""A parameter group of torch: its settings, and `params`."""

WITHOUT_EFFECT = ("params", "foreach", "fused", "capturable", "differentiable", "initial_lr")
"""What a group says besides, which changes no number of an update."""


@frozen(slots=True)
class TakenOver:
    """An optimiser of torch as a network has it.

    Args:
        settings: keys of [training].
        trained: the parameters that it changes, by `id`.
        gathered: what it remembers of the updates so far.
        notes: what a person should know about it.
    """

    settings: Settings
    trained: frozenset[int]
    gathered: Gathered
    notes: tuple[str, ...] = ()


def taken_over(optimizer: object) -> TakenOver:
    """An optimiser of torch, taken over.

    Raises:
        ModelError: where it is none, or computes updates that no optimiser here has.
    """
    name = type(optimizer).__name__
    if not isinstance(optimizer, torch.optim.Optimizer):
        raise ModelError(
            f"optimizer: {shortened(repr(optimizer))} is no optimiser of torch; write "
            "torch.optim.SGD(model.parameters(), lr=0.1)"
        )
    if KINDS.keys().isdisjoint([name]) or type(optimizer) is not getattr(torch.optim, name, None):
        raise ModelError(f"optimizer: {shortened(name)} is not taken over; {_known()} are")
    groups: list[Group] = optimizer.param_groups
    group = _one_of_all(name, groups)
    settings = {"learning_rate": float(group["lr"]), **dict(KINDS[name](group))}
    _check(name, group, settings)
    trained = frozenset(id(each) for group in groups for each in group["params"])
    gathered = gathered_by(optimizer)
    return TakenOver(settings, trained, gathered, tuple(_notes(group, gathered)))


def optimiser_of(text: str, parameters: Iterable[torch.Tensor]) -> torch.optim.Optimizer:
    """The optimiser that a text describes, `AdamW(lr=0.01, weight_decay=0.1)`; it runs nothing.

    Args:
        text: the name, and settings that are numbers, true or false, or pairs of numbers.
        parameters: what it changes.

    Raises:
        ModelError: where it describes none.
    """
    name, said = _read(text)
    if name not in KINDS:
        hint = suggestion(name, list(KINDS)) or f"; write one of {', '.join(KINDS)}"
        raise ModelError(f"--optimizer: unknown optimiser {shortened(name)!r}{hint}")
    try:
        made: torch.optim.Optimizer = getattr(torch.optim, name)(list(parameters), **said)
    except (TypeError, ValueError) as error:
        said_by_torch = shortened(" ".join(str(error).split()), 200)
        raise ModelError(f"--optimizer {shortened(text)}: torch says: {said_by_torch}") from None
    return made


def _read(text: str) -> tuple[str, dict[str, Any]]:
    try:
        tree = ast.parse(text.strip(), mode="eval").body
        match tree:
            case ast.Name(id=name):
                return name, {}
            case ast.Call(func=ast.Name(id=name), args=[], keywords=keywords):
                said = {str(each.arg): ast.literal_eval(each.value) for each in keywords}
                if None not in [each.arg for each in keywords]:
                    return name, said
    except (SyntaxError, ValueError, TypeError, MemoryError, RecursionError):
        pass
    raise ModelError(
        f"--optimizer {shortened(text)}: write the name and settings with their values, "
        "'AdamW(lr=0.01, weight_decay=0.1)'"
    )


def _known() -> str:
    *most, last = KINDS
    return f"{', '.join(most)} and {last}"


def _one_of_all(name: str, groups: list[Group]) -> Group:
    """The settings of all groups, which have to be the same."""
    first, *others = groups
    for number, group in enumerate(others, 2):
        for key, value in group.items():
            if key not in WITHOUT_EFFECT and value != first[key]:
                raise ModelError(
                    f"optimizer: {name} has groups with settings of their own ({key} is "
                    f"{first[key]!r} in group 1, {value!r} in group {number}); a network here is "
                    f"trained by one: give an optimizer that has one group"
                )
    return first


def _check(name: str, group: Group, settings: Settings) -> None:
    """Refuse what would make another update of it, and settings that nothing here may have."""
    for key, usual in NEEDED.items():
        if group.get(key, usual) != usual:
            raise ModelError(
                f"optimizer: {name} with {key}={group[key]!r} is not taken over: no optimiser "
                f"here has that update; with {key}={usual!r} it is"
            )
    for key, value in settings.items():
        if key in RANGES and not RANGES[key][0](float(value)):
            raise ModelError(
                f"optimizer: {name} with {key} = {value:g} is not taken over: {key} has to be a "
                f"number {RANGES[key][1]}"
            )


NEEDED: Mapping[str, object] = {
    "dampening": 0,
    "maximize": False,
    "amsgrad": False,
    "centered": False,
    "lr_decay": 0,
    "initial_accumulator_value": 0,
}
"""What settings have to be, as nothing else is computed here."""


def _notes(group: Group, gathered: Gathered) -> Iterator[str]:
    if "initial_lr" in group and group["initial_lr"] != group["lr"]:
        yield (
            f"the learning rate is the optimizer's of now, {float(group['lr']):g}; a schedule of "
            "torch is not taken over: say it under [training]"
        )
    if gathered.is_uneven:
        yield (
            "what the optimizer has gathered is left behind, as not all parameters have had as "
            "many updates: its memory starts at 0"
        )


_Pairs = Iterator[tuple[str, str | bool | float]]


def _sgd(group: Group) -> _Pairs:
    if group["momentum"]:
        yield "optimiser", "nesterov" if group["nesterov"] else "momentum"
        yield "momentum", float(group["momentum"])
    else:
        yield "optimiser", "gd"
    yield from _decay(group)


def _adam(group: Group) -> _Pairs:
    yield "optimiser", "adam"
    yield from _moments(group)
    yield from _decay(group)
    if group["weight_decay"] and group.get("decoupled_weight_decay"):
        yield "decoupled", True


def _adamw(group: Group) -> _Pairs:
    yield "optimiser", "adamw"
    yield from _moments(group)
    yield "weight_decay", float(group["weight_decay"])


def _rmsprop(group: Group) -> _Pairs:
    if group["momentum"]:
        raise ModelError(
            "optimizer: RMSprop with momentum is not taken over: no optimiser here has that "
            "update; with momentum=0 it is"
        )
    yield "optimiser", "rmsprop"
    yield "alpha", float(group["alpha"])
    yield "epsilon", float(group["eps"])
    yield from _decay(group)


def _adagrad(group: Group) -> _Pairs:
    yield "optimiser", "adagrad"
    yield "epsilon", float(group["eps"])
    yield from _decay(group)


def _moments(group: Group) -> _Pairs:
    yield from zip(("beta1", "beta2"), map(float, group["betas"]), strict=True)
    yield "epsilon", float(group["eps"])


def _decay(group: Group) -> _Pairs:
    if group["weight_decay"]:
        yield "weight_decay", float(group["weight_decay"])


KINDS: Mapping[str, Callable[[Group], _Pairs]] = {
    "SGD": _sgd,
    "Adam": _adam,
    "AdamW": _adamw,
    "RMSprop": _rmsprop,
    "Adagrad": _adagrad,
}
"""What says the settings of each optimiser of torch that is taken over."""
