"""The lines of the step card where a folded group was gone over: what came in, what came of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from engine.debugger.stop import Stop
from engine.derivation.passage import Change, Flow, Passage
from engine.language.breaking import broken, cut_formula, wrapped
from engine.language.notation import Style
from engine.language.values import Value, is_array
from tui.drawing.look import Line, Look

LABEL = len("  adds ")
"""The columns of the word that stands before values: they come in, go out, or are added."""

MOST = 12
"""So many values are listed under each of these words."""

INDENT = "  "


class Row(NamedTuple):
    """A value that comes in or goes out, as it is written.

    Args:
        word: what stands before it: `in`, `out`, `adds`, or nothing.
        name: whose it is.
        text: the whole line.
    """

    word: str
    name: str
    text: str


def passage_title(stop: Stop, look: Look) -> str:
    """What the card shows: the group, and the phase in which it was gone over."""
    assert stop.group is not None  # noqa: S101
    return f"Group {look.group(stop.group)}, {stop.phase}"


def passage_parts(
    passage: Passage, style: Style, look: Look, width: int, height: int
) -> tuple[list[Line], list[Line]]:
    """The lines about a group: its call, what came in and went out, and the sentence about it."""
    names = passage.run.program.network.names
    call = broken(_readable(passage.group.call, names, look), width, "", INDENT, look.cut)
    head: list[Line] = [[(line, "title")] for line in call]
    about = _readable(passage.told(style), names, look)
    sentence = [(about, "text"), (look.told(_steps(passage)), "dim")]
    told: list[Line] = [
        [(line, role)] for text, role in sentence for line in wrapped(text, width, look.cut)
    ]
    rows = _rows(passage, style, look, width)
    room = height - len(head) - len(told)
    lines = _listed(rows, look, width) if len(rows) <= room else _in_short(rows, look, width)
    return [*head, *lines], told


def _readable(text: str, names: Mapping[str, str], look: Look) -> str:
    """A text of a network file in ASCII where no more may be written, names as they are typed."""
    if not look.ascii or text.isascii():
        return text
    for node, written in names.items():
        text = text.replace(written, node)
    return text.encode("ascii", "replace").decode()


def _rows(passage: Passage, style: Style, look: Look, width: int) -> Sequence[Row]:
    """What comes in, what goes out, what is added elsewhere, what is updated."""
    ins, outs, changes = passage.came_in, passage.went_out, passage.changes
    room = width - LABEL
    rows = [_flow("in", flow, style, look, room) for flow in ins]
    rows += [_flow("out", flow, style, look, room) for flow in outs if not flow.is_share]
    rows += [_flow("adds", flow, style, look, room) for flow in outs if flow.is_share]
    return [*rows, *(_change(change, style, look, width - len(INDENT)) for change in changes)]


def _flow(word: str, flow: Flow, style: Style, look: Look, width: int) -> Row:
    name = style.name(flow.symbol)
    if flow.is_share:
        around = f" to {name}"
        return Row(word, name, _value(flow.value, look, width - len(around)) + around)
    sign = " " if is_array(flow.value) else " = "
    around = f"{name}{sign}"
    return Row(word, name, around + _value(flow.value, look, width - len(around)))


def _value(value: Value, look: Look, width: int) -> str:
    return look.ends(value, max(width, 9))


def _change(change: Change, style: Style, look: Look, width: int) -> Row:
    """A number from one value to the other; of an array how far its entries went."""
    name, old, new = style.name(change.symbol), change.old, change.new
    if is_array(old) or is_array(new):
        most = f" by up to {style.number(change.most)}"
        text = f"{name}{most} an entry"
        if len(text) > width:
            text = look.shortened(name, max(width - len(most), 1)) + most
    else:
        text = f"{name}: {style.number(old)} {look.glyphs.becomes} {style.number(new)}"
    return Row("", name, text)


def _listed(rows: Sequence[Row], look: Look, width: int) -> list[Line]:
    """A line for each, the word before the first of its kind."""
    lines: list[Line] = []
    before = ""
    for row in rows:
        label = _label(row.word if row.word != before else "", bool(row.word))
        before, role = row.word, "text" if row.word == "in" else "strong"
        text = cut_formula(row.text, width - len(label), look.cut)
        lines.append([(label, "dim"), (text, role)])
    return lines


def _in_short(rows: Sequence[Row], look: Look, width: int) -> list[Line]:
    """The names alone, those of a kind one behind the other."""
    lines: list[Line] = []
    for word in dict.fromkeys(row.word for row in rows):
        names = [row.name for row in rows if row.word == word]
        label = _label("to" if word == "adds" else word, bool(word))
        role = "text" if word == "in" else "strong"
        if len(names) > MOST:
            names = [*names[: MOST - 1], f"{len(names) - MOST + 1:,} more"]
        if len(names) == 1:
            texts = [next(row.text for row in rows if row.word == word)]
        else:
            texts = wrapped(", ".join(names), width - len(label), look.cut)
        for text in texts:
            lines.append([(label, "dim"), (cut_formula(text, width - len(label), look.cut), role)])
            label = " " * len(label)
    return lines


def _label(word: str, has_words: bool) -> str:
    return f"{INDENT}{word}".ljust(LABEL) if has_words else INDENT


def _steps(passage: Passage) -> str:
    """Which steps it is, and how to see them one by one."""
    first, last = passage.stretch.first, passage.stretch.last
    if first == last:
        return f"Step {last}: «s into» shows it by itself."
    to = "and" if first + 1 == last else "to"
    return f"Steps {first} {to} {last} in one: «s into» goes into them."
