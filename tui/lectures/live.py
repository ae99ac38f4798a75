"""A lecture on a running screen: keys and time lead through it."""

from __future__ import annotations

from functools import partial

from engine.debugger.visits import Spot
from engine.errors import DebuggerError
from tui.lectures.player import Beat, Player
from tui.lectures.screen import LectureScreen

GRACE = 0.2
"""The seconds after which it is asked again whether a person is at something."""


class Live:
    """A lecture on a running screen: keys and time lead through it.

    Args:
        player: the lecture.
        screen: what it is played on.
        speed: how many times as fast all waits are.
    """

    def __init__(self, player: Player, screen: LectureScreen, speed: float) -> None:
        self._player = player
        self._screen = screen
        self._speed = speed
        self._spot: Spot | None = None
        self._pending: Beat | None = None
        self._round = 0

    @property
    def is_over(self) -> bool:
        """Whether there is no more to play."""
        return self._player.is_over

    @property
    def is_disturbed(self) -> bool:
        """Whether a person is at something that the lecture should leave alone."""
        is_typing = self._screen.prompt.typed is not None
        return self._is_held_up or is_typing or self._player.is_covered

    @property
    def _is_held_up(self) -> bool:
        """Whether something takes a while, or is asked before it is done."""
        return self._screen.jobs.current is not None or bool(self._screen.voice.question)

    def play(self) -> None:
        """Play up to the next place where time or a person is waited for."""
        self._round += 1
        while not self._player.is_over:
            beat = self._player.step()
            if self._is_held_up:
                self._pending = beat  # `resume` goes on
                return
            if beat.waits or beat.seconds:
                self._stay(beat)
                return
        self._screen.voice.say("the lecture ends here: go on by yourself, or q quits")

    def go_on(self) -> None:
        """Go on as a person wants: at a pause, in a wait, or where training was stopped."""
        self._pending = None
        if self._spot is not None:
            spot, self._spot = self._spot, None
            self._return_to(spot)
        self.play()

    def resume(self) -> None:
        """Go on after something has ended that the lecture had set going."""
        if self._pending is not None:
            beat, self._pending = self._pending, None
            if beat.waits or beat.seconds:
                self._stay(beat)
            else:
                self.play()

    def predict(self, prediction: str) -> None:
        """Answer the question; one without an answer of its own needs none either.

        Raises:
            DebuggerError: where nothing is asked, or the prediction is not to be read.
        """
        if not self._player.answer(prediction):
            self.go_on()

    def _return_to(self, spot: Spot) -> None:
        """Take the debugger back to a place, if it was moved."""
        stop = self._screen.stop
        if (stop.branches.number, stop.cursor) == (spot.branch, spot.cursor):
            return
        selected = stop.selected if stop.is_selection else None
        try:
            self._screen.stand(self._screen.debugger.arrive_at(spot, selected, stop.entry))
        except DebuggerError as error:
            self._screen.voice.complain(str(error))

    def _stay(self, beat: Beat) -> None:
        stop = self._screen.stop
        self._spot = Spot(stop.branches.number, stop.cursor)
        if not beat.waits:
            self._screen.after(beat.seconds / self._speed, partial(self._pass, self._round))
        elif self._player.asks:
            self._screen.prompt.open("predict ")

    def _pass(self, in_round: int) -> None:
        """Go on when the time is over, unless a person has before or is at something."""
        if in_round != self._round:
            return
        if self.is_disturbed:
            self._screen.after(GRACE, partial(self._pass, in_round))
        else:
            self.go_on()
