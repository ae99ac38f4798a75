"""What is looked at while a loop runs, and when.

1. Before the module is called first after an update, the parameters, and a copy of them is kept.
2. Before the loop goes back from a loss, the loss. Where it is not finite, that is a finding.
3. After an update, the parameters. Where they are not finite, the gradients tell whether it is the
   update that made it. Gradients that are not finite are no finding by themselves: a `GradScaler`
   leaves out an update with them, and has a smaller factor then.
4. Where the module is called again without an update, the gradients: they may be added up over
   batches, and the first of these is the one to look at.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from typing import Any

import torch
from torch.optim.optimizer import (
    register_optimizer_step_post_hook,
    register_optimizer_step_pre_hook,
)
from torch.overrides import _get_current_function_mode

from engine.torch.watching.calls import Calls
from engine.torch.watching.finding import Batch, Finding
from engine.torch.watching.finite import are_finite, not_finite
from engine.torch.watching.program import Program, depends_on, ends_of
from engine.torch.watching.snapshot import Memory, Snapshot
from engine.torch.watching.tape import Tape, tensors_in
from engine.torch.whole import unwrapped


class Watcher:
    """Watches a module within a context, and hands on the first number that is not finite.

    Args:
        model: the module.
        take: called with what is found; where it returns, nothing more is looked at.
        optimizer: what updates the module; None for what is seen to do so.
    """

    def __init__(self, model: Any, take: Callable[[Finding], None], optimizer: Any = None) -> None:
        self.model = unwrapped(model)
        """The module itself, without what compiles it or has it trained on several devices."""
        self.optimizer = optimizer
        self.snapshot = Snapshot(self.model)
        """The module as it was before the batch of what is found."""
        self.memory = Memory()
        """What the optimizer had gathered then, where it has been changed by an update since."""
        self._take = take
        self._parameters: dict[str, torch.Tensor] = dict(self.model.named_parameters())
        self._names = {id(each): name for name, each in self._parameters.items()}
        self._tape = Tape(self._go_back)
        self._leave = ExitStack()
        self._calls = Calls(self.model, model, self._before, self._after)
        self._is_aside = self._is_over = False
        self._is_stale = self._is_looked_at = True
        self._precision: str | None = None
        self._number = 0
        self._last: Batch | None = None
        self._suspect: Finding | None = None

    def __enter__(self) -> Watcher:
        self._tape.begin()
        self._leave.enter_context(self._calls)
        for handle in (
            register_optimizer_step_pre_hook(self._before_update),
            register_optimizer_step_post_hook(self._after_update),
        ):
            self._leave.callback(handle.remove)
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        self._leave.close()
        if not self._is_aside:
            self._lay_aside()
        if kind is None and not self._is_over and not self._is_looked_at:
            self._look_at_parameters()
        self._tape.is_ended = True

    def program(self, batch: Batch) -> Program:
        """What the loop computes in a batch."""
        return Program(batch.ends, self._names)

    def _before(self) -> None:
        """Keep what the module has before it, or a part of it, is called."""
        self._lay_aside()
        if self._is_stale and torch.is_grad_enabled():
            if not self._is_looked_at:
                self._look_at_parameters()
                self._clear_suspect()
                self._look_at_gradients()
            if self._suspect is None:
                self.snapshot.take()
                self._is_stale = False

    def _after(self, path: str, arguments: Any, named: Any, result: object) -> None:
        """Note what it gave; where it has failed, nothing."""
        self._take_up()
        self._tape.note_module(path, arguments, named, result)
        self._precision = _precision_of(result)

    def _go_back(self, tensors: Any, factors: Any, go_back: Callable[[], Any]) -> Any:
        """Look at the loss, and go back."""
        ends = () if self._is_over else ends_of(self._tape, tensors, factors)
        if not depends_on(ends, self._names):
            return go_back()
        batch = Batch(self._number, ends, self._precision)
        self._number += 1
        losses = list(tensors_in(tensors))
        if not are_finite(losses):
            is_number = len(losses) == 1 and losses[0].numel() == 1
            value = float(losses[0].detach()) if is_number else None
            self._find(Finding("loss", batch, value=value))
            return go_back()
        with self._calls.unseen():  # what is called to go back is no batch of its own
            gone = go_back()
        self._is_stale, self._is_looked_at = True, False
        self._clear_suspect()
        if self._suspect is None:
            self._last = batch
        return gone

    def _before_update(self, optimizer: Any, *_: object) -> None:
        """Find a gradient of an earlier batch that is not finite, as it is about to be used."""
        if not self._is_over and self._updates(optimizer):
            self.optimizer = optimizer
            self._lay_aside()
            self._clear_suspect()
            if self._suspect is not None:
                self._find(self._suspect)
            else:
                self.memory.take(optimizer)

    def _after_update(self, optimizer: Any, *_: object) -> None:
        if not self._is_over and self._updates(optimizer):
            self._look_at_parameters()
            self.memory.leave()
            if not self._is_over:
                self._take_up()

    def _updates(self, optimizer: Any) -> bool:
        """Whether an optimiser changes parameters of the module."""
        return any(
            id(each) in self._names for group in optimizer.param_groups for each in group["params"]
        )

    def _look_at_parameters(self) -> None:
        """Find one that is not finite; where its gradient is not, that is what is to be told."""
        self._is_looked_at = True
        if self._last is None or are_finite(self._parameters.values()):
            return
        gradients = not_finite(self._gradients())
        if gradients:
            self._find(Finding("gradient", self._last, gradients))
        else:
            self._find(Finding("parameter", self._last, not_finite(self._parameters)))

    def _look_at_gradients(self) -> None:
        """Suspect the last batch where gradients that were not used are kept and not finite."""
        if self._suspect is None and self._last is not None and not self._is_over:
            gradients = not_finite(self._gradients())
            if gradients:
                self._suspect = Finding("gradient", self._last, gradients)

    def _clear_suspect(self) -> None:
        """Forget what was suspected where these gradients are finite now, or gone."""
        if self._suspect is not None:
            gradients, names = self._gradients(), self._suspect.names
            if are_finite(gradients[name] for name in names if name in gradients):
                self._suspect = None

    def _gradients(self) -> dict[str, torch.Tensor]:
        each = self._parameters.items()
        return {name: value.grad for name, value in each if value.grad is not None}

    def _find(self, finding: Finding) -> None:
        self._is_over = self._tape.is_ended = self._calls.is_ended = True
        self._lay_aside()
        self._take(finding)

    def _lay_aside(self) -> None:
        """Note nothing for a while: not in the module, where every call would take longer."""
        if not self._is_aside and _get_current_function_mode() is self._tape:
            self._tape.__exit__(None, None, None)
            self._is_aside = True

    def _take_up(self) -> None:
        if self._is_aside:
            self._tape.__enter__()
            self._is_aside = False


def _precision_of(result: object) -> str | None:
    """What autocast keeps numbers in, on the device of what was computed."""
    device = next((each.device.type for each in tensors_in(result)), "cpu")
    if not torch.is_autocast_enabled(device):
        return None
    return str(torch.get_autocast_dtype(device)).removeprefix("torch.")
