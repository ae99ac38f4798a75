"""The import of a module of torch: captured, drafted, proved, and ready to be written.

`import_module` is the one way from a module to a network file: for the command line, for `debug`
and for `watch` alike.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import torch

from engine.drafts.drafted import Drafted
from engine.errors import ModelError
from engine.frozen import frozen
from engine.torch.capture import captured
from engine.torch.optimisers import taken_over
from engine.torch.proof import Proof, prove

MODEL = "model."
"""What paths within the module have before them where its loss is part of the whole."""

USUAL_RATE = 0.01
"""The learning rate of plain gradient descent, where no optimizer is given."""


@frozen(eq=False)
class Imported:
    """A module of torch as a network file.

    Args:
        drafted: the file.
        parameters: what parameters are called in the equations, by their paths in the module.
        proof: how far its loss and its gradients are from torch's; None where they were not
            compared.
    """

    drafted: Drafted
    parameters: Mapping[str, str]
    proof: Proof | None

    @property
    def notes(self) -> tuple[str, ...]:
        """What a person should know of how it came about."""
        return self.drafted.notes

    def save(self, path: str | Path, *, force: bool = False) -> tuple[Path, ...]:
        """Write the network file, and parameters and data beside it: see `Drafted.save`."""
        return self.drafted.save(path, force=force)


def import_module(
    model: torch.nn.Module,
    loss: Callable[..., Any],
    inputs: Any,
    targets: Any = None,
    *,
    optimizer: torch.optim.Optimizer | None = None,
    stop_at: str | None = None,
    batches: Sequence[tuple[Any, Any]] = (),
    precision: str | None = None,
    checked: bool = True,
) -> Imported:
    """A module of torch, at its weights and on a batch, as a network file that is proved.

    Nothing of the module is changed: neither parameters and buffers nor gradients, and no random
    numbers are taken.

    Args:
        model: the module, in the mode, of training or not, in which it is to be looked at.
        loss: what makes the loss of what it gives and the targets.
        inputs: what it is given: a tensor, several in a tuple, or by name in a mapping.
        targets: what the loss is given besides, in the same way; None for nothing.
        optimizer: the optimizer of torch, whose update is taken over; without one it is plain
            gradient descent.
        stop_at: the path of the module at whose end it is cut.
        batches: inputs and targets of further batches, of the size of the first; they are given in
            order, one in each iteration.
        precision: what the model computes in, where its parameters do not tell: `float16` or
            `bfloat16` under autocast.
        checked: whether loss and gradients are compared with torch's, which takes one pass.

    Raises:
        ModelError: where it cannot become a network, or is not what torch computes.
    """
    taken = None if optimizer is None else taken_over(optimizer)
    trained = None if taken is None else taken.trained
    is_module = isinstance(model, torch.nn.Module)  # else that is what is refused
    if is_module and trained is not None and trained.isdisjoint(map(id, model.parameters())):
        raise ModelError(
            "optimizer: it has none of the parameters of the model: make it of model.parameters()"
        )
    found = captured(
        model, loss, inputs, targets, stop_at=stop_at, trained=trained, batches=batches
    )
    draft = found.draft
    if taken is None:
        draft.training(learning_rate=USUAL_RATE)
    else:
        draft.training(**taken.settings)
        for note in taken.notes:
            draft.note(note)
    if precision is not None:
        draft.conventions(precision=precision)
    drafted = draft.drafted()
    if taken is not None:
        whole = dict(found.whole.named_parameters())
        names = {id(whole[path]): name for path, name in found.parameters.items()}
        drafted = taken.gathered.put_into(drafted, names)
    parameters = {path.removeprefix(MODEL): name for path, name in found.parameters.items()}
    if not checked:
        return Imported(drafted, parameters, None)
    proof = prove(drafted.network(), found.whole, found.examples, found.parameters)
    return Imported(drafted, parameters, proof)
