"""The step card: the rule, its numbers, its terms, its value, and a sentence that explains it."""

from __future__ import annotations

import textwrap

from engine.debugger import Stop
from engine.explain import derivation, note
from engine.notation import Style
from engine.trace import Step
from tui.look import Line, Look
from tui.widgets.line_panel import Frame, Panel


class StepCard(Panel):
    """Explains the step that was just taken."""

    def __init__(self, look: Look, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(Frame(look.glyphs, padding=1), id=id)
        self._look = look

    def draw(self, stop: Stop) -> None:
        """Draw the card."""
        self.show(card_lines(stop, self._look, *self.room), "Step")


def card_lines(stop: Stop, look: Look, width: int, height: int) -> list[Line]:
    """The lines of the card; where there is too little room the derivation is shortened."""
    style = look.style(stop.program)
    step = stop.step
    if step is None:
        return _wrapped(_introduction(stop, style), width)
    if stop.cursor.arrived is not None:
        rule = derivation(step, style)[:1]
    else:
        rule = _joined(derivation(step, style))
    symbol = style.name(step.symbol)
    terms = _term_lines(stop, step, style, look, width)
    sentence = _wrapped(note(step, style), width)
    formula = _formula_lines(symbol, rule, width)
    room = height - len(terms) - len(sentence)
    if len(formula) > room:
        formula = _formula_lines(symbol, [rule[0], *rule[-2:]] if len(rule) > 2 else rule, width)
    lines = [*formula, *terms]
    if len(lines) + len(sentence) < height:
        lines.append([])
    return [*lines, *sentence]


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


def _formula_lines(symbol: str, sides: list[str], width: int) -> list[Line]:
    lines: list[Line] = []
    for i, side in enumerate(sides):
        head = f"{symbol if i == 0 else ' ' * len(symbol)} = "
        role = "title" if i == 0 else "strong" if i == len(sides) - 1 else "text"
        if len(head) + len(side) <= width:
            lines.append([(head + side, role)])
            continue
        indent = " " * (len(head) + 2)
        wrapped = textwrap.wrap(side, width, initial_indent=head, subsequent_indent=indent)
        lines += [[(text, role)] for text in wrapped]
    return lines


def _term_lines(stop: Stop, step: Step, style: Style, look: Look, width: int) -> list[Line]:
    """The terms of a fan-in sum one under the other, and how much of it has arrived."""
    if len(step.terms) < 2:
        return []
    network, arrived = stop.program.network, stop.cursor.arrived
    count = len(step.terms) if arrived is None else arrived
    numbers = [
        style.number(term.value) if i < count else look.glyphs.pending
        for i, term in enumerate(step.terms)
    ]
    wide = max(map(len, numbers))
    lines: list[Line] = []
    for i, (term, number) in enumerate(zip(step.terms, numbers, strict=True)):
        skip = " (skip)" if network.is_skip(step.node, term.source) else ""
        source = f"from {style.name(term.source)}{skip}"
        product = f"{style.write(term.expression)} = {style.write(term.expression, step.number_of)}"
        text = f"  {number:{wide}}  {source}: {product}"
        if len(text) > width:
            text = f"  {number:{wide}}  {source}: {style.write(term.expression)}"
        lines.append([(text[:width], "hot" if i < count else "dim")])
    if arrived is not None:
        total = style.number(stop.state.gradient(step.node) or 0.0)
        lines.append([(f"  sum so far {total}: {arrived} of {len(step.terms)} arrived", "strong")])
    return lines


def _wrapped(text: str, width: int) -> list[Line]:
    return [[(line, "text")] for line in textwrap.wrap(text, max(width, 10))]
