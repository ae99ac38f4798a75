"""The lines of the step card: rule, numbers, value, sentence."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain, islice
from typing import TYPE_CHECKING

from engine.debugger.stop import Stop
from engine.iterations.residues import shown_in
from engine.iterations.step import Step
from engine.language.breaking import broken, cut_formula, cut_in_middle, wrapped
from engine.language.notation import Style
from engine.language.values import is_array
from engine.program.program import Phase
from tui.drawing.frame import Shown
from tui.drawing.look import Line, Look

if TYPE_CHECKING:
    from engine.language.sides import Side

MAX_TERMS, FEW_TERMS = 12, 4
"""The most terms of a fan-in sum that are listed: with room for them, and on a small card."""


FEW_SIDES = 4
"""The most sides of an equation on a small card."""


MAX_NUMBER = 14
"""The most columns of a number in a list of terms."""


def card_title(stop: Stop, look: Look) -> str:
    """What the card shows: the step, or the entry of it that is singled out."""
    if stop.asked is not None:
        return "Question"
    if stop.step is None:
        return "Step"
    from engine.derivation.card import title

    if stop.over is not None:
        from tui.drawing.passage import passage_title  # not before a group is gone over

        return passage_title(stop, look)
    group = f", in {look.group(stop.within[0])}" if stop.within else ""
    return f"{title(stop.step, stop.entry_of(stop.step.node))}{group}"


def scrolled(
    lines: Sequence[Line], top: int, height: int, title: str, look: Look, has_keys: bool = True
) -> Shown:
    """The card from a line on, with what there is to say about those that cannot be seen.

    Args:
        lines: all of it.
        top: the first to show.
        height: how many there is room for.
        title: what the card is called.
        look: how keys are told.
        has_keys: whether keys scroll it, which are told then.
    """
    hidden = len(lines) - height - top
    foot = ""
    if hidden > 0:
        foot = f"{hidden} more" + (look.told(": «PgDn card.page-down»") if has_keys else "")
    elif top and has_keys:
        foot = look.told("«PgUp card.page-up»")
    return Shown(lines[top:], title, foot)


def card_lines(stop: Stop, look: Look, width: int, height: int) -> list[Line]:
    """The lines of the card; where there is too little room the derivation is shortened."""
    lines, sentence = card_parts(stop, look, width, height)
    if lines and len(lines) + len(sentence) < height:
        lines = [*lines, []]
    noted = _noted(stop, look, width)
    if len(lines) + len(sentence) + len(noted) > height:
        return [*lines, *noted, *sentence]  # as a person has put it there to be seen
    return [*lines, *sentence, *noted]


def _noted(stop: Stop, look: Look, width: int) -> list[Line]:
    """The note on the node of the step; nothing where there is none."""
    text = stop.notes.get(stop.node or "", "")
    said = f"{look.glyphs.noted} {text}"
    return [[(line, "strong")] for line in wrapped(said, width, look.cut)] if text else []


def card_parts(stop: Stop, look: Look, width: int, height: int) -> tuple[list[Line], list[Line]]:
    """The lines of the card: what is computed, and the sentence about it."""
    style = look.style(stop.program)
    step = stop.step
    if stop.asked is not None:
        from tui.drawing.question import question_parts  # not before something is asked

        return question_parts(stop, look, width)
    if step is None:
        return [], _wrapped(_introduction(stop, style), look, width)
    if stop.passage is not None:
        from tui.drawing.passage import passage_parts

        return passage_parts(stop.passage, style, look, width, height)
    from engine.derivation.card import waiting
    from engine.derivation.note import note

    under_way = stop.cursor.arrived is not None and stop.cursor.arrived < len(step.terms)
    terms = _term_lines(stop, step, style, look, (width, height))
    sentence = _wrapped(waiting(step, style) if under_way else note(step, style), look, width)
    room = height - len(terms) - len(sentence)
    lines = [*_computation(stop, step, style, look, (width, room)), *terms]
    change = _change(stop, step, look)
    if change and len(lines) + len(sentence) < height:
        lines.append([(change, "strong")])
    return lines, sentence


def _computation(
    stop: Stop, step: Step, style: Style, look: Look, room: tuple[int, int]
) -> list[Line]:
    """The hand computation: of one entry if one is singled out, else as matrices or in a line."""
    from engine.derivation.card import equation, is_in_blocks, rule_sides

    width, height = room
    index = stop.entry_of(step.node)
    if is_in_blocks(step, index):
        return list(chain.from_iterable(_block_sides(stop, step, style, room)))
    symbol, sides = equation(step, index, style)
    is_under_way = stop.cursor.arrived is not None
    if is_under_way:
        sides = sides[:1]
    is_long = len(symbol) > width // 3
    rule = [] if is_under_way else rule_sides(step, index, style)
    if rule:
        with_rule = _formula_lines(symbol, [*rule, *sides], look, width, is_stacked=False)
        if len(with_rule) < height and not is_long:  # which leaves the row before the sentence
            return with_rule
    fewer = [equation(step, index, style, FEW_SIDES)[1]] if len(sides) > FEW_SIDES else []
    formulas = [
        _formula_lines(symbol, each, look, width, is_stacked)
        for each in [sides, *fewer]
        for is_stacked in ([True] if is_long else [False, True])
    ]
    return next((each for each in formulas if len(each) <= height), min(formulas, key=len))


def sides_of(stop: Stop, look: Look, width: int, height: int) -> list[list[Line]]:
    """What a step is equal to, side by side: in names, in numbers, and on to the value.

    Args:
        stop: a stop that has a step.
        look: how to write.
        width: the columns that there are.
        height: the rows that all of it may take where it is made of matrices.
    """
    from engine.derivation.card import equation, is_in_blocks

    step, style = stop.step, look.style(stop.program)
    assert step is not None  # noqa: S101
    index = stop.entry_of(step.node)
    if is_in_blocks(step, index):
        return _block_sides(stop, step, style, (width, height))
    symbol, sides = equation(step, index, style)
    is_stacked = len(symbol) > width // 3
    return [_formula_side(symbol, i, sides, look, width, is_stacked) for i in range(len(sides))]


def _block_sides(stop: Stop, step: Step, style: Style, room: tuple[int, int]) -> list[list[Line]]:
    """Both sides of the equation, one under the other, with matrices written out."""
    from engine.derivation.card import block_sides

    sides = block_sides(step, style, *room)
    if stop.cursor.arrived is not None:
        sides = sides[:1]
    roles = ["title", *["text"] * (len(sides) - 2), "strong"]
    return [[[(line, role)] for line in side] for side, role in zip(sides, roles, strict=False)]


def _introduction(stop: Stop, style: Style) -> str:
    network = stop.program.network
    first = stop.program.equations[0]
    return (
        f"Nothing is computed yet: {len(network.constants)} values are given. "
        f"Press n for the first step, {style.name(first.symbol)} = {style.write(first.expression)}."
    )


def _formula_lines(
    symbol: str, sides: list[Side], look: Look, width: int, is_stacked: bool
) -> list[Line]:
    """The sides of an equation one under the other, beside the symbol or stacked under it."""
    indent = " " * (1 if is_stacked else len(symbol))
    sides = _joined(sides, width - len(indent) - len(" = "))
    places = range(len(sides))
    lines = (_formula_side(symbol, i, sides, look, width, is_stacked) for i in places)
    return list(chain.from_iterable(lines))


def _formula_side(
    symbol: str, place: int, sides: Sequence[Side], look: Look, width: int, is_stacked: bool
) -> list[Line]:
    """One of the sides; with the symbol, if it is the first."""
    indent = " " * (1 if is_stacked else len(symbol))
    head = f"{indent if place or is_stacked else symbol}{sides[place].sign:>2} "
    role = "title" if place == 0 else "strong" if place == len(sides) - 1 else "text"
    name: list[Line] = [[(cut_in_middle(symbol, width, look.cut), "title")]]
    above = name if is_stacked and place == 0 else []
    if len(head) + len(sides[place]) <= width:
        return [*above, [(head + sides[place], role)]]
    lines = broken(sides[place], width, head, " " * (len(indent) + 5), look.cut)
    return [*above, *([(text, role)] for text in lines)]


def _joined(sides: list[Side], width: int) -> list[Side]:
    """The sides with the last two on one line, if it is wide enough: `0.5 + 0.25 = 0.75`."""
    from engine.language.sides import Side, joined  # not before there is a step to show

    last = Side.of(joined(sides[-2:]), sides[-2:][0].sign)
    return [*sides[:-2], last] if len(sides) >= 4 and len(last) <= width else sides


def _term_lines(
    stop: Stop, step: Step, style: Style, look: Look, room: tuple[int, int]
) -> list[Line]:
    """The terms of a fan-in sum one under the other, and how much of it has arrived."""
    total = len(step.equation.terms)
    if step.phase is not Phase.BACKWARD or total < 2:
        return []
    width, height = room
    arrived = stop.cursor.arrived
    most = min(total, max(FEW_TERMS, min(MAX_TERMS, height - FEW_TERMS)))
    first = 0 if arrived is None else max(0, min(arrived - most // 2, total - most))
    lines = _listed(stop, step, style, look, width, range(first, first + most))
    if most < total:
        before = f"{first:,} before and " if first else "and "
        lines.append([(f"  {before}{total - first - most:,} more", "dim")])
    if arrived is not None:
        lines.append(_sum_so_far(stop, step, arrived, look))
    return lines


def _listed(
    stop: Stop, step: Step, style: Style, look: Look, width: int, places: range
) -> list[Line]:
    """Some of the terms, a line for each; those that have not arrived have no number yet."""
    from engine.derivation.card import in_numbers, origin
    from engine.derivation.lines import entry_terms

    arrived = stop.cursor.arrived
    count = len(step.equation.terms) if arrived is None else arrived
    index = stop.entry_of(step.node)
    if index is not None:
        style = style.of_entries()  # all names in the terms are numbers now
    all_terms = step.terms if index is None else entry_terms(step, index)
    terms = list(islice(all_terms, places.start, places.stop))
    numbers = [
        look.value(term.value, MAX_NUMBER) if i < count else look.glyphs.pending
        for i, term in zip(places, terms, strict=True)
    ]
    wide = max(map(len, numbers))
    texts = [
        f"  {number:{wide}}  {origin(step, term, style)}"
        for term, number in zip(terms, numbers, strict=True)
    ]
    if not any(is_array(term.value) for term in terms):
        products = [f" = {in_numbers(step, term, style)}" for term in terms]
        if all(len(text + product) <= width for text, product in zip(texts, products, strict=True)):
            texts = [text + product for text, product in zip(texts, products, strict=True)]
    return [
        [(cut_formula(text, width, look.cut), "hot" if i < count else "dim")]
        for i, text in zip(places, texts, strict=True)
    ]


def _change(stop: Stop, step: Step, look: Look) -> str:
    """What an update makes of a number; empty for any other step."""
    if step.phase is not Phase.UPDATE:
        return ""
    from tui.drawing.update import change_line

    return change_line(stop, step.symbol, look)


def _sum_so_far(stop: Stop, step: Step, arrived: int, look: Look) -> Line:
    index, so_far = stop.entry_of(step.node), shown_in(stop.state, step.symbol)
    if index is not None and so_far is not None:
        from engine.language.index import entry_of

        so_far = entry_of(so_far, index)
    total = len(step.equation.terms)
    return [(f"  sum so far {look.value(so_far, 12)}: {arrived} of {total} arrived", "strong")]


def _wrapped(text: str, look: Look, width: int) -> list[Line]:
    return [[(line, "text")] for line in wrapped(text, width, look.cut)]
