"""A training loop, watched: at the first number that is not finite the debugger opens there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.errors import ModelError
from tui.live.errors import LiveError, NotFiniteError
from tui.live.kept import show_written, tell
from tui.live.needed import needs_torch
from tui.live.request import Request

if TYPE_CHECKING:
    import torch

    from engine.torch.watching.finding import Finding
    from engine.torch.watching.watcher import Watcher

FIRST_BROKEN = "nan"
"""The command that goes to the first value that is not finite."""


@contextmanager
def watch(
    model: torch.nn.Module,
    *,
    optimizer: torch.optim.Optimizer | None = None,
    save: str | Path | None = None,
    go_on: bool = False,
) -> Iterator[None]:
    """Watch a module while a loop trains it, and open the debugger at the first NaN or infinity.

    The debugger opens on the batch that made it, with the parameters of before that batch, at the
    step that made it: in the forward pass, the backward pass or the update. When it is left the
    loop ends with a `NotFiniteError`, as nothing good comes of going on.

        with watch(model):
            for x, y in loader:
                ...

    Args:
        model: the module; nothing of it is changed.
        optimizer: what updates it, if the first batch should be opened with that as well; after an
            update it is known anyway.
        save: where the network file of that batch is to stay, `nan.toml`, in the place of what is
            there; None for nowhere.
        go_on: whether the loop goes on when the debugger is left, unwatched.

    Raises:
        NotFiniteError: in the loop, where a number is not finite.
        ModelError: where there is no torch.
    """
    with needs_torch():
        from engine.torch.watching.watcher import Watcher

    def take(finding: Finding) -> None:
        _open(model, watcher, finding, save)
        if not go_on:
            raise NotFiniteError(finding.words)

    watcher = Watcher(model, take, optimizer)
    with watcher:
        yield


def _open(
    model: Any, watcher: Watcher, finding: Finding, save: str | Path | None
) -> None:
    """Open the debugger on what was found.

    Raises:
        NotFiniteError: where it cannot be opened, with the reason.
    """
    from engine.torch.watching.again import imported_again

    tell([f"{finding.words}; opening that batch ..."])
    try:
        imported, note = imported_again(model, watcher, finding)
        tell((*filter(None, [note]), *imported.notes))
        request = Request("", lines=(FIRST_BROKEN,), notes=finding.words)
        show_written(lambda path: imported.save(path, force=True), save, request)
    except (ModelError, LiveError) as error:
        raise NotFiniteError(f"{finding.words}\n{error}") from None
