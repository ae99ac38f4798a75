"""Boxes use the room: none holds less than the free cells around it would let it hold.

What is drawn is looked at from outside: which cells are blank, and what a box would need. The long
run is by hand, over so many networks:

    ROOM=1000 pytest -n 0 tests/tui/graph/test_room.py
"""

import os
from decimal import Decimal

import numpy as np
import pytest

from engine.debugger.debugger import Debugger
from engine.iterations.residues import shown_in
from engine.language.expression import gradient_name
from engine.language.values import is_array
from engine.network.reader import read_network
from engine.network.source import Source
from engine.program.program import Phase, derive
from engine.program.recipe import Recipe
from tests.tui.graph.arrays import random_batch
from tests.tui.graph.programs import text_of
from tests.tui.graph.test_nothing_cut import cut_boxes, missing_numbers, random_network
from tui.drawing.look import UNFIT, Look
from tui.graph.detail import Detail
from tui.graph.pictures import Pictures, seen

COUNT = int(os.environ.get("ROOM", "4"))
UNICODE, ASCII = Look(), Look(ascii=True)
WIDEST_ENTRY = 7
SHIPPED = ("skip", "xor", "classifier", "regression", "neuron")


@pytest.mark.parametrize("name", SHIPPED)
def test_boxes_of_what_ships_use_their_room(name):
    check(Recipe(name, {}).read().program(), np.random.default_rng(2))


@pytest.mark.parametrize("seed", range(COUNT))
def test_boxes_of_random_networks_use_their_room(seed):
    draw = np.random.default_rng(seed)
    text = random_batch(draw) if seed % 2 else random_network(draw)
    check(derive(read_network(Source("random.toml", text))), draw)


def check(program, draw):
    """Look at a step of the backward pass, or any, in panels of several sizes."""
    backward = program.phases[Phase.BACKWARD]
    stop = Debugger(program).goto(
        int(draw.integers(backward.start + 1, len(program.equations) + 1))
    )
    for _ in range(3):
        room = int(draw.integers(58, 219)), int(draw.integers(6, 56))
        look = ASCII if draw.random() < 0.2 else UNICODE
        picture, view, shown = seen(Pictures(look.glyphs), stop, look, room)
        lines = [text_of(line).ljust(view.width) for line in shown.lines]
        lines += [" " * view.width] * (room[1] - len(lines))
        where = f"step {stop.step.index + 1} in {room}:\n" + "\n".join(lines)
        assert all(len(line) == room[0] for line in lines), where
        assert look is UNICODE or "".join(lines).isascii(), where
        assert picture.detail is Detail.SMALL or (view.x <= 0 and view.y <= 0), where
        if look is UNICODE:
            assert not list(cut_boxes(picture.layout, view, lines)), where
            assert not list(missing_numbers(picture, stop, view, lines)), where
        if room[0] > 78 or room[1] > 10:
            assert not list(poor_boxes(picture, view, stop, lines)), where
        assert not list(spoilt_numbers(picture, view, stop, lines)), where


def poor_boxes(picture, view, stop, lines):
    """The nodes that are shown poorer than the free rows below or above their boxes allow."""
    layout, program = picture.layout, stop.program
    if layout.width > view.width or layout.height > view.height:
        return  # then boxes stay small, so that more of them are seen
    for node, box in layout.boxes.items():
        shape = program.network.shapes[node]
        if not shape:
            continue
        x, y = box.x - view.x, box.y - view.y
        rows, columns = int(np.prod(shape[:-1])), shape[-1]
        body = picture.bodies[node]
        is_beside = body.gradient[1] == body.value[1]
        sides = 1 + (program.has_gradient(node) and not is_beside)
        signs = columns + 1 if node in program.network.relus else 0
        needed = 2 + columns * (WIDEST_ENTRY + 1) - 1 + signs
        has_columns = (2 * needed + 2 if is_beside else needed) <= box.width - 2
        missing = 2 + rows * sides - box.height
        below = range(y + box.height, y + box.height + missing)
        is_free = below.stop <= len(lines) and all(
            not lines[row][x : x + box.width].strip() for row in below
        )
        if has_columns and missing > 0 and is_free:
            yield node
        row = lines[box.row - view.y][x + 1 : x + box.width - 1]
        is_known = stop.state.value(node) is not None
        if has_columns and missing <= 0 and is_known and sum(map(is_number, row.split())) < columns:
            yield node


def is_rounded(shown, value):
    """Whether a number as it is shown is at most half a unit of its last digit from its value."""
    half = Decimal(5).scaleb(shown.as_tuple().exponent - 1)
    return abs(shown - Decimal(value)) <= half * Decimal("1.001")


def is_number(text):
    try:
        float(text.replace("−", "-"))
    except ValueError:
        return False
    return True


def spoilt_numbers(picture, view, stop, lines):
    """The entries of arrays written out that are not to be read there, or not what they are."""
    if picture.detail is not Detail.LARGE:
        return
    loss = stop.program.network.loss
    for node, box in picture.layout.boxes.items():
        body = picture.bodies[node]
        symbols = [(node, body.value), (gradient_name(loss, node), body.gradient)]
        if body.kind.name != "NUMBERS":
            continue
        for symbol, (x, y, room) in symbols[: 1 + body.subject.has_gradient]:
            value = shown_in(stop.state, symbol)
            if value is None or not is_array(value):
                continue
            rows = [line[x - view.x : x - view.x + room] for line in lines[y - view.y :]]
            expected = value.reshape(-1, value.shape[-1])
            texts = [row.replace("−", "-").split() for row in rows[: len(expected)]]
            if UNFIT in "".join(rows[: len(expected)]):
                yield symbol, box
            if not all(is_number(text) for row in texts for text in row):
                continue  # a heat map, where numbers need more columns than they have
            entries = expected.ravel().tolist()
            found = [Decimal(text) for row in texts for text in row]
            if len(found) != len(entries) or not all(map(is_rounded, found, entries)):
                yield symbol, box
