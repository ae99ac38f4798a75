"""A claim: something said about a run, that the run itself can prove."""

from __future__ import annotations

from abc import ABC, abstractmethod

from engine.iterations.timeline import Timeline


class Claim(ABC):
    """A claim about iterations that were run: the data of a sentence, with its proof.

    A claim is a frozen dataclass. It names its iteration and its symbols itself, and is proved by
    other means than it was found. What cannot be proved is not said.
    """

    __slots__ = ()

    @abstractmethod
    def holds(self, timeline: Timeline) -> bool:
        """Whether the iterations prove it."""
