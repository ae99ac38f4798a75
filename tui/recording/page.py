"""A film as one page of HTML that plays by itself: no network, from a file, with chapters.

What was recorded is data, JSON in which `<` is never written as such, and the script of the page
shows it as text alone. A policy in the page lets nothing run but that script.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from hashlib import sha256
from html import escape
from json import dumps
from pathlib import Path
from string import Template

from rich.color import Color, ColorSystem

from tui.drawing.themes import DARK, LIGHT, Theme
from tui.recording.film import Film, Row, ground_of
from tui.recording.svg import Ink, ink_of

FOLDER = Path(__file__).with_name("player")

_COLOURS = (
    "background", "foreground", "panel", "primary", "secondary", "accent", "success", "warning",
    "error",
)  # fmt: skip
"""The colours of a theme."""

_ATTRIBUTE = re.compile(r'([a-z-]+)="([a-z]+)"')


def page(film: Film) -> str:
    """The page of a film.

    Args:
        film: the film; its frames become what changes from each to the next.
    """
    title = film.title or "Recording"
    styles: dict[Ink, int] = {}
    ground = ground_of(film)
    data = {
        "columns": film.columns,
        "rows": film.rows,
        "seconds": round(film.seconds, 3),
        "frames": list(_changes(film, styles, ground)),
        "chapters": [[round(each.seconds, 3), each.label] for each in film.chapters],
    }
    script = _part("player.js")
    return Template(_part("page.html")).substitute(
        title=escape(title),
        script=script,
        hash=b64encode(sha256(script.encode()).digest()).decode(),
        style=_part("player.css"),
        colours=_sheet(list(styles), ground),
        columns=film.columns,
        rows=film.rows,
        data=_embedded(data),
    )


@cache
def _part(name: str) -> str:
    """A part of the page."""
    return (FOLDER / name).read_text(encoding="utf-8")


def _embedded(data: object) -> str:
    """Data as JSON that ends no script, however it is read."""
    text = dumps(data, ensure_ascii=False, separators=(",", ":"))
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text.encode(errors="replace").decode()


def _changes(film: Film, styles: dict[Ink, int], ground: str) -> Iterator[list[object]]:
    """For each frame when it begins, and the rows in it that are not as before, by their number.

    A row is a list of texts, each with the number of its style before it.
    """
    before: Sequence[Row] = ()
    for frame in film.frames:
        changed: dict[str, list[object]] = {}
        for number in range(film.rows):
            row = frame.rows[number] if number < len(frame.rows) else ()
            if number >= len(before) or row != before[number]:
                pieces: list[object] = []
                for segment in row:
                    ink = ink_of(segment.style, ground)
                    pieces += [styles.setdefault(ink, len(styles)), segment.text]
                changed[str(number)] = pieces
        before = [*frame.rows, *[()] * (film.rows - len(frame.rows))]
        yield [round(frame.seconds, 3), changed]


def _sheet(inks: Sequence[Ink], ground: str) -> str:
    """The colours in CSS: as recorded, and those of a theme in the other one as well."""
    own, other = (DARK, LIGHT) if ground in _colours(DARK) else (LIGHT, DARK)
    text = own.foreground if ground in _colours(own) else inks[0].colour
    names = {"ground": ground, "text": text}
    names |= {f"c{number}": ink.colour for number, ink in enumerate(inks)}
    names |= {f"g{number}": ink.ground for number, ink in enumerate(inks)}
    rules = [f":root{{{_variables(names)}}}"]
    rules += [
        f".s{number}{{color:var(--c{number});background:var(--g{number}){_attributes(ink)}}}"
        for number, ink in enumerate(inks)
    ]
    shades = dict(zip(_colours(own), _colours(other), strict=True))
    if all({ink.colour, ink.ground} <= set(shades) for ink in inks):
        variables = _variables({name: shades[colour] for name, colour in names.items()})
        rules += [
            f"@media (prefers-color-scheme:{other.name})"
            f"{{:root:not([data-scheme={own.name}]){{{variables}}}}}",
            f":root[data-scheme={other.name}]{{{variables}}}",
            "#scheme{display:inline-block}",
        ]
    return "\n".join(rules)


def _variables(names: Mapping[str, str]) -> str:
    return ";".join(f"--{name}:{colour}" for name, colour in names.items())


def _attributes(ink: Ink) -> str:
    """The attributes of a style in CSS, from how SVG has them."""
    return "".join(f";{name}:{value}" for name, value in _ATTRIBUTE.findall(ink.attributes))


@cache
def _colours(theme: Theme) -> Sequence[str]:
    """The colours of a theme as they are recorded: in full, and as the nearest of 256."""
    full = [getattr(theme, name) for name in _COLOURS]
    near = [Color.parse(each).downgrade(ColorSystem.EIGHT_BIT) for each in full]
    return [*full, *(each.get_truecolor().hex for each in near)]
