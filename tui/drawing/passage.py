"""The lines of the step card where a folded group was gone over: what came in, what came of it."""

from __future__ import annotations

from collections.abc import Sequence

from engine.debugger.stop import Stop
from engine.derivation.matrices import summary
from engine.derivation.passage import Change, Flow, Passage
from engine.language.breaking import broken, cut_formula, wrapped
from engine.language.notation import Style
from engine.language.values import is_array
from tui.drawing.look import Line, Look

MOST = 12
"""So many values are listed on each side of a group, where there is room."""

WORDS = ("in", "out", "adds")
"""What stands before a value: it comes in, goes out, or is added to what is elsewhere."""

LABEL = max(map(len, WORDS)) + 3


def passage_title(stop: Stop, style: Style) -> str:
    """What the card shows: the group, and the phase in which it was gone over."""
    name = stop.cursor.over
    return f"Group {style.name(name)}, {stop.phase}"


def passage_parts(
    passage: Passage, style: Style, look: Look, width: int, height: int
) -> tuple[list[Line], list[Line]]:
    """The lines about a group: its call, what came in and went out, and the sentence about it."""
    call = broken(passage.group.call, width, "", "  ", look.cut)
    lines: list[Line] = [[(line, "title")] for line in call]
    sentence = [passage.told(style), look.told(_told_steps(passage))]
    told: list[Line] = [
        [(line, role)]
        for text, role in zip(sentence, ("text", "dim"), strict=True)
        for line in wrapped(text, width, look.cut)
    ]
    room = max(height - len(lines) - len(told), 2)
    outs = [
        *(("adds" if flow.is_share else "out", _flow(flow, style)) for flow in passage.went_out),
        *(("", _change(change, style, look)) for change in passage.changes),
    ]
    ins = [("in", _flow(flow, style)) for flow in passage.came_in]
    of_ins = max(room - len(outs), room // 2) if outs else room
    ins = _few(ins, min(of_ins, MOST))
    outs = _few(outs, min(max(room - len(ins), 1), MOST))
    rows = [*((*each, "text") for each in ins), *((*each, "strong") for each in outs)]
    before = ""
    for word, text, role in rows:
        label = "  " if not word else f"  {'' if word == before else word}".ljust(LABEL)
        before = word
        lines.append([(label, "dim"), (cut_formula(text, width - len(label), look.cut), role)])
    return lines, told


def _few(rows: Sequence[tuple[str, str]], most: int) -> list[tuple[str, str]]:
    """As many of some rows as there is room for, and how many more there are."""
    if len(rows) <= most:
        return list(rows)
    left = len(rows) - most + 1
    return [*rows[: most - 1], (rows[0][0], f"and {left:,} more")] if most > 1 else [*rows[:1]]


def _flow(flow: Flow, style: Style) -> str:
    name = style.name(flow.symbol)
    value = summary(flow.value, style)
    if flow.is_share:
        return f"{value} to {name}"
    return f"{name} {value}" if is_array(flow.value) else f"{name} = {value}"


def _change(change: Change, style: Style, look: Look) -> str:
    """A number from one value to the other; of an array how far its entries went."""
    name, old, new = style.name(change.symbol), change.old, change.new
    if not is_array(old) and not is_array(new):
        return f"{name}: {style.number(old)} {look.glyphs.becomes} {style.number(new)}"
    shape = summary(new, style).partition("]")[0] + "]"
    return f"{name} {shape}, entries changed by up to {style.number(change.most)}"


def _told_steps(passage: Passage) -> str:
    first, last = passage.stretch.first, passage.stretch.last
    if first == last:
        return f"Step {last}: «s into» shows it by itself."
    to = "and" if first + 1 == last else "to"
    return f"Steps {first} {to} {last} in one: «s into» goes into them."
