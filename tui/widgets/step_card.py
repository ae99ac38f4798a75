"""The step card: the rule, its numbers, its terms, its value, and a sentence that explains it."""

from __future__ import annotations

import textwrap

from engine.debugger import Stop
from engine.derivation import derivation
from engine.explain import note
from engine.notation import Style
from engine.trace import Arrived, Step
from tui.look import Line, Look
from tui.widgets.line_panel import Frame, Panel


class StepCard(Panel):
    """Explains the step that was just taken."""

    def __init__(self, look: Look, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(Frame(look.glyphs, padding=1), id=id)
        self._look = look
        self._top = 0

    def update(self, stop: Stop) -> None:
        """Show another stop, from its first line."""
        self._top = 0
        super().update(stop)

    def draw(self, stop: Stop) -> None:
        """Draw the card, or the part of it that there is room for."""
        lines = card_lines(stop, self._look, *self.room)
        self._top = max(0, min(self._top, len(lines) - self.room.height))
        hidden = len(lines) - self.room.height - self._top
        foot = f"{hidden} more: PgDn" if hidden > 0 else "PgUp" if self._top else ""
        self.show(lines[self._top :], "Step", foot)

    def scroll_lines(self, count: int) -> None:
        """Show the card from a line further down, or up if `count` is negative."""
        self._top += count
        self.redraw()

    def on_mouse_scroll_down(self) -> None:
        """Scroll with the wheel."""
        self.scroll_lines(1)

    def on_mouse_scroll_up(self) -> None:
        """Scroll with the wheel."""
        self.scroll_lines(-1)


def card_lines(stop: Stop, look: Look, width: int, height: int) -> list[Line]:
    """The lines of the card; where there is too little room the derivation is shortened."""
    style = look.style(stop.program)
    step = stop.step
    if step is None:
        return _wrapped(_introduction(stop, style), width)
    under_way = stop.cursor.arrived is not None and stop.cursor.arrived < len(step.terms)
    sides = derivation(step, style)
    sides = sides[:1] if stop.cursor.arrived is not None else _joined(sides)
    symbol = style.name(step.symbol)
    terms = _term_lines(stop, step, style, look, width)
    sentence = _wrapped(_waiting(step, style) if under_way else note(step, style), width)
    formula = _formula_lines(symbol, sides, look, width)
    if len(formula) > height - len(terms) - len(sentence) and len(sides) > 3:
        formula = _formula_lines(symbol, [*sides[:2], sides[-1]], look, width)
    lines = [*formula, *terms]
    if len(lines) + len(sentence) < height:
        lines.append([])
    return [*lines, *sentence]


def _waiting(step: Step, style: Style) -> str:
    """What to say while contributions are still on their way; the sum is not told before."""
    children = " and ".join(dict.fromkeys(style.name(term.source) for term in step.terms))
    return f"The gradient of {style.name(step.node)} is complete when all have arrived: {children}."


def _introduction(stop: Stop, style: Style) -> str:
    network = stop.program.network
    first = stop.program.equations[0]
    return (
        f"Nothing is computed yet: {len(network.constants)} values are given. "
        f"Press n for the first step, {style.name(first.symbol)} = {style.write(first.expression)}."
    )


def _joined(lines: list[str]) -> list[str]:
    """The derivation with its last two lines on one: `0.5 + 0.25 = 0.75`."""
    return lines if len(lines) < 4 else [*lines[:-2], f"{lines[-2]} = {lines[-1]}"]


def _formula_lines(symbol: str, sides: list[str], look: Look, width: int) -> list[Line]:
    """The sides of an equation one under the other, aligned where the symbol is short."""
    is_long = len(symbol) > width // 3
    indent = " " * (2 if is_long else len(symbol))
    lines: list[Line] = [[(look.shortened(symbol, width), "title")]] if is_long else []
    for i, side in enumerate(sides):
        head = f"{indent if i or is_long else symbol} = "
        role = "title" if i == 0 else "strong" if i == len(sides) - 1 else "text"
        if len(head) + len(side) <= width:
            lines.append([(head + side, role)])
            continue
        hanging = " " * (len(indent) + 5)
        wrapped = textwrap.wrap(side, width, initial_indent=head, subsequent_indent=hanging)
        lines += [[(text, role)] for text in wrapped]
    return lines


def _term_lines(stop: Stop, step: Step, style: Style, look: Look, width: int) -> list[Line]:
    """The terms of a fan-in sum one under the other, and how much of it has arrived."""
    if len(step.terms) < 2:
        return []
    arrived = stop.cursor.arrived
    count = len(step.terms) if arrived is None else arrived
    numbers = [
        style.number(term.value) if i < count else look.glyphs.pending
        for i, term in enumerate(step.terms)
    ]
    wide = max(map(len, numbers))
    texts = [
        f"  {number:{wide}}  {_source(stop, step, term, style)}"
        for term, number in zip(step.terms, numbers, strict=True)
    ]
    products = [f" = {style.write(term.expression, step.number_of)}" for term in step.terms]
    if all(len(text + product) <= width for text, product in zip(texts, products, strict=True)):
        texts = [text + product for text, product in zip(texts, products, strict=True)]
    lines: list[Line] = [
        [(look.shortened(text, width), "hot" if i < count else "dim")]
        for i, text in enumerate(texts)
    ]
    if arrived is not None:
        total = look.value(stop.state.gradient(step.node), 12)
        lines.append([(f"  sum so far {total}: {arrived} of {len(step.terms)} arrived", "strong")])
    return lines


def _source(stop: Stop, step: Step, term: Arrived, style: Style) -> str:
    """Where a term comes from, and its product in names."""
    skip = " (skip)" if stop.program.network.is_skip(step.node, term.source) else ""
    return f"from {style.name(term.source)}{skip}: {style.write(term.expression)}"


def _wrapped(text: str, width: int) -> list[Line]:
    return [[(line, "text")] for line in textwrap.wrap(text, max(width, 10))]
