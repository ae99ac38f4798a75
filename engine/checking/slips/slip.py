"""Slips: mistakes of a hand computation, each a rewrite of what the program computes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from engine.iterations.timeline import Timeline
from engine.language.expression import Expression
from engine.language.values import Value


@dataclass(frozen=True, eq=False)
class Site:
    """Where a slip may have been made: a symbol of an iteration, and what it was computed from.

    Args:
        timeline: the iterations of the program with the page's data.
        iteration: counted from 0.
        symbol: what was computed: `h0`, `dL/dh0`; an update assigns the parameter itself.
        is_update: whether the symbol is a parameter that the update assigns.
        own: the page's own earlier numbers where they are not the engine's, by symbol: they are
            computed with instead.
        stated: the symbols that the page has stated in this iteration before, right or wrong; in
            those that it left out a slip may have been made as well. None where that is not asked.
    """

    timeline: Timeline
    iteration: int
    symbol: str
    is_update: bool = False
    own: Mapping[str, Value] = field(default_factory=dict)
    stated: frozenset[str] | None = None


@dataclass(frozen=True, eq=False)
class Slip:
    """A slip that would explain what a page has.

    Args:
        tag: the stable name of the mistake, `path-dropped`, whatever the numbers are; of two at
            once both, `path-dropped+mask-dropped`.
        sentence: what was done, for the student: `0.375 is what L would be if y were 0: the target
            was forgotten`.
        value: what comes of it; None where only a formula is rewritten.
        expression: the rewritten formula, in the symbols of the program; None where it is none.
    """

    tag: str
    sentence: str
    value: Value | None = None
    expression: Expression | None = None

    @property
    def tags(self) -> tuple[str, ...]:
        """The tag, or both of two slips at once."""
        return tuple(self.tag.split("+"))
