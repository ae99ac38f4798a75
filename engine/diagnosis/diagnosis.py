"""The diagnosis of training: a verdict and its reasons, read off the run itself."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass

from engine.claims.statement import Statement
from engine.diagnosis.answers import answers
from engine.diagnosis.verdicts import decide
from engine.iterations.timeline import Timeline
from engine.language.notation import Style
from engine.language.text import capitalised
from engine.slowly import at_once


@dataclass(frozen=True, repr=False)
class Diagnosis:
    """A diagnosis: what came of training, in words.

    Args:
        verdict: what came of it, as in `settled: the loss has stayed ...`.
        reasons: why, and what else there is to know.
        answers: what is asked of a run besides, as when the loss rose.
        claims: all of these as data, in this order.
    """

    verdict: str
    reasons: tuple[str, ...] = ()
    answers: tuple[str, ...] = ()
    claims: tuple[Statement, ...] = ()

    def sentences(self) -> Iterator[str]:
        """The verdict, then a line for each reason, then the answers."""
        yield f"{capitalised(self.verdict)}{':' if self.reasons else '.'}"
        yield from _listed(self.reasons)
        if self.answers:
            yield "Besides:"
            yield from _listed(self.answers)

    def __str__(self) -> str:
        return "\n".join(self.sentences())

    __repr__ = __str__


def _listed(parts: Sequence[str]) -> Iterator[str]:
    for number, part in enumerate(parts, 1):
        yield f"- {part}{'.' if number == len(parts) else ';'}"


def diagnosis_of(timeline: Timeline, style: Style) -> Diagnosis:
    """What came of the iterations that have been run, in a notation."""
    return at_once(diagnosing(timeline, style))


def diagnosing(timeline: Timeline, style: Style) -> Generator[int, None, Diagnosis]:
    """The same, a little at a time.

    Yields:
        How many iterations the run has been followed on, now and then, of as many as
        `engine.diagnosis.ahead.reach` says.
    """
    said: list[Statement] = []
    for each in decide(timeline):
        if isinstance(each, Statement):
            said.append(each)
        else:
            yield each
    besides = list(answers(timeline, said))
    claims = (*said, *besides)
    verdict, *parts = [claim.words(timeline.program, style) for claim in claims]
    reasons = len(said) - 1
    return Diagnosis(verdict, tuple(parts[:reasons]), tuple(parts[reasons:]), claims)


def diagnosis_claims(timeline: Timeline) -> tuple[Statement, ...]:
    """The verdict on the iterations that have been run, and its reasons, as data."""
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
