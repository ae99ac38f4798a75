"""A job, training that takes a while: how far it has come, and what is to be done after it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from engine.frozen import frozen, replace


@frozen()
class Job:
    """Iterations that are being run, or anything else that is done a little at a time.

    Args:
        progress: runs some more iterations each time it is asked, and says how many there are.
        first: how many there were when it began.
        target: how many there are to be.
        then: what to do when it has ended.
        done: how many there are.
        stop: what to do when it is stopped on the way.
        what: what is being done, in a word.
        unit: what is counted.
    """

    progress: Iterator[int]
    first: int
    target: int
    then: Callable[[], None]
    done: int
    stop: Callable[[], None] = lambda: None
    what: str = "training"
    unit: str = "iterations"

    def advanced(self) -> Job | None:
        """The job after some more iterations; None where it has ended."""
        done = next(self.progress, None)
        return None if done is None or done >= self.target else replace(self, done=done)

    @property
    def share(self) -> float:
        """How much of it is done, from 0 to 1."""
        return (self.done - self.first) / max(self.target - self.first, 1)
