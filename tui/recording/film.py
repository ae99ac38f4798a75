"""A film: the frames of a cast, one after the other, each with what is on the screen then."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from rich.segment import Segment

from tui.recording.reader import CastError, CastFile, read_resize
from tui.recording.svg import ink_of
from tui.recording.terminal import Terminal

SHORTEST = 0.04
"""The seconds that a frame lasts at the least: a shorter one is left out."""

AT_END = 2.0
"""The seconds that the last frame lasts."""

MOST_FRAMES = 20_000
"""The most frames of a film."""

Row = Sequence[Segment]
"""A row of the screen, in pieces that look alike."""


class Frame(NamedTuple):
    """What is on the screen for a while.

    Args:
        seconds: when it begins.
        rows: of the screen, as many as there are.
    """

    seconds: float
    rows: Sequence[Row]


class Chapter(NamedTuple):
    """A place that a film is gone to.

    Args:
        seconds: when it is.
        label: what it is called.
    """

    seconds: float
    label: str


class Film(NamedTuple):
    """A film.

    Args:
        title: what it is called; empty for nothing.
        columns: of the widest screen in it.
        rows: of the highest.
        frames: in order, no two alike that follow each other.
        chapters: in order.
        seconds: how long it lasts.
    """

    title: str
    columns: int
    rows: int
    frames: Sequence[Frame]
    chapters: Sequence[Chapter]
    seconds: float

    def durations(self) -> Sequence[float]:
        """How many seconds each frame lasts."""
        ends = [*(frame.seconds for frame in self.frames), self.seconds]
        return [after - before for before, after in pairwise(ends)]


def film_of(cast: CastFile, name: str, speed: float = 1.0, idle: float | None = None) -> Film:
    """The film that a cast shows.

    Args:
        cast: the cast.
        name: what errors call it.
        speed: how many times as fast.
        idle: the longest that nothing may happen, in seconds; None for what the cast says.

    Raises:
        CastError: where there is nothing to see, or too much.
    """
    limit = cast.idle_limit if idle is None else idle
    terminal = Terminal(*cast.size)
    frames: list[Frame] = []
    known: dict[Row, Row] = {}
    chapters: list[Chapter] = []
    columns, rows = cast.size
    now = before = 0.0
    is_due = False
    for event in cast.events:
        passed = event.seconds - before
        before = event.seconds
        if passed > 0 and is_due:
            _add(frames, known, now, terminal)
            is_due = False
        now += (passed if limit is None else min(passed, limit)) / speed
        if event.code == "o":
            terminal.feed(event.data)
            is_due = True
        elif event.code == "m":
            chapters.append(Chapter(now, event.data))
        else:
            terminal.resize(*read_resize(event.data, name))
            columns, rows = max(columns, terminal.columns), max(rows, terminal.rows)
        if len(frames) > MOST_FRAMES:
            raise CastError(f"{name}: more than {MOST_FRAMES:,} frames; record less at a time")
    if is_due:
        _add(frames, known, now, terminal)
    if not frames:
        raise CastError(f"{name}: nothing was shown in this recording")
    kept = list(_kept(frames))
    return Film(cast.title, columns, rows, kept, chapters, now + AT_END / speed)


def ground_of(film: Film) -> str:
    """The colour that is behind most of a film, as #rrggbb."""
    counted: Counter[str] = Counter()
    for row in film.frames[0].rows:
        for segment in row:
            counted[ink_of(segment.style, "").ground] += len(segment.text)
    return counted.most_common(1)[0][0] or ink_of(None, "").ground or "#000000"


def _add(frames: list[Frame], known: dict[Row, Row], now: float, terminal: Terminal) -> None:
    """Add what is on the screen, if it is new; rows that are alike are kept once."""
    shown = [known.setdefault(row, row) for row in terminal.segments()]
    if not frames or shown != frames[-1].rows:
        frames.append(Frame(now, shown))


def _kept(frames: Sequence[Frame]) -> Iterator[Frame]:
    """The frames that last long enough to be seen; what they begin with, the next one does."""
    start: float | None = None
    for frame, after in pairwise([*frames, None]):
        assert frame is not None  # noqa: S101
        begins = frame.seconds if start is None else start
        if after is not None and after.seconds - begins < SHORTEST:
            start = begins
            continue
        start = None
        yield frame._replace(seconds=begins)
