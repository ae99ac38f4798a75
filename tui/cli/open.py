"""The opening of the app or the line mode; also on a name alone, for which no library is needed."""

from __future__ import annotations

import gc
import os
import sys
from contextlib import nullcontext, suppress
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from engine.errors import ConfirmError, SessionError
from engine.language.text import plain
from engine.program.recipe import recipe_of
from tui.cli.shared import (
    NAME,
    InputError,
    complain,
    is_graph,
    is_terminal,
    look_of,
    settings,
    write_out,
)
from tui.drawing.look import Look
from tui.faults.notice import REPORTS
from tui.graph.pictures import Pictures
from tui.sessions.opening import Opened, open_network
from tui.sessions.watched_file import WatchedFile
from tui.terminal.capabilities import terminal_of
from tui.terminal.size import bound_asked_size

if TYPE_CHECKING:
    from tui.config.settings import Settings
    from tui.lectures.lecture import Playing
    from tui.recording.cast import Cast, Kind
    from tui.sessions.store import Store
    from tui.terminal.takeover import Takeover

NARROWEST = 20
"""The columns of a screen that the first frame is drawn on: in fewer, words are broken."""


class Display(NamedTuple):
    """The display of the app: how it is shown.

    Args:
        look: the characters to draw with.
        mouse: whether the mouse is used.
        theme: the name of the colours; None for those that suit the terminal.
    """

    look: Look
    mouse: bool = True
    theme: str | None = None


class Recording(NamedTuple):
    """The recording of the app: what it is recorded to.

    Args:
        path: the file; None for none, to begin with.
        kind: the version of the format.
    """

    path: Path | None = None
    kind: Kind = "v2"


NO_RECORDING = Recording()


def display_of(
    said: Settings,
    ascii_only: bool | None = None,
    mouse: bool | None = None,
    theme: str | None = None,
) -> Display:
    """The display as options ask for it, else as the settings say."""
    uses_mouse = said.mouse if mouse is None else mouse
    return Display(look_of(ascii_only, said), uses_mouse, theme or said.theme)


def open_named(network: str | None = None) -> int:
    """Open the app on a network, with nothing else said."""
    said = settings()
    display = display_of(said)
    name, notes = network or said.network, ""
    if is_graph(name):
        from tui.cli.graphs import network_of, of_data

        name, noted = network_of(name)
        notes = of_data(noted)
    opened = open_network(recipe_of(name, (), None, None, 0), None, 0)
    return open_app(opened._replace(notes=notes), display)


def open_app(
    opened: Opened, display: Display, watch: bool = False, recording: Recording = NO_RECORDING
) -> int:
    """Open the app, if there is a terminal for it, and a file to watch.

    Raises:
        InputError: where there is not.
    """
    with opened:
        recipe = opened.debugger.stop.recipe
        if watch and (recipe is None or recipe.path is None):
            shown = plain(recipe.name) if recipe is not None else "this network"
            raise InputError(
                f"--watch: {shown} is in no file that changes; watch a file of your own"
            )
        streams = () if "TEXTUAL_DRIVER" in os.environ else (sys.stdin, sys.stdout, sys.stderr)
        if not all(map(is_terminal, streams)):
            raise InputError(f"{NAME}: {_say_no_terminal()}")
        return run_app(opened, display, watch, recording)


def _say_no_terminal() -> str:
    """What is no terminal, and what can be done about it."""
    if is_terminal(sys.stdin) and is_terminal(sys.stdout):
        return "standard error is no terminal, and what is drawn goes there: leave it as it is"
    return f"this is no terminal to draw in; {NAME} trace prints every step without one"


def open_plain(opened: Opened, look: Look, brief: bool) -> int:
    """The line mode; what is typed by a person is saved as in the app, what is piped is not."""
    from tui.plain.run import run_plain
    from tui.terminal.sandbox import is_restricted

    with opened:
        if sys.stdin is None:
            raise InputError("--plain: standard input is closed, so there is nothing to read")
        store = None
        if (is_terminal(sys.stdin) or opened.held is not None) and not is_restricted():
            store = _store(opened)
        try:
            return run_plain(opened.debugger, look, store, opened.notes, brief)
        finally:
            if store is not None:
                store.close()


def run_app(
    opened: Opened,
    display: Display,
    watch: bool = False,
    recording: Recording = NO_RECORDING,
    lecture: Playing | None = None,
) -> int:
    """Open the app on a network, or on a lecture to play; the exit status.

    Raises:
        InputError: where there is no such theme, or the file to record to is there already.
    """
    bound_asked_size()
    terminal = terminal_of(os.environ)
    if terminal.colours:
        os.environ.setdefault("TEXTUAL_COLOR_SYSTEM", terminal.colours)
    else:
        os.environ["NO_COLOR"] = "1"
    theme = display.theme or terminal.theme
    if theme not in [each.name for each in display.look.themes]:
        from tui.widgets.themes import refusal

        raise InputError(f"--theme {plain(theme)}: {refusal(theme, display.look.themes)}")
    cast = _open_cast(recording)
    recipe = opened.debugger.stop.recipe
    watched = WatchedFile(recipe) if watch and recipe is not None else None
    gc.disable()  # until the app is up: nothing of what is made until then is garbage
    pictures = Pictures(display.look.glyphs)
    is_recording = cast is not None and cast.file is not None
    shown = None
    if lecture is None:
        shown = _first_frame(opened, display, theme, pictures, is_recording)
    with nullcontext() if shown is None else shown:
        from tui.terminal.lean import import_textual
        from tui.terminal.sandbox import is_restricted

        import_textual()
        from tui.app import DebuggerApp

        is_saved = opened.is_kept and not is_restricted() and lecture is None
        store = _store(opened) if is_saved else None
        app = DebuggerApp(opened.debugger, display.look, theme, watched, store, opened.notes, cast)
        app.lecture = lecture
        if store is not None and not (is_recording or opened.held or opened.notes):
            app.greets = _greets
        app.go_on_from(shown, pictures)
        app.run(mouse=display.mouse)
    if app.unfinished is not None:
        from tui.recording.convert import finish

        write_out([finish(app.unfinished)])
    is_left = store is not None and store.close()
    if is_left and not app.return_code:  # what ends it otherwise may have closed the terminal
        write_out([f"saved; {NAME} --resume goes on"])
    if store is not None and store.problem and not app.return_code:
        complain(f"the session is not saved: {store.problem}")
    if app.ended_by is not None:
        complain(f"{NAME}: something went wrong here ({app.ended_by.kind}); {REPORTS}")
    return app.return_code or 0


def _first_frame(
    opened: Opened, display: Display, theme: str, pictures: Pictures, is_recording: bool
) -> Takeover | None:
    """The first frame on the terminal; None where Textual alone knows how it looks."""
    depth = "" if "NO_COLOR" in os.environ else os.environ.get("TEXTUAL_COLOR_SYSTEM", "")
    if sys.platform == "win32" or "TEXTUAL_DRIVER" in os.environ:
        return None
    if depth not in ("", "standard", "256"):
        return None
    from tui.screens.first_frame import first_frame, written
    from tui.terminal.size import screen_size
    from tui.terminal.takeover import Takeover

    size = screen_size()
    if size is None or size[0] < NARROWEST:
        return None
    stop, notes = opened.debugger.stop, opened.notes
    rows = first_frame(stop, display.look, size, pictures, notes, is_recording)
    colours = next(each for each in display.look.themes if each.name == theme)
    return Takeover(written(rows, colours, depth), size)


def _greets() -> bool:
    """Whether to greet a person: at the first start, and not where the tool itself is tested."""
    from tui.faults.notice import is_debugging
    from tui.sessions.folder import state_folder
    from tui.sessions.greeting import greets

    with suppress(SessionError):
        return not is_debugging() and greets(state_folder())
    return False


def _store(opened: Opened) -> Store:
    """Where the session is saved."""
    from tui.sessions.folder import state_folder
    from tui.sessions.store import Nowhere, SessionStore

    try:
        return SessionStore(state_folder(), opened.held)
    except SessionError as error:
        return Nowhere(error)


def _open_cast(recording: Recording) -> Cast | None:
    """What to record to; None where nothing is said about recordings."""
    path, kind = recording
    if path is None and kind == "v2":
        return None
    from tui.recording.cast import Cast
    from tui.recording.forms import cast_of, open_recording

    try:
        return Cast(kind) if path is None else Cast(kind, str(path), open_recording(path))
    except ConfirmError:
        is_there = path is not None and path.exists()
        shown = plain(str(path if path is None or is_there else cast_of(path)))
        raise InputError(f"--record: {shown} exists already, and is left as it is") from None
