"""A recording of the screen in use: begun, marked where the debugger comes to, ended."""

from __future__ import annotations

from asyncio import to_thread
from collections.abc import Callable
from functools import partial
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING, BinaryIO, Protocol

from textual.app import App

from engine.debugger.stop import Stop
from engine.errors import ConfirmError, DebuggerError
from engine.language.text import plain
from tui.commands.command import CommandError
from tui.drawing.look import Look
from tui.recording.forms import cast_of, form_of, open_recording
from tui.recording.tee import TeeApp
from tui.screens.panels import Panels
from tui.screens.voice import Voice
from tui.terminal.compositor import SpansCompositor

if TYPE_CHECKING:
    from tui.recording.cast import Cast
    from tui.recording.recorder import Recorder


class RecordingHost(Protocol):
    """The screen, as far as a recording needs it."""

    @property
    def stop(self) -> Stop:
        """Where the debugger stands."""

    @property
    def voice(self) -> Voice:
        """Says what has come of the recording, and asks."""

    @property
    def panels(self) -> Panels:
        """Show whether the screen is recorded."""

    @property
    def app(self) -> App[object]:
        """What is sent to the terminal, and can be listened to."""

    @property
    def painter(self) -> SpansCompositor:
        """What knows all that is on the screen."""

    def call_later(self, do: Callable[[str], None], said: str, /) -> object:
        """Do something when what is under way is done."""


class Recording:
    """Begins and ends recordings, and marks where the debugger comes to.

    Args:
        host: the screen that is recorded.
        look: how the markers are written.
        cast: what to record to from the start, or in which format to record later.
    """

    def __init__(self, host: RecordingHost, look: Look, cast: Cast | None = None) -> None:
        self._host, self._look, self._cast = host, look, cast
        self._recorder: Recorder | None = None
        self._path = ""
        self._shown = host.stop

    def begin(self) -> None:
        """Record from the first frame, if that was asked for."""
        if self._cast is not None and self._cast.file is not None:
            self._begin(self._cast.file, self._cast.path)

    def close(self) -> None:
        """End the recording with the app."""
        if self._recorder is not None:
            self._recorder.close()
            if form_of(Path(self._path)):
                self._tee.unfinished = cast_of(Path(self._path))

    def record(self, argument: str) -> None:
        """Record to a file, or end that with `stop`.

        Raises:
            CommandError: where that cannot be done.
        """
        if argument == "stop":
            self._end()
        elif self._recorder is not None:
            raise CommandError(f"record stop ends this recording first: {plain(self._path)}")
        else:
            self._open(argument)

    def mark(self, stop: Stop) -> None:
        """Mark a stop that is about to be shown, if something begins there and is recorded."""
        before, self._shown = self._shown, stop
        if self._recorder is not None:
            from tui.recording.markers import marker

            label = marker(before, stop, self._look)
            if label:
                self._recorder.mark(label)

    def _open(self, path: str, overwrite: bool = False) -> None:
        try:
            file = open_recording(Path(path), overwrite)
        except ConfirmError as error:
            self._host.voice.ask(str(error), partial(self._open, path, overwrite=True))
        except DebuggerError as error:
            self._host.voice.complain(str(error))
        else:
            self._begin(file, path)

    def _begin(self, file: BinaryIO, path: str) -> None:
        from tui.recording.cast import Cast
        from tui.recording.recorder import Recorder

        kind, title = (self._cast or Cast()).kind, self._host.stop.program.network.title
        self._path = path
        try:
            recorder = Recorder(file, self._host.app.size, kind, title, self._fail)
        except OSError as error:
            self._host.voice.complain(self._ended(error.strerror))
            return
        self._recorder = recorder
        recorder.hear(self._host.painter.painted(self._host.app.console))
        self._listen(recorder)

    def _end(self) -> None:
        if self._recorder is None:
            raise CommandError("nothing is being recorded: write record FILE")
        self._listen(None)
        seconds = self._recorder.seconds
        self._recorder.close()
        self._recorder = None
        if form_of(Path(self._path)):
            self._host.voice.say(f"recorded {seconds:.0f} s; making {plain(self._path)} ...")
            self._tee.run_worker(self._finish(cast_of(Path(self._path))), exit_on_error=False)
            return
        self._host.voice.say(f"recorded {seconds:.0f} s: asciinema play {plain(quote(self._path))}")

    async def _finish(self, cast: Path) -> None:
        """Make of a cast what it was recorded for, while the app goes on."""
        from tui.recording.convert import finish

        try:
            said = await to_thread(finish, cast)
        except DebuggerError as error:
            self._host.voice.complain(str(error))
        else:
            self._host.voice.say(said)

    def _fail(self, reason: str) -> None:
        """Say that there is no recording any more; it is called while the screen is drawn."""
        self._host.call_later(self._tell_failure, self._ended(reason))

    def _tell_failure(self, said: str) -> None:
        self._listen(None)
        self._recorder = None
        self._host.voice.complain(said)

    def _ended(self, reason: str | None) -> str:
        return f"the recording has ended: {reason}: {plain(self._path)}"

    def _listen(self, recorder: Recorder | None) -> None:
        """Let a recorder hear the app, and show whether one does."""
        self._tee.listen(recorder)
        header = self._host.panels.header
        header.is_recording = recorder is not None
        header.redraw()

    @property
    def _tee(self) -> TeeApp:
        """The app, which can be listened to."""
        assert isinstance(self._host.app, TeeApp)  # noqa: S101
        return self._host.app
