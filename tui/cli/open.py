"""makabaka-tui NETWORK."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import Parameter

from engine.errors import ConfirmError, SessionError
from engine.language.text import plain
from tui.cli.options import (
    NAME,
    NO_CHANGES,
    Changes,
    Flatten,
    InputError,
    Whole,
    app,
    check_ships,
    look_of,
)
from tui.drawing.look import Look
from tui.sessions.opening import Opened, open_network, open_session
from tui.sessions.opening import resume as resume_session
from tui.terminal.capabilities import terminal_of

if TYPE_CHECKING:
    from tui.lectures.lecture import Playing
    from tui.recording.cast import Cast, Kind
    from tui.sessions.store import SessionStore


@app.default
def open_debugger(
    network: str | None = None,
    *,
    changes: Annotated[Changes, Flatten] = NO_CHANGES,
    goto: Whole | None = None,
    iteration: Whole = 0,
    resume: Annotated[bool, Parameter(negative="")] = False,
    session: Path | None = None,
    ascii: bool | None = None,  # noqa: A002  (the option's name)
    mouse: bool = True,
    theme: str | None = None,
    watch: Annotated[bool, Parameter(negative="")] = False,
    record: Path | None = None,
    record_format: Literal["v2", "v3"] = "v2",
    restricted: Annotated[bool, Parameter(negative="")] = False,
    spoken: Annotated[bool, Parameter(name="--plain", negative="")] = False,
    brief: Annotated[bool, Parameter(negative="")] = False,
) -> int:
    """Open the debugger in the terminal.

    Args:
        network: A network that ships (see networks) or a network file, my.toml; by itself skip.
        goto: The step to open at, counted from 1.
        iteration: The iteration to open at, counted from 0.
        resume: Go on with the last session, of the network if one is named.
        session: Go on with a session that was saved to a file by :save.
        ascii: Draw with ASCII characters only; by itself where the locale is not UTF-8.
        mouse: Use the mouse; without it, text can be selected.
        theme: The colours: dark, light or terminal (the terminal's own).
        watch: Load the network file again whenever it is saved.
        record: Record what is shown to a new file, lecture.cast, for asciinema to play.
        record_format: The form of recordings: v3 is for asciinema 3 and later.
        restricted: Touch no files, so that it can be served to anyone; no session is saved.
        spoken: Read commands from standard input, a line each, and answer in words, a line for each
            step: for a screen reader, or a pipe.
        brief: With --plain, say only what each step computes.
    """
    if restricted:
        touching = {"resume": resume, "session": session, "watch": watch, "record": record}
        _restrict(network or "skip", [name for name, value in touching.items() if value])
    if spoken and (watch or record is not None):
        raise InputError(f"--plain: --{'watch' if watch else 'record'} needs the screen of the app")
    if brief and not spoken:
        raise InputError("--brief goes with --plain")
    if resume or session is not None:
        option = "--resume" if session is None else "--session"
        if changes != Changes() or goto is not None or iteration:
            raise InputError(f"{option} goes on where the session ended, with nothing else changed")
        if session is not None and (resume or network is not None):
            raise InputError("--session FILE stands alone: the file says which network it is of")
        opened = resume_session(network) if session is None else open_session(session)
    else:
        opened = open_network(changes.recipe(network or "skip"), goto, iteration)
    try:
        if spoken:
            return _run_plain(opened, look_of(ascii), brief)
        return _open_app(opened, look_of(ascii), mouse, theme, watch, record, record_format)
    finally:
        if opened.held is not None:
            opened.held.release()


def _open_app(
    opened: Opened,
    look: Look,
    mouse: bool,
    theme: str | None,
    watch: bool,
    record: Path | None,
    record_format: Kind,
) -> int:
    """Open the app, if there is a terminal for it, and a file to watch."""
    recipe = opened.debugger.stop.recipe
    if watch and (recipe is None or recipe.text is None):
        shown = plain(recipe.name) if recipe is not None else "this network"
        raise InputError(f"--watch: {shown} ships and does not change; watch a file of your own")
    streams = () if "TEXTUAL_DRIVER" in os.environ else (sys.stdin, sys.stdout, sys.stderr)
    if not all(stream.isatty() for stream in streams):
        raise InputError(
            f"{NAME}: this is no terminal to draw in; {NAME} trace prints every step without one"
        )
    return run_app(opened, look, mouse, theme, watch, record, record_format)


def _run_plain(opened: Opened, look: Look, brief: bool) -> int:
    """The line mode; what is typed by a person is saved as in the app, what is piped is not."""
    from tui.plain.mode import run_plain
    from tui.terminal.sandbox import is_restricted

    store, notes = None, opened.notes
    if (sys.stdin.isatty() or opened.held is not None) and not is_restricted():
        store, notes = _store(opened)
    try:
        return run_plain(opened.debugger, store, notes, brief, look.ascii)
    finally:
        if store is not None:
            store.close()


def _store(opened: Opened) -> tuple[SessionStore | None, str]:
    """Where the session is saved, and what there is to say to begin with."""
    from tui.sessions.store import SessionStore, state_folder

    try:
        return SessionStore(state_folder(), opened.held), opened.notes
    except SessionError as error:
        return None, f"the session is not saved: {error}"


def _restrict(network: str, touching: Sequence[str]) -> None:
    """Touch no files from now on; what would need to is refused."""
    if touching:
        raise InputError(f"--restricted: --{touching[0]} is not allowed, as it touches files")
    check_ships(network, "--restricted")
    from tui.terminal.sandbox import restrict

    restrict()


def run_app(
    opened: Opened,
    look: Look,
    mouse: bool,
    theme: str | None,
    watch: bool,
    record: Path | None,
    record_format: Kind,
    lecture: Playing | None = None,
) -> int:
    """Open the app on a network, or on a lecture to play; the exit status."""
    terminal = terminal_of(os.environ)
    if terminal.colours:
        os.environ.setdefault("TEXTUAL_COLOR_SYSTEM", terminal.colours)
    else:
        os.environ["NO_COLOR"] = "1"
    gc.disable()  # until the app is up: nothing of what is made until then is garbage
    from tui.app import DebuggerApp
    from tui.terminal.sandbox import is_restricted

    themes = DebuggerApp.theme_names()
    if theme is not None and theme not in themes:
        raise InputError(f"--theme {plain(theme)}: no such theme; write one of {', '.join(themes)}")
    store, notes = None, opened.notes
    if not is_restricted() and lecture is None:
        store, notes = _store(opened)
    cast = _open_cast(record, record_format)
    theme = theme or terminal.theme
    running = DebuggerApp(opened.debugger, look, theme, watch, store, notes, cast)
    running.lecture = lecture
    running.run(mouse=mouse)
    if store is not None:
        store.close()
    return running.return_code or 0


def _open_cast(path: Path | None, kind: Kind) -> Cast | None:
    """What to record to; None where nothing is said about recordings."""
    if path is None and kind == "v2":
        return None
    from tui.recording.cast import Cast, open_cast

    try:
        return Cast(kind) if path is None else Cast(kind, str(path), open_cast(path))
    except ConfirmError:
        shown = plain(str(path))
        raise InputError(f"--record {shown}: exists already, and is left as it is") from None
