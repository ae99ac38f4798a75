"""Charts as lines of text."""

import unicodedata

from engine.queries.blocks import Blocks
from tui.drawing.chart import chart_lines
from tui.drawing.chart_axis import GUTTER
from tui.drawing.chart_data import Chart, Marks, Plotted
from tui.drawing.look import Look

UNICODE, ASCII = Look(), Look(ascii=True)


NOWHERE = -1  # a cursor that is not in the picture


def one(iterations, values, first, last, cursor, log=False, events=()):
    """A chart of one curve."""
    curve = Plotted(iterations, Blocks(values))
    return Chart([curve], first, last, cursor, log, marks=Marks.of(events))


def chart_of(values, cursor=NOWHERE, log=False, events=()):
    """A chart whose values begin at iteration 0."""
    return one(range(len(values)), values, 0, len(values) - 1, cursor, log, events)


def drawn(chart, width=30, height=10, look=UNICODE):
    """The lines of the picture as texts, without blanks at their ends."""
    return [text_of(line).rstrip() for line in chart_lines(chart, look, width, height)]


def text_of(line):
    return "".join(text for text, _ in line)


def cells(chart, width=30, height=10, look=UNICODE):
    """Every cell of the picture that is not blank, with its character and role."""
    return {
        (x, y): cell
        for y, line in enumerate(chart_lines(chart, look, width, height))
        for x, cell in enumerate((char, role) for text, role in line for char in text)
        if cell[0] != " "
    }


def cursor_column(chart, width=30, height=10, look=UNICODE):
    """The one column in which something is drawn in the cursor's role."""
    (column,) = {
        x for (x, _), (_, role) in cells(chart, width, height, look).items() if role == "hot"
    }
    return column


def point(chart, width=30, height=10, look=UNICODE):
    """The cell of the mark of the value at the cursor."""
    mark = "o" if look.ascii else "●"
    (place,) = [
        place for place, cell in cells(chart, width, height, look).items() if cell == (mark, "hot")
    ]
    return place


def curve_dots(chart, width, height):
    """The columns of braille dots of the curve, from the left: the rows in each, from the top.

    What a braille character looks like is taken from its name in the Unicode standard.
    """
    columns = {}
    for (x, y), (character, role) in cells(chart, width, height).items():
        if role == "text":
            numbers = unicodedata.name(character).removeprefix("BRAILLE PATTERN DOTS-")
            for number in map(int, numbers):
                across, down = {7: (0, 3), 8: (1, 3)}.get(number, divmod(number - 1, 3))
                columns.setdefault(2 * x + across, set()).add(4 * y + down)
    return columns


def labels(chart, width=30, height=10, look=UNICODE):
    """The numbers beside the plot, with the lines that they are on."""
    texts = {
        y: line[: GUTTER - 1].strip() for y, line in enumerate(drawn(chart, width, height, look))
    }
    numbers = {y: text.replace("−", "-") for y, text in list(texts.items())[:-1] if text}
    return {y: float(number) for y, number in numbers.items()}
