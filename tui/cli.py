"""The command line. Textual is imported where the app is opened, and nowhere else."""

from __future__ import annotations

import gc
import os
import shlex
import sys
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

from cyclopts import App, CycloptsError, Parameter, Token

from engine.debugger import Debugger
from engine.network import Network
from engine.recipe import Recipe
from engine.route import DebuggerError, SessionError
from engine.source import SpecError, plain
from engine.spec import load_network, parse_value, shipped_networks
from engine.timeline import MAX_ITERATION, Timeline
from engine.values import Value
from tui.look import Look
from tui.opening import Opened, open_network, open_session
from tui.opening import resume as resume_session
from tui.progress import shown

NAME = "makabaka-tui"
COLUMNS = 100

ANSWER_IS_NO, UNUSABLE_INPUT = 1, 2


class InputError(Exception):
    """Input that cannot be used, with a message for the person who gave it."""


def _whole(_: object, tokens: Sequence[Token]) -> int:
    """A whole number; 1.5 is none."""
    try:
        return int(tokens[0].value)
    except ValueError:
        raise ValueError(f"{tokens[0].value} is no whole number.") from None


Whole = Annotated[int, Parameter(converter=_whole)]


@dataclass(frozen=True)
class Changes:
    """What is changed in a network before it is run.

    Args:
        assignments: Give an input, a target or a parameter another value, w0=0.3; of a network that
            is generated, choose its size: depth=20.
        learning_rate: The learning rate to train with.
        optimiser: The optimiser to train with: gd, momentum or adam.
        seed: The seed for parameters that are drawn, a whole number from 0.
    """

    assignments: Annotated[
        tuple[str, ...], Parameter(name="--set", negative="", show_default=False)
    ] = ()
    learning_rate: Annotated[float | None, Parameter(name="--lr")] = None
    optimiser: Literal["gd", "momentum", "adam"] | None = None
    seed: Whole = 0

    def recipe(self, network: str) -> Recipe:
        """What to run."""
        if self.seed < 0:
            raise InputError(f"--seed {self.seed}: write a whole number from 0")
        values = dict(_assignment(text) for text in self.assignments)
        return Recipe(network, values, self.learning_rate, self.optimiser, self.seed)


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
    network: str | None = None,
    *,
    changes: Annotated[Changes, Flatten] = Changes(),
    goto: Whole | None = None,
    iteration: Whole = 0,
    resume: Annotated[bool, Parameter(negative="")] = False,
    session: Path | None = None,
    ascii: bool | None = None,  # noqa: A002  (the option's name)
    mouse: bool = True,
    theme: str | None = None,
    watch: Annotated[bool, Parameter(negative="")] = False,
) -> int:
    """Open the debugger in the terminal.

    Args:
        network: A network that ships (see networks) or a network file, my.toml; by itself skip.
        goto: The step to open at, counted from 1.
        iteration: The iteration to open at, counted from 0.
        resume: Go on with the last session, of the network if one is named.
        session: Go on with a session that was saved to a file by :save.
        ascii: Draw with ASCII characters only; by itself where the locale is not UTF-8.
        mouse: Use the mouse; without it, text can be selected.
        theme: The colours: dark, light or terminal (the terminal's own).
        watch: Load the network file again whenever it is saved.
    """
    if resume or session is not None:
        option = "--resume" if session is None else "--session"
        if changes != Changes() or goto is not None or iteration:
            raise InputError(f"{option} goes on where the session ended, with nothing else changed")
        if session is not None and (resume or network is not None):
            raise InputError("--session FILE stands alone: the file says which network it is of")
        opened = resume_session(network) if session is None else open_session(session)
    else:
        opened = open_network(changes.recipe(network or "skip"), goto, iteration)
    try:
        return _open_app(opened, _look(ascii), mouse, theme, watch)
    finally:
        if opened.held is not None:
            opened.held.release()


def _open_app(opened: Opened, look: Look, mouse: bool, theme: str | None, watch: bool) -> int:
    """Open the app, if there is a terminal for it, and a file to watch."""
    recipe = opened.debugger.stop.recipe
    if watch and (recipe is None or recipe.text is None):
        shown = plain(recipe.name) if recipe is not None else "this network"
        raise InputError(f"--watch: {shown} ships and does not change; watch a file of your own")
    if not all(stream.isatty() for stream in (sys.stdin, sys.stdout, sys.stderr)):
        raise InputError(
            f"{NAME}: this is no terminal to draw in; {NAME} trace prints every step without one"
        )
    return _run_app(opened, look, mouse, theme, watch)


@app.command
def train(
    network: str = "skip",
    *,
    iterations: Whole = 1000,
    every: Whole | None = None,
    format: Literal["text", "json", "csv"] = "text",  # noqa: A002  (the option's name)
    changes: Annotated[Changes, Flatten] = Changes(),
) -> int:
    """Train a network, and tell the loss, the predictions and why it stopped learning, if it did.

    Args:
        network: A network that ships (see networks) or a network file, my.toml.
        iterations: How many iterations to run.
        every: After how many iterations each to print the loss; by itself ten times in all.
        format: The form to print it in; csv has the losses only.
    """
    from engine.report import Report

    if not 1 <= iterations <= MAX_ITERATION:
        raise InputError(f"--iterations {iterations}: write a number from 1 to {MAX_ITERATION}")
    if every is not None and every < 1:
        raise InputError(f"--every {every}: write a number from 1")
    program = changes.recipe(network).program()
    timeline = Timeline(program)
    _follow(timeline, iterations)
    report = Report(timeline, every or max(iterations // 10, 1), _look(None).style(program))
    write = {"text": report.as_text, "json": report.as_json, "csv": report.as_csv}[format]
    _print(write())
    return 0 if timeline.divergence is None else ANSWER_IS_NO


@app.command
def run(
    network: str = "skip",
    *,
    execute: Annotated[tuple[str, ...], Parameter(name=("--execute", "-e"), negative="")] = (),
    file: Annotated[Path | None, Parameter(name=("--file", "-x"))] = None,
    changes: Annotated[Changes, Flatten] = Changes(),
) -> int:
    """Do commands of the debugger without a terminal, and print what they answer.

    Args:
        network: A network that ships (see networks) or a network file, my.toml.
        execute: A command, as behind : in the app; may be given again for the next one.
        file: A file with a command a line; # begins a comment.
    """
    from tui.script import ScriptError, run_script

    lines = [*_script_lines(file), *execute]
    if not any(line.strip() for line in lines):
        raise InputError("run: give commands by -e 'goto 15', or a file of them by -x FILE")
    recipe = changes.recipe(network).read()
    program = recipe.program()
    try:
        for line in run_script(Debugger(program, recipe), lines, _look(None).style(program)):
            _print([line])
    except ScriptError as error:
        raise InputError(plain(str(error))) from None
    return 0


def _script_lines(file: Path | None) -> list[str]:
    if file is None:
        return []
    try:
        return file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is no text in UTF-8"
        raise InputError(f"{plain(str(file))}: cannot be read: {reason}") from None


@app.command
def new(file: Path) -> int:
    """Write a network file to begin with, with a comment on everything it may hold.

    Args:
        file: The file to write, my.toml; one that exists is left alone.
    """
    from engine.spec import TEMPLATE

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
    _print([f"{shown} is written; open it with: {NAME} {shlex.quote(shown)} --watch"])
    return 0


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
    program = changes.recipe(network).program()
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
    program = changes.recipe(network).program()
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
def gradcheck(
    network: str = "skip",
    *,
    iteration: Whole = 0,
    format: Literal["text", "json"] = "text",  # noqa: A002  (the option's name)
    changes: Annotated[Changes, Flatten] = Changes(),
) -> int:
    """Compare every gradient with a derivative found without the backward pass.

    Args:
        network: A network that ships (see networks) or a network file, my.toml.
        iteration: The iteration whose gradients to check, counted from 0.
        format: The form to print it in.
    """
    program = changes.recipe(network).program()
    try:
        stop = Debugger(program).goto(1, iteration)
    except DebuggerError as error:
        raise InputError(str(error)) from None
    if stop.cursor.iteration != iteration:
        raise InputError(f"--iteration {iteration}: {stop.message}")
    from engine.gradcheck import as_json, as_text, check_gradients

    check = check_gradients(stop.state.run)
    _print(as_json(check) if format == "json" else as_text(check, _look(None).style(program)))
    return 0 if check.passes else ANSWER_IS_NO


@app.command
def networks() -> int:
    """List the networks that ship."""
    loaded = [load_network(name) for name in shipped_networks()]
    width = max(len(each.name) for each in loaded)
    _print(f"{each.name:{width}}  {each.teaches}" for each in loaded)
    return 0


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and give the exit status.

    0 is done, 1 that the answer is no (training diverged), 2 unusable input.
    """
    if sys.stdout is None or sys.stderr is None:
        return UNUSABLE_INPUT  # there is nowhere to say why
    try:
        result = app(
            sys.argv[1:] if arguments is None else arguments,
            exit_on_error=False,
            print_error=False,
            result_action="return_value",
        )
    except (InputError, SpecError, DebuggerError) as error:
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


def _follow(timeline: Timeline, iterations: int) -> None:
    """Train, with a progress bar on a terminal and nowhere else."""
    with suppress(KeyboardInterrupt):  # what has been run so far is what there is to tell
        for _ in shown(timeline.reach(iterations), iterations):
            pass


def _look(ascii_only: bool | None) -> Look:
    return Look(is_ascii_locale(os.environ) if ascii_only is None else ascii_only)


def _assignment(text: str) -> tuple[str, Value]:
    name, equals, value = text.partition("=")
    if not equals:
        raise InputError(f"--set {plain(text)}: write name=value, as in --set w0=0.3")
    try:
        return name.strip(), parse_value(value)
    except ValueError as error:
        raise InputError(f"--set {plain(text)}: {error}") from None


def _picture(debugger: Debugger, look: Look) -> list[str]:
    from tui.graph_picture import View, draw, picture_of
    from tui.graph_window import whole

    stop = debugger.stop
    network: Network = stop.program.network
    picture = picture_of(whole(network), COLUMNS, 1, look.glyphs)
    view = View(0, 0, picture.layout.width, picture.layout.height)
    lines = draw(picture, stop, look, view)
    style = look.style(stop.program)
    equations = [f"{style.name(name)} = {style.write(part)}" for name, part in network.equations]
    return ["".join(text for text, _ in line).rstrip() for line in lines] + ["", *equations]


def _run_app(opened: Opened, look: Look, mouse: bool, theme: str | None, watch: bool) -> int:
    # A handful of colours needs no 24 bits each, which make up a quarter of the bytes of a step.
    if os.environ.get("COLORTERM") in ("truecolor", "24bit"):
        os.environ.setdefault("TEXTUAL_COLOR_SYSTEM", "256")
    gc.disable()  # until the app is up: nothing of what is made until then is garbage
    from tui.app import DebuggerApp
    from tui.session_store import SessionStore, state_folder

    themes = DebuggerApp.theme_names()
    if theme is not None and theme not in themes:
        raise InputError(f"--theme {plain(theme)}: no such theme; write one of {', '.join(themes)}")
    theme, notes = theme or default_theme(os.environ), opened.notes
    store = None
    try:
        store = SessionStore(state_folder(), opened.held)
    except SessionError as error:
        notes = f"the session is not saved: {error}"
    running = DebuggerApp(opened.debugger, look, theme, watch, store, notes)
    running.run(mouse=mouse)
    if store is not None:
        store.close()
    return running.return_code or 0


if __name__ == "__main__":
    sys.exit(main())
