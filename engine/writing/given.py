"""What is given: data, conventions, and equations; drawn parameters with digits for a hand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from engine.language.expression import Name, calls
from engine.language.text import listed
from engine.language.values import Value, array, is_array, is_finite
from engine.network.feeds import held
from engine.network.initialisers import Initialiser
from engine.network.network import Network
from engine.program.program import LEARNING_RATE, Program, derive
from engine.writing.document import Formula, Heading, Part, Row, Sentence
from engine.writing.numbers import is_whole
from engine.writing.prose import inline
from engine.writing.rows import equation
from engine.writing.typeset import Typeset

FEW_DIGITS = 3
"""The significant digits of a number that was drawn: more are no help to a hand."""


def rounded(program: Program) -> Program:
    """The program with everything that was drawn rounded, as far as it is written out.

    So all that follows is computed from numbers that stand on the page.
    """
    network = program.network
    values = {name: _rounded(network.constants[name]) for name in drawn(network)}
    return derive(network.with_values(values)) if values else program


def is_drawn(network: Network) -> bool:
    """Whether anything in a network is drawn; a constant is not."""
    return any(_is_random(each) for each in network.initialisers.values())


def drawn(network: Network) -> list[str]:
    """What was drawn once for the whole run, and is small enough to be written out."""
    anew = held(network.feeds)
    return [
        name
        for name, each in network.initialisers.items()
        if name not in anew and _is_random(each) and _is_written_out(network.constants[name])
    ]


def given(
    program: Program, style: Typeset, drawn: Sequence[str], seed: int | None
) -> Iterator[Part]:
    """The section with what is given.

    Args:
        program: what is solved.
        style: how to write.
        drawn: the parameters that were drawn as the network says.
        seed: what numbers were drawn with; None where none were.
    """
    network = program.network
    exact = replace(style, digits=None)
    yield Heading("Given", 2)
    if drawn:
        names = listed(map(inline(style).name, drawn))
        was = "were" if len(drawn) > 1 else "was"
        yield Sentence(f"{names} {was} drawn with seed {seed}, and rounded to {FEW_DIGITS} digits.")
    elif seed is not None:
        yield Sentence(f"The numbers were drawn with seed {seed}.")
    values = {**network.constants, LEARNING_RATE: network.learning_rate}
    yield Formula(
        tuple(
            Row(style.name(name), f"= {exact.value(Name(name), value)}")
            for name, value in values.items()
        )
    )
    yield from map(Sentence, _said(program, style))
    yield Heading("Network", 2)
    written = (
        equation(style.name(name), style.write(expression))
        for name, expression in network.equations
    )
    yield Formula(tuple(row for each in written for row in each.rows))


def _said(program: Program, style: Typeset) -> Iterator[str]:
    """How large arrays are written, what the optimiser is, and what holds at a kink."""
    network, text = program.network, inline(style)
    large = [name for name in network.constants if not _is_written_out(network.constants[name])]
    deep = [name for name in large if len(network.shapes[name]) > 2]
    for what, names in (
        ("the corners are", [name for name in large if name not in deep]),
        ("the shape is", deep),
    ):
        if names:
            said = listed(map(text.name, names))
            yield f"Of {said} only {what} written out: the numbers are those of the network."
    yield f"${style.name(LEARNING_RATE)}$ is the learning rate."
    if network.optimiser.kind != "gd":
        title = network.optimiser.row.title
        yield f"The update is that of {title}; what it remembers is 0 at first."
    used = {call.op for _, expression in network.equations for call in calls(expression)}
    conventions = network.conventions
    for op, written, value in (
        ("relu", "ReLU", conventions.relu_at_zero),
        ("abs", "the absolute value", conventions.abs_at_zero),
    ):
        if op in used:
            yield f"At 0 the derivative of {written} is taken to be {text.number(value)}."


def _is_random(initialiser: Initialiser) -> bool:
    return initialiser.used and initialiser.kind != "constant"


def _is_written_out(value: Value) -> bool:
    return not is_array(value) or is_whole(value)


def _rounded(value: Value) -> Value:
    if not is_finite(value):
        return value
    if not is_array(value):
        return float(f"{value:.{FEW_DIGITS}g}")
    entries = [float(f"{entry:.{FEW_DIGITS}g}") for entry in value.ravel().tolist()]
    return array(entries).reshape(value.shape)
