"""Judgements: what became of each equality of a page, and of the page as a whole."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from engine.checking.reading.written import Place
from engine.language.values import Value


class Verdict(Enum):
    """What an equality of a page is; the words are stable, graders read them."""

    RIGHT = "right"
    ROUNDING = "rounding"
    FOLLOW_ON = "follow-on"
    CONVENTION = "convention"
    SLIP = "slip"
    WRONG = "wrong"
    NOT_READ = "not read"


@dataclass(frozen=True, slots=True)
class Judgement:
    """The verdict on one equality.

    Args:
        place: line and column of the side that is judged.
        symbol: the symbol that the chain is about, as the program names it, or None.
        entry: which entry of an array is wrong, where one is.
        iteration: counted from 0; None where the equality is about no iteration (a formula).
        step: the step that shows the rule, counted from 1, or None.
        claim: the equality as written, in one line.
        verdict: what it is.
        tags: of slips that explain it, several where they tie; empty for verdicts without one.
        expected: what the engine has, as text.
        found: what the page has, as text.
        note: one or two sentences for the student.
        follows: for a follow-on, the line of the mistake that it follows from.
        is_trivial: whether a follow-on is consistent with a wrong 0 only, and earns nothing.
    """

    place: Place
    symbol: str | None
    entry: tuple[int, ...] | None
    iteration: int | None
    step: int | None
    claim: str
    verdict: Verdict
    tags: tuple[str, ...] = ()
    expected: str = ""
    found: str = ""
    note: str = ""
    follows: int | None = None
    is_trivial: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """How strictly numbers are judged.

    Args:
        tolerance: a relative difference that is right as well; None for the printed digits alone.
        places: the decimal places that everything is rounded to; None where none are prescribed.
    """

    tolerance: float | None = None
    places: int | None = None


@dataclass(frozen=True, slots=True)
class Checked:
    """A page with its verdicts.

    Args:
        page: the name of the file.
        network: the name of the network that it was compared with, empty where there was none.
        notes: what was taken from the page or assumed, and which steps it leaves out, in words.
        judgements: in the order of the page.
        aliases: the names of the page that stand for other symbols.
        given: the values that the page gives in the place of the network's, `lr` too.
    """

    page: str
    network: str
    notes: tuple[str, ...]
    judgements: tuple[Judgement, ...]
    aliases: Mapping[str, str] = field(default_factory=dict)
    given: Mapping[str, Value] = field(default_factory=dict)
