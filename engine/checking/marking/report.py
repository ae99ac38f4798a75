"""Reports: what is wrong on a page, for people, and a table of many pages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import floor
from textwrap import wrap

from engine.checking.judging.judgement import Judgement, Verdict
from engine.checking.marking.marks import BAD, Marks, slip_counts
from engine.checking.marking.records import symbol_of
from engine.checking.slips.tags import TAGS
from engine.language.text import capitalised, plain, shortened

COLUMNS = 100
"""Sentences are broken here."""

LONGEST_CLAIM = 200
"""A longer claim is cut off."""

MOST_LINES = 12
"""So many lines that follow from a mistake are named."""

SLACK = 1e-6
"""What a sum of marks may be off by."""

MOST_UNREAD = 10
"""So many claims that were not read are told one by one."""

PLURAL = {Verdict.SLIP: "slips", Verdict.FOLLOW_ON: "follow-ons", Verdict.CONVENTION: "conventions"}
"""Verdicts of which there are several, where the word changes."""


@dataclass(frozen=True, slots=True)
class Report:
    """A report on pages.

    Args:
        pages: the pages.
        everything: whether what is right is told as well.
    """

    pages: Sequence[Marks]
    everything: bool = False

    def lines(self) -> Iterator[str]:
        """All pages one after the other, and a table where there are several."""
        for number, page in enumerate(self.pages):
            if number:
                yield ""
            yield from self._page(page)
        if len(self.pages) > 1:
            yield ""
            yield from table(self.pages)

    def _page(self, page: Marks) -> Iterator[str]:
        judgements = page.checked.judgements
        told = [each for each in judgements if self.everything or _is_mistake(each)]
        followers = followers_by_root(page)
        for each in told:
            root = each.place.line if each.verdict in BAD else 0
            yield from self._told(page, each, followers.pop(root, ()))
        if not self.everything:
            yield from self._others(page)
        if any(each.verdict is not Verdict.RIGHT for each in judgements):
            yield ""
        yield summary(page)
        for note in page.checked.notes:
            yield from _wrapped(plain(note), "  - ", "    ")

    def _told(self, page: Marks, judgement: Judgement, lines: Sequence[int]) -> Iterator[str]:
        line, column = judgement.place
        yield f"{plain(page.checked.page)}:{line}:{column}: {claim_said(judgement)}"
        for sentence in sentences(judgement):
            yield from _wrapped(sentence)
        if lines:
            yield from _wrapped(follow_said(lines))

    def _others(self, page: Marks) -> Iterator[str]:
        """What is neither right nor a mistake, alike ones in one line; then what was not read."""
        alike: dict[tuple[str, str], list[int]] = {}
        unread = []
        roots = {each.place.line for each in page.checked.judgements if each.verdict in BAD}
        for each in page.checked.judgements:
            if each.verdict is Verdict.NOT_READ:
                unread.append(each)
            elif not (each.verdict is Verdict.RIGHT or _is_mistake(each) or each.follows in roots):
                head, _, reason = next(sentences(each)).partition(": ")
                alike.setdefault((head, reason), []).append(each.place.line)
        for (head, reason), lines in alike.items():
            where = lines_said(sorted(set(lines)))
            yield from _wrapped(f"{where}: {head}{': ' * bool(reason)}{reason}", "")
        for each in unread[:MOST_UNREAD]:
            yield from self._told(page, each, ())
        if len(unread) > MOST_UNREAD:
            yield f"{len(unread) - MOST_UNREAD} more claims were not read; -v tells all"


def _wrapped(text: str, first: str = "    ", rest: str = "    ") -> list[str]:
    return wrap(text, COLUMNS, initial_indent=first, subsequent_indent=rest)


def _is_mistake(judgement: Judgement) -> bool:
    """Whether it costs something by itself."""
    return judgement.verdict in BAD or judgement.is_trivial


def followers_by_root(page: Marks) -> dict[int, list[int]]:
    """The lines that merely follow from mistakes, by the lines of these."""
    return {
        root: sorted({each.place.line for each in found} - {root})
        for root, found in page.followers.items()
    }


def claim_said(judgement: Judgement) -> str:
    """The equality as written, in one line that a terminal may be sent."""
    return shortened(judgement.claim, LONGEST_CLAIM)


def sentences(judgement: Judgement) -> Iterator[str]:
    """The verdict with its reason, what was expected, and where the rule is shown."""
    tags = " or ".join(judgement.tags)
    head = judgement.verdict.value + (f" ({tags})" if tags else "")
    reason = reason_said(judgement)
    yield f"{head}: {reason}" if reason else head
    expected = expected_said(judgement)
    if expected:
        yield expected


def reason_said(judgement: Judgement) -> str:
    """Why the verdict is what it is, in words, without a full stop; empty where it needs none."""
    reason = plain(judgement.note).rstrip(".")
    if judgement.follows is not None:
        follows = f"follows from line {judgement.follows}"
        reason = f"{reason}; it {follows}" if reason else follows
    if judgement.is_trivial:
        reason += ", as anything does from a wrong 0: it earns nothing"
    if not reason and judgement.verdict is Verdict.WRONG:
        return "no slip that is known gives this"
    return reason


def expected_said(judgement: Judgement) -> str:
    """What was expected and what was found, and the step that shows the rule; may be empty."""
    parts = []
    if judgement.verdict is not Verdict.RIGHT and judgement.expected:
        symbol = symbol_of(judgement) if judgement.entry else None
        of = f" (compared: {plain(symbol)})" if symbol else ""
        parts.append(f"expected {shortened(judgement.expected, LONGEST_CLAIM)}{of}")
        parts.append(f"found {shortened(judgement.found, LONGEST_CLAIM)}")
    if judgement.verdict not in (Verdict.RIGHT, Verdict.NOT_READ) and judgement.step is not None:
        parts.append(where_shown(judgement))
    return ", ".join(parts)


def where_shown(judgement: Judgement) -> str:
    """Where the debugger shows the rule: `see step 7, iteration 0`."""
    return f"see step {judgement.step}, iteration {judgement.iteration or 0}"


def lines_said(lines: Sequence[int]) -> str:
    """As in: lines 12, 14 and 15."""
    shown = list(map(str, lines[:MOST_LINES]))
    if len(lines) > MOST_LINES:
        shown.append(f"{len(lines) - MOST_LINES} more")
    return f"line{'s' * (len(lines) != 1)} {listed_all(shown)}"


def follow_said(lines: Sequence[int]) -> str:
    """What merely follows from a mistake: `lines 12, 14 and 15 only follow from this`."""
    return f"{lines_said(lines)} only follow{'s' * (len(lines) == 1)} from this"


def summary(page: Marks) -> str:
    """How many equalities there are, what they are, and the marks."""
    total = len(page.checked.judgements)
    return (
        f"{plain(page.checked.page)}: {total} claim{'s' * (total != 1)}, "
        f"{counts_said(page)}. {capitalised(marks_said([page]))}."
    )


def counts_said(page: Marks) -> str:
    """As in: 106 right and 4 slips; `nothing to judge` of a page without claims."""
    said = [
        f"{count} {PLURAL.get(verdict, verdict.value) if count > 1 else verdict.value}"
        for verdict, count in page.counts.items()
        if count
    ]
    return listed_all(said) if said else "nothing to judge"


def listed_all(things: Iterable[str]) -> str:
    """All of some things in a sentence."""
    *names, last = things
    return f"{', '.join(names)} and {last}" if names else last


def marks_said(pages: Sequence[Marks]) -> str:
    """What was earned, of what could be."""
    earned, possible = sum(page.earned for page in pages), sum(page.possible for page in pages)
    return f"marks {amount(earned)} of {amount(possible)}"


def amount(marks: float) -> str:
    """Marks with two decimals, where they have any; what is not all is never shown as all."""
    return f"{floor(100 * marks + SLACK) / 100:.2f}".rstrip("0").rstrip(".")


def table(pages: Sequence[Marks]) -> Iterator[str]:
    """A line for every page, and the slips of all of them."""
    head = ("page", "marks", "right", "slip", "wrong", "not read", "worst line")
    rows = [head, *map(_cells, pages)]
    widths = [max(len(row[place]) for row in rows) for place in range(len(head))]
    for row in rows:
        cells = [row[0].ljust(widths[0])]
        cells += [cell.rjust(width) for cell, width in zip(row[1:-1], widths[1:-1], strict=True)]
        yield "  ".join([*cells, row[-1]]).rstrip()
    yield ""
    yield f"{len(pages)} pages, {marks_said(pages)}"
    slips = slip_counts(pages)
    width = max((len(each.tag) for each in slips), default=0)
    for each in slips:
        on = f"on {each.pages} page{'s' * (each.pages != 1)}"
        times = f", {each.claims} times" if each.claims > each.pages else ""
        words = f": {TAGS[each.tag].words}" if each.tag in TAGS else ""
        yield f"  {each.tag:{width}}  {on}{times}{words}"


def _cells(page: Marks) -> tuple[str, ...]:
    counts, worst = page.counts, page.worst
    bad = sum(counts[verdict] for verdict in BAD)
    right = sum(counts.values()) - bad - counts[Verdict.NOT_READ]
    where = ""
    if worst is not None:
        tag = worst.tags[0] if worst.tags else worst.verdict.value
        where = f"{worst.place.line} ({tag})"
    return (
        plain(page.checked.page),
        f"{amount(page.earned)}/{amount(page.possible)}",
        *map(str, (right, counts[Verdict.SLIP], counts[Verdict.WRONG], counts[Verdict.NOT_READ])),
        where,
    )
