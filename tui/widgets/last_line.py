"""The last line as plain data, and as it is drawn: a command being typed, what is said, the keys.

It imports nothing of Textual, as the first frame is drawn before that is there.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from engine.debugger.stop import Stop
from engine.language.figures import grouped
from engine.language.values import is_finite
from tui.commands.job import Job
from tui.commands.keys import shown_keys
from tui.commands.prompt import Prompt
from tui.commands.table import COMMANDS
from tui.drawing.look import Line, Look, Span
from tui.widgets.prompt import prompt_line

if TYPE_CHECKING:
    from tui.drawing.strokes import Strokes

ANSWERS = ": y or n?"
"""What stands behind a question; any key but y says no."""

READ_ON = "  «v message»: all of it"
"""What stands behind something that is cut off."""

HINT = re.compile(r"\S+ (\S+(?: \S+)*)")
"""A key and what it does; two blanks stand before the next."""

ALWAYS = 3
"""How many hints at the end are shown in any case: command, help and quit."""


class LastLine(NamedTuple):
    """The contents of the last line: the first of these that there is, from the prompt to the keys.

    Args:
        typed: the line being typed; None while the prompt is closed.
        job: the training that is under way.
        question: what has to be answered with y before anything else.
        problem: what was wrong with the last command.
        said: what there is to say about what was done last.
        is_covered: whether something lies over the panels, which tells its own keys.
        digits: those of a count for the next key, in the corner.
        strokes: what was pressed last, in the corner; None while nothing is presented.
        leads: the keys that lead through a lecture, before all others; empty without one.
        told: what there is to say about what the mouse is on.
    """

    typed: Prompt | None = None
    job: Job | None = None
    question: str = ""
    problem: str = ""
    said: str = ""
    is_covered: bool = False
    digits: str = ""
    strokes: Strokes | None = None
    leads: str = ""
    told: str = ""


def footer_line(line: LastLine, stop: Stop, look: Look, width: int) -> Line:
    """The last line of a screen, where the debugger stands somewhere."""
    if line.typed is not None:
        return prompt_line(line.typed, width, look.keymap)
    if line.job is not None:
        return _filled(progress(line.job, look, width), ("", "strong"), width)
    strokes = line.strokes
    corner = (line.digits, "strong") if strokes is None else (strokes.shown(look), "here")
    return _filled(_text(line, stop, look, width, len(corner[0])), corner, width)


def _filled(spans: Line, corner: Span, width: int) -> Line:
    """Spans, and something at the right end."""
    gap = width - sum(len(text) for text, _ in spans) - len(corner[0]) - 1
    return [*spans, (" " * gap, "text"), corner]


def _text(line: LastLine, stop: Stop, look: Look, width: int, taken: int) -> Line:
    """What there is to say, or the keys, in the columns that the corner has not taken."""
    if line.question:
        room = width - len(ANSWERS) - (taken + 1 if taken else 0)
        return [(_said(line.question, look, room, ""), "error"), (ANSWERS, "strong")]
    if line.problem:
        return [(_said(f"! {line.problem}", look, width - taken - 1), "error")]
    if line.told:
        return [(_said(line.told, look, width - taken - 1, ""), "text")]
    if line.said:
        return [(_said(line.said, look, width - taken - 1), "strong")]
    if stop.first_non_finite is not None and not _is_finite(stop):
        return [(_first_non_finite(stop, look, *stop.first_non_finite), "error")]
    is_hidden = line.is_covered or line.strokes is not None
    return [("" if is_hidden else hints(width - taken - 2, line.leads, look), "dim")]


def _said(text: str, look: Look, width: int, read_on: str = READ_ON) -> str:
    """A text in the characters and the columns that there are; where it is cut, how to read on."""
    read_on = look.told(read_on)
    if look.ascii:
        text = text.replace("×", "x").encode("ascii", "backslashreplace").decode()
    if len(text) <= width - 1:
        return f" {text}"
    return f" {look.shortened(text, width - 1 - len(read_on))}{read_on}"


def _is_finite(stop: Stop) -> bool:
    return stop.step is None or is_finite(stop.step.value)


def _first_non_finite(stop: Stop, look: Look, iteration: int, step: int) -> str:
    name = look.style(stop.program).name(stop.program.equations[step - 1].symbol)
    return f" NaN or infinity first appeared in iteration {iteration}, step {step} ({name})"


def progress(job: Job, look: Look, width: int) -> Line:
    """How far training has come, as a bar and in numbers."""
    full, empty = look.glyphs.bar
    numbers = f" {grouped(job.done)} of {grouped(job.target)} {job.unit}  Esc stops "
    what = f" {job.what} "
    room = min(width - len(what) - len(numbers), 40)
    filled = round(job.share * room)
    return [
        (what, "text"),
        (full * filled, "strong"),
        (empty * (room - filled), "dim"),
        (numbers, "text"),
    ]


def hint_at(column: int, text: str) -> str:
    """The hint in a column of the keys, without its key; empty for none."""
    for found in HINT.finditer(text):
        if found.start() <= column < found.end():
            return found[1]
    return ""


@lru_cache
def hints(width: int, leads: str, look: Look) -> str:
    """The keys with a hint, as many as fit; those that lead to all others come first."""
    hinted = [each for each in COMMANDS if each.hint]
    shown = {each.name: look.keys(shown_keys(each, look.keymap)).split()[:1] for each in hinted}
    texts = [
        " ".join([*shown[each.name], each.hint]) if shown[each.name] else f":{each.name}"
        for each in hinted
        if shown[each.name] or each in hinted[-ALWAYS:]
    ]
    for count in range(len(texts) - ALWAYS, -1, -1):
        text = " " + "  ".join(filter(None, [leads, *texts[:count], *texts[-ALWAYS:]]))
        if len(text) <= width:
            return text
    return f" {leads}" if len(leads) < width else ""
