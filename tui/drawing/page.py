"""The lines of a page that was checked: each claim with its mark, and why it is what it is."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from textwrap import wrap

from rich.cells import cell_len, set_cell_size

from engine.checking.judging.judgement import Checked, Judgement, Verdict
from engine.checking.marking.credit import Credit
from engine.checking.marking.marks import Marks
from engine.checking.marking.report import expected_said, reason_said, summary, where_shown
from engine.checking.reading.said import in_ascii
from engine.debugger.stop import Stop
from engine.language.text import plain
from tui.drawing.frame import Shown
from tui.drawing.look import Line, Look

MARKS: Mapping[Verdict, tuple[str, str, str]] = {
    Verdict.RIGHT: ("✓", "+", "active"),
    Verdict.ROUNDING: ("~", "~", "kink"),
    Verdict.FOLLOW_ON: ("↪", "f", "kink"),
    Verdict.CONVENTION: ("c", "c", "kink"),
    Verdict.SLIP: ("✗", "x", "error"),
    Verdict.WRONG: ("✗", "x", "error"),
    Verdict.NOT_READ: ("?", "?", "dim"),
}
"""The mark of each verdict, in Unicode and in ASCII, and its role; no two marks are alike."""

MISTAKES = frozenset({Verdict.SLIP, Verdict.WRONG})
"""What a person looks for; both are marked alike, and what stands below says which it is."""

FOOT = "«Tab page.next-mistake» next, «Enter page.go» goes, «y page.why» why"
"""The keys, where the frame has room for them."""

AROUND = 2
"""So many claims before and behind that of the cursor are seen, where there is room."""

LEAST_ROWS = 3
"""The rows of the list that the sentence below it leaves."""


@dataclass(frozen=True, eq=False)
class OpenPage:
    """A page with a cursor.

    Args:
        checked: the page with its verdicts.
        here: the claim that the cursor is on, counted from 0.
        top: the claim that is seen first.
        mistakes: which claims are wrong.
    """

    checked: Checked
    here: int = 0
    top: int = 0
    mistakes: Sequence[int] = field(default_factory=tuple)

    @classmethod
    def of(cls, checked: Checked) -> OpenPage:
        """A page with the cursor on its first mistake."""
        found = [i for i, each in enumerate(checked.judgements) if each.verdict in MISTAKES]
        return cls(checked, found[0] if found else 0, 0, found)

    @property
    def current(self) -> Judgement | None:
        """What the cursor is on; None where the page has no claim."""
        judgements = self.checked.judgements
        return judgements[self.here] if judgements else None

    def at(self, place: int) -> OpenPage:
        """The page with the cursor on a claim, or on the last that there is."""
        return replace(self, here=max(min(place, len(self.checked.judgements) - 1), 0))

    def mistake(self, way: int) -> OpenPage | None:
        """The page with the cursor on the next mistake, or the one before; None without any.

        Behind the last comes the first again.
        """
        if not self.mistakes:
            return None
        if way > 0:
            place = bisect_right(self.mistakes, self.here) % len(self.mistakes)
        else:
            place = bisect_left(self.mistakes, self.here) - 1
        return self.at(self.mistakes[place])

    def seen(self, height: int) -> OpenPage:
        """The page scrolled so that the cursor is seen in so many rows, and what is around it."""
        around = min((height - 1) // 2, AROUND)
        top = max(min(self.top, self.here - around), self.here - height + 1 + around, 0)
        return replace(self, top=max(min(top, len(self.checked.judgements) - height), 0))


def said_here(judgement: Judgement) -> Iterator[str]:
    """What there is to say of a claim: its verdict and why, what was expected, and where."""
    tags = f" ({' or '.join(judgement.tags)})" if judgement.tags else ""
    head, reason = f"{judgement.verdict.value}{tags}", reason_said(judgement)
    yield f"{head}: {reason}" if reason else head
    if judgement.verdict is Verdict.RIGHT:
        yield "" if judgement.step is None else where_shown(judgement)
    else:
        yield expected_said(judgement)


def said_briefly(judgement: Judgement) -> Iterator[str]:
    """The same beside the mark and the claim, where there is little room."""
    is_right = judgement.verdict is Verdict.RIGHT
    if judgement.expected and not is_right:
        at = f"entry {', '.join(map(str, judgement.entry))}: " if judgement.entry else ""
        yield f"{at}expected {judgement.expected}"
    head, reason = " or ".join(judgement.tags) or judgement.verdict.value, reason_said(judgement)
    where = where_shown(judgement) if is_right and judgement.step is not None else ""
    yield ": ".join(filter(None, [head, reason, where]))


def why_lines(page: OpenPage, look: Look) -> list[str]:
    """All that there is to say of the claim that the cursor is on, and of the page."""
    here = page.current
    lines: list[str] = []
    if here is not None:
        lines += [f"line {here.place.line}: {here.claim}", "", *filter(None, said_here(here)), ""]
        followers = [
            f"line {each.place.line}: {each.claim}"
            for each in page.checked.judgements
            if each.follows == here.place.line and each.place.line != here.place.line
        ]
        if here.verdict in MISTAKES and followers:
            lines += ["This follows from it:", *(f"  {each}" for each in followers), ""]
    lines.append(summary(Marks(page.checked, Credit())))
    lines += [f"- {note}" for note in page.checked.notes]
    return [_written(line, look) for line in lines]


def wrong_said(page: OpenPage) -> str:
    """How many claims are wrong, and how many are not read, in a few words."""
    judgements = page.checked.judgements
    unread = sum(each.verdict is Verdict.NOT_READ for each in judgements)
    count = len(judgements)
    wrong = f"{len(page.mistakes):,} of {count:,} claims wrong"
    if not count:
        return "nothing is claimed on this page"
    if not page.mistakes:
        wrong = f"nothing wrong in {count:,} {'claim' if count == 1 else 'claims'}"
    return f"{wrong}, {unread:,} not read" if unread else wrong


def page_shown(page: OpenPage, stop: Stop, look: Look, width: int, height: int) -> Shown:
    """The rows around the cursor, and below them why the claim there is what it is."""
    judgements = page.checked.judgements
    if stop.is_veiled:
        return _told(
            "the page is not shown while you predict", look.told("«P predict» ends that"), width
        )
    if page.current is None:
        text = "nothing is claimed on this page: an equality such as L = 0.375 is"
        return _told(text, look.told("«Esc page.close» closes"), width)
    said = said_rows(page.current, look, width, height)
    digits = len(str(max(each.place.line for each in (judgements[-1], page.current))))
    shown = enumerate(judgements[page.top : page.top + height - len(said)], page.top)
    rows = [_row(each, place == page.here, stop, look, width, digits) for place, each in shown]
    gap: list[Line] = [()] * (height - len(rows) - len(said))
    title = f"Page {page.here + 1:,}/{len(judgements):,}"
    wrong = f", {len(page.mistakes):,} {mark_of(Verdict.SLIP, look)}" if page.mistakes else ""
    keys = look.told(FOOT)
    foot = keys if width > len(keys) + 2 else ""
    return Shown([*rows, *gap, *said], title + wrong, foot)


def _told(text: str, foot: str, width: int) -> Shown:
    return Shown([((f" {row}", "text"),) for row in wrap(text, max(width - 1, 1))], "Page", foot)


def said_rows(judgement: Judgement, look: Look, width: int, height: int) -> list[Line]:
    """What is said of the claim at the cursor, in as many rows as the list can spare."""
    said = list(said_briefly(judgement))
    is_cut = cell_len(judgement.claim) > width - len(f" {judgement.place.line} m ")
    if is_cut and judgement.verdict is Verdict.RIGHT:
        said.insert(0, judgement.claim)
    texts = [_written(text, look) for text in said]
    rows = [row for text in texts for row in wrap(text, max(width - 1, 1))]
    most = max(min(height - LEAST_ROWS, (height + 1) // 2), 0)
    if len(rows) > most > 0:
        rows[most - 1] = look.shortened(rows[most - 1].ljust(width), width - 1)
    return [((look.shortened(f" {row}", width), "title"),) for row in rows[:most]]


def mark_of(verdict: Verdict, look: Look) -> str:
    """The mark of a verdict."""
    return MARKS[verdict][1 if look.ascii else 0]


def _row(
    judgement: Judgement, is_here: bool, stop: Stop, look: Look, width: int, digits: int
) -> Line:
    """A claim behind its line and its mark; that of the step that one stands at is underlined."""
    pointer = look.glyphs.here if is_here else " "
    number, mark = f"{judgement.place.line:{digits}}", mark_of(judgement.verdict, look)
    claim = _written(judgement.claim, look)
    if is_here:
        text = look.shortened(f"{pointer}{number} {mark} {claim}", width)
        return ((set_cell_size(text, width), "here"),)
    role = MARKS[judgement.verdict][2]
    rest = look.shortened(claim, width - len(f" {number} {mark} "))
    is_now = stop.step is not None and stop.step.symbol == judgement.symbol
    is_now = is_now and judgement.iteration in (None, stop.cursor.iteration)
    is_wrong = judgement.verdict in MISTAKES
    text_role = "selected" if is_now else role if is_wrong else "text"
    return ((f"{pointer}{number} ", "dim"), (f"{mark} ", role), (rest, text_role))


def _written(text: str, look: Look) -> str:
    """A text of a page as it is shown: nothing in it is a command to a terminal."""
    return in_ascii(plain(text)) if look.ascii else plain(text)
