"""The command line. Textual is imported where the app is opened, and nowhere else."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Literal

from cyclopts import App, CycloptsError, Parameter, Token

from engine.debugger import MAX_ITERATION, Debugger, DebuggerError
from engine.network import Network, NetworkError
from engine.program import Program, derive
from engine.source import SpecError, plain
from engine.spec import load_network, parse_value, shipped_networks
from engine.values import Value
from tui.look import Look

NAME = "makabaka-tui"
COLUMNS = 100

UNUSABLE_INPUT = 2


class InputError(Exception):
    """Input that cannot be used, with a message for the person who gave it."""


@dataclass(frozen=True)
class Changes:
    """What is changed in a network before it is run.

    Args:
        assignments: Give an input, a target or a parameter another value: w0=0.3.
        learning_rate: The learning rate to train with.
    """

    assignments: Annotated[
        tuple[str, ...], Parameter(name="--set", negative="", show_default=False)
    ] = ()
    learning_rate: Annotated[float | None, Parameter(name="--lr")] = None


def _whole(_: object, tokens: Sequence[Token]) -> int:
    """A whole number; 1.5 is none."""
    try:
        return int(tokens[0].value)
    except ValueError:
        raise ValueError(f"{tokens[0].value} is no whole number.") from None


Whole = Annotated[int, Parameter(converter=_whole)]

UNCHANGED = Changes()


def _version() -> str:
    from importlib.metadata import version

    return f"{NAME} {version(NAME)}"


app = App(
    name=NAME,
    help="Step through the forward pass, the backward pass and the update of a small network.",
    version=_version,
    help_format="plaintext",
    usage=f"Usage: {NAME} [NETWORK] [OPTIONS]\n       {NAME} COMMAND ...",
)

Flatten = Parameter(name="*")


@app.default
def open_debugger(
    network: str = "skip",
    *,
    changes: Annotated[Changes, Flatten] = Changes(),
    goto: Whole | None = None,
    iteration: Whole = 0,
    ascii: bool | None = None,  # noqa: A002  (the option's name)
    mouse: bool = True,
    theme: str | None = None,
) -> int:
    """Open the debugger in the terminal.

    Args:
        network: A network that ships (see networks) or a network file, my.toml.
        goto: The step to open at, counted from 1.
        iteration: The iteration to open at, counted from 0.
        ascii: Draw with ASCII characters only; by itself where the locale is not UTF-8.
        mouse: Use the mouse; without it, text can be selected.
        theme: The colours: dark, light or terminal (the terminal's own).
    """
    debugger = Debugger(_program(network, changes))
    try:
        debugger.goto(iteration and 1 if goto is None else goto, iteration)
    except DebuggerError as error:
        raise InputError(str(error)) from None
    if not all(stream.isatty() for stream in (sys.stdin, sys.stdout, sys.stderr)):
        raise InputError(
            f"{NAME}: this is no terminal to draw in; {NAME} trace prints every step without one"
        )
    return _run_app(debugger, _look(ascii), mouse, theme)


@app.command
def trace(
    network: str = "skip",
    *,
    iterations: Whole = 1,
    format: Literal["text", "json", "csv"] = "text",  # noqa: A002  (the option's name)
    changes: Annotated[Changes, Flatten] = Changes(),
) -> int:
    """Print every step, with its equation, its numbers and its explanation.

    Args:
        network: A network that ships (see networks) or a network file, my.toml.
        iterations: How many iterations to run.
        format: The form to print them in.
    """
    from engine import records
    from engine.trace import trace as run_all

    if not 1 <= iterations <= MAX_ITERATION:
        raise InputError(f"--iterations {iterations}: write a number from 1 to {MAX_ITERATION}")
    program = _program(network, changes)
    write = {"text": records.as_text, "json": records.as_json, "csv": records.as_csv}[format]
    _print(write(run_all(program, iterations), _look(None).style(program)))
    return 0


@app.command
def graph(
    network: str = "skip",
    *,
    format: Literal["text", "dot", "mermaid", "json"] = "text",  # noqa: A002  (the option's name)
    changes: Annotated[Changes, Flatten] = Changes(),
) -> int:
    """Print the graph, with values and gradients as they are after one backward pass.

    Args:
        network: A network that ships (see networks) or a network file, my.toml.
        format: The form to print it in; json is networkx's node-link form.
    """
    program = _program(network, changes)
    debugger = Debugger(program)
    debugger.end_of_phase(2)
    if format == "text":
        _print(_picture(debugger, _look(None)))
        return 0
    from engine import graph as graphs

    network_graph = program.network.to_networkx(debugger.stop.state)
    write = {
        "dot": graphs.dot,
        "mermaid": graphs.mermaid,
        "json": graphs.as_json,
    }[format]
    _print([write(network_graph)])
    return 0


@app.command
def networks() -> int:
    """List the networks that ship."""
    loaded = [load_network(name) for name in shipped_networks()]
    width = max(len(each.name) for each in loaded)
    _print(f"{each.name:{width}}  {each.teaches}" for each in loaded)
    return 0


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and give the exit status: 0 done, 2 unusable input."""
    if sys.stdout is None or sys.stderr is None:
        return UNUSABLE_INPUT  # there is nowhere to say why
    try:
        result = app(
            sys.argv[1:] if arguments is None else arguments,
            exit_on_error=False,
            print_error=False,
            result_action="return_value",
        )
    except (InputError, SpecError) as error:
        return _complain(str(error))
    except CycloptsError as error:
        message = " ".join(plain(str(error)).split())
        return _complain(f"{NAME}: {message} See {NAME} --help.")
    except OSError as error:
        if not isinstance(error, BrokenPipeError):
            return _complain(f"{NAME}: the output cannot be written: {error.strerror}")
        # Whoever reads the output has seen enough; nothing more can be written, at exit either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    return result if isinstance(result, int) else 0


def is_ascii_locale(environment: Mapping[str, str]) -> bool:
    """Whether the locale of a POSIX environment has no UTF-8.

    Python itself sets LC_CTYPE to C.UTF-8 where it finds the C locale, so that value says nothing.
    """
    if sys.platform == "win32":
        return False
    names = ("LC_ALL", "LC_CTYPE", "LANG")
    set_by_user = [environment.get(name, "") for name in names]
    if set_by_user[1] == "C.UTF-8":
        set_by_user[1] = ""
    locale = next(filter(None, set_by_user), "C")
    return "utf-8" not in locale.lower() and "utf8" not in locale.lower()


def default_theme(environment: Mapping[str, str]) -> str:
    """The theme for a terminal: its own colours where it has sixteen or is to show none."""
    if environment.get("NO_COLOR") or not _has_many_colours(environment):
        return "terminal"
    return "dark"


def _has_many_colours(environment: Mapping[str, str]) -> bool:
    return "256color" in environment.get("TERM", "") or bool(environment.get("COLORTERM"))


def _complain(message: str) -> int:
    print(message, file=sys.stderr)  # noqa: T201
    return UNUSABLE_INPUT


def _print(lines: Iterable[str]) -> None:
    for line in lines:
        print(line)  # noqa: T201
    sys.stdout.flush()


def _look(ascii_only: bool | None) -> Look:
    return Look(is_ascii_locale(os.environ) if ascii_only is None else ascii_only)


def _program(name: str, changes: Changes) -> Program:
    network = load_network(name)
    values = dict(_assignment(text) for text in changes.assignments)
    try:
        network = network.with_values(values)
        if changes.learning_rate is not None:
            network = replace(network, learning_rate=changes.learning_rate)
        return derive(network)
    except NetworkError as error:
        raise InputError(f"{name}: {plain(str(error))}") from None


def _assignment(text: str) -> tuple[str, Value]:
    name, equals, value = text.partition("=")
    if not equals:
        raise InputError(f"--set {plain(text)}: write name=value, as in --set w0=0.3")
    try:
        return name.strip(), parse_value(value)
    except ValueError as error:
        raise InputError(f"--set {plain(text)}: {error}") from None


def _picture(debugger: Debugger, look: Look) -> list[str]:
    from tui.graph_layout import lay_out
    from tui.graph_picture import View, draw, static_rows

    stop = debugger.stop
    network: Network = stop.program.network
    layout = lay_out(network.nodes, network.operands, COLUMNS, 1)
    view = View(0, 0, layout.width, layout.height)
    lines = draw(layout, static_rows(layout, look.glyphs), stop, look, view)
    style = look.style(stop.program)
    equations = [f"{style.name(name)} = {style.write(part)}" for name, part in network.equations]
    return ["".join(text for text, _ in line).rstrip() for line in lines] + ["", *equations]


def _run_app(debugger: Debugger, look: Look, mouse: bool, theme: str | None) -> int:
    # A handful of colours needs no 24 bits each, which make up a quarter of the bytes of a step.
    if os.environ.get("COLORTERM") in ("truecolor", "24bit"):
        os.environ.setdefault("TEXTUAL_COLOR_SYSTEM", "256")
    gc.disable()  # until the app is up: nothing of what is made until then is garbage
    from tui.app import DebuggerApp

    themes = DebuggerApp.theme_names()
    if theme is not None and theme not in themes:
        raise InputError(f"--theme {plain(theme)}: no such theme; write one of {', '.join(themes)}")
    opened = DebuggerApp(debugger, look, theme or default_theme(os.environ))
    opened.run(mouse=mouse)
    return opened.return_code or 0


if __name__ == "__main__":
    sys.exit(main())
