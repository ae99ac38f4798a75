"""The health of a network as rows to walk in: what ails it, and a table of its layers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from engine.debugger.branches import Branch
from engine.debugger.stop import Stop
from engine.health.first_broken import finite_words
from engine.health.health import Health
from engine.health.sizes import LayerSize
from engine.iterations.timeline import Timeline
from engine.language.expression import gradient_name
from engine.language.figures import fit_number
from engine.language.notation import Style
from engine.language.text import capitalised
from engine.program.program import Program
from tui.drawing.diagnosis import Row
from tui.drawing.look import Look

NAME, NUMBER, RATIO, BAR = 14, 10, 17, 8
"""The columns of a layer's name, of a number, of a ratio, and of a bar."""

NARROW = 73
"""The columns of a row whose name has no more room than that."""

DIGITS = 9
"""The columns of a number's digits."""


def parent_of(stop: Stop) -> Branch | None:
    """The branch that was left by a change, as far as it has been run; None where there is none."""
    number = stop.branches.current.parent
    if number is None:
        return None
    branch = stop.branches.numbered(number)
    return branch if stop.cursor.iteration <= branch.timeline.length else None


def rows_of(
    health: Health, before: Health | None, stop: Stop, look: Look, width: int
) -> Sequence[Row]:
    """The rows from top to bottom.

    Args:
        health: of the iteration where one stands.
        before: of the same in the branch that was left by a change; None without one.
        stop: where one stands.
        look: how to draw.
        width: the columns that there are.
    """
    rows = list(_claims(health, stop.timeline, look))
    rows += _layers("Layer", health, stop.timeline, look, width)
    parent = parent_of(stop)
    if before is not None and parent is not None:
        over = f"branch {parent.number}"
        was = [
            *_claims(before, parent.timeline, look),
            *_layers("Layer before", before, parent.timeline, look, width),
        ]
        rows.append(Row(f"Before the change, in branch {parent.number}"))
        rows += [row._replace(line=over) if row.line else row for row in was]
    return rows


def _claims(health: Health, timeline: Timeline, look: Look) -> Iterator[Row]:
    style = look.style(timeline.program)
    if not health.claims:
        yield Row(
            capitalised(finite_words(timeline, health.iteration)), f"iteration {health.iteration}"
        )
    for place, claim in enumerate(health.told):
        words = claim.words(timeline.program, style)
        iteration, step = claim.shown_at(timeline)
        said = words if place else capitalised(f"{health.opening}{words}")
        yield Row(said, f"goto {step} {iteration}")


def _layers(
    title: str, health: Health, timeline: Timeline, look: Look, width: int
) -> Iterator[Row]:
    """The table: a heading, and a row for each layer, with names as long as there is room for."""
    style = look.style(timeline.program)
    longest = max((len(size.layer.written(style)) for size in health.sizes), default=0)
    columns = max(NAME, min(longest + 1, width - NARROW + NAME))
    if health.sizes:
        yield Row(_heading(title, look, columns))
    for size in health.sizes:
        row = _layer(size, health.iteration, timeline.program, look, columns)
        yield row if width >= NARROW else row._replace(aside="")


def _heading(title: str, look: Look, columns: int) -> str:
    norm = "|" if look.ascii else "‖"
    ratio = f"{norm}update{norm}/{norm}value{norm}"
    numbers = f"{'rms value':>{NUMBER}}{f'{norm}gradient{norm}':>{NUMBER + 2}}{ratio:>{RATIO}}"
    return f"  {title:{columns}}{numbers}  dead"


def _layer(size: LayerSize, iteration: int, program: Program, look: Look, columns: int) -> Row:
    """The row of a layer, which leads to its gradient, with a bar behind it."""
    pending = look.glyphs.pending
    name = look.shortened(size.layer.written(look.style(program)), columns - 1)
    numbers = [
        pending if each is None else fit_number(each, DIGITS, look.glyphs.minus)
        for each in map(_rounded, (size.value, size.gradient, size.update))
    ]
    value, gradient, update = numbers
    text = f"{name:{columns}}{value:>{NUMBER}}{gradient:>{NUMBER + 2}}{update:>{RATIO}}"
    symbol = gradient_name(program.network.loss, size.layer.out)
    index = program.index.get(symbol, program.index[size.layer.out])
    goes = f"goto {index + 1} {iteration}"
    if size.share is None:
        return Row(text, goes)
    full, empty = look.glyphs.bar
    filled = round(size.share * BAR) or int(bool(size.dead))
    bar = full * filled + empty * (BAR - filled)
    return Row(f"{text}  {f'{len(size.dead)}/{size.units}':7}", goes, f" {bar}")


def _rounded(number: float | None) -> float | None:
    """A number with three digits, which is enough to compare layers by."""
    return None if number is None else float(f"{number:.3g}")


def health_words(health: Health, timeline: Timeline, style: Style) -> Iterator[str]:
    """The health in lines of text, for those who read it or have it read aloud."""
    line = health.line(timeline.program, style)
    if line:
        yield f"Iteration {health.iteration}: {line}"
    else:
        yield finite_words(timeline, health.iteration)
    for size in health.sizes:
        parts = [f"value {_said(size.value, style)}"]
        if size.gradient is not None:
            parts.append(f"gradient {_said(size.gradient, style)}")
        if size.update is not None:
            parts.append(f"update {_said(size.update, style)} of its parameters")
        if size.share is not None:
            parts.append(f"{len(size.dead)} of {size.units} units dead")
        yield f"{size.layer.written(style)}: {', '.join(parts)}"


def _said(number: float, style: Style) -> str:
    return style.number(float(f"{number:.3g}"))
