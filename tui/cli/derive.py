"""The command that writes a worked solution, or a worksheet."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import Parameter

from engine.language.text import plain
from engine.program.recipe import recipe_of
from tui.cli.graphs import told_network
from tui.cli.options import OptimiserName, TrainingSettings, Whole, app
from tui.cli.outputs import checked_output, save
from tui.cli.shared import NAME, InputError, settings, write_linked, write_out

if TYPE_CHECKING:
    from engine.program.program import Program
    from engine.program.recipe import Recipe
    from engine.writing.document import Document

Format = Literal["markdown", "latex", "html", "ipynb"]

SUFFIXES: dict[str, Format] = {
    ".md": "markdown", ".tex": "latex", ".html": "html", ".htm": "html", ".ipynb": "ipynb",
}  # fmt: skip
"""The form that the name of a file asks for."""


@app.command
def derive(
    network: str = "skip",
    *,
    iterations: Whole = 1,
    format: Format | None = None,  # noqa: A002  (the option's name)
    worksheet: Annotated[bool, Parameter(negative="")] = False,
    solution: Annotated[bool, Parameter(negative="")] = False,
    seed: Whole | None = None,
    assignments: Annotated[
        tuple[str, ...], Parameter(name="--set", negative="", show_default=False)
    ] = (),
    learning_rate: Annotated[float | None, Parameter(name="--lr")] = None,
    optimiser: Annotated[
        OptimiserName | None,
        Parameter(name=("--optimiser", "--optimizer")),
    ] = None,
    training: TrainingSettings = (),
    decimal_comma: bool | None = None,
    output: Annotated[Path | None, Parameter(name=("--output", "-o"))] = None,
    force: Annotated[bool, Parameter(negative="")] = False,
) -> int:
    """Write the complete worked solution of a network, or a worksheet with room for the answers.

    Every step with the chain rule, the formula, the numbers, the value and a sentence: forward
    pass, backward pass and update, iteration by iteration, and the forward pass behind the last.

    Args:
        network: A network that ships (see networks) or a network file, my.toml.
        iterations: How many iterations to write.
        format: The form to write it in; by itself what the name of the output asks for, or
            markdown.
        worksheet: Leave the answers blank.
        solution: Fill them in, as is done by itself.
        seed: Draw other numbers, for each student their own: a whole number from 0.
        assignments: Give an input, a target or a parameter another value, w0=0.3; of a network that
            is generated, choose its size: depth=20.
        learning_rate: The learning rate to train with.
        optimiser: The optimiser to train with: gd (or sgd), momentum, nesterov, rmsprop,
            adagrad, adam or adamw.
        training: Set a key of [training] of the network file, weight_decay=0.01, schedule=cosine.
        decimal_comma: Write 0,5 for 0.5.
        output: The file to write; by itself it is printed.
        force: Write over the file, if there is one.
    """
    from engine.writing.given import drawn, is_drawn, rounded
    from engine.writing.solution import Sheet, document

    if iterations < 1:
        raise InputError(f"--iterations {iterations}: write a number from 1")
    if worksheet and solution:
        raise InputError("--worksheet leaves the answers blank and --solution fills them in: one")
    target = None if output is None else checked_output(output, force)
    recipe = recipe_of(
        told_network(network), assignments, learning_rate, optimiser, seed or 0, training=training
    )
    program = recipe.program()
    names = drawn(program.network)
    if is_drawn(program.network):
        seed, program = program.network.seed, rounded(program)
    elif seed is not None:
        program = _with_other_numbers(recipe, program)
    has_comma = settings().decimal_comma if decimal_comma is None else decimal_comma
    sheet = Sheet(program, iterations, worksheet, has_comma, names, seed)
    text = _written(document(sheet), format or _asked_for(output))
    if output is None or target is None:
        write_out([text.removesuffix("\n")])
    else:
        save(target, text.encode())
        write_linked(_said(output, network, worksheet))
    return 0


def _with_other_numbers(recipe: Recipe, program: Program) -> Program:
    """The program with numbers that its seed draws, but for those that were set.

    Raises:
        InputError: where there is nothing that could be drawn.
    """
    from engine.program.program import derive as program_of
    from engine.quiz.draw import quiz_values

    found = quiz_values(program, recipe.seed)
    values = {name: value for name, value in found.items() if name not in recipe.values}
    if not values:
        raise InputError(f"--seed {recipe.seed}: {plain(recipe.name)} has nothing to be drawn")
    return program_of(program.network.with_values(values))


def _asked_for(output: Path | None) -> Format:
    """The form that the name of a file asks for."""
    return "markdown" if output is None else SUFFIXES.get(output.suffix.lower(), "markdown")


def _written(document: Document, form: Format) -> str:
    """The document in one of the forms."""
    match form:
        case "latex":
            from engine.writing.tex import tex

            return tex(document)
        case "html":
            from engine.writing.html import html

            return html(document)
        case "ipynb":
            from engine.writing.notebook import notebook

            return notebook(document)
        case _:
            from engine.writing.markdown import markdown

            return markdown(document)


def _said(path: Path, network: str, is_worksheet: bool) -> str:
    """That the file is written, and what is read of it, by itself or when it is filled in."""
    from engine.network.files import shipped_networks

    shown = shlex.quote(plain(str(path)))
    where = "" if network in shipped_networks() else f" --network {shlex.quote(plain(network))}"
    what = "what is filled in is checked by" if is_worksheet else "it is checked by"
    return f"{shown} is written; {what}: {NAME} check {shown}{where}"
