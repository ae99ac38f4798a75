"""Commands that show the screen: play, snapshot, serve, and what is made of recordings: convert."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import Parameter

from engine.language.text import plain
from tui.cli.options import AS_SAID, NO_CHANGES, Changes, Flatten, Whole, Written, app
from tui.cli.shared import (
    ANSWER_IS_NO,
    InputError,
    begin_with,
    check_ships,
    complain,
    look_of,
    settings,
    write_linked,
    write_out,
)
from tui.drawing.look import Look

if TYPE_CHECKING:
    from tui.lectures.lecture import Playing


@app.command
def serve(
    network: str = "skip",
    *,
    host: str = "127.0.0.1",
    port: Whole = 8000,
    public_url: str | None = None,
    token: str | None = None,
    visitors: Whole = 40,
    per_address: Whole = 8,
    idle: float = 10.0,
    memory: float = 4.0,
    cores: Whole | None = None,
    sandbox: Literal["none", "bwrap"] = "none",
    changes: Annotated[Changes, Flatten] = NO_CHANGES,
) -> int:
    """Serve the debugger to browsers: a process for each visitor, which touches no files.

    Args:
        network: A network that ships (see networks).
        host: The address to listen at; 0.0.0.0 lets in whoever reaches this machine.
        port: The port to listen at.
        public_url: Where browsers find it, if not there: https://teach.example behind a proxy.
        token: The word in its address without which nobody comes in; by itself a random one.
        visitors: How many may be there at once.
        per_address: How many of them from one address.
        idle: The minutes after which a visitor who types nothing has to go.
        memory: The gigabytes for all together; beyond them who takes most has to go (Linux).
        cores: The processors for all together (Linux); by itself all but one.
        sandbox: What is put around each: bwrap (bubblewrap), where it is installed.
    """
    check_ships(network, "serve")
    if not 1 <= port <= 65535:
        raise InputError("serve: write a port from 1 to 65535")
    changes.recipe(network).program()
    try:
        from tui.terminal.door import Door, random_token
        from tui.terminal.limits import Limits
        from tui.terminal.serve import serve as serve_app
        from tui.terminal.serve import visitor_command
    except ImportError:
        raise InputError(
            "serve: textual-serve is missing; install it with: pip install textual-serve"
        ) from None
    try:
        door = Door(host, port, public_url, random_token() if token is None else token)
        limits = Limits(visitors, per_address, idle, memory, cores)
        command = visitor_command([network, *changes.options()], sandbox)
    except ValueError as error:
        raise InputError(f"serve: {error}") from None
    try:
        serve_app(command, door, limits)
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
    theme: str | None = None,
    ascii: Annotated[bool, Parameter(negative="")] = False,  # noqa: A002  (the option's name)
    force: Annotated[bool, Parameter(negative="")] = False,
    written: Annotated[Written, Flatten] = AS_SAID,
    changes: Annotated[Changes, Flatten] = NO_CHANGES,
) -> int:
    """Save a picture of the debugger, without a terminal.

    Args:
        network: A network that ships (see networks) or a network file, my.toml.
        output: The file to write: .svg, .txt, .ans or, with the extra `pictures`, .png.
        goto: The step to show, counted from 1.
        iteration: The iteration to show, counted from 0.
        size: The columns and rows of the screen.
        execute: A command to do before, as behind : in the app; may be given again.
        theme: The colours: dark, light, terminal or another (see config).
        ascii: Draw with ASCII characters only.
        force: Write over the file, if there is one.
    """
    from tui.offscreen.size import read_size
    from tui.offscreen.snapshot import MOST, checked_output
    from tui.offscreen.snapshot import snapshot as take
    from tui.recording.stills import save
    from tui.sessions.opening import open_network

    columns_and_rows, said = read_size(size, MOST), written.over(settings())
    look = look_of(ascii or bool(said.ascii), said)
    output = checked_output(output, force)
    opened = open_network(changes.recipe(network), goto, iteration)
    still = take(opened.debugger, look, theme or said.theme or "dark", columns_and_rows, execute)
    write_linked(save(still, [output], force))
    return 0


@app.command
def play(
    lecture: str,
    *,
    start: Annotated[str | None, Parameter(name="--from")] = None,
    auto: Annotated[bool, Parameter(negative="")] = False,
    speed: float = 1.0,
    allow_writes: Annotated[bool, Parameter(negative="")] = False,
    check: Annotated[bool, Parameter(negative="")] = False,
    record: Path | None = None,
    size: str = "100x30",
    record_format: Literal["v2", "v3"] = "v2",
    ascii: bool | None = None,  # noqa: A002  (the option's name)
    mouse: bool | None = None,
    theme: str | None = None,
    spoken: Annotated[bool, Parameter(name="--plain", negative="")] = False,
) -> int:
    """Play a lecture: commands of the debugger, with narration.

    Args:
        lecture: A lecture that ships (see lectures) or a file, my.walk.
        start: The caption to begin at, counted from 1, or the line of the file: line:120.
        auto: Go on without a person: a pause lasts as long as it takes to read the caption.
        speed: How many times as fast all waits are, 1.5.
        allow_writes: Let it write files, in its own folder, without asking.
        check: Test that everything holds that the lecture expects, without a terminal.
        record: Record it to a new file, without a terminal and without a person: lecture.cast for
            asciinema, lecture.html to play in a browser, lecture.gif or lecture.webp.
        size: The columns and rows of the recording.
        record_format: The form of the recording: v3 is for asciinema 3 and later.
        ascii: Draw with ASCII characters only; by itself where the locale is not UTF-8.
        mouse: Use the mouse; without it, text can be selected.
        theme: The colours: dark, light, terminal (the terminal's own) or another (see config).
        spoken: Tell it in words, a line each, for a screen reader: captions, questions, steps; an
            empty line goes on, and where the input ends the rest is told.
    """
    from tui.lectures.check import check as check_lecture
    from tui.lectures.check import say_checked
    from tui.lectures.lecture import Playing
    from tui.lectures.reader import load_lecture
    from tui.lectures.scenes import Scenes
    from tui.offscreen.lecture import MOST
    from tui.offscreen.lecture import record as record_lecture
    from tui.offscreen.size import read_size

    if not 0.01 <= speed <= 100:
        raise InputError(f"--speed {speed:g}: write a number from 0.01 to 100")
    begin_with(settings())
    loaded = load_lecture(lecture)
    begin = 0 if start is None else Scenes(loaded.statements).asked_for(start)
    if begin and (check or record is not None):
        raise InputError("--from goes with playing: --check and --record take all of a lecture")
    played = Playing(loaded, lecture, auto, speed, begin, allow_writes)
    if spoken:
        return _told(played, look_of(ascii), check or record is not None)
    if not check and record is None:
        from tui.cli.open import display_of
        from tui.cli.tour import play_on_screen

        display = display_of(settings(), ascii, mouse, theme)
        return play_on_screen(played, display, "play", "; --check or --record FILE needs none")
    dimensions, look = read_size(size, MOST), Look(bool(ascii))
    if theme not in (None, "dark", "light", "terminal"):
        raise InputError(f"--theme {plain(theme)}: write dark, light or terminal")
    checked = check_lecture(loaded, look)
    if checked.failure:
        complain(checked.failure)
        return ANSWER_IS_NO
    if check:
        from tui.offscreen.warnings import warnings_of

        for warning in warnings_of(loaded, look):
            complain(f"{plain(loaded.source.path)}: warning: {warning}")
        write_out([say_checked(loaded, checked)])
    if record is not None:
        write_linked(
            record_lecture(played, record, dimensions, record_format, look, theme or "dark")
        )
    return 0


def _told(playing: Playing, look: Look, is_something_else: bool) -> int:
    """Tell a lecture in the line mode."""
    from tui.plain.run import tell_lecture

    if is_something_else:
        raise InputError("--plain tells a lecture; --check and --record do something else with it")
    if sys.stdin is None:
        raise InputError("--plain: standard input is closed, so there is nothing to read")
    return tell_lecture(playing, look)


@app.command
def convert(
    recording: Path,
    output: Path,
    *,
    speed: float = 1.0,
    idle: float | None = None,
    force: Annotated[bool, Parameter(negative="")] = False,
) -> int:
    """Make a page or a picture that moves of a recording.

    Args:
        recording: A recording, lecture.cast.
        output: The file to write: .html to play in a browser, .gif or .webp.
        speed: How many times as fast, 1.5.
        idle: The longest that nothing may happen, in seconds; by itself what the recording says.
        force: Write over the file, if there is one.
    """
    from engine.files import replace_file
    from tui.commands.names import file_to_write
    from tui.recording.convert import converted, say_made
    from tui.recording.forms import check_form, form_of
    from tui.recording.reader import load_cast

    path, shown = file_to_write(output), plain(str(output))
    if not form_of(path):
        raise InputError(f"{shown}: the name has to end in .html, .gif or .webp")
    if not 0.01 <= speed <= 100:
        raise InputError(f"--speed {speed:g}: write a number from 0.01 to 100")
    if idle is not None and not 0.01 <= idle <= 3600:
        raise InputError(f"--idle {idle:g}: write seconds from 0.01 to 3600")
    check_form(path)
    if path.exists() and not force:
        raise InputError(f"{shown}: exists already, and is left as it is; --force writes over it")
    made = converted(load_cast(recording), str(recording), form_of(path), speed, idle)
    try:
        replace_file(path, made)
    except OSError as error:
        raise InputError(f"{shown}: cannot be written: {error.strerror}") from None
    write_out([say_made(path, len(made))])
    return 0
