"""The command line. Textual is imported where the app is opened, and nowhere else."""

from __future__ import annotations

import gc
import os
import shlex
import sys
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import App, CycloptsError, Parameter, Token

from engine.debugger.cursor import ConfirmError, DebuggerError, SessionError
from engine.debugger.debugger import Debugger
from engine.iterations.timeline import MAX_ITERATION, Timeline
from engine.network.network import Network
from engine.network.reader import load_network, shipped_networks
from engine.network.source import SpecError, plain
from engine.program.recipe import Recipe, recipe_of
from tui.drawing.look import Look
from tui.sessions.opening import Opened, open_network, open_session
from tui.sessions.opening import resume as resume_session
from tui.sessions.progress import shown
from tui.terminal.capabilities import is_ascii_locale, terminal_of

if TYPE_CHECKING:
    from tui.offscreen.lecture_ import Lecture
    from tui.recording.cast import Cast, Kind
    from tui.sessions.store import SessionStore

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
        return recipe_of(network, self.assignments, self.learning_rate, self.optimiser, self.seed)

    def options(self) -> list[str]:
        """The options that say the same."""
        given = {"--lr": self.learning_rate, "--optimiser": self.optimiser, "--seed": self.seed}
        said = [f"{name}={value}" for name, value in given.items() if value is not None]
        return [f"--set={each}" for each in self.assignments] + said


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
    record: Path | None = None,
    record_format: Literal["v2", "v3"] = "v2",
    restricted: Annotated[bool, Parameter(negative="")] = False,
    spoken: Annotated[bool, Parameter(name="--plain", negative="")] = False,
    brief: Annotated[bool, Parameter(negative="")] = False,
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
        record: Record what is shown to a new file, lecture.cast, for asciinema to play.
        record_format: The form of recordings: v3 is for asciinema 3 and later.
        restricted: Touch no files, so that it can be served to anyone; no session is saved.
        spoken: Read commands from standard input, a line each, and answer in words, a line for each
            step: for a screen reader, or a pipe.
        brief: With --plain, say only what each step computes.
    """
    if restricted:
        touching = {"resume": resume, "session": session, "watch": watch, "record": record}
        _restrict(network or "skip", [name for name, value in touching.items() if value])
    if spoken and (watch or record is not None):
        raise InputError(f"--plain: --{'watch' if watch else 'record'} needs the screen of the app")
    if brief and not spoken:
        raise InputError("--brief goes with --plain")
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
        if spoken:
            return _run_plain(opened, _look(ascii), brief)
        return _open_app(opened, _look(ascii), mouse, theme, watch, record, record_format)
    finally:
        if opened.held is not None:
            opened.held.release()


def _open_app(
    opened: Opened,
    look: Look,
    mouse: bool,
    theme: str | None,
    watch: bool,
    record: Path | None,
    record_format: Kind,
) -> int:
    """Open the app, if there is a terminal for it, and a file to watch."""
    recipe = opened.debugger.stop.recipe
    if watch and (recipe is None or recipe.text is None):
        shown = plain(recipe.name) if recipe is not None else "this network"
        raise InputError(f"--watch: {shown} ships and does not change; watch a file of your own")
    streams = () if "TEXTUAL_DRIVER" in os.environ else (sys.stdin, sys.stdout, sys.stderr)
    if not all(stream.isatty() for stream in streams):
        raise InputError(
            f"{NAME}: this is no terminal to draw in; {NAME} trace prints every step without one"
        )
    return _run_app(opened, look, mouse, theme, watch, record, record_format)


def _run_plain(opened: Opened, look: Look, brief: bool) -> int:
    """The line mode; what is typed by a person is saved as in the app, what is piped is not."""
    from tui.plain.mode import run_plain
    from tui.terminal.sandbox import is_restricted

    store, notes = None, opened.notes
    if (sys.stdin.isatty() or opened.held is not None) and not is_restricted():
        store, notes = _store(opened)
    try:
        return run_plain(opened.debugger, store, notes, brief, look.ascii)
    finally:
        if store is not None:
            store.close()


def _store(opened: Opened) -> tuple[SessionStore | None, str]:
    """Where the session is saved, and what there is to say to begin with."""
    from tui.sessions.store import SessionStore, state_folder

    try:
        return SessionStore(state_folder(), opened.held), opened.notes
    except SessionError as error:
        return None, f"the session is not saved: {error}"


def _check_ships(network: str, where: str) -> None:
    """Refuse a network that does not ship."""
    if network not in shipped_networks():
        known = ", ".join(shipped_networks())
        raise InputError(f"{where}: {plain(network)} does not ship; write one of {known}")


def _restrict(network: str, touching: Sequence[str]) -> None:
    """Touch no files from now on; what would need to is refused."""
    if touching:
        raise InputError(f"--restricted: --{touching[0]} is not allowed, as it touches files")
    _check_ships(network, "--restricted")
    from tui.terminal.sandbox import restrict

    restrict()


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
    from engine.export.training import Report

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
    from tui.commands.script import ScriptError, run_script

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
    from engine.network.reader import TEMPLATE

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
    from engine.export import steps as records
    from engine.iterations.run import trace as run_all

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
    from engine.export import graph as graphs

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
    from engine.gradients.gradcheck import as_json, as_text, check_gradients

    check = check_gradients(stop.state.run)
    _print(as_json(check) if format == "json" else as_text(check, _look(None).style(program)))
    return 0 if check.passes else ANSWER_IS_NO


@app.command
def serve(
    network: str = "skip",
    *,
    host: str = "127.0.0.1",
    port: Whole = 8000,
    public_url: str | None = None,
    visitors: Whole = 40,
    changes: Annotated[Changes, Flatten] = Changes(),
) -> int:
    """Serve the debugger to browsers: a process for each visitor, which touches no files.

    Args:
        network: A network that ships (see networks).
        host: The address to listen at; 0.0.0.0 lets in whoever reaches this machine.
        port: The port to listen at.
        public_url: Where browsers find it, if not there: https://teach.example behind a proxy.
        visitors: How many may be there at once.
    """
    _check_ships(network, "serve")
    if not 1 <= port <= 65535 or visitors < 1:
        raise InputError("serve: write a port from 1 to 65535, and at least one visitor")
    changes.recipe(network).program()
    try:
        from tui.terminal.serve import serve as serve_app
    except ImportError:
        raise InputError(
            "serve: textual-serve is missing; install it with: pip install 'makabaka-tui[serve]'"
        ) from None
    try:
        serve_app([network, *changes.options()], host, port, public_url, visitors)
    except OSError as error:
        raise InputError(f"serve: {host}:{port} cannot be served: {error.strerror}") from None
    return 0


@app.command
def snapshot(
    network: str = "skip",
    *,
    output: Annotated[Path, Parameter(name=("--output", "-o"))],
    goto: Whole | None = None,
    iteration: Whole = 0,
    size: str = "100x30",
    execute: Annotated[tuple[str, ...], Parameter(name=("--execute", "-e"), negative="")] = (),
    theme: str = "dark",
    ascii: Annotated[bool, Parameter(negative="")] = False,  # noqa: A002  (the option's name)
    force: Annotated[bool, Parameter(negative="")] = False,
    changes: Annotated[Changes, Flatten] = Changes(),
) -> int:
    """Save a picture of the debugger, without a terminal.

    Args:
        network: A network that ships (see networks) or a network file, my.toml.
        output: The file to write: .svg, .txt, .ans or, where a converter is installed, .png.
        goto: The step to show, counted from 1.
        iteration: The iteration to show, counted from 0.
        size: The columns and rows of the screen.
        execute: A command to do before, as behind : in the app; may be given again.
        theme: The colours: dark, light or terminal.
        ascii: Draw with ASCII characters only.
        force: Write over the file, if there is one.
    """
    from tui.offscreen.size import read_size
    from tui.offscreen.snapshot import MOST, check_output
    from tui.offscreen.snapshot import snapshot as take
    from tui.recording.stills import save

    columns_and_rows = read_size(size, MOST)
    check_output(output, force)
    opened = open_network(changes.recipe(network), goto, iteration)
    still = take(opened.debugger, Look(ascii), theme, columns_and_rows, execute)
    _print([save(still, [output], force)])
    return 0


@app.command
def play(
    lecture: str,
    *,
    auto: Annotated[bool, Parameter(negative="")] = False,
    speed: float = 1.0,
    check: Annotated[bool, Parameter(negative="")] = False,
    record: Path | None = None,
    size: str = "100x30",
    record_format: Literal["v2", "v3"] = "v2",
    ascii: bool | None = None,  # noqa: A002  (the option's name)
    mouse: bool = True,
    theme: str | None = None,
) -> int:
    """Play a lecture: commands of the debugger, with narration.

    Args:
        lecture: A lecture that ships (see lectures) or a file, my.walk.
        auto: Go on without a person: a pause lasts as long as it takes to read the caption.
        speed: How many times as fast all waits are, 1.5.
        check: Test that everything holds that the lecture expects, without a terminal.
        record: Record it to a new file, lecture.cast, without a terminal and without a person.
        size: The columns and rows of the recording.
        record_format: The form of the recording: v3 is for asciinema 3 and later.
        ascii: Draw with ASCII characters only; by itself where the locale is not UTF-8.
        mouse: Use the mouse; without it, text can be selected.
        theme: The colours: dark, light or terminal (the terminal's own).
    """
    from tui.lectures.check import check as check_lecture
    from tui.lectures.reader import load_walkthrough
    from tui.offscreen import lecture_ as playing
    from tui.offscreen.size import read_size

    if not 0.01 <= speed <= 100:
        raise InputError(f"--speed {speed:g}: write a number from 0.01 to 100")
    walkthrough = load_walkthrough(lecture)
    played = playing.Lecture(walkthrough, auto, speed)
    if not check and record is None:
        opening = walkthrough.opening
        if not all(stream.isatty() for stream in (sys.stdin, sys.stdout, sys.stderr)):
            raise InputError("play: this is no terminal; --check or --record FILE needs none")
        opened = Opened(Debugger(opening.program, opening.recipe))
        return _run_app(opened, _look(ascii), mouse, theme, False, None, record_format, played)
    dimensions, look = read_size(size, playing.MOST), Look(bool(ascii))
    if theme not in (None, "dark", "light", "terminal"):
        raise InputError(f"--theme {plain(theme)}: write dark, light or terminal")
    checked = check_lecture(walkthrough, look)
    if checked.failure:
        _complain(checked.failure)
        return ANSWER_IS_NO
    if check:
        _print([playing.say_checked(walkthrough, checked)])
    if record is not None:
        _print([playing.record(played, record, dimensions, record_format, look, theme or "dark")])
    return 0


@app.command
def lectures() -> int:
    """List the lectures that ship."""
    from tui.commands.lecture_list_ import lecture_lines

    _print(lecture_lines().values())
    return 0


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
    """How to write: on a terminal as it can, elsewhere as the locale says."""
    if ascii_only is not None:
        return Look(ascii_only)
    if sys.stdout.isatty():
        return Look(terminal_of(os.environ).ascii)
    return Look(is_ascii_locale(os.environ))


def _picture(debugger: Debugger, look: Look) -> list[str]:
    from tui.graph.picture import View, draw, picture_of
    from tui.graph.window import whole

    stop = debugger.stop
    network: Network = stop.program.network
    picture = picture_of(whole(network), COLUMNS, 1, look.glyphs)
    view = View(0, 0, picture.layout.width, picture.layout.height)
    lines = draw(picture, stop, look, view)
    style = look.style(stop.program)
    equations = [f"{style.name(name)} = {style.write(part)}" for name, part in network.equations]
    return ["".join(text for text, _ in line).rstrip() for line in lines] + ["", *equations]


def _run_app(
    opened: Opened,
    look: Look,
    mouse: bool,
    theme: str | None,
    watch: bool,
    record: Path | None,
    record_format: Kind,
    lecture: Lecture | None = None,
) -> int:
    terminal = terminal_of(os.environ)
    if terminal.colours:
        os.environ.setdefault("TEXTUAL_COLOR_SYSTEM", terminal.colours)
    else:
        os.environ["NO_COLOR"] = "1"
    gc.disable()  # until the app is up: nothing of what is made until then is garbage
    from tui.app import DebuggerApp
    from tui.terminal.sandbox import is_restricted

    themes = DebuggerApp.theme_names()
    if theme is not None and theme not in themes:
        raise InputError(f"--theme {plain(theme)}: no such theme; write one of {', '.join(themes)}")
    store, notes = None, opened.notes
    if not is_restricted() and lecture is None:
        store, notes = _store(opened)
    cast = _open_cast(record, record_format)
    theme = theme or terminal.theme
    running = DebuggerApp(opened.debugger, look, theme, watch, store, notes, cast)
    running.lecture = lecture
    running.run(mouse=mouse)
    if store is not None:
        store.close()
    return running.return_code or 0


def _open_cast(path: Path | None, kind: Kind) -> Cast | None:
    """What to record to; None where nothing is said about recordings."""
    if path is None and kind == "v2":
        return None
    from tui.recording.cast import Cast, open_cast

    try:
        return Cast(kind) if path is None else Cast(kind, str(path), open_cast(path))
    except ConfirmError:
        shown = plain(str(path))
        raise InputError(f"--record {shown}: exists already, and is left as it is") from None
