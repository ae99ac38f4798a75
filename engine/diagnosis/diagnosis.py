"""The diagnosis of training: a verdict and its reasons, read off the run itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from engine.claims.statement import Statement
from engine.diagnosis.verdicts import decide
from engine.iterations.timeline import Timeline
from engine.language.notation import Style
from engine.language.text import capitalised


@dataclass(frozen=True, repr=False)
class Diagnosis:
    """A diagnosis: what came of training, in words.

    Args:
        verdict: what came of it, as in `settled: the loss has stayed ...`.
        reasons: why, and what else there is to know.
        claims: the same as data, the verdict first.
    """

    verdict: str
    reasons: tuple[str, ...] = ()
    claims: tuple[Statement, ...] = ()

    def sentences(self) -> Iterator[str]:
        """The verdict, then a line for each reason."""
        yield f"{capitalised(self.verdict)}{':' if self.reasons else '.'}"
        for number, reason in enumerate(self.reasons, 1):
            yield f"- {reason}{'.' if number == len(self.reasons) else ';'}"

    def __str__(self) -> str:
        return "\n".join(self.sentences())

    __repr__ = __str__


def diagnosis_of(timeline: Timeline, style: Style) -> Diagnosis:
    """What came of the iterations that have been run, in a notation."""
    claims = diagnosis_claims(timeline)
    verdict, *reasons = [claim.words(timeline.program, style) for claim in claims]
    return Diagnosis(verdict, tuple(reasons), claims)


def diagnosis_claims(timeline: Timeline) -> tuple[Statement, ...]:
    """What is said of the iterations that have been run, as data: the verdict, then its reasons."""
    verdict, *reasons = (each for each in decide(timeline) if isinstance(each, Statement))
    return verdict, *reasons


def diagnose(timeline: Timeline, style: Style) -> list[str]:
    """Sentences about the end of a training run: the verdict, then its reasons.

    >>> from engine import Style, Timeline, derive, load_network
    >>> timeline = Timeline(derive(load_network("xor", seed=0)))
    >>> for _ in timeline.reach(1000):
    ...     pass
    >>> diagnose(timeline, Style(digits=4))[1]
    'every hidden unit is active for all 4 samples, so the network is linear'
    """
    found = diagnosis_of(timeline, style)
    return [found.verdict, *found.reasons]
