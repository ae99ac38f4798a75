"""A training loop, watched: at the first number that is not finite the debugger opens there."""

from __future__ import annotations

from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from engine.errors import PlainError
from tui.live.errors import NotFiniteError
from tui.live.kept import checked_path, show_written, tell
from tui.live.needed import needs_torch
from tui.live.request import Request

if TYPE_CHECKING:
    import torch

    from engine.torch.watching.finding import Finding

FIRST_BROKEN = "nan"
"""The command that goes to the first value that is not finite."""


class watch:  # noqa: N801  (it is called as a function is)
    """A context in which a loop is watched: the debugger opens at the first NaN or infinity.

    It opens on the batch that made it, with the parameters of before that batch, at the step that
    made it: in the forward pass, the backward pass or the update. When it is left, the loop ends
    with a `NotFiniteError`, as nothing good comes of going on.

        with watch(model):
            for x, y in loader:
                ...

    Args:
        model: the module that the loop trains; nothing of it is changed.
        optimizer: what updates it; needed only to have it for the first batch, as it is seen later.
        save: where the network file of that batch is to stay, `nan.toml`, in the place of what is
            there; None for nowhere.
        go_on: whether the loop goes on, unwatched, when the debugger is left.

    Raises:
        ModelError: where there is no torch.
        LiveError: where no file can be saved at `save`.
        NotFiniteError: out of the loop, where a number is not finite.
    """

    def __init__(
        self,
        model: torch.nn.Module,
        *,
        optimizer: torch.optim.Optimizer | None = None,
        save: str | Path | None = None,
        go_on: bool = False,
    ) -> None:
        with needs_torch():
            from engine.torch.watching.watcher import Watcher
        self._save, self._goes_on = checked_path(save), go_on
        self._watcher = Watcher(model, self._take, optimizer)

    def __enter__(self) -> None:
        self._watcher.__enter__()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        from engine.torch.watching.frames import of_person

        self._watcher.__exit__(kind)
        if isinstance(error, NotFiniteError):
            error.__traceback__ = of_person(trace, str(Path(__file__).parent))

    def _take(self, finding: Finding) -> None:
        """Open the debugger on what was found, and end the loop."""
        self._open(finding)
        if not self._goes_on:
            raise NotFiniteError(finding.words)

    def _open(self, finding: Finding) -> None:
        """Open the debugger on what was found.

        Raises:
            NotFiniteError: where it cannot be opened, with the reason.
        """
        from engine.torch.watching.again import imported_again

        tell([f"{finding.words}; opening that batch ..."])
        try:
            imported, notes = imported_again(self._watcher, finding)
            tell((*notes, *imported.notes))
            request = Request("", lines=(FIRST_BROKEN,), notes=finding.words)
            show_written(lambda path: imported.save(path, force=True), self._save, request)
        except PlainError as error:
            raise NotFiniteError(f"{finding.words}\n{error}") from None
