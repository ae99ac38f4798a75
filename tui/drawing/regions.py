"""Regions as lines: which class a network predicts where, shade by shade, with samples on it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from operator import itemgetter

from engine.diagnosis.regions import Regions, Side
from engine.language.figures import fit_number
from engine.network.network import Network
from tui.drawing.bands import ASCII_SHADES, SHADES, WIDTH, Bands
from tui.drawing.look import Line, Look, Span

GUTTER = 8
"""The columns left of the picture, for coordinates."""

LEAST = 20, 4
"""The columns and rows of the smallest picture."""

ROLES = ("active", "title", "kink", "dead", "number", "text")
"""The roles of the classes; glyphs alone tell them apart."""

NAMES = "0123456789abcdefghijklmnopqrstuvwxyz"
"""The glyphs of samples, by their classes."""


def size_of(width: int, height: int, *, has_scale: bool) -> tuple[int, int] | None:
    """The columns and rows of the picture in a room; None where it is too small."""
    columns, rows = width - GUTTER - WIDTH * has_scale, height - 2
    return (columns, rows) if columns >= LEAST[0] and rows >= LEAST[1] else None


def regions_lines(found: Regions, look: Look) -> list[Line]:
    """The picture, with coordinates at its sides and a legend below."""
    rows, columns = found.values.shape
    bands = None if found.classes else Bands.of(found.values)
    cells = [
        [_cell(float(value), bands, len(found.classes), look) for value in row]
        for row in found.values[::-1]
    ]
    for point, has, is_wrong in zip(found.points, found.has, found.wrong, strict=True):
        x = _nearest(float(point[0]), found.across, columns)
        y = rows - 1 - _nearest(float(point[1]), found.up, rows)
        cells[y][x] = _sample(int(has) if found.classes else None, bool(is_wrong), look)
    scale = [] if bands is None else bands.scale(look)
    labels = _labels(found.up, rows, look)
    lines: list[Line] = [
        ((labels[y], "dim"), *_runs(row), *(scale[y] if y < len(scale) else ()))
        for y, row in enumerate(cells)
    ]
    return [*lines, _below(found.across, columns, look), _legend(found, look)]


def regions_title(found: Regions, network: Network, iteration: int) -> str:
    """What is drawn, and over what."""
    what = "Classes" if found.classes else "Prediction"
    across, up = (side_name(side, network) for side in (found.across, found.up))
    return f"{what} over {across} (across) and {up} (up) in iteration {iteration}"


def regions_words(found: Regions, network: Network) -> Iterator[str]:
    """The regions in words."""
    across, up = (side_name(side, network) for side in (found.across, found.up))
    span = ", ".join(
        f"{name} from {fit_number(side.low, 6, '-')} to {fit_number(side.high, 6, '-')}"
        for name, side in ((across, found.across), (up, found.up))
    )
    if not found.classes:
        low, high = (fit_number(float(x), 8, "-") for x in (found.values.min(), found.values.max()))
        yield f"over {span}: predictions from {low} to {high}"
        return
    shares = [
        f"class {name} on {100 * float((found.values == number).mean()):.0f} %"
        for number, name in enumerate(found.classes)
    ]
    yield f"over {span}: {', '.join(shares)}"
    wrong = int(found.wrong.sum())
    yield f"{len(found.points) - wrong} of {len(found.points)} samples are where their class is"


def side_name(side: Side, network: Network) -> str:
    """An input, or a column of it, counted from 0: `X[0]`."""
    name = network.names.get(side.name, side.name)
    return name if side.column is None else f"{name}[{side.column}]"


def _cell(value: float, bands: Bands | None, classes: int, look: Look) -> Span:
    if bands is not None:
        return bands.span(value, look)
    return _shade(int(value), classes, look)


def _shade(number: int, classes: int, look: Look) -> Span:
    """The glyph of a class, as far apart from the others as can be."""
    glyphs = ASCII_SHADES if look.ascii else SHADES
    if classes > len(glyphs):
        return NAMES[number % len(NAMES)], ROLES[number % len(ROLES)]
    step = 2 if 2 * classes - 1 <= len(glyphs) else 1
    return glyphs[number * step], ROLES[number % len(ROLES)]


def _sample(has: int | None, is_wrong: bool, look: Look) -> Span:
    if has is None:
        return ("o" if look.ascii else "•"), "strong"
    return NAMES[has % len(NAMES)], ("error" if is_wrong else "strong")


def _nearest(value: float, side: Side, count: int) -> int:
    share = (value - side.low) / (side.high - side.low)
    return min(max(round(share * (count - 1)), 0), count - 1)


def _labels(side: Side, rows: int, look: Look) -> Sequence[str]:
    labels = [" " * GUTTER] * rows
    for row, value in ((0, side.high), (rows - 1, side.low)):
        labels[row] = f"{fit_number(value, GUTTER - 1, look.glyphs.minus):>{GUTTER - 1}} "
    return labels


def _below(side: Side, columns: int, look: Look) -> Line:
    low, high = (fit_number(each, 8, look.glyphs.minus) for each in (side.low, side.high))
    return ((f"{' ' * GUTTER}{low}{high:>{columns - len(low)}}", "dim"),)


def _legend(found: Regions, look: Look) -> Line:
    spans: list[Span] = [(" " * GUTTER, "dim")]
    for number, name in enumerate(found.classes):
        glyph, role = _shade(number, len(found.classes), look)
        spans += [("[", "dim"), (glyph * 2, role), (f"] class {name}   ", "text")]
    wrong = int(found.wrong.sum())
    if found.classes:
        samples = "kept apart" if found.is_apart else "samples are"
        said = f"{wrong} of {len(found.points)} {samples} in another's region"
        spans.append((said, "error" if wrong else "text"))
    return tuple(spans)


def _runs(cells: Sequence[Span]) -> Iterator[Span]:
    for role, group in groupby(cells, itemgetter(1)):
        yield "".join(glyph for glyph, _ in group), role
