"""What is said at the end of training: the loss, and what it did last, as far as that is seen.

Whether a run has stopped takes a look ahead to tell, which is not made here: training is not made
slower by it. The diagnosis makes it.
"""

from __future__ import annotations

from collections.abc import Sequence

from engine.debugger.stop import Stop, say_loss
from engine.frozen import replace
from engine.language.figures import grouped

BLOCK = 4_096
"""So many losses are looked at together, from the last back."""


def trained(stop: Stop) -> Stop:
    """A stop at the end of training, with a message: what was said, or what has come of it."""
    if stop.message:
        return stop
    done = say_loss(stop)
    if stop.cursor.iteration == stop.timeline.length:
        done += _course([*stop.timeline.losses[-_window(stop) :], stop.state.run.loss], stop)
    return replace(stop, message=done)


def _window(stop: Stop) -> int:
    """So many iterations tell what the loss does now."""
    from engine.diagnosis.course import WINDOW, first_recent

    count = stop.timeline.length
    return max(count - first_recent(count + 1), WINDOW)


def _course(recent: Sequence[float], stop: Stop) -> str:
    """What the loss did, behind what it is; empty where it has not been followed for long.

    Args:
        recent: the loss of the last iterations, and what it is.
        stop: where training has ended.
    """
    from engine.diagnosis.course import WINDOW, direction_of, stays

    if len(recent) <= WINDOW:
        return ""
    if all(stays(recent[-1], loss) for loss in recent):
        return f" since iteration {grouped(_since(stop.timeline.losses, recent[-1]))}: D tells why"
    tail = recent[-1 - WINDOW :]
    return {
        -1: ", still falling: D tells more", 0: ", to and fro: D tells why",
        1: ", rising: D tells why",
    }[direction_of(recent, tail)]  # fmt: skip


def _since(losses: Sequence[float], last: float) -> int:
    """The iteration since which the loss has been about what it is."""
    from engine.diagnosis.course import stays

    end = len(losses)
    while end > 0:
        block = losses[max(0, end - BLOCK) : end]
        if not stays(last, min(block)) or not stays(last, max(block)):
            return end - next(
                back for back, loss in enumerate(reversed(block)) if not stays(last, loss)
            )
        end -= len(block)
    return 0
