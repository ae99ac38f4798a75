"""The cells of a census as lines: columns side by side, in each its runs in reading order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter

from engine.language.figures import grouped
from tui.drawing.census.census import Census, Share
from tui.drawing.census.view import Cells, Grid, View
from tui.drawing.look import Line, Look, Span

GUTTER = 7
"""The columns beside the cells, in which stands whose rows they are."""

LEAST, MOST = 2, 48
"""The least cells in a row of a column, and the most."""

WIDEST, NARROWEST = 4, 5
"""The most columns of the screen for a cell, and the least for a column of them."""

HEADS = (
    "runs, their share in % (95 % interval)", "share in % (95 % interval)",
    "share in %, 95 % interval", "share in %",
)  # fmt: skip
"""What a share is written with, the most first."""

FORMS = len(HEADS)

NARROW = 0.01
"""An interval that is narrower is written with a digit behind the point."""

FULL, MOSTLY = 0.9, 0.5
"""A cell in which so many runs have one outcome is filled; with fewer its letter is small."""


@dataclass(frozen=True)
class Bands:
    """The columns of a census that there is room for.

    Args:
        first: the first that is seen.
        count: how many.
        width: the columns of the screen for each, with a blank behind it.
    """

    first: int
    count: int
    width: int


def bands_of(columns: int, column: int, width: int) -> Bands:
    """As many columns as there is room for, with one of them in view."""
    count = max(1, min(columns, (width - GUTTER) // NARROWEST))
    first = column - column % count
    wide = min(max((width - GUTTER) // count, 2), MOST + 1)
    return Bands(first, min(count, columns - first), wide)


def shown_columns(view: View, width: int) -> range:
    """The columns of a census that are seen."""
    bands = bands_of(len(view.census.columns), view.column, width)
    return range(bands.first, bands.first + bands.count)


def grid_of(census: Census, column: int, width: int, height: int) -> Grid:
    """The grid of cells in so much room, of which a row is for names."""
    across = bands_of(len(census.columns), column, width).width - 1
    runs, rows = census.outcome.shape[1], max(height - 1, 1)
    return Grid(rows, min(across, max(-(-runs // rows), LEAST)))


def width_of(view: View, bands: Bands) -> int:
    """The columns of the screen that a cell takes."""
    return max(min((bands.width - 1) // view.grid.across, WIDEST), 1)


def cell_lines(view: View, look: Look, width: int) -> list[Line]:
    """The names of the columns, and the rows of their cells."""
    bands = bands_of(len(view.census.columns), view.column, width)
    shown = shown_columns(view, width)
    cells = {column: view.cells(column) for column in shown}
    names = [_named(view, column, bands.width) for column in shown]
    before, behind = ("<", ">") if look.ascii else ("‹", "›")
    axis = f"{view.census.axis[: GUTTER - 1]:>{GUTTER - 1}}{before if bands.first else ' '}"
    if shown.stop < len(view.census.columns):
        text, role = names[-1]
        names[-1] = text[:-1] + behind, role
    lines: list[Line] = [((axis, "dim"), *names)]
    for row in range(view.first, view.first + view.grid.rows):
        spans = [_label(view, cells[bands.first], row, look)]
        for column in shown:
            spans += _row(view, column, cells[column], row, look, bands)
        lines.append(spans)
    return lines


def place_at(view: View, x: int, y: int, width: int) -> tuple[int, int] | None:
    """The column and the cell at a place of these lines; None beside them."""
    bands = bands_of(len(view.census.columns), view.column, width)
    band, at = divmod(x - GUTTER, bands.width)
    at //= width_of(view, bands)
    if not (0 <= band < bands.count and 0 <= at < view.grid.across and 0 < y <= view.grid.rows):
        return None
    return bands.first + band, (view.first + y - 1) * view.grid.across + at


def share_lines(view: View, look: Look, width: int) -> list[Line]:
    """Below the cells, for each outcome its share in each column, all with as much as fits."""
    census = view.census
    bands, shown = bands_of(len(census.columns), view.column, width), shown_columns(view, width)
    places = [place for place in range(len(census.kinds)) if census.counts[:, place].any()]
    told = {
        (place, column): _texts(census.share(column, place), look)
        for place in places
        for column in shown
    }
    fits = (
        form
        for form in range(FORMS)
        if all(len(each[form]) < bands.width for each in told.values())
    )
    form = next(fits, FORMS - 1)
    lines: list[Line] = [((f"{' ' * GUTTER}{HEADS[form]}", "dim"),)] if places else []
    for place in places:
        kind = census.kinds[place]
        spans: list[Span] = [(f"{kind.letter:>{GUTTER - 1}} ", kind.role)]
        for column in shown:
            is_there = column == view.column and census.counts[column, place]
            text = told[place, column][form].ljust(bands.width)
            spans.append((text, "text" if is_there else "dim"))
        lines.append(spans)
    return lines


def percent(fraction: float, count: int, total: int) -> str:
    """A part in whole percent; one that is not all and not nothing is never said to be."""
    rounded = f"{100 * fraction:.0f}"
    if rounded == "0" and count:
        return "<1"
    return ">99" if rounded == "100" and count < total else rounded


def interval(share: Share, look: Look) -> str:
    """The 95 % interval of a share in percent: 35–42; a narrow one with a digit more."""
    digits = int(share.high - share.low < NARROW)
    dash = "-" if look.ascii else "–"
    low, high = (f"{100 * end:.{digits}f}".removesuffix(".0") for end in (share.low, share.high))
    return f"{low}{dash}{high}"


def _texts(share: Share, look: Look) -> Sequence[str]:
    """A share with its count and interval, and with ever less of these."""
    if not share.count:
        return ["0"] * FORMS
    part = percent(share.fraction, share.count, round(share.count / share.fraction))
    ends = interval(share, look)
    return [
        f"{grouped(share.count):>6}  {part} ({ends})", f"{part} ({ends})", f"{part} {ends}", part,
    ]  # fmt: skip


def _named(view: View, column: int, width: int) -> Span:
    name = view.census.columns[column]
    text = f"lr {name}" if " " not in name and len(name) + 3 < width else name
    text = text if len(text) < width else name.rpartition(" ")[2]
    return text[: width - 1].ljust(width), "hot" if column == view.column else "text"


def _label(view: View, cells: Cells, row: int, look: Look) -> Span:
    """The seed of the first run of a row, where the same seeds stand in it in all columns."""
    place = row * view.grid.across
    is_here = view.place // view.grid.across == row
    mark = look.glyphs.here if is_here else " "
    is_plain = not (view.is_grouped or view.asked)
    number = view.fold * place
    text = view.census.label(number) if is_plain and place < len(cells.runs) else ""
    return f"{text[: GUTTER - 2]:>{GUTTER - 2}} {mark}", "hot" if is_here else "dim"


def _row(
    view: View, column: int, cells: Cells, row: int, look: Look, bands: Bands
) -> Sequence[Span]:
    across, wide = view.grid.across, width_of(view, bands)
    spans: list[Span] = []
    for place in range(row * across, min((row + 1) * across, len(cells.kinds))):
        is_here = column == view.column and place == view.place
        letter, role = _cell(view.census, cells, place, is_here, look)
        spans.append((letter.ljust(wide), role))
    rest = bands.width - wide * len(spans)
    joined = [
        ("".join(text for text, _ in parts), role)
        for role, parts in ((role, list(parts)) for role, parts in groupby(spans, itemgetter(1)))
    ]
    return [*joined, (" " * rest, "text")]


def _cell(census: Census, cells: Cells, place: int, is_here: bool, look: Look) -> Span:
    number = int(cells.kinds[place])
    if number < 0:
        return look.glyphs.pending, "here" if is_here else "dim"
    kind, share = census.kinds[number], cells.shares[place]
    letter = kind.letter if share >= MOSTLY else kind.letter.lower()
    if is_here:
        return letter, "here"
    is_full = share >= FULL and kind.is_filled
    return letter, f"full-{_FULL.get(kind.role, kind.role)}" if is_full else kind.role


_FULL = {"error": "dead"}
"""The role of a filled cell, where it is not that of its letter."""
