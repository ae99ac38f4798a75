"""Lists one can act in, as plain data: what the rows say, and what keys do to them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from contextvars import ContextVar
from itertools import chain, islice
from os.path import expanduser
from pathlib import Path
from typing import NamedTuple

from engine.debugger.stop import Stop
from engine.debugger.visits import Spot
from engine.language.notation import Style
from engine.language.text import shortened

MOST = 1_000
"""So many rows of a list are read out."""


class Choice(NamedTuple):
    """A row of a list.

    Args:
        text: what it says.
        actions: what the keys do that act on it, by Textual's names of the keys.
        is_off: whether it is out of use for the time being, and shown faintly.
    """

    text: str
    actions: Mapping[str, Outcome]
    is_off: bool = False


class Choices(NamedTuple):
    """A list.

    Args:
        title: what it lists.
        rows: the rows from top to bottom.
        hint: what the keys of the rows do, as in `d deletes`.
        empty: what there is to say where no row is: that there is none, and how to make one.
        start: the row to begin at.
        summary: what there is to say of all rows, for those who read them.
    """

    title: str
    rows: Sequence[Choice]
    hint: str
    empty: str
    start: int = 0
    summary: str = ""

    @property
    def lines(self) -> Sequence[str]:
        """The list as lines of text, for those who cannot act in it; of very many the first."""
        if not self.rows:
            return [self.empty]
        lines = [*([self.summary] if self.summary else ()), *(row.text for row in self.rows[:MOST])]
        left = len(self.rows) - MOST
        return [*lines, f"... and {left:,} more"] if left > 0 else lines


def choose_breakpoint(stop: Stop, _: str, __: Style) -> Choices:
    """The breakpoints, each with its number."""
    rows = [
        Choice(
            f"{each.number:3}  {'on ' if each.is_enabled else 'off'}  "
            f"{each.hits:4} {'hit ' if each.hits == 1 else 'hits'}  {each.text}",
            {
                "space": Outcome(
                    line=f"{'disable' if each.is_enabled else 'enable'} {each.number}"
                ),
                "e": Outcome(prompt=f"edit {each.number} {each.text}"),
                "enter": Outcome(prompt=f"edit {each.number} {each.text}"),
                "d": Outcome(line=f"delete {each.number}"),
            },
            is_off=not each.is_enabled,
        )
        for each in stop.breakpoints
    ]
    return Choices(
        "Breakpoints",
        rows,
        "«Space list.toggle» on/off, «e list.edit» or «Enter list.choose» edits, "
        "«d list.delete» deletes",
        "there is no breakpoint: set one, as in break z1 < 0",
    )


def choose_mark(stop: Stop, _: str, __: Style) -> Choices:
    """The marks, each with its place."""
    spots, here = list(stop.marks.values()), Spot(stop.branches.number, stop.cursor)
    width = max([8, *map(len, stop.marks)])
    rows = [
        Choice(
            f"{name:{width}} {say_spot(spot)}",
            {
                "enter": Outcome(closes=True, line=f"jump {name}"),
                "d": Outcome(line=f"unmark {name}"),
            },
        )
        for name, spot in stop.marks.items()
    ]
    return Choices(
        "Marks",
        rows,
        "«Enter list.choose» goes there, «d list.delete» deletes",
        "there is no mark: set one, as in mark here",
        start=spots.index(here) if here in spots else 0,
    )


def choose_visit(stop: Stop, _: str, style: Style) -> Choices:
    """The places where the debugger has stopped, the last one first in view."""
    rows = [
        Choice(
            f"{each.number:4}  {_place(each.spot, stop, style)}{each.why and f'  ({each.why})'}",
            {"enter": Outcome(closes=True, line=f"revisit {each.number}")},
        )
        for each in stop.visits
    ]
    return Choices(
        "History of stops",
        rows,
        "«Enter list.choose» goes there",
        "nothing has been stopped at yet: steps taken one by one do not count",
        start=max(len(rows) - 1, 0),
    )


def _place(spot: Spot, stop: Stop, style: Style) -> str:
    step = min(spot.cursor.step, stop.steps)
    what = style.name(stop.program.equations[step - 1].symbol) if step else "start"
    return f"{say_spot(spot)}: {what}"


def say_spot(spot: Spot) -> str:
    """A place in words; the branch is told where it is not the first."""
    place = f"iteration {spot.cursor.iteration}, step {spot.cursor.step}"
    return f"{place}, branch {spot.branch}" if spot.branch else place


def choose_branch(stop: Stop, _: str, __: Style) -> Choices:
    """The branches as a tree, the current one marked."""
    current = stop.branches.current
    tree = list(stop.branches.in_order())
    rows = [
        Choice(
            f"{'*' if each is current else ' '} {'  ' * depth}{each.number}  {each.title}",
            {
                "enter": Outcome(closes=True, line=f"branch {each.number}"),
                "c": Outcome(closes=True, line=f"compare {each.number}"),
            },
        )
        for depth, each in tree
    ]
    return Choices(
        "Branches",
        rows,
        "* current, «Enter list.choose» goes over, «c list.compare» compares"
        if len(rows) > 1
        else "a change makes another, as in set w3 = 0",
        "",
        start=next(row for row, (_, each) in enumerate(tree) if each is current),
    )


def choose_watch(stop: Stop, _: str, style: Style) -> Choices:
    """The watches, each with what it is worth now, a step before and an iteration before."""
    from engine.debugger.watch_values import watch_lines

    rows = [
        Choice(
            line,
            {
                "enter": Outcome(closes=True, line=f"plot {each.text}"),
                "e": Outcome(prompt=f"rewatch {each.number} {each.text}"),
                "d": Outcome(line=f"unwatch {each.number}"),
            },
        )
        for each, line in zip(stop.watches, watch_lines(stop, style), strict=True)
    ]
    return Choices(
        "Watches",
        rows,
        "«Enter list.choose» plots it, «e list.edit» edits, «d list.delete» deletes",
        "there is no watch: set one, as in watch dL/dh0 / dL/dh1",
    )


FOLDER = Path(__file__).parents[1] / "lectures"
"""Where the lectures are that ship."""


SUFFIX = ".walk"

TOUR = "tour"
"""The name of the lecture that newcomers begin with."""


def shipped_lectures() -> Mapping[str, Path]:
    """The lectures that ship, by name."""
    return {path.stem: path for path in sorted(FOLDER.glob(f"*{SUFFIX}"))}


_OWN: ContextVar[Sequence[Path]] = ContextVar("folders of lectures", default=())
"""The folders in which a person keeps lectures of one's own."""

MOST_OWN, MOST_LOOKED_AT, LONGEST_TITLE = 500, 10_000, 100
"""So many lectures of one's own are listed, and so many characters of each are looked at and
shown."""


def look_in(folders: Sequence[str]) -> None:
    """List the lectures in these folders as well, from now on, and play them by their names."""
    _OWN.set([Path(expanduser(folder)) for folder in folders])  # noqa: PTH111  (no user of a name)


def known_lectures() -> Mapping[str, Path]:
    """The lectures in one's own folders, and those that ship, by name: these cannot be hidden."""
    own = islice(chain.from_iterable(map(_lectures_in, _OWN.get())), MOST_OWN)
    return {**{path.stem: path for path in own}, **shipped_lectures()}


def _lectures_in(folder: Path) -> Sequence[Path]:
    """The files in a folder that may be lectures, with names that can be typed: no pipes."""
    with suppress(OSError):  # no folder can be called that, or nobody may look into it
        paths = sorted(folder.glob(f"*{SUFFIX}"))
        return [path for path in paths if path.stem.isprintable() and path.is_file()]
    return ()


def title_of(path: Path) -> str:
    """The title of a lecture, if it stands near its beginning; else the name of its file."""
    try:
        with path.open(encoding="utf-8", errors="replace") as file:
            begins = file.read(MOST_LOOKED_AT)
    except OSError:
        return path.stem
    for line in begins.splitlines():
        if line.startswith("title "):
            return shortened(line.removeprefix("title ").strip().strip('"'), LONGEST_TITLE)
    return path.stem


class Outcome(NamedTuple):
    """An overlay's reply to a key: close what lies over the panels, then all the rest.

    Args:
        closes: whether to close it.
        line: a command line to do; empty for none.
        prompt: a text to open the prompt with, for editing; empty to leave it closed.
        command: the name of a command to do as its key does; empty for none.
    """

    closes: bool = False
    line: str = ""
    prompt: str = ""
    command: str = ""


def choose_lecture(_: Stop, __: str, ___: Style) -> Choices:
    """The lectures, each with its title."""
    rows = [
        Choice(line, {"enter": Outcome(closes=True, line=f"play {name}")})
        for name, line in lecture_lines().items()
    ]
    return Choices(
        "Lectures",
        rows,
        "«Enter list.choose» plays it; the session is saved",
        "there is no lecture: makabaka-tui play FILE plays one of your own",
    )


def lecture_lines() -> dict[str, str]:
    """A line for each lecture, by name."""
    known = known_lectures()
    width = max(map(len, known), default=0)
    return {name: f"{name:{width}}  {title_of(path)}" for name, path in known.items()}
