"""A screen that can be recorded while it is in use."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING, BinaryIO

from engine.debugger.debugger import Debugger
from engine.debugger.stop import Stop
from engine.errors import ConfirmError, SessionError
from engine.language.text import plain
from tui.commands.command import CommandError
from tui.drawing.look import Look
from tui.recording.tee import TeeApp
from tui.screens.covered import CoveredScreen
from tui.terminal.compositor import SpansCompositor
from tui.widgets.header import Header

if TYPE_CHECKING:
    from tui.recording.cast import Cast
    from tui.recording.recorder import Recorder


class RecordedScreen(CoveredScreen):
    """Begins and ends recordings, and marks where the debugger comes to."""

    cast: Cast | None = None
    """What to record to from the start, or in which format to record later."""

    def __init__(self, debugger: Debugger, look: Look) -> None:
        super().__init__(debugger)
        self._look = look
        self._compositor = self._painter = SpansCompositor()
        self._recorder: Recorder | None = None
        self._recorded = ""
        self._marked = self._latest

    def on_mount(self) -> None:
        """Record from the first frame, if that was asked for."""
        if self.cast is not None and self.cast.file is not None:
            self._begin(self.cast.file, self.cast.path)

    def on_unmount(self) -> None:
        """End the recording with the app."""
        if self._recorder is not None:
            self._recorder.close()

    def record(self, argument: str) -> None:
        """Record to a file, or end that with `stop`.

        Raises:
            CommandError: where that cannot be done.
        """
        if argument == "stop":
            self._end()
        elif self._recorder is not None:
            raise CommandError(f"record stop ends this recording first: {plain(self._recorded)}")
        else:
            self._open(argument)

    def mark(self, stop: Stop) -> None:
        """Mark a stop that is about to be shown, if something begins there."""
        if self._recorder is not None:
            from tui.recording.markers import marker

            label = marker(self._marked, stop, self._look)
            if label:
                self._recorder.mark(label)
            self._marked = stop

    def _open(self, path: str, overwrite: bool = False) -> None:
        from tui.recording.cast import open_cast

        try:
            file = open_cast(Path(path), overwrite)
        except ConfirmError as error:
            self.ask(str(error), partial(self._open, path, overwrite=True))
        except SessionError as error:
            self.problem = str(error)
        else:
            self._begin(file, path)

    def _begin(self, file: BinaryIO, path: str) -> None:
        from tui.recording.cast import Cast
        from tui.recording.recorder import Recorder

        kind, title = (self.cast or Cast()).kind, self._latest.program.network.title
        self._recorded = path
        try:
            recorder = Recorder(file, self.app.size, kind, title, self._fail)
        except OSError as error:
            self.problem = self._ended(error.strerror)
            return
        self._recorder, self._marked = recorder, self.stop or self._latest
        recorder.hear(self._painter.painted(self.app.console))
        self._listen(recorder)

    def _end(self) -> None:
        if self._recorder is None:
            raise CommandError("nothing is being recorded: write record FILE")
        self._listen(None)
        seconds = self._recorder.seconds
        self._recorder.close()
        self._recorder = None
        said = f"recorded {seconds:.0f} s: asciinema play {plain(quote(self._recorded))}"
        self._latest = replace(self._latest, message=said)
        self.show_soon()

    def _fail(self, reason: str) -> None:
        """Say that there is no recording any more; it is called while the screen is drawn."""
        self.call_later(self._tell_failure, self._ended(reason))

    def _tell_failure(self, said: str) -> None:
        self._listen(None)
        self._recorder = None
        self.problem = said

    def _ended(self, reason: str | None) -> str:
        return f"the recording has ended: {reason}: {plain(self._recorded)}"

    def _listen(self, recorder: Recorder | None) -> None:
        """Let a recorder hear the app, and show whether one does."""
        assert isinstance(self.app, TeeApp)  # noqa: S101
        self.app.listen(recorder)
        header = self.query_one("#header", Header)
        header.is_recording = recorder is not None
        header.redraw()
