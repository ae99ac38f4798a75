"""Marks: what a page earns, which slips are on it, and which line did most harm."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from engine.checking.judging.judgement import Checked, Judgement, Verdict
from engine.checking.marking.credit import Credit

BAD = frozenset((Verdict.SLIP, Verdict.WRONG))
"""What makes a page wrong; all else is right, in its way, or not judged."""


@dataclass(frozen=True)
class Marks:
    """What a page earns.

    Args:
        checked: the page.
        credit: what verdicts earn.
        points: what a page that is all right earns; one for each equality where it is None.
    """

    checked: Checked
    credit: Credit
    points: float | None = None

    @property
    def counts(self) -> Mapping[Verdict, int]:
        """How often each verdict was given, in the order of verdicts."""
        found = Counter(each.verdict for each in self.checked.judgements)
        return {verdict: found[verdict] for verdict in Verdict}

    @property
    def counted(self) -> int:
        """How many equalities count."""
        return sum(self.credit.earned(each) is not None for each in self.checked.judgements)

    @property
    def possible(self) -> float:
        """What could be earned; nothing where nothing counts."""
        counted = self.counted
        return float(counted) if self.points is None or not counted else self.points

    @property
    def earned(self) -> float:
        """What is earned."""
        total = sum(self.credit.earned(each) or 0.0 for each in self.checked.judgements)
        return total * self.possible / self.counted if self.counted else 0.0

    @property
    def is_understood(self) -> bool:
        """Whether anything on the page was read."""
        return any(each.verdict is not Verdict.NOT_READ for each in self.checked.judgements)

    @property
    def is_right(self) -> bool:
        """Whether nothing on the page is wrong."""
        return not any(each.verdict in BAD or each.is_trivial for each in self.checked.judgements)

    @property
    def worst(self) -> Judgement | None:
        """The mistake from which most follows, the first of them; None where there is none."""
        bad = [each for each in self.checked.judgements if each.verdict in BAD]
        followers = self.followers
        return max(bad, key=lambda each: len(followers.get(each.place.line, ())), default=None)

    @property
    def followers(self) -> Mapping[int, Sequence[Judgement]]:
        """What merely follows from mistakes, by the lines of these."""
        found: dict[int, list[Judgement]] = {}
        for each in self.checked.judgements:
            if each.follows is not None:
                found.setdefault(each.follows, []).append(each)
        return found


@dataclass(frozen=True, slots=True)
class SlipCount:
    """How often a slip was made.

    Args:
        tag: its name; of a tie the likeliest.
        claims: in so many equalities.
        pages: on so many pages.
    """

    tag: str
    claims: int
    pages: int


def slip_counts(pages: Iterable[Marks]) -> list[SlipCount]:
    """The slips over all pages, those on most pages first."""
    claims, on = Counter[str](), Counter[str]()
    for page in pages:
        tags = Counter(tag for each in page.checked.judgements for tag in slips_of(each))
        claims += tags
        on += Counter(set(tags))
    counts = [SlipCount(tag, claims[tag], on[tag]) for tag in claims]
    return sorted(counts, key=lambda each: (-each.pages, -each.claims, each.tag))


def slips_of(judgement: Judgement) -> tuple[str, ...]:
    """The likeliest explanation of a mistake: one slip, two at once, or none."""
    if judgement.verdict is not Verdict.SLIP or not judgement.tags:
        return ()
    return tuple(judgement.tags[0].split("+"))
