"""Arrays of any rank, from 0 to 5, on the card, in the tables, in the inspector and aloud."""

import numpy as np
import pytest

from engine.debugger.debugger import Debugger
from engine.network.reader import read_network
from engine.network.source import Source
from engine.program.program import derive
from tui.drawing.card import card_lines, card_title
from tui.drawing.entries import Table as Entries
from tui.drawing.entry_foot import foot
from tui.drawing.entry_rows import sequence_of
from tui.drawing.look import Look
from tui.drawing.order import Order
from tui.drawing.values import Table, table_shown
from tui.plain.narration import say_node, say_stop

SHAPES = [(), (3,), (2, 3), (2, 3, 2), (2, 1, 3, 2), (2, 1, 2, 2, 3)]


def program(shape):
    value = f"{{ normal = 1, shape = {list(shape)} }}" if shape else "0.75"
    loss = "mean(square(s - y))" if shape else "square(s - y)"
    text = (
        f"loss = 'L'\nequations = '''\nz = W * x + b\nh = relu(z)\ns = tanh(h) * v\nL = {loss}'''\n"
        f"[inputs]\nx = {value}\n[targets]\ny = {value}\n"
        f"[parameters]\nW = {value}\nb = 0.25\nv = 0.5"
    )
    return derive(read_network(Source("network.toml", text), 3))


def texts(lines):
    return ["".join(text for text, _ in line) for line in lines]


@pytest.mark.parametrize("shape", SHAPES, ids=len)
@pytest.mark.parametrize("is_singled", [False, True])
def test_everything_fits_and_is_said(shape, is_singled):
    debugger = Debugger(program(shape))
    if is_singled and shape:
        debugger.single_out(*(size - 1 for size in shape))
    for step in range(debugger.stop.steps + 1):
        stop = debugger.goto(step)
        for look, size in ((Look(), (46, 9)), (Look(ascii=True), (74, 20))):
            shown = texts(card_lines(stop, look, *size))
            shown.append(card_title(stop, look))
            table = Table.of(stop.program, look, stop.visible)
            shown += texts(table_shown(table, stop, look, size).lines)
            assert max(map(len, shown)) <= size[0]
            assert not look.ascii or "".join(shown).isascii()
        assert say_stop(stop)
        assert say_stop(stop, brief=True)
        assert stop._repr_html_()


@pytest.mark.parametrize("shape", SHAPES[1:], ids=len)
def test_an_entry_is_worked_out_by_hand(shape):
    debugger = Debugger(program(shape))
    entry = tuple(size - 1 for size in shape)
    debugger.single_out(*entry)
    stop = debugger.step()
    name = f"z[{','.join(map(str, entry))}]"
    shown = " ".join(texts(card_lines(stop, Look(), 78, 12)))
    value = stop.program.style.number(float(stop.state.value("z")[entry]))
    assert shown.startswith(f"{name} = W[{name[2:]} · x[{name[2:]} + b")
    assert f"= {value}" in shown


@pytest.mark.parametrize("shape", SHAPES, ids=len)
def test_the_inspector_shows_every_entry_once(shape):
    debugger = Debugger(program(shape))
    debugger.last()
    look, seen = Look(), []
    starts = np.ndindex(shape[:-2]) if len(shape) > 2 else [()]
    for start in starts:
        if start:
            debugger.single_out(*start, 0, 0)
        table = Entries.of(debugger.select("z"), look, 150)
        rows = sequence_of(table, Order.PROGRAM)
        assert max(map(len, texts(table.lines(rows, 0)))) <= 150
        assert len(foot(table, 0, len(rows), 0, 150)) < 150
        seen += [table.index(row, column) for row in rows for column in range(table.columns)]
    assert seen == [*np.ndindex(shape)]
    assert say_node("z", debugger.stop)
