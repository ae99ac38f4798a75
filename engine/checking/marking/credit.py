"""Credit: what an equality earns by its verdict."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from engine.checking.judging.judgement import Judgement, Verdict
from engine.errors import PageError
from engine.language.text import plain, suggestion

DEFAULTS: Mapping[Verdict, float] = MappingProxyType(
    {
        Verdict.RIGHT: 1.0,
        Verdict.ROUNDING: 1.0,
        Verdict.FOLLOW_ON: 1.0,
        Verdict.CONVENTION: 1.0,
        Verdict.SLIP: 0.0,
        Verdict.WRONG: 0.0,
    }
)
"""What every verdict earns; what was not read is not counted."""


@dataclass(frozen=True, slots=True)
class Credit:
    """What verdicts earn.

    Args:
        weights: by verdict, from 0 to 1; equalities of the others are not counted.
    """

    weights: Mapping[Verdict, float] = field(default_factory=lambda: DEFAULTS)

    def earned(self, judgement: Judgement) -> float | None:
        """What an equality earns, None where it is not counted.

        A follow-on that is consistent with a wrong 0 only earns nothing: anything is.
        """
        weight = self.weights.get(judgement.verdict)
        return 0.0 if weight is not None and judgement.is_trivial else weight


def credit_of(assignments: Iterable[str]) -> Credit:
    """The credit that a person asks for, `follow-on=0.5,rounding=1`; the rest as by default.

    >>> credit_of(["slip=0.25"]).weights[Verdict.SLIP]
    0.25

    Raises:
        PageError: for what is no verdict that earns anything, or no number from 0 to 1.
    """
    weights = dict(DEFAULTS)
    known = {verdict.value: verdict for verdict in DEFAULTS}
    for assignment in filter(None, (one for each in assignments for one in each.split(","))):
        name, _, number = (part.strip() for part in assignment.partition("="))
        if name not in known:
            cure = suggestion(name, list(known)) or f"; write one of {', '.join(known)}"
            raise PageError(f"--credit {plain(assignment)}: {plain(name)} earns nothing{cure}")
        weights[known[name]] = _share(assignment, number)
    return Credit(weights)


def _share(assignment: str, number: str) -> float:
    try:
        share = float(number)
    except ValueError:
        share = -1.0
    if not 0 <= share <= 1:
        raise PageError(f"--credit {plain(assignment)}: write a number from 0 to 1 behind the =")
    return share
