"""What is said at the end of training: the loss, and the verdict, as far as that is seen at once.

Whether a run has stopped mostly takes a look ahead to tell, which is not made here: training is not
made slower by it. The diagnosis makes it.
"""

from __future__ import annotations

from collections.abc import Sequence

from engine.debugger.stop import Stop, say_loss
from engine.frozen import replace
from engine.iterations.timeline import Timeline
from engine.language.figures import grouped

BLOCK = 4_096
"""So many losses are looked at together, from the last back."""

MOST_ITERATIONS, MOST_EQUATIONS = 100_000, 500
"""Of longer runs, and of larger programs, no verdict is looked for at the end of training."""


SMALL = "as good as 0"
"""A loss of which only a look ahead tells whether it stays so."""

WELL = ("still learning", "solved", SMALL)
"""What nobody asks the reason of."""


def trained(stop: Stop) -> Stop:
    """A stop at the end of training, with a message: what was said, or what has come of it."""
    from engine.diagnosis.course import WINDOW

    if stop.message:
        return stop
    timeline, said = stop.timeline, say_loss(stop)
    if stop.cursor.iteration == timeline.length >= WINDOW:
        since = _since(timeline.losses, stop.state.run.loss)
        is_flat = since <= timeline.length - max(timeline.length // 10, WINDOW)
        verdict = _verdict(timeline, is_flat)
        said += f" since iteration {grouped(since)}" if is_flat else ""
        said += f", {verdict}" if verdict else ""
        said += f": D tells {'more' if verdict in WELL else 'why'}"
    return replace(stop, message=said)


def _verdict(timeline: Timeline, is_flat: bool) -> str:
    """The verdict in a word or two, as far as it is known without a look ahead.

    Of a loss that still moves only what is as good as 0 is looked at for longer.
    """
    from engine.diagnosis.verdicts import Verdict, decide

    program = timeline.program
    if timeline.length > MOST_ITERATIONS or len(program.equations) > MOST_EQUATIONS:
        return ""
    first = next(iter(decide(timeline)))
    if isinstance(first, Verdict):
        return first.name
    return "" if is_flat else SMALL


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
