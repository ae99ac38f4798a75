"""What is held against something else: a network, or a session, at a step of an iteration."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from engine.debugger.debugger import Debugger
from engine.debugger.stop import Stop
from engine.debugger.whatif import same_step
from engine.errors import DebuggerError, FileError, SessionError
from engine.files import read_bytes
from engine.language.text import plain
from engine.network.files import shipped_networks
from engine.program.recipe import Recipe
from engine.sessions.files import MAX_BYTES


class Place(NamedTuple):
    """A place to go to: a step, counted from 1, of an iteration, counted from 0."""

    iteration: int
    step: int


def is_session(name: str) -> bool:
    """Whether a name is that of a session and not of a network: a file that holds JSON."""
    path = Path(name)
    if name in shipped_networks() or path.suffix == ".toml":
        return False
    try:
        return read_bytes(path, 2 * MAX_BYTES).lstrip()[:1] == b"{"
    except FileError:
        return path.suffix == ".json"  # and what is wrong with it is found out by reading it


def open_side(name: str, recipe: Recipe) -> tuple[Debugger, bool]:
    """The debugger of a network or a session, and whether it is that of a session.

    A session is where it ended, a network before its first step.

    Args:
        name: of the network, or of the file of a session.
        recipe: what is to be run where it is a network.

    Raises:
        SpecError: where there is no such network.
        SessionError: where the file holds no session.
    """
    if not is_session(name):
        recipe = recipe.read()
        return Debugger(recipe.program(), recipe), False
    from engine.sessions.files import read_session
    from engine.sessions.restore import restore

    try:
        restored = restore(read_session(Path(name)))
    except SessionError as error:
        shown = plain(name)
        said = str(error)
        raise SessionError(said if said.startswith(shown) else f"{shown}: {said}") from None
    restored.arrive()
    return restored.debugger, True


def stood(name: str, debugger: Debugger, place: Place, of: Stop | None = None) -> Stop:
    """Where a debugger stands after a step; after the same one as another, if one is given.

    Raises:
        DebuggerError: where there is no such step, or it does not get there.
    """
    step = place.step
    if of is not None:
        step = same_step(of.program, min(step, of.steps), debugger.stop.program)
    try:
        stop = debugger.goto(step, place.iteration)
    except DebuggerError as error:
        raise DebuggerError(f"{plain(name)}: {error}") from None
    if stop.cursor.iteration != place.iteration:
        raise DebuggerError(f"{plain(name)}: {stop.message}")
    return stop
