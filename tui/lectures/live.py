"""A lecture on a running screen: keys and time lead through it."""

from __future__ import annotations

from functools import partial
from typing import NamedTuple

from engine.debugger.debugger import Debugger
from engine.debugger.stop import Stop
from tui.commands.command import Command
from tui.lectures.beat import Beat
from tui.lectures.player import Player
from tui.lectures.screen import LectureScreen
from tui.lectures.staged import is_done

GRACE = 0.2
"""The seconds after which it is asked again whether a person is at something."""

ENDS = (
    "the lecture ends here: «Esc lecture.leave» leaves it, «PgUp lecture.back» goes back, "
    "«q quit» quits"
)
TOUR_ENDS = (
    "the tour ends here: «Esc lecture.leave» or «q quit» leaves it, «PgUp lecture.back» goes back"
)
"""What there is to say at the end; who takes the tour may know one key only to leave."""

PREDICTS = "predict "
"""What the line begins with in which a question is answered."""

UNANSWERED = frozenset({PREDICTS, f"{PREDICTS}b", f"{PREDICTS}."})
"""The line without an answer: a clicker that is to blank the screen types `b` or `.`."""


class Left(NamedTuple):
    """What a lecture has left: the debugger, what it showed, and what stood on the stage."""

    debugger: Debugger
    stop: Stop
    scenery: object


class Live:
    """A lecture on a running screen: keys and time lead through it.

    Args:
        player: the lecture.
        screen: what it is played on.
        speed: how many times as fast all waits are.
        is_tour: whether it is the tour, which is left in the place of quitting.
    """

    def __init__(
        self, player: Player, screen: LectureScreen, speed: float, is_tour: bool = False
    ) -> None:
        self._player = player
        self._screen = screen
        self._speed = speed
        self.is_tour = is_tour
        self._left: Left | None = None
        self._pending: Beat | None = None
        self._is_cut = False
        self._start = 0
        self._round = 0

    @property
    def is_over(self) -> bool:
        """Whether there is no more to play."""
        return self._player.is_over

    @property
    def is_disturbed(self) -> bool:
        """Whether a person is at something that the lecture should leave alone."""
        return self._is_held_up or self._is_typing or self._player.is_covered

    @property
    def is_untouched(self) -> bool:
        """Whether nothing is open but what the lecture has opened."""
        stage = self._screen.panels.stage
        is_same = self._left is None or stage.scenery == self._left.scenery
        return not self.is_disturbed and self._screen.overlays.top is None and is_same

    @property
    def _is_held_up(self) -> bool:
        """Whether something takes a while, or is asked before it is done."""
        return self._screen.jobs.current is not None or bool(self._screen.voice.question)

    @property
    def _is_typing(self) -> bool:
        """Whether a line is being typed; to the lecture's question none is before it is begun."""
        typed = self._screen.prompt.typed
        return typed is not None and not (self._player.asks and typed.text in UNANSWERED)

    def begin(self, start: int) -> None:
        """Play from a scene on; what comes before it is done at once."""
        self._start = start
        self._screen.panels.leave_keys(True)
        self.play()

    def play(self) -> None:
        """Play up to the next place where time or a person is waited for."""
        self._round += 1
        while not self._player.is_over:
            beat = self._player.step(self._is_on_the_way)
            if self._is_held_up:
                self._pending = beat  # `resume` goes on
                return
            if self._stays(beat):
                return
        self._left = self._keep()
        self._screen.voice.say(self._screen.look.told(TOUR_ENDS if self.is_tour else ENDS))

    def go_on(self) -> None:
        """Go on as a person wants: at a pause, in a wait, or where training was stopped."""
        self._put_away()
        if self._is_cut:
            self._player.go_back(self._player.scenes.start(self._player.place - 1))
            self._is_cut = False
        elif not self.is_over:  # or what a person does by oneself after the end would be lost
            self._restore()
        self.play()

    def go_back(self) -> None:
        """Go back to the caption before, or say that there is none."""
        player = self._player
        is_gone = player.said > 0 and not (player.caption and player.caption.text)
        place = player.scenes.of(player.said) if is_gone else player.scenes.before(player.said)
        if place is None:
            self._screen.voice.say("this is the first caption: nothing was said before it")
            return
        self._put_away()
        self._start, self._is_cut = 0, False
        player.go_back(place)
        self.play()

    def leave(self) -> int:
        """End the lecture where it is; tells which caption it had come to."""
        self._round += 1
        self._put_away()
        self._screen.panels.leave_keys(False)
        self._player.end()
        return self._player.said

    def stopped(self) -> None:
        """Note that a person has stopped what the lecture had set going, and say how to go on."""
        if self._pending is not None:
            self._pending, self._is_cut = None, True
            self._left = None
            said = self._screen.voice.said
            goes_on = self._screen.look.told("«Space lecture.on» goes on")
            self._screen.voice.say(f"{said}; {goes_on} with it" if said else "")

    def resume(self) -> None:
        """Go on after something has ended that the lecture had set going."""
        if self._pending is None or self._is_held_up:
            return
        beat, self._pending = self._pending, None
        self._player.adopt()
        problem = self._screen.voice.problem
        if problem and not beat.problem:
            beat = self._player.failed(problem)
        if not self._stays(beat):
            self.play()

    def did(self, command: Command) -> None:
        """Note that a person has done a command, and go on if the lecture has waited for that."""
        do, left = self._player.awaited, self._left
        if do is None or left is None or self._is_held_up:
            return
        style = self._screen.look.style(self._screen.stop.program)
        if is_done(do, command, left.debugger.copy(), self._screen.stop, style):
            self._player.fulfilled()
            self._left = None
            self.play()

    def predict(self, prediction: str) -> None:
        """Answer the question; one without an answer of its own needs none either.

        Raises:
            DebuggerError: where nothing is asked, or the prediction is not to be read.
        """
        self._restore()  # as it is asked of the place where the lecture is
        self._left = self._keep()
        if not self._player.answer(prediction):
            self.go_on()

    @property
    def _is_on_the_way(self) -> bool:
        """Whether the scene to begin with is still to come."""
        return self._player.place <= self._start > 0

    def _stays(self, beat: Beat) -> bool:
        """Stay after a statement, if that is to be."""
        if not (beat.waits or beat.seconds) or (self._is_on_the_way and not beat.problem):
            return False
        self._left = self._keep()
        if not beat.waits:
            self._screen.after(beat.seconds / self._speed, partial(self._pass, self._round))
        elif self._player.asks:
            self._screen.prompt.open(PREDICTS)
        return True

    def _keep(self) -> Left:
        screen = self._screen
        return Left(screen.debugger.copy(), screen.stop, screen.panels.stage.scenery)

    def _put_away(self) -> None:
        """Close the line for the answer, and wait for nothing any more."""
        self._pending = None
        if self._screen.prompt.typed is not None:
            self._screen.prompt.close()

    def _restore(self) -> None:
        """Have all as the lecture has left it, if a person has done something in between."""
        left, self._left = self._left, None
        if left is None:
            return
        if _whereabouts(left.stop) != _whereabouts(self._screen.stop):
            self._screen.change_debugger(left.debugger)
            self._screen.stand(left.stop)
        self._screen.panels.stage.show_again(left.scenery)

    def _pass(self, in_round: int) -> None:
        """Go on when the time is over, unless a person has before or is at something."""
        if in_round != self._round:
            return
        if self.is_disturbed:
            self._screen.after(GRACE, partial(self._pass, in_round))
        else:
            self.go_on()


def _whereabouts(stop: Stop) -> tuple[object, ...]:
    """All of a stop that a person may change."""
    return (
        stop.world, stop.cursor, stop.selection, stop.breakpoints, stop.watches, stop.marks,
        stop.notes, stop.visits, stop.focus, stop.folds.unfolded,
    )  # fmt: skip
