"""Commands that print: train, trace, graph, gradcheck, run, networks, lectures, new."""

from __future__ import annotations

import shlex
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import Parameter

from engine.errors import DebuggerError, FileError
from engine.files import read_text
from engine.iterations.timeline import MAX_ITERATION, Timeline
from engine.language.text import plain
from engine.network.files import SHIPPED, load_network, shipped_networks
from engine.network.network import Network
from engine.network.samples import samples_of
from tui.cli.options import NO_CHANGES, Changes, Flatten, Whole, app
from tui.cli.shared import (
    ANSWER_IS_NO,
    COLUMNS,
    NAME,
    InputError,
    begin_with,
    listed_files,
    look_of,
    settings,
    write_linked,
    write_out,
)
from tui.drawing.look import Look
from tui.sessions.progress import shown

if TYPE_CHECKING:
    from engine.debugger.debugger import Debugger
    from engine.program.program import Program

MAX_SCRIPT_BYTES = 10_000_000

ITERATIONS = 1000
"""How many are run by `train` where nothing else is said."""


@app.command
def train(
    network: str = "skip",
    *,
    iterations: Whole | None = None,
    epochs: Whole | None = None,
    every: Whole | None = None,
    format: Literal["text", "json", "csv"] = "text",  # noqa: A002  (the option's name)
    changes: Annotated[Changes, Flatten] = NO_CHANGES,
) -> int:
    """Train a network, and tell the loss, the predictions and why it stopped learning, if it did.

    Args:
        network: A network that ships (see networks) or a network file, my.toml.
        iterations: How many iterations to run, by itself 1000.
        epochs: How many epochs to run instead, of a network that takes its samples in batches.
        every: After how many iterations each to print the loss; by itself ten times in all.
        format: The form to print it in; csv has the losses only.
    """
    from engine.export.training import Report

    if every is not None and every < 1:
        raise InputError(f"--every {every}: write a number from 1")
    program = changes.recipe(network).program()
    iterations = _how_many(program, iterations, epochs)
    timeline = Timeline(program)
    _follow(timeline, iterations)
    report = Report(timeline, every or max(iterations // 10, 1), look_of(None).style(program))
    write = {"text": report.as_text, "json": report.as_json, "csv": report.as_csv}[format]
    write_out(write())
    return 0 if timeline.divergence is None else ANSWER_IS_NO


@app.command
def run(
    network: str = "skip",
    *,
    execute: Annotated[tuple[str, ...], Parameter(name=("--execute", "-e"), negative="")] = (),
    file: Annotated[Path | None, Parameter(name=("--file", "-x"))] = None,
    changes: Annotated[Changes, Flatten] = NO_CHANGES,
) -> int:
    """Do commands of the debugger without a terminal, and print what they answer.

    Args:
        network: A network that ships (see networks) or a network file, my.toml.
        execute: A command, as behind : in the app; may be given again for the next one.
        file: A file with a command a line; # begins a comment.
    """
    from tui.commands.script import ScriptError, run_script

    lines = [*_script_lines(file), *execute]
    if not any(line.strip() for line in lines):
        raise InputError("run: give commands by -e 'goto 15', or a file of them by -x FILE")
    recipe = changes.recipe(network).read()
    program = recipe.program()
    try:
        from engine.debugger.debugger import Debugger

        for line in run_script(Debugger(program, recipe), lines, look_of(None).style(program)):
            write_out([line])
    except ScriptError as error:
        raise InputError(plain(str(error))) from None
    return 0


def _script_lines(file: Path | None) -> list[str]:
    if file is None:
        return []
    try:
        return read_text(file, MAX_SCRIPT_BYTES).splitlines()
    except FileError as error:
        raise InputError(f"{plain(str(file))}: {error}") from None


@app.command
def new(file: Path) -> int:
    """Write a network file to begin with, with a comment on everything it may hold.

    Args:
        file: The file to write, my.toml; one that exists is left alone.
    """
    from engine.network.files import TEMPLATE

    shown = plain(str(file))
    if file.suffix != ".toml":
        raise InputError(f"{shown}: the name of a network file ends in .toml, as in my.toml")
    try:
        with file.open("x", encoding="utf-8") as opened:
            opened.write(TEMPLATE.read_text(encoding="utf-8"))
    except FileExistsError:
        raise InputError(f"{shown}: exists already, and is left as it is") from None
    except OSError as error:
        raise InputError(f"{shown}: cannot be written: {error.strerror}") from None
    write_linked(f"{shown} is written; open it with: {NAME} {shlex.quote(shown)} --watch")
    return 0


@app.command
def trace(
    network: str = "skip",
    *,
    iterations: Whole = 1,
    format: Literal["text", "json", "csv"] = "text",  # noqa: A002  (the option's name)
    changes: Annotated[Changes, Flatten] = NO_CHANGES,
) -> int:
    """Print every step, with its equation, its numbers and its explanation.

    Args:
        network: A network that ships (see networks) or a network file, my.toml.
        iterations: How many iterations to run.
        format: The form to print them in.
    """
    from engine.export import steps as records
    from engine.iterations.run import trace as run_all

    if not 1 <= iterations <= MAX_ITERATION:
        raise InputError(f"--iterations {iterations}: write a number from 1 to {MAX_ITERATION}")
    program = changes.recipe(network).program()
    write = {"text": records.as_text, "json": records.as_json, "csv": records.as_csv}[format]
    write_out(write(run_all(program, iterations), look_of(None).style(program)))
    return 0


@app.command
def graph(
    network: str = "skip",
    *,
    format: Literal["text", "dot", "mermaid", "json"] = "text",  # noqa: A002  (the option's name)
    unfold: Annotated[tuple[str, ...], Parameter(negative="")] = (),
    changes: Annotated[Changes, Flatten] = NO_CHANGES,
) -> int:
    """Print the graph, with values and gradients as they are after one backward pass.

    Args:
        network: A network that ships (see networks) or a network file, my.toml.
        format: The form to print it in; json is networkx's node-link form.
        unfold: A layer, or a round of a loop, to show with what is in it, or all; as text each is
            one box. May be given again.
    """
    program = changes.recipe(network).program()
    from engine.debugger.debugger import Debugger

    debugger = Debugger(program)
    debugger.end_of_phase(2)
    try:
        for name in unfold:
            debugger.unfold(*(() if name == "all" else (name,)))
    except DebuggerError as error:
        raise InputError(f"--unfold {plain(name)}: {error}") from None
    if format == "text":
        write_out(_picture(debugger, look_of(None)))
        return 0
    from engine.export import graph as graphs

    network_graph = program.network.to_networkx(debugger.stop.state)
    write = {
        "dot": graphs.dot,
        "mermaid": graphs.mermaid,
        "json": graphs.as_json,
    }[format]
    write_out([write(network_graph)])
    return 0


@app.command
def gradcheck(
    network: str = "skip",
    *,
    iteration: Whole = 0,
    format: Literal["text", "json"] = "text",  # noqa: A002  (the option's name)
    changes: Annotated[Changes, Flatten] = NO_CHANGES,
) -> int:
    """Compare every gradient with a derivative found without the backward pass.

    Args:
        network: A network that ships (see networks) or a network file, my.toml.
        iteration: The iteration whose gradients to check, counted from 0.
        format: The form to print it in.
    """
    program = changes.recipe(network).program()
    try:
        from engine.debugger.debugger import Debugger

        stop = Debugger(program).goto(1, iteration)
    except DebuggerError as error:
        raise InputError(str(error)) from None
    if stop.cursor.iteration != iteration:
        raise InputError(f"--iteration {iteration}: {stop.message}")
    from engine.gradients.check import as_json, as_text
    from engine.gradients.gradcheck import check_gradients

    check = check_gradients(stop.state.run)
    write_out(as_json(check) if format == "json" else as_text(check, look_of(None).style(program)))
    return 0 if check.passes else ANSWER_IS_NO


@app.command
def lectures() -> int:
    """List the lectures: those that ship, and those in folders of your own (see config)."""
    from tui.commands.lists import known_lectures, lecture_lines

    begin_with(settings())
    write_out(listed_files(lecture_lines(), known_lectures()))
    return 0


@app.command
def networks() -> int:
    """List the networks that ship."""
    loaded = [load_network(name) for name in shipped_networks()]
    width = max(len(each.name) for each in loaded)
    lines = {each.name: f"{each.name:{width}}  {each.teaches}" for each in loaded}
    write_out(listed_files(lines, {path.stem: path for path in SHIPPED.glob("*.toml")}))
    return 0


def _how_many(program: Program, iterations: int | None, epochs: int | None) -> int:
    """How many iterations are asked for."""
    if epochs is None:
        if iterations is not None and not 1 <= iterations <= MAX_ITERATION:
            raise InputError(f"--iterations {iterations}: write a number from 1 to {MAX_ITERATION}")
        return ITERATIONS if iterations is None else iterations
    samples = samples_of(program.network.feeds)
    if iterations is not None or samples is None:
        why = "--iterations says it" if samples is not None else "it takes no batches of samples"
        raise InputError(f"--epochs {epochs}: {why}")
    most = MAX_ITERATION // samples.per_epoch
    if not 1 <= epochs <= most:
        raise InputError(f"--epochs {epochs}: write a number from 1 to {most}")
    return epochs * samples.per_epoch


def _follow(timeline: Timeline, iterations: int) -> None:
    """Train, with a progress bar on a terminal and nowhere else."""
    with suppress(KeyboardInterrupt):  # what has been run so far is what there is to tell
        for _ in shown(timeline.reach(iterations), iterations):
            pass


def _picture(debugger: Debugger, look: Look) -> list[str]:
    from tui.graph.canvas import View
    from tui.graph.picture import draw, picture_of
    from tui.graph.scene import scene_of
    from tui.graph.window import whole

    stop = debugger.stop
    network: Network = stop.program.network
    picture = picture_of(whole(scene_of(stop)), COLUMNS, 1, look.glyphs)
    view = View(0, 0, picture.layout.width, picture.layout.height)
    lines = draw(picture, stop, look, view)
    style = look.style(stop.program)
    equations = [f"{style.name(name)} = {style.write(part)}" for name, part in network.equations]
    return ["".join(text for text, _ in line).rstrip() for line in lines] + ["", *equations]
