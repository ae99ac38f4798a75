"""Steps as records for machines, and as prose for people, without a terminal."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from engine.derivation.board import hand_computation_blocks, reads_arrays
from engine.derivation.lines import derivation
from engine.derivation.note import note
from engine.iterations.run import Run
from engine.iterations.step import Step, every_step
from engine.language.notation import TEXT, Style
from engine.language.sides import joined
from engine.language.values import plain_value
from engine.network.groups import Group
from engine.program.program import Phase, Program

FIELDS = (
    "iteration", "phase", "node", "symbol", "equation", "substituted", "value", "terms", "state",
    "note",
)  # fmt: skip

COLUMNS, MAX_LINES = 100, 24
"""The room for a step that reads or computes arrays."""


def record(step: Step, style: Style) -> dict[str, Any]:
    """A step as an object with the keys of `FIELDS`.

    The equations are written in the language of `engine.language.parser`, with numbers in full.
    """
    return {
        "iteration": step.iteration,
        "phase": str(step.phase),
        "node": step.node,
        "symbol": step.symbol,
        "equation": f"{step.symbol} = {step.written(TEXT)}",
        "substituted": f"{step.symbol} = {step.substituted(TEXT)}",
        "value": plain_value(step.value),
        "terms": [
            {
                "source": term.child,
                "expression": TEXT.write(term.expression),
                "substituted": TEXT.write(term.expression, step.number_of),
                "value": plain_value(term.value),
            }
            for term in step.terms
        ],
        "state": None if step.relu_state is None else str(step.relu_state),
        "note": note(step, style),
    }


def as_json(runs: Iterable[Run], style: Style) -> Iterator[str]:
    """The lines of a JSON list with an object for every step."""
    yield "["
    held = ""
    for run in runs:
        for step in every_step(run):
            if held:
                yield f"{held},"
            held = f"  {json.dumps(record(step, style), ensure_ascii=False)}"
    yield from filter(None, (held, "]"))


def as_csv(runs: Iterable[Run], style: Style) -> Iterator[str]:
    """The lines of a table with a row for every step; arrays and terms are written as JSON."""
    yield _csv_line(FIELDS)
    for run in runs:
        for step in every_step(run):
            entries = record(step, style)
            yield _csv_line([_cell(entries[name]) for name in FIELDS])


def as_text(runs: Iterable[Run], style: Style) -> Iterator[str]:
    """The steps as prose, an iteration after the other."""
    for run in runs:
        network = run.program.network
        yield f"{network.title}, iteration {run.number}"
        phase: Phase | None = None
        begun, ended = _by_step(run.program)
        for step in every_step(run):
            if step.phase is not phase:
                phase = step.phase
                yield f"\n{phase.upper()}"
            yield from (f"     in {group.call}:" for group in begun.get(step.index + 1, ()))
            yield from _prose(step, style)
            yield from (f"     end of {group.name}" for group in ended.get(step.index + 1, ()))
        yield ""


def _by_step(program: Program) -> tuple[Mapping[int, list[Group]], Mapping[int, list[Group]]]:
    """The groups whose steps begin with each step, and those whose steps end with it.

    A larger group comes before those in it where they begin, and behind them where they end.
    """
    begun: dict[int, list[Group]] = {}
    ended: dict[int, list[Group]] = {}
    groups = {group.name: group for group in program.network.groups}
    for stretch in sorted(program.stretches, key=lambda each: each.first - each.last):
        begun.setdefault(stretch.first, []).append(groups[stretch.group])
        ended.setdefault(stretch.last, []).insert(0, groups[stretch.group])
    return begun, ended


def _prose(step: Step, style: Style) -> Iterator[str]:
    number, symbol = f"{step.index + 1:3}", style.name(step.symbol)
    if reads_arrays(step):
        yield from _matrices(f"{number}  {symbol} = ", step, style)
    else:
        yield f"{number}  {symbol} = {joined(derivation(step, style))}"
    if len(step.terms) > 1:
        for term in step.terms:
            product = style.write(term.expression)
            yield f"       from {style.name(term.child)}: {product} = {style.number(term.value)}"
    yield f"     {note(step, style)}"


def _matrices(head: str, step: Step, style: Style) -> Iterator[str]:
    """The sides of an equation one under the other, with matrices written out."""
    for side, block in enumerate(
        hand_computation_blocks(step, style, COLUMNS - len(head), MAX_LINES)
    ):
        for at, line in enumerate(block.lines):
            left = "" if at != block.baseline else f"{block.sign} " if side else head
            yield f"{left:>{len(head)}}{line}".rstrip()


def _cell(entry: Any) -> Any:
    if isinstance(entry, list):
        return json.dumps(entry, ensure_ascii=False)
    return "" if entry is None else entry


def _csv_line(cells: Iterable[Any]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="").writerow(cells)
    return buffer.getvalue()
