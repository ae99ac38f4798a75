"""The lines of the watches: a line for each expression that is kept in view."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.cells import cell_len

from engine.debugger.stop import Stop
from engine.debugger.watch_values import read
from engine.debugger.watches import Watch
from engine.language.notation import Style
from engine.language.values import is_array
from engine.queries.answers import Problem, Worth, say_asked, say_truth
from engine.queries.formula import Formula
from tui.drawing.look import HIDDEN, MOST_OF_ARRAY, MOST_OF_NUMBER, Line, Look, Span

LEAST, ENOUGH = 6, 8
"""The fewest columns of a value, and those with which no label has to be shortened for it."""

GAP = "  "

MOST_TOLD = 60
"""The columns of what is no number, where it is told with the mouse."""


@dataclass(frozen=True, slots=True)
class Strip:
    """Which watches are shown, and how wide the columns are; no step changes it.

    Args:
        shown: the watches with a line.
        heads: the number of each and what it watches, all of one width.
        hidden: how many more there are.
        worth: the columns of each worth.
        labels: what stands before the worth of the step before, and of the iteration before.
    """

    shown: Sequence[Watch] = ()
    heads: Sequence[str] = ()
    hidden: int = 0
    worth: int = 0
    labels: tuple[str, str] = ("", "")

    @classmethod
    def fit(cls, stop: Stop, look: Look, width: int, height: int, start: int = 0) -> Strip:
        """The strip that makes the most of its room: labels shrink before a title is cut.

        Args:
            stop: where the debugger stands.
            look: how to write.
            width: the columns that there are.
            height: the rows that there are.
            start: the first watch to show where there is no room for all.
        """
        watches, style = tuple(stop.watches), look.style(stop.program)
        shown = watches if len(watches) <= height else watches[start : start + height - 1]
        titles = [_title(each, look, style) for each in shown]
        wide = max(map(cell_len, titles), default=0)
        digits = max((len(str(each.number)) for each in shown), default=0)
        most = MOST_OF_ARRAY if any(map(_is_array, shown)) else MOST_OF_NUMBER
        minus = look.glyphs.minus
        for labels in (
            ("step before", "iteration before"),
            ("step before", "iter before"),
            (f"step {minus}1", f"iter {minus}1"),
        ):
            rest = width - digits - len(f"   = {GAP} {GAP} {''.join(labels)}")
            worth = min((rest - wide) // 3, most)
            if worth >= ENOUGH:
                break
        worth = max(worth, LEAST)
        wide = min(wide, rest - 3 * worth)
        heads = [
            f" {each.number:{digits}} {_filled(look.shortened(title, wide), wide)}"
            for each, title in zip(shown, titles, strict=True)
        ]
        return cls(shown, heads, len(watches) - len(shown), worth, labels)

    def lines(self, stop: Stop, look: Look) -> list[Line]:
        """A line for each watch shown, and one that says how many are not."""
        style = look.style(stop.program)
        lines = [
            self._line(head, watch, stop, look, style)
            for head, watch in zip(self.heads, self.shown, strict=True)
        ]
        return [*lines, [(f" {self.hidden} more: :watches", "dim")]] if self.hidden else lines

    def _line(self, head: str, watch: Watch, stop: Stop, look: Look, style: Style) -> Line:
        """The line of a watch; what the step has changed stands out."""
        step, iteration = self.labels
        if stop.is_veiled:  # it would compute what a person is to compute
            return ((head, "title"), (" = ", "dim"), (HIDDEN, "dim"))
        reading = read(watch, stop)
        return (
            (head, "title"),
            (" = ", "dim"),
            self._worth(reading.now, "hot" if reading.has_changed else "text", look, style),
            (f"{GAP}{step} ", "dim"),
            self._worth(reading.step_before, "text", look, style),
            (f"{GAP}{iteration} ", "dim"),
            self._worth(reading.iteration_before, "text", look, style),
        )

    def _worth(self, worth: Worth, role: str, look: Look, style: Style) -> Span:
        text = worth_text(worth, look, style, self.worth)
        is_nan = isinstance(worth, float) and worth != worth
        is_problem = isinstance(worth, Problem) or is_nan
        return text.ljust(self.worth), "error" if is_problem else role


def worths_told(watch: Watch, stop: Stop, look: Look) -> str:
    """What a watch is worth and was worth before, with all digits."""
    from tui.drawing.full import full_value

    if stop.is_veiled:
        return ""
    reading, style = read(watch, stop), look.style(stop.program)
    now, step, iteration = (
        worth_text(each, look, style, MOST_TOLD)
        if isinstance(each, tuple | Problem)
        else full_value(each, look)
        for each in (reading.now, reading.step_before, reading.iteration_before)
    )
    title = _title(watch, look, style)
    return f"{title} = {now},  step before {step},  iteration before {iteration}"


def worth_text(worth: Worth, look: Look, style: Style, width: int) -> str:
    """What something is worth, in so many columns."""
    if worth is None:
        return look.glyphs.pending
    if isinstance(worth, Problem):
        return worth.text if len(worth.text) <= width else worth.short
    if isinstance(worth, tuple):
        count = f"{sum(worth)}/{len(worth)}"
        texts = (say_truth(worth), f"{sum(worth)} of {len(worth)} true", f"{count} true", count)
        return next((text for text in texts if len(text) <= width), "#" * width)
    if is_array(worth):
        entries = style.number(worth)
        text = entries if len(entries) <= width else look.value(worth, width)
        return look.shortened(text, width)
    return look.value(worth, width)


def _filled(text: str, width: int) -> str:
    return text + " " * (width - cell_len(text))


def _title(watch: Watch, look: Look, style: Style) -> str:
    title = say_asked(watch.asked, style)
    return title.encode("ascii", "backslashreplace").decode() if look.ascii else title


def _is_array(watch: Watch) -> bool:
    return isinstance(watch.asked, Formula) and watch.asked.shape != ()
