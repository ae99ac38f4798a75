"""The lecture that is played on the screen: chosen, gone on with by keys, and its questions."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple, Protocol

from textual import events

from engine.errors import DebuggerError
from engine.language.text import plain
from tui.commands.command import Command, CommandError
from tui.commands.lists import TOUR
from tui.lectures.screen import LectureScreen
from tui.screens.saving import Saving

if TYPE_CHECKING:
    from engine.debugger.debugger import Debugger
    from engine.debugger.stop import Stop
    from tui.lectures.lecture import Playing
    from tui.lectures.live import Live

GOES_ON = frozenset({"space", "pagedown", "right", "enter"})
"""The keys that go on with a lecture; a presenter's clicker has one of them."""

GOES_BACK = frozenset({"pageup", "left", "backspace"})
"""The keys that go back to the caption before."""

TOUR_LEFT = "the tour is left: «n step» steps on, «? help» says how things are done, «q quit» quits"

STARTS = "f5"
"""The key with which a clicker starts, and goes on with a lecture that it has left by Esc."""

KEYS = "«Space lecture.on» on  «PgUp lecture.back» back  «Esc lecture.leave» leaves"
"""How the keys are told that lead through a lecture."""


class Counted(Protocol):
    """The keys, as far as a lecture needs to know them."""

    @property
    def count(self) -> str:
        """The count for the next key, as far as it is typed."""


class LectureHost(LectureScreen, Protocol):
    """What a lecture needs of the screen to take the place of what is there."""

    @property
    def saving(self) -> Saving:
        """Keeps the session that is left for a lecture."""

    @property
    def keys(self) -> Counted:
        """Know what is typed before a key."""

    def on_key(self, event: events.Key) -> None:
        """Obey a key that was kept."""

    def attempt(self, do: Callable[[], object]) -> None:
        """Do something; if it goes wrong, say so."""


def _kept(stop: Stop) -> tuple[object, ...]:
    """All that a session keeps of a stop, but for the place."""
    return stop.world, stop.breakpoints, stop.watches, stop.marks, stop.notes, stop.folds.unfolded


class Aside(NamedTuple):
    """What is put aside for the tour, and is there again behind it: a session, as it was."""

    debugger: Debugger
    stop: Stop


class Lecturing:
    """The lecture that was begun, if one was.

    Args:
        host: the screen on which it is played.
    """

    def __init__(self, host: LectureHost) -> None:
        self._host = host
        self._live: Live | None = None
        self._name = self._again = ""
        self._early: list[events.Key] | None = None
        self._left: Stop | None = None
        self._aside: Aside | None = None

    @property
    def is_begun(self) -> bool:
        """Whether a lecture was begun, and is not left."""
        return self._live is not None

    @property
    def hint(self) -> str:
        """The keys that lead through the lecture; empty without one."""
        return self._host.look.told(KEYS) if self.is_begun else ""

    def expect(self) -> None:
        """Keep the keys that come before the lecture has begun with which the app opens."""
        self._early = []

    def choose(self, text: str) -> None:
        """Play a lecture in the place of what is there, which is saved.

        Args:
            text: its name or its file, and where to begin: `skip --from 17`.

        Raises:
            CommandError: where there is no such lecture, or no such place in it.
        """
        from tui.lectures.chosen import chosen

        playing = chosen(text)

        def play(said: str) -> None:
            self.play(playing)
            if said:
                self._host.voice.say(said)

        if playing.name == TOUR and self._live is None:
            self._aside = Aside(self._host.debugger, self._host.stop)
            self._host.saving.is_held = True
            play("")
        elif self._live is not None or self._has_nothing_to_lose:
            play("")
        else:
            self._host.saving.leave(play)

    def play(self, playing: Playing) -> None:
        """Play a lecture."""
        from tui.lectures.live import Live
        from tui.lectures.player import Player

        lecture, self._name, self._left = playing.lecture, playing.name, None
        if self._live is not None:
            self._live.leave()
        player = Player(lecture, self._host, playing.auto, playing.may_write)
        self._live = Live(player, self._host, playing.speed, playing.name == TOUR)
        self._live.begin(playing.start)
        early, self._early = self._early or [], None
        for event in early:
            self._host.on_key(event)

    def takes(self, event: events.Key) -> bool:
        """Lead through the lecture, if the key says so, and a person is not at something else."""
        live, key = self._live, self._host.look.keymap.read("lecture", event.key)
        if self._early is not None:
            self._early.append(event)
            return True
        if key == STARTS and live is None and self._again:
            self._host.attempt(self._go_on_again)
            return True
        if live is None or live.is_disturbed:
            return False
        if key in GOES_BACK:
            live.go_back()
        elif key in GOES_ON:
            live.go_on()
        elif key == "escape" and self._has_nothing_to_clear(live):
            self._leave(live)
        else:
            return False
        return True

    def resume(self) -> None:
        """Go on with the lecture after a job that it has set going."""
        if self._live is not None:
            self._live.resume()

    def stopped(self) -> None:
        """Note that a person has stopped a job, which the lecture may have set going."""
        if self._live is not None:
            self._live.stopped()

    def did(self, command: Command) -> None:
        """Note that a command was done, for which the lecture may have waited."""
        if self._live is not None:
            self._live.did(command)

    def predict(self, prediction: str) -> None:
        """Answer the question of a lecture.

        Raises:
            DebuggerError: where nothing is asked, or the prediction is not to be read.
        """
        if self._live is None:
            raise CommandError("nothing is asked: predict answers the question of a lecture")
        self._live.predict(prediction)

    @property
    def _has_nothing_to_lose(self) -> bool:
        """Whether a lecture was left and nothing was changed since, so that nothing is asked."""
        left, stop = self._left, self._host.stop
        return left is not None and _kept(left) == _kept(stop)

    def _has_nothing_to_clear(self, live: Live) -> bool:
        """Whether Esc has nothing else to do first."""
        host = self._host
        is_clear = not (host.keys.count or host.voice.problem or host.prompt.typed)
        return is_clear and live.is_untouched

    def leave_tour(self) -> bool:
        """Leave the tour, if it is taken; tells whether it was."""
        if self._live is None or self._name != TOUR:
            return False
        self._leave(self._live)
        return True

    def _leave(self, live: Live) -> None:
        """Leave the lecture, and say what can be done now."""
        self._live, self._left = None, self._host.stop
        self._again = f"{self._name} --from {max(live.leave(), 1)}"
        self._put_back()
        if self._name == TOUR:
            self._host.voice.say(self._host.look.told(TOUR_LEFT))
            return
        told = ("«n step» steps", "«F5 lecture.start»", "«q quit» quits")
        steps, start, quits = map(self._host.look.told, told)
        again = f":play {plain(self._again)} or {start}"
        self._host.voice.say(f"the lecture is left: {steps} on, {again} goes on with it, {quits}")

    def _put_back(self) -> None:
        """Have again what was put aside for the tour."""
        aside, self._aside = self._aside, None
        if aside is not None:
            self._left = None
            self._host.change_debugger(aside.debugger)
            self._host.saving.is_held = False
            self._host.stand(aside.stop)

    def _go_on_again(self) -> None:
        """Go on with the lecture that was left, where it was."""
        try:
            self.choose(self._again)
        except DebuggerError as error:
            self._host.voice.complain(str(error))
