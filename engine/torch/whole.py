"""The whole of it: a model and its loss as one module, and what the examples are called."""

from __future__ import annotations

import contextlib
import copy
import functools
import inspect
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import nn
from torch.utils._pytree import tree_flatten_with_path, tree_leaves, tree_map

from engine.errors import ModelError
from engine.network.bounds import MAX_BROUGHT

Examples = Any
"""Tensors in a tuple or a mapping, which may hold more of these."""


class Whole(nn.Module):
    """A model and its loss: what it is applied to is inputs and targets, what it gives is the loss.

    Args:
        model: the model.
        loss: what makes the loss of what the model gives and the targets.
    """

    def __init__(self, model: nn.Module, loss: Callable[..., Any]) -> None:
        super().__init__()
        self.model = model
        self.loss = loss

    def forward(self, inputs: Examples, targets: Examples) -> Any:
        """The loss."""
        given = self.model(**inputs) if isinstance(inputs, Mapping) else self.model(*inputs)
        if isinstance(targets, Mapping):
            return self.loss(given, **targets)
        return self.loss(given, *targets)


def unwrapped(model: Any) -> nn.Module:
    """The module itself, without what trains it on several devices or compiles it.

    Raises:
        ModelError: where it is none that can be looked into.
    """
    while isinstance(model, nn.DataParallel | nn.parallel.DistributedDataParallel):
        model = model.module
    if isinstance(getattr(model, "_orig_mod", None), nn.Module):
        model = model._orig_mod
    if isinstance(model, torch.jit.ScriptModule):
        raise ModelError(
            "a module of torch.jit has no Python code to be read; give the nn.Module it was made of"
        )
    if not isinstance(model, nn.Module):
        raise ModelError(f"the model is a {type(model).__name__}, not a torch.nn.Module")
    return model


def check_numbers(model: nn.Module, is_cut: bool) -> None:
    """See, before anything is done, that a module has numbers, and not too many.

    Args:
        model: the module.
        is_cut: whether some of them may be cut away.

    Raises:
        ModelError: where it has none yet, or more than a network may hold.
    """
    held = dict([*model.named_parameters(), *model.named_buffers()])
    for name, each in held.items():
        if each.is_meta or isinstance(each, nn.parameter.UninitializedTensorMixin):
            at = " (its device is meta)" if each.is_meta else ""
            raise ModelError(
                f"{name} has no numbers yet{at}: load the weights, or call the model once, first"
            )
    count = sum(each.numel() for each in held.values())
    if count > MAX_BROUGHT and not is_cut:
        raise ModelError(
            f"the model has {count:,} numbers, more than the {MAX_BROUGHT:,} that a network may "
            "hold\nlook at a smaller one, or at the part before a module: --stop-at PATH"
        )


def apart(model: nn.Module) -> nn.Module:
    """A copy of a module that shares its parameters and buffers.

    What the forward pass keeps in attributes is kept in the copy. A module that cannot be copied
    is given back itself.
    """
    held = tree_leaves([dict(vars(module)) for module in model.modules()])
    kept = [each for each in held if isinstance(each, torch.Tensor)]
    shared = [*model.parameters(), *model.buffers(), *kept]
    try:
        copied: nn.Module = copy.deepcopy(model, {id(each): each for each in shared})
    except Exception:  # what a person's module holds may refuse in any way
        return model
    return copied


@contextlib.contextmanager
def kept_as_it_is(model: nn.Module) -> Iterator[None]:
    """Leave the attributes of a module, and lists of it, as they were.

    This is for a module that cannot be copied.
    """
    before = [(vars(module), dict(vars(module))) for module in model.modules()]
    held = [each for attributes, _ in before for each in attributes.values()]
    lists = [(each, list(each)) for each in held if type(each) is list]
    try:
        yield
    finally:
        for each, entries in lists:
            each[:] = entries
        for attributes, old in before:
            attributes.clear()
            attributes.update(old)


def examples(given: Any, what: str) -> Examples:
    """What a person gave as inputs or targets, as a tuple or a mapping, with tensors within.

    Raises:
        ModelError: where something else was given than tensors, numbers, and what holds these.
    """
    if given is None:
        return ()
    if not isinstance(given, tuple | list | Mapping) or not _has_tensors(given):
        given = (given,)
    found: Examples = tree_map(lambda each: _taken(each, what), given)
    if not _has_tensors(found):
        raise ModelError(f"the {what} are no tensors: {type(tree_leaves(given)[0]).__name__}")
    return tuple(found) if isinstance(found, list) else found


def _has_tensors(given: Any) -> bool:
    """Whether there are tensors within, and not only numbers."""
    return any(isinstance(each, torch.Tensor | np.ndarray) for each in tree_leaves(given))


def _taken(given: Any, what: str) -> Any:
    """A tensor, of one or of what numpy makes an array of; a setting as it is."""
    if given is None or isinstance(given, bool | str):
        return given
    if isinstance(given, torch.Tensor):
        found = given.detach().requires_grad_(given.requires_grad)
    else:
        try:
            found = torch.as_tensor(given)
        except (TypeError, ValueError, RuntimeError) as error:
            raise ModelError(f"the {what} are no tensors: {type(given).__name__}") from error
    if found.is_complex() or found.layout is not torch.strided:
        kind = found.dtype if found.is_complex() else found.layout
        raise ModelError(f"the {what} are {kind}; only dense tensors of real numbers can be read")
    if found.device.type == "meta":
        raise ModelError(f"the {what} have no values: they are on the device meta")
    return found


def named_leaves(function: Any, given: Examples, skip: int, alone: str) -> list[tuple[str, Any]]:
    """What is given, piece by piece, each with the name that a function has for it.

    Args:
        function: a module or a function that is given it.
        given: what it is given.
        skip: so many that come before are something else.
        alone: what it is called where the function does not say, and where it is torch's own.
    """
    names = [] if isinstance(given, Mapping) else _names(function, len(given), skip, alone)
    found = []
    for path, leaf in tree_flatten_with_path(given)[0]:
        keys = [getattr(key, "key", getattr(key, "idx", "")) for key in path]
        first = names[keys[0]] if isinstance(keys[0], int) and names else keys[0]
        found.append(("_".join(map(str, [first, *keys[1:]])), leaf))
    return found


def _names(function: Any, count: int, skip: int, alone: str) -> list[str]:
    """What a function calls what it is given, as it says in its first line."""
    fallback = [f"{alone}{place + 1}" if count > 1 else alone for place in range(count)]
    while isinstance(function, functools.partial):
        function = function.func
    if _is_of_torch(function):
        return fallback
    called = function.forward if isinstance(function, nn.Module) else function
    try:
        found = list(inspect.signature(called).parameters.values())[skip:]
    except (TypeError, ValueError):
        return fallback
    plain = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
    names = [each.name for each in found if each.kind in plain]
    return [*names[:count], *fallback[len(names) :]]


def _is_of_torch(function: Any) -> bool:
    """Whether a function or the class of a module is one of torch's own."""
    owner = type(function) if isinstance(function, nn.Module) else function
    return str(getattr(owner, "__module__", "")).partition(".")[0] == "torch"


def about(module: nn.Module) -> str:
    """What a module is, `Linear(4, 8)`; of a class of a person, where it stands."""
    kind = type(module)
    if kind.__module__.partition(".")[0] != "torch":
        try:
            line = inspect.getsourcelines(kind)[1]
            return f"{kind.__name__}, {Path(inspect.getsourcefile(kind) or '').name}:{line}"
        except (OSError, TypeError):
            return kind.__name__
    said = ", ".join(_settings(module))
    return f"{kind.__name__}({said})" if said else kind.__name__


def _settings(module: nn.Module) -> Iterator[str]:
    """The settings of a module, but for those that it has unless something is said."""
    usual = inspect.signature(type(module)).parameters
    for part in re.split(r", (?=\w+=)", module.extra_repr().replace("\n", " ")):
        name, _, value = part.partition("=")
        if name in usual and repr(usual[name].default) == value:
            continue
        yield value if re.fullmatch(r"(?:in|out)_(?:features|channels)", name) else part
