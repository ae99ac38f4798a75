"""A page of a census: cells and shares at the left, legend, losses and curves beside them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from engine.language.figures import grouped
from engine.queries.blocks import Blocks
from tui.drawing.census.cells import (
    MOSTLY,
    cell_lines,
    grid_of,
    interval,
    percent,
    place_at,
    share_lines,
    shown_columns,
)
from tui.drawing.census.census import Census
from tui.drawing.census.losses import histogram_lines
from tui.drawing.census.view import View
from tui.drawing.chart import chart_lines
from tui.drawing.chart_data import Chart, Plotted
from tui.drawing.frame import fitted
from tui.drawing.look import Line, Look, Span

SIDE, WIDEST_SIDE = 31, 56
"""The columns beside the cells, at least and at most."""

GAP = 2
"""The columns between the two."""


@dataclass(frozen=True)
class Page:
    """The room of a page.

    Args:
        width: its columns.
        height: its lines.
    """

    width: int
    height: int

    @property
    def side(self) -> int:
        """The columns beside the cells."""
        return min(max(SIDE, self.width * 2 // 5), WIDEST_SIDE)

    @property
    def left(self) -> int:
        """The columns of the cells."""
        return self.width - self.side - GAP

    def cells(self, census: Census) -> int:
        """The lines of the cells, the names of the columns among them."""
        shares = sum(1 for count in census.counts.sum(axis=0) if count)
        return max(self.height - shares - 3, 4)


def seen(view: View, census: Census, page: Page) -> View:
    """A view of a census with the cells for which a page has room."""
    grid = grid_of(census, view.column, page.left, page.cells(census))
    return view.seen(census, grid)


def page_lines(
    view: View, curves: Mapping[int, Sequence[float]], look: Look, page: Page
) -> list[Line]:
    """The lines of a page.

    Args:
        view: what is seen of the census.
        curves: the losses of runs of the column of the cursor, by their place in it.
        look: how to draw.
        page: the room.
    """
    census, column = view.census, view.column
    left = cell_lines(view, look, page.left)
    left += share_lines(view, look, page.left)
    height = page.height - 2
    legend = legend_lines(view, look, page.side)[: max(height - 8, 3)]
    legend += _small_letters(view, page.left)
    rest = height - len(legend) - 1
    side: list[Line] = [*legend, ()]
    side += histogram_lines(census, column, look, page.side, rest // 2)
    side += curve_lines(view, curves, look, page.side, height - len(side))
    body: list[Line] = []
    for row in range(height):
        first: Line = left[row] if row < len(left) else ()
        second: Line = side[row] if row < len(side) else ()
        body.append((*fitted(first, page.left + GAP), *second))
    return [*body, (), told(view, look, page.width)]


def clicked(view: View, x: int, y: int, page: Page) -> View | None:
    """The view with the cursor where a page was clicked; None beside its cells."""
    found = place_at(view, x, y, page.left)
    return None if found is None or x >= page.left else view.at(*found)


def legend_lines(view: View, look: Look, width: int) -> list[Line]:
    """What the letters mean, and how frequent each is in the column of the cursor."""
    census, column = view.census, view.column
    made = int(census.counts[column].sum())
    lines: list[Line] = [((f"{census.words(column)}: {grouped(made)} runs", "strong"),)]
    for place, kind in enumerate(census.kinds):
        share = census.share(column, place)
        if not share.count:
            continue
        part = percent(share.fraction, share.count, made)
        numbers = f"{part} % ({interval(share, look)})"
        if width >= 40:
            numbers = f"{grouped(share.count):>6}  {numbers}"
        room = width - 2 - len(numbers)
        forms = (f"{kind.words} = {kind.form}" if kind.form else kind.words, kind.words)
        fits = (words for words in forms if len(words) < room)
        words = next(fits, kind.words.removeprefix("stuck "))
        text = look.shortened(words, room - 1).ljust(room)
        lines.append(((f"{kind.letter} ", kind.role), (text, "text"), (numbers, "dim")))
    return lines


def _small_letters(view: View, width: int) -> list[Line]:
    """What a small letter means, where there is one."""
    cells = [view.cells(column) for column in shown_columns(view, width)]
    if any(((each.kinds >= 0) & (each.shares < MOSTLY)).any() for each in cells):
        return [(("small letter: less than half", "dim"),)]
    return []


def curve_lines(
    view: View, curves: Mapping[int, Sequence[float]], look: Look, width: int, height: int
) -> list[Line]:
    """The loss of the run that the cursor is on, and of others in its cell, over the iterations."""
    known = [run for run in view.compared if run in curves]
    if view.run not in known or height < 4:
        return []
    outcome, kinds = view.census.outcome[view.column], view.census.kinds
    drawn = [
        Plotted(
            range(len(curves[run])),
            Blocks(curves[run]),
            f"{kinds[outcome[run]].letter if outcome[run] >= 0 else look.glyphs.pending} "
            f"{what(replace(view, run=run))}",
        )
        for run in known
    ]
    last = max(len(curves[run]) for run in known) - 1
    cursor = last if len(known) > 1 else -1  # with it stands what each has come to
    chart = Chart(drawn, 0, max(last, 1), cursor)
    head: Line = ((f"loss of {what(view)}" if len(known) == 1 else "losses", "dim"),)
    return [head, *chart_lines(chart, look, width, height - 1)]


def what(view: View) -> str:
    """What a run is called: seed 17; w0 = 0.5, seed 3."""
    census, plan = view.census, view.census.plan
    seed = f"seed {plan.seeds[view.run % len(plan.seeds)]}"
    if not plan.varied:
        return seed
    value = f"{census.axis} = {census.label(view.run)}"
    return f"{value}, {seed}" if len(plan.seeds) > 1 else value


def told(view: View, look: Look, width: int) -> list[Span]:
    """A line about the run that the cursor is on."""
    census, column, run = view.census, view.column, view.run
    number = int(census.outcome[column, run])
    if not view.inside:
        return [("no run of this column has that", "dim")]
    where = f"{what(view)}, {census.words(column)}: "
    if number < 0:
        return [(where, "text"), ("not run yet", "dim")]
    kind = census.kinds[number]
    reasons = census.reasons_of(column, run)
    why = f", {', '.join(reasons)}" if reasons else ""
    inside = view.inside
    alike = int((census.outcome[column, inside] == number).sum())
    more = f"  ({grouped(alike)} of {grouped(len(inside))} runs here)"
    more = more if len(inside) > 1 else ""
    room = width - len(where) - len(kind.words)
    if len(why) + len(more) > room:
        more = ""
    rest = look.shortened(f"{why}{more}", room) if room > 0 else ""
    return [(where, "text"), (kind.words, kind.role), (rest, "dim")]
