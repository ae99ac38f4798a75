"""The lecture that is played on the screen: chosen, gone on with by keys, and its questions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from textual import events

from engine.errors import SpecError
from tui.commands.command import CommandError
from tui.lectures.screen import LectureScreen
from tui.screens.saving import Saving
from tui.terminal.sandbox import is_restricted

if TYPE_CHECKING:
    from tui.lectures.lecture import Lecture
    from tui.lectures.live import Live

GOES_ON = frozenset({"space", "enter"})
"""The keys that go on with a lecture."""


class LectureHost(LectureScreen, Protocol):
    """What a lecture needs of the screen to take the place of what is there."""

    @property
    def saving(self) -> Saving:
        """Keeps the session that is left for a lecture."""


class Lecturing:
    """The lecture that was begun, if one was.

    Args:
        host: the screen on which it is played.
    """

    def __init__(self, host: LectureHost) -> None:
        self._host = host
        self._live: Live | None = None

    @property
    def is_begun(self) -> bool:
        """Whether a lecture was begun."""
        return self._live is not None

    def choose(self, name: str) -> None:
        """Play a lecture in the place of what is there, which is saved.

        Raises:
            CommandError: where there is no such lecture.
        """
        from tui.commands.lists import shipped_lectures
        from tui.lectures.reader import load_lecture

        if is_restricted() and name not in shipped_lectures():
            raise CommandError("only lectures that ship are played here: L lists them")
        try:
            lecture = load_lecture(name)
        except SpecError as error:
            raise CommandError(str(error).partition("\n")[0]) from None

        def play(said: str) -> None:
            self.play(lecture)
            if said:
                self._host.voice.say(said)

        if self._live is not None:
            play("")
        else:
            self._host.saving.leave(play)

    def play(self, lecture: Lecture, auto: bool = False, speed: float = 1.0) -> None:
        """Play a lecture."""
        from tui.lectures.live import Live
        from tui.lectures.player import Player

        self._live = Live(Player(lecture, self._host, auto), self._host, speed)
        self._live.play()

    def takes(self, event: events.Key) -> bool:
        """Go on with the lecture, if the key says so, and a person is not at something else."""
        live = self._live
        if live is None or live.is_over or event.key not in GOES_ON or live.is_disturbed:
            return False
        live.go_on()
        return True

    def resume(self) -> None:
        """Go on with the lecture after a job that it has set going."""
        if self._live is not None:
            self._live.resume()

    def predict(self, prediction: str) -> None:
        """Answer the question of a lecture.

        Raises:
            DebuggerError: where nothing is asked, or the prediction is not to be read.
        """
        if self._live is None:
            raise CommandError("nothing is asked: predict answers the question of a lecture")
        self._live.predict(prediction)
