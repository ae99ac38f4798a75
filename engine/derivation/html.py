"""A moment as HTML for a notebook: the step card, and the values as a table.

It is self-contained: no script, nothing that is fetched, and no colour, so that it is read on light
and on dark pages alike. Every text is escaped: names and titles may come from a stranger's file.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from html import escape
from itertools import islice

from engine.derivation.card import (
    block_sides,
    equation,
    in_numbers,
    is_in_blocks,
    origin,
    rule_sides,
    title,
    waiting,
)
from engine.derivation.lines import entry_terms
from engine.derivation.matrices import is_small, summary
from engine.derivation.note import note
from engine.iterations.residues import shown_in
from engine.iterations.state import SIGNS, State
from engine.iterations.step import Step
from engine.language.expression import gradient_name
from engine.language.index import Index, entry_of
from engine.language.notation import Style
from engine.language.values import Value, is_array
from engine.program.program import Phase

WIDTH, HEIGHT = 100, 40
"""The columns and rows that a computation with matrices may take."""

MAX_TERMS = 12
"""The most terms of a fan-in sum that are listed."""

MAX_NODES = 60
"""The most nodes whose values are listed: those around the one of the step."""

ENTRY_DIGITS = 4
"""The significant digits of an entry of an array that is written out."""

SET_BY_HAND = "≔ "
"""The mark of a value that was set by hand."""

STYLE = """
.makabaka-stop { display: flex; flex-wrap: wrap; gap: 0 2em; align-items: flex-start }
.makabaka-stop > * { max-width: 100%; overflow-x: auto }
.makabaka-stop pre { margin: .4em 0; line-height: 1.25; background: none; color: inherit }
.makabaka-stop table { border-collapse: collapse; margin: .4em 0; font-size: inherit }
.makabaka-stop td, .makabaka-stop th { padding: .1em .6em; text-align: left; vertical-align: top;
  border: 0; font-variant-numeric: tabular-nums; white-space: nowrap }
.makabaka-stop td table { margin: 0; border: 1px solid #8888; border-width: 0 1px }
.makabaka-stop td td { text-align: right }
.makabaka-stop .here { background: #8883; font-weight: bold }
.makabaka-stop .dim { opacity: .6 }
""".strip()


def stop_html(
    state: State, index: Index | None = None, set_by_hand: frozenset[str] = frozenset()
) -> str:
    """The step card and the values of a moment.

    Args:
        state: what is known then.
        index: the entry of the step's arrays that is singled out; None for none.
        set_by_hand: the symbols that have a value that was given by hand.
    """
    program = state.run.program
    style = program.style
    parts = [f"<style>{STYLE}</style>", '<div class="makabaka-stop">']
    parts += ["<div>", _head(state, style), *_card(state, index, style), "</div>"]
    parts += ["<div>", *_values(state, style, set_by_hand), "</div>", "</div>"]
    return "\n".join(parts)


def _head(state: State, style: Style) -> str:
    """The title of the network, and where one is."""
    program = state.run.program
    facts = [f"iteration {state.run.number}"]
    if state.position:
        phase = program.equations[state.position - 1].phase
        span = program.phases[phase]
        facts.append(f"{phase} {state.position - span.start}/{len(span)}")
    facts.append(f"step {state.position}/{len(program.equations)}")
    if state.loss is not None:
        facts.append(f"{style.name(program.network.loss)} {style.number(state.loss)}")
    facts.append(f"{state.run.program.memo.rate} {style.number(state.rate)}")
    return f"<div><b>{escape(program.network.title)}</b> {escape(' · '.join(facts))}</div>"


# The card


def _card(state: State, index: Index | None, style: Style) -> Iterator[str]:
    """The rule, its numbers, its value, its terms, and a sentence."""
    if not state.position:
        first = state.run.program.equations[0]
        yield _sentence(
            f"Nothing is computed yet. The first step is {style.name(first.symbol)} = "
            f"{style.write(first.expression)}."
        )
        return
    step = Step(state.run, state.position - 1)
    is_under_way = state.arrived is not None and state.arrived < len(step.equation.terms)
    if index is not None:
        yield f"<div><b>{escape(title(step, index))}</b></div>"
    yield f"<pre>{_computation(step, index, style, is_only_rule=state.arrived is not None)}</pre>"
    if step.phase is Phase.BACKWARD and len(step.equation.terms) > 1:
        yield from _terms(state, step, index, style)
    yield _sentence(waiting(step, style) if is_under_way else note(step, style))


def _sentence(text: str) -> str:
    return f"<div>{escape(text)}</div>"


def _computation(step: Step, index: Index | None, style: Style, *, is_only_rule: bool) -> str:
    """The step in names, in numbers and on to the value, which stands out."""
    if is_in_blocks(step, index):
        sides = ["\n".join(lines) for lines in block_sides(step, style, WIDTH, HEIGHT)]
    else:
        symbol, texts = equation(step, index, style)
        if not is_only_rule:
            texts = [*rule_sides(step, index, style), *texts]
        heads = [symbol, *[" " * len(symbol)] * (len(texts) - 1)]
        sides = [f"{head} {text.sign} {text}" for head, text in zip(heads, texts, strict=True)]
    shown = [escape(side) for side in (sides[:1] if is_only_rule else sides)]
    if len(shown) > 1:
        shown[-1] = f"<b>{shown[-1]}</b>"
    return "\n".join(shown)


def _terms(state: State, step: Step, index: Index | None, style: Style) -> Iterator[str]:
    """The contributions of a fan-in sum, a row for each, and how much of it has arrived."""
    total = len(step.equation.terms)
    arrived = total if state.arrived is None else state.arrived
    terms = step.terms if index is None else entry_terms(step, index)
    if index is not None:
        style = style.of_entries()
    yield "<table>"
    for place, term in enumerate(islice(terms, MAX_TERMS)):
        product = origin(step, term, style)
        if not is_array(term.value):
            product += f" = {in_numbers(step, term, style)}"
        value = _value(term.value, style) if place < arrived else style.pending
        yield _row([value, escape(product)], "" if place < arrived else "dim")
    if total > MAX_TERMS:
        yield _row(["", f"and {total - MAX_TERMS:,} more"], "dim")
    so_far = shown_in(state, step.symbol)
    if state.arrived is not None and so_far is not None:
        value = _value(so_far if index is None else entry_of(so_far, index), style)
        yield _row([f"<b>{value}</b>", f"sum so far: {arrived} of {total} arrived"])
    yield "</table>"


# The values


def _values(state: State, style: Style, set_by_hand: frozenset[str]) -> Iterator[str]:
    """Every node with its value, its gradient and, for a ReLU, its state, in reading order."""
    program = state.run.program
    equation = program.equations[state.position - 1] if state.position else None
    loss = style.name(program.network.loss)
    yield "<table>"
    yield f"<tr><th>node</th><th>value</th><th>∂{escape(loss)}/∂</th><th></th></tr>"
    nodes = program.reading_order
    remembered = program.memo.listed
    shown = _around(nodes, None if equation is None else equation.node)
    if shown.start:
        yield _row([f"{shown.start:,} before"], "dim")
    for node in nodes[shown.start : shown.stop]:
        is_here = equation is not None and equation.node == node
        cells = _cells(node, state, style, set_by_hand)
        yield _row([*cells, _units(state, node)], "here" if is_here else "")
        for symbol in remembered.get(node, ()):
            yield _row(_cells(symbol, state, style, set_by_hand), "dim")
    if shown.stop < len(nodes):
        yield _row([f"{len(nodes) - shown.stop:,} more"], "dim")
    yield "</table>"


def _around(nodes: Sequence[str], node: str | None) -> range:
    """The places of the nodes that are listed."""
    place = 0 if node is None else nodes.index(node)
    first = max(0, min(place - MAX_NODES // 2, len(nodes) - MAX_NODES))
    return range(first, min(first + MAX_NODES, len(nodes)))


def _cells(symbol: str, state: State, style: Style, set_by_hand: frozenset[str]) -> list[str]:
    """Name, value and gradient of a node, or of what the optimiser remembers."""
    program = state.run.program
    marks = [
        SET_BY_HAND if each in set_by_hand else ""
        for each in (symbol, gradient_name(program.network.loss, symbol))
    ]
    gradient = ""
    if program.has_gradient(symbol):
        gradient = _value(shown_in(state, gradient_name(program.network.loss, symbol)), style)
    return [
        escape(style.name(symbol)),
        marks[0] + _value(shown_in(state, symbol), style),
        marks[1] + gradient,
    ]


def _row(cells: Iterable[str], kind: str = "") -> str:
    """A row of a table, of cells that are HTML."""
    opening = f'<tr class="{kind}">' if kind else "<tr>"
    return f"{opening}{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>"


def _units(state: State, node: str) -> str:
    """What a ReLU does: a word where all its units do the same, else a sign for each."""
    units = state.units(node)
    if len(set(units)) == 1:
        return f"{SIGNS[units[0]]} {units[0]}"
    return "".join(SIGNS[unit] for unit in units)


def _value(value: Value | None, style: Style) -> str:
    """A number, an array as a small table, or by its shape and range where it is large."""
    if value is None:
        return style.pending
    if not is_array(value) or not is_small(value):
        return escape(summary(value, style))
    number = replace(style, digits=ENTRY_DIGITS).number
    rows = value.reshape(-1, value.shape[-1]).tolist()
    return f"<table>{''.join(_row(map(number, row)) for row in rows)}</table>"
