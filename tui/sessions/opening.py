"""The opening: what the app opens with, a network or a session to go on with."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from engine.debugger.debugger import Debugger
from engine.errors import SessionError
from engine.frozen import replace
from engine.language.text import plain
from engine.program.recipe import Recipe
from tui.sessions.progress import shown

if TYPE_CHECKING:
    from engine.sessions.restore import Restored
    from tui.sessions.held import Held

FAR = 1_000
"""So many iterations to run before the app opens take a progress bar."""


class Opened(NamedTuple):
    """A debugger to open the app with; as a context it lets go of its file at the end.

    Args:
        debugger: where it begins.
        held: the file in which its session is saved; None for a new one.
        notes: what there is to say to begin with.
        is_kept: whether a session is saved.
    """

    debugger: Debugger
    held: Held | None = None
    notes: str = ""
    is_kept: bool = True

    def __enter__(self) -> Opened:
        return self

    def __exit__(self, *_: object) -> None:
        if self.held is not None:
            self.held.release()


def open_network(recipe: Recipe, goto: int | None, iteration: int) -> Opened:
    """A network at a step of an iteration; by itself at the first of a later one.

    Raises:
        SpecError: where there is no such network.
        DebuggerError: where there is no such step or iteration.
    """
    recipe = recipe.read()
    debugger = Debugger(recipe.program(), recipe)
    debugger.goto(iteration and 1 if goto is None else goto, iteration)
    return Opened(debugger)


def resume(network: str | None) -> Opened:
    """The last session that nobody uses and that is one, of a network if one is named.

    Raises:
        SessionError: where there is none.
    """
    from tui.sessions.folder import check_private, saved_sessions, state_folder
    from tui.sessions.held import hold

    folder, are_in_use = state_folder(), False
    try:
        check_private(folder)
    except SessionError as error:
        raise SessionError(f"--resume: {error}") from None
    except OSError as error:
        raise SessionError(f"--resume: {error.strerror}: {plain(str(folder))}") from None
    problems: dict[str, str] = {}
    for path in saved_sessions(folder):
        try:
            held = hold(path)
            are_in_use |= held is None
            if held is not None and (restored := _restored_from(held, network)) is not None:
                return _arrived(restored, held, tuple(problems))
        except SessionError as error:
            problems[path.name] = str(error)
    of = f" of {plain(network)}" if network is not None else ""
    if problems:
        raise SessionError(next(iter(problems.values())))
    if are_in_use:
        raise SessionError(f"--resume: no session{of} is left that is not open elsewhere")
    raise SessionError(f"--resume: there is no session{of} in {plain(str(folder))}")


def _restored_from(held: Held, network: str | None) -> Restored | None:
    """The session in a file that is held; where there is none of the network it is let go."""
    from tui.sessions.folder import before

    restored = None
    try:
        restored = _restored(held.path, network, before(held.path))
    finally:
        if restored is None:
            held.release()
    return restored


def open_session(path: Path) -> Opened:
    """The session in a file.

    Raises:
        SessionError: where there is none.
    """
    restored = _restored(path)
    assert restored is not None  # noqa: S101  (as any network will do)
    return _arrived(restored, None)


def open_state(line: str) -> Opened:
    """The state in a line that somebody has shared.

    Raises:
        SessionError: where there is none.
    """
    from engine.sessions.restore import restore
    from engine.sessions.state_line import read_state

    return _arrived(restore(read_state(line)), None, said="opened from a line that was shared")


def _restored(
    path: Path, network: str | None = None, before: Path | None = None
) -> Restored | None:
    """The session in a file; None where it is not of the network that is named."""
    from engine.sessions.files import DamagedError, read_session
    from engine.sessions.restore import restore

    said: tuple[str, ...] = ()
    try:
        saved = read_session(path)
    except DamagedError:
        saved = read_session(path, before)
        said = (f"the last change is lost, as {plain(path.name)} is damaged",)
    if network is not None and not saved.is_of(network):
        return None
    try:
        restored = restore(saved)
    except SessionError as error:
        raise SessionError(f"{plain(str(path))}: {error}") from None
    return replace(restored, notes=(*said, *restored.notes))


def _arrived(
    restored: Restored,
    held: Held | None,
    useless: Sequence[str] = (),
    said: str = "the session goes on where it ended",
) -> Opened:
    """A session to go on with; one of which not all applies any more stays as it is in its file.

    Args:
        restored: the session.
        held: its file; None where it is not to be gone on with.
        useless: the names of later files that cannot be used.
        said: what there is to say where nothing else is.
    """
    debugger, iteration = restored.debugger, restored.spot.cursor.iteration
    if iteration > FAR:
        for _ in shown(debugger.reach(iteration), iteration):
            pass
    restored.arrive()
    if held is not None and not restored.is_whole:
        held.release()
        held = None
    notes = restored.notes
    if useless:
        notes = (f"this is the session before; {plain(useless[0])} cannot be used", *notes)
    return Opened(debugger, held, "; ".join(notes) or said)
