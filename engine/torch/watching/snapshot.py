"""What a module and its optimizer had, kept, and lent to them for a while."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import torch


class Snapshot:
    """The parameters and buffers of a module before a batch, and which of its parts were training.

    Args:
        model: the module.
    """

    def __init__(self, model: Any) -> None:
        self._modules = list(model.modules())
        self._tensors = list(_tensors(self._modules))
        self._kept: list[torch.Tensor] = []
        self._training: list[bool] = []

    def take(self) -> None:
        """Keep the values of now, in the place of those before."""
        with torch.no_grad():
            if not self._kept:
                self._kept = [each.detach().clone() for each in self._tensors]
            else:
                torch._foreach_copy_(self._kept, self._tensors)
        self._training = [module.training for module in self._modules]

    @contextmanager
    def lent(self) -> Iterator[None]:
        """The module has what was kept, and then what it had, which nothing has touched."""
        own = [each.data for each in self._tensors]
        training = [module.training for module in self._modules]
        self._set(self._kept, self._training)
        try:
            yield
        finally:
            self._set(own, training)

    def _set(self, values: Iterable[torch.Tensor], training: Iterable[bool]) -> None:
        for each, value in zip(self._tensors, values, strict=True):
            each.data = value
        for module, is_training in zip(self._modules, training, strict=True):
            module.training = is_training


class Memory:
    """What an optimizer has gathered before an update, kept until that is looked at."""

    def __init__(self) -> None:
        self._optimizer: Any = None
        self._kept: dict[tuple[int, str], torch.Tensor] = {}
        self._state: dict[Any, dict[str, Any]] = {}

    def take(self, optimizer: Any) -> None:
        """Keep what it has gathered, in the place of what was before."""
        self._optimizer = optimizer
        tensors: list[torch.Tensor] = []
        copies: list[torch.Tensor] = []
        self._state = {}
        for parameter, gathered in optimizer.state.items():
            self._state[parameter] = had = dict(gathered)
            for name, value in gathered.items():
                if isinstance(value, torch.Tensor):
                    key = id(parameter), name
                    if key not in self._kept:
                        self._kept[key] = torch.empty_like(value)
                    had[name] = self._kept[key]
                    tensors.append(value)
                    copies.append(self._kept[key])
        if tensors:
            with torch.no_grad():
                torch._foreach_copy_(copies, tensors)

    def leave(self) -> None:
        """Have nothing to lend any more: what the optimizer has is what it had."""
        self._optimizer = None

    @contextmanager
    def lent(self) -> Iterator[None]:
        """The optimizer has what was kept, if anything was, and then what it had."""
        optimizer = self._optimizer
        if optimizer is None:
            yield
            return
        own = optimizer.state
        optimizer.state = defaultdict(dict, self._state)
        try:
            yield
        finally:
            optimizer.state = own


def _tensors(modules: Iterable[Any]) -> Iterator[torch.Tensor]:
    """The parameters and buffers, each once."""
    seen: set[int] = set()
    for module in modules:
        for each in (*module.parameters(recurse=False), *module.buffers(recurse=False)):
            if id(each) not in seen:
                seen.add(id(each))
                yield each
