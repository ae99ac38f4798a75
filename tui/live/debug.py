"""The debugger on a module of torch, opened from the person's own script."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.errors import ModelError
from engine.iterations.timeline import MAX_ITERATION
from tui.live.batches import Batches, Pair, taken
from tui.live.kept import checked_path, show_written, tell
from tui.live.needed import in_python, needs_torch
from tui.live.request import Request

if TYPE_CHECKING:
    import torch


def debug(
    model: torch.nn.Module,
    loss: Callable[..., Any],
    inputs: Any = None,
    targets: Any = None,
    *,
    optimizer: torch.optim.Optimizer | None = None,
    steps: int = 0,
    batches: Iterable[Any] | None = None,
    stop_at: str | None = None,
    save: str | Path | None = None,
) -> None:
    """Open the debugger on a module, at its weights and on a batch; it returns when that is left.

    What is done in the debugger is done to a copy: nothing of the module, the optimizer or the
    process is changed. It is opened on the terminal of the process, wherever the output goes.

        debug(model, torch.nn.functional.cross_entropy, x, y)

    Args:
        model: the module, in the mode, of training or not, in which it is to be looked at.
        loss: makes the loss, `loss(model(inputs), targets)`.
        inputs: what the module is given: a tensor, several in a tuple, or by name in a mapping.
        targets: what the loss is given besides, in the same way; None for nothing.
        optimizer: whose update there is to be; without one it is plain gradient descent.
        steps: so many iterations are trained before it is opened, to go to and fro in.
        batches: gives pairs of inputs and targets, as a `DataLoader` does: one for each iteration.
        stop_at: the path of the module in it at whose end it is cut.
        save: where the network file is to stay, `model.toml`, in the place of what is there; None
            for nowhere.

    Raises:
        ModelError: where the module cannot become a network, or not one that computes the same.
        LiveError: where there is no terminal; the network file stays then, and is named.
    """
    path = checked_path(save)
    with needs_torch():
        from engine.torch.imported import import_module
        from engine.torch.plainly import plainly
        from engine.torch.randomness import randomness_kept
    with randomness_kept(batches):
        run = _run(inputs, targets, steps, batches)
    tell(["from torch to equations ..."])
    with plainly(), in_python():
        imported = import_module(
            model, loss, *run.first, optimizer=optimizer, stop_at=stop_at, batches=run.others
        )
    proof = () if imported.proof is None else (imported.proof.text,)
    tell((*run.notes, *imported.notes, *proof))
    ahead = steps or (len(run.others) + 1 if run.others else 0)
    show_written(lambda path: imported.save(path, force=True), path, Request("", ahead=ahead))


def _run(inputs: Any, targets: Any, steps: int, batches: Iterable[Any] | None) -> Batches:
    """The batches of a run.

    Raises:
        ModelError: where there is none.
    """
    if not 0 <= steps <= MAX_ITERATION:
        most = f"{MAX_ITERATION:,}"
        raise ModelError(
            f"steps = {steps}: write how many iterations there are to be, {most} at most"
        )
    given = None if inputs is None else Pair(inputs, targets)
    if batches is not None:
        return taken(batches, steps, given)
    if given is None:
        raise ModelError(
            "there is no batch to look at: debug(model, loss, x, y), or batches=loader"
        )
    return Batches(given)
