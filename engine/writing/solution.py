"""Worked solutions of networks, and worksheets: the same with room in place of the answers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from engine.errors import WritingError
from engine.iterations.run import Run, trace
from engine.iterations.step import Step
from engine.language.expression import Name
from engine.language.values import is_array
from engine.program.program import Phase, Program
from engine.writing.document import Document, Formula, Heading, Part, Room, Row, Sentence
from engine.writing.given import given
from engine.writing.names import latex_names
from engine.writing.numbers import is_whole
from engine.writing.orientation import columns
from engine.writing.prose import sentence
from engine.writing.rows import solved
from engine.writing.typeset import Typeset

MAX_STEPS = 3_000
"""The most steps that are written out: more is no page that anybody reads."""

SECTIONS = {
    Phase.FORWARD: "Forward pass",
    Phase.BACKWARD: "Backward pass",
    Phase.UPDATE: "Gradient descent",
}
"""How the parts of an iteration are called."""

UPDATE, AGAIN = "Update", "Forward pass again"
"""How the update of another optimiser is called, and what comes behind the last update."""

LINE, ENTRY = "24em", "3em"
"""How wide the room is for an answer in a line, and for an entry of a matrix."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A solution or a worksheet that is wanted.

    Args:
        program: what is solved.
        iterations: how many iterations there are; behind the last update comes the forward pass.
        is_worksheet: whether the answers are left blank.
        has_comma: whether numbers have a decimal comma.
        drawn: the parameters that were drawn as the network says, and rounded then.
        seed: what numbers were drawn with; None where none were.
    """

    program: Program
    iterations: int = 1
    is_worksheet: bool = False
    has_comma: bool = False
    drawn: Sequence[str] = ()
    seed: int | None = None


def document(sheet: Sheet) -> Document:
    """The solution, or the worksheet.

    Raises:
        WritingError: where it would be too long.
    """
    program = sheet.program
    _check(sheet)
    style = style_of(program, sheet.has_comma)
    kind = "worksheet" if sheet.is_worksheet else "worked solution"
    parts: list[Part] = [Heading(f"{program.network.title}: {kind}", 1)]
    parts += given(program, style, sheet.drawn, sheet.seed)
    for run in trace(program, sheet.iterations + 1):
        parts += _iteration(run, sheet, style)
    return Document(tuple(parts))


def style_of(program: Program, has_comma: bool = False) -> Typeset:
    """How a page about a program is typeset."""
    return Typeset(
        "latex", latex_names(program), program.style.shapes, program.style.digits, has_comma,
        is_column=columns(program),
    )  # fmt: skip


def _check(sheet: Sheet) -> None:
    """Refuse what would be too long."""
    forward = len(sheet.program.phases[Phase.FORWARD])
    steps = len(sheet.program.equations)
    most = (MAX_STEPS - forward) // steps
    if sheet.iterations > most:
        total = sheet.iterations * steps + forward
        if most < 1:
            raise WritingError(
                f"a solution of {total:,} steps is too long to be written, {MAX_STEPS:,} is the "
                "most: take a smaller network; trace prints the steps of any"
            )
        raise WritingError(
            f"{sheet.iterations:,} iterations are {total:,} steps, and {MAX_STEPS:,} are the most: "
            f"write --iterations {most} or fewer"
        )


def _iteration(run: Run, sheet: Sheet, style: Typeset) -> Iterator[Part]:
    """The sections of an iteration; of the one behind the last update the forward pass."""
    is_last = run.number == sheet.iterations
    is_numbered = sheet.iterations > 1
    if is_numbered:
        yield Heading(f"Iteration {run.number}", 2)
    for phase in (Phase.FORWARD,) if is_last else Phase:
        name = SECTIONS[phase]
        if phase is Phase.UPDATE and not run.program.network.optimiser.is_plain:
            name = UPDATE
        yield Heading(AGAIN if is_last else name, 3 if is_numbered else 2)
        for index in run.program.phases[phase]:
            step = Step(run, index)
            yield from _blank(step, style) if sheet.is_worksheet else _worked(step, style)


def _worked(step: Step, style: Typeset) -> Iterator[Part]:
    yield solved(step, style)
    yield Sentence(sentence(step, style))


def _blank(step: Step, style: Typeset) -> Iterator[Part]:
    """A step with nothing but its symbol, and room for all that there is to write."""
    value = step.value
    answer = rf"\underline{{\hspace{{{LINE}}}}}"
    if is_array(value) and is_whole(value):
        entry = rf"\underline{{\hspace{{{ENTRY}}}}}"
        rows, across = value.reshape(-1, value.shape[-1]).shape
        if value.ndim == 1 and style.is_column(Name(step.symbol)):
            rows, across = across, rows
        inside = r" \\ ".join([" & ".join([entry] * across)] * rows)
        answer = rf"\begin{{bmatrix}} {inside} \end{{bmatrix}}"
    yield Formula((Row(style.name(step.symbol), f"= {answer}"),))
    yield Room(len(solved(step, style).rows))
