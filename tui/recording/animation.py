"""A film as GIF or WebP: the same bytes for the same film.

Rows that were drawn once are not drawn again, and all frames share one palette, which is made of
the colours of the text and of what lies between each and the colour behind it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache
from io import BytesIO
from itertools import chain
from typing import TYPE_CHECKING

from rich.color import Color, blend_rgb
from rich.color_triplet import ColorTriplet
from rich.segment import Segment

from tui.recording.film import Film, Row, ground_of
from tui.recording.raster import PictureError, check_pictures, rendered
from tui.recording.svg import HEIGHT, MARGIN, Ink, ink_of, svg

if TYPE_CHECKING:
    from PIL.Image import Image

COLOURS = 255
"""The most colours of a frame; GIF has one more, for what stays as it was."""

GROUND = 0
"""The place in the palette of what is behind all."""

KEPT = 100_000_000
"""The most dots of rows that are kept drawn."""

LONGEST = 655_350
"""The milliseconds of the longest frame of a GIF."""

LARGEST = 100_000_000
"""The most dots of a frame."""

GIF, WEBP = ".gif", ".webp"


def animated(film: Film, form: str) -> bytes:
    """A film as an image that moves.

    Args:
        film: the film.
        form: `.gif` or `.webp`.

    Raises:
        PictureError: where what it takes is not installed.
    """
    check_pictures(form)
    painter = Painter(film)
    frames = (painter.image(frame.rows) for frame in film.frames)
    lasting = [max(round(seconds * 1000), 10) for seconds in film.durations()]
    return _gif(frames, lasting) if form == GIF else _webp(frames, lasting)


def _webp(frames: Iterator[Image], lasting: Sequence[int]) -> bytes:
    file = BytesIO()
    next(frames).convert("RGB").save(
        file, "WEBP", save_all=True, append_images=(each.convert("RGB") for each in frames),
        duration=lasting, loop=0, lossless=True, quality=50, method=3,
    )  # fmt: skip
    return file.getvalue()


def _gif(frames: Iterator[Image], lasting: Sequence[int]) -> bytes:
    """Written frame by frame, as Pillow would have all of them in memory."""
    from PIL import ImageChops
    from PIL.GifImagePlugin import getdata, getheader

    before = next(frames)
    header, _ = getheader(before, info={"loop": 0})
    first, *others = [min(each, LONGEST) for each in lasting]
    parts = [*header, *getdata(before, duration=first, disposal=1)]
    for frame, milliseconds in zip(frames, others, strict=True):
        changed = ImageChops.difference(_numbers(frame), _numbers(before))
        box = changed.getbbox() or (0, 0, 1, 1)
        part = frame.crop(box)
        part.paste(COLOURS, mask=changed.crop(box).point([255] + [0] * 255))  # what is as it was
        parts += getdata(part, box[:2], duration=milliseconds, disposal=1, transparency=COLOURS)
        before = frame
    return b"".join([*parts, b";"])


def _numbers(frame: Image) -> Image:
    """The numbers of the colours of a frame."""
    from PIL.Image import frombytes

    return frombytes("L", frame.size, frame.tobytes())


class Painter:
    """Draws frames of a film.

    Args:
        film: the film.
    """

    def __init__(self, film: Film) -> None:
        from PIL import Image as Images

        self._ground = ground_of(film)
        probe = Images.open(BytesIO(rendered(svg([_blank(film.columns)], "", self._ground))))
        self.width, self.height = probe.width, film.rows * HEIGHT + 2 * MARGIN
        if self.width * self.height > LARGEST:
            raise PictureError("a frame of this size has too many dots")
        self._palette = Images.new("P", (1, 1))
        self._palette.putpalette(list(chain.from_iterable(_palette(film, self._ground))))
        self._drawn: dict[Row, Image] = {}

    def image(self, rows: Sequence[Row]) -> Image:
        """What is on the screen, in the colours of the palette."""
        from PIL import Image as Images

        self._draw([row for row in dict.fromkeys(rows) if row not in self._drawn])
        frame = Images.new("P", (self.width, self.height), GROUND)
        frame.putpalette(self._palette.getpalette() or [])
        for number, row in enumerate(rows):
            frame.paste(self._drawn[row], (0, MARGIN + number * HEIGHT))
        if len(self._drawn) * self.width * HEIGHT > KEPT:
            self._drawn.clear()
        return frame

    def _draw(self, rows: Sequence[Row]) -> None:
        """Draw rows, with a free one between each two, so that no lines of theirs meet."""
        if not rows:
            return
        from PIL import Image as Images

        spaced = [each for row in rows for each in (row, ())]
        drawn = Images.open(BytesIO(rendered(svg(spaced, "", self._ground)))).convert("RGB")
        for number, row in enumerate(rows):
            top = MARGIN + 2 * number * HEIGHT
            strip = drawn.crop((0, top, drawn.width, top + HEIGHT))
            self._drawn[row] = strip.quantize(palette=self._palette, dither=Images.Dither.NONE)


def _blank(columns: int) -> Row:
    return (Segment(" " * columns),)


def _palette(film: Film, ground: str) -> Iterator[ColorTriplet]:
    """The colours: of what is behind, of all texts, and shades between these, as room there is."""
    counted: Counter[Ink] = Counter()
    for row in dict.fromkeys(row for frame in film.frames for row in frame.rows):
        for segment in row:
            ink = ink_of(segment.style, ground)
            counted[Ink(ink.colour, ink.ground, "")] += len(segment.text)
    inks = [ink for ink, _ in sorted(counted.items(), key=lambda each: (-each[1], each[0]))]
    ends = dict.fromkeys([ground, *chain.from_iterable((ink.ground, ink.colour) for ink in inks)])
    colours = dict.fromkeys([_rgb(each) for each in ends][:COLOURS])
    steps = max((COLOURS - len(colours)) // max(len(inks), 1), 0)
    for ink in inks:
        for step in range(1, steps + 1):
            behind, text = _rgb(ink.ground), _rgb(ink.colour)
            colours[blend_rgb(behind, text, step / (steps + 1))] = None
    yield from list(colours)[:COLOURS]


@lru_cache(maxsize=1_024)
def _rgb(colour: str) -> ColorTriplet:
    return Color.parse(colour).get_truecolor()
