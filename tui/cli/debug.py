"""The command `makabaka-tui NETWORK`, with options."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import Parameter

from engine.language.text import plain
from tui.cli.options import AS_SAID, NO_CHANGES, Changes, Flatten, Whole, Written, app
from tui.cli.shared import InputError, check_ships, is_graph, settings

if TYPE_CHECKING:
    from tui.drawing.look import Look
    from tui.sessions.opening import Opened


@app.default
def open_debugger(
    network: str | None = None,
    *,
    changes: Annotated[Changes, Flatten] = NO_CHANGES,
    goto: Whole | None = None,
    iteration: Whole = 0,
    execute: Annotated[tuple[str, ...], Parameter(name=("--execute", "-e"), negative="")] = (),
    resume: Annotated[bool, Parameter(negative="")] = False,
    session: Path | None = None,
    state: str | None = None,
    ascii: bool | None = None,  # noqa: A002  (the option's name)
    mouse: bool | None = None,
    theme: str | None = None,
    written: Annotated[Written, Flatten] = AS_SAID,
    watch: Annotated[bool, Parameter(negative="")] = False,
    record: Path | None = None,
    record_format: Literal["v2", "v3"] | None = None,
    restricted: Annotated[bool, Parameter(negative="")] = False,
    spoken: Annotated[bool, Parameter(name="--plain", negative="")] = False,
    brief: Annotated[bool, Parameter(negative="")] = False,
) -> int:
    """Open the debugger in the terminal.

    Args:
        network: A network that ships (see networks), a network file, my.toml, or a graph of ONNX,
            model.onnx; by itself skip.
        goto: The step to open at, counted from 1.
        iteration: The iteration to open at, counted from 0.
        execute: A command to do before, as behind : in the app; may be given again.
        resume: Go on with the last session, of the network if one is named.
        session: Go on with a session that was saved to a file by :save.
        state: Open what somebody has shared in a line, which :state shows and Y copies.
        ascii: Draw with ASCII characters only; by itself where the locale is not UTF-8.
        mouse: Use the mouse; without it, text can be selected.
        theme: The colours: dark, light, terminal (the terminal's own) or another (see config).
        watch: Load the network file again whenever it is saved.
        record: Record what is shown to a new file: lecture.cast for asciinema, lecture.html to play
            in a browser, lecture.gif or lecture.webp.
        record_format: The form of recordings: v3 is for asciinema 3 and later.
        restricted: Touch no files, so that it can be served to anyone; no session is saved.
        spoken: Read commands from standard input, a line each, and answer in words, a line for each
            step: for a screen reader, or a pipe.
        brief: With --plain, say only what each step computes.
    """
    from tui.cli.open import Recording, display_of, open_app, open_plain
    from tui.sessions.opening import open_network

    if restricted:
        touching = {"resume": resume, "session": session, "watch": watch, "record": record}
        touching["data"] = changes.data
        _restrict(network or "skip", [name for name, value in touching.items() if value])
    said = written.over(settings())
    if spoken and (watch or record is not None):
        raise InputError(f"--plain: --{'watch' if watch else 'record'} needs the screen of the app")
    if brief and not spoken:
        raise InputError("--brief goes with --plain")
    if watch and network is not None and is_graph(network):
        raise InputError(f"--watch: {plain(network)} is read once; watch a network file")
    if resume or session is not None or state is not None:
        if resume and network is not None and is_graph(network):
            network, changes = changes.graph(network)
        is_changed = changes != Changes() or goto is not None or bool(iteration)
        opened = _gone_on_with(network, resume, session, state, is_changed)
    else:
        recipe, notes = changes.noted(network or said.network)
        opened = open_network(recipe, goto, iteration)
        if notes:
            from tui.cli.graphs import of_data

            opened = opened._replace(notes=of_data(notes))
    display = display_of(said, ascii, mouse, theme)
    opened = _executed(opened, execute, display.look)
    if spoken:
        return open_plain(opened, display.look, brief)
    return open_app(opened, display, watch, Recording(record, record_format or said.record_format))


def _executed(opened: Opened, lines: Sequence[str], look: Look) -> Opened:
    """What is opened, after some commands."""
    if not lines:
        return opened
    from tui.commands.script import ScriptError, run_script

    debugger = opened.debugger
    try:
        for _ in run_script(debugger, lines, look.style(debugger.stop.program)):
            pass
    except ScriptError as error:
        if opened.held is not None:
            opened.held.release()
        raise InputError(f"-e, {plain(str(error))}") from None
    return opened


def _gone_on_with(
    network: str | None, resume: bool, session: Path | None, state: str | None, is_changed: bool
) -> Opened:
    """What was left or shared, to go on with."""
    from tui.sessions.opening import open_session, open_state
    from tui.sessions.opening import resume as resume_session

    option = "--resume" if session is None and state is None else "--session FILE"
    option = "--state LINE" if state is not None else option
    if is_changed:
        raise InputError(
            f"{option.split()[0]} goes on where the session ended, with nothing else changed"
        )
    if option != "--resume" and (network is not None or resume or None not in (session, state)):
        what = "file says which network it is of" if state is None else "line says all there is"
        raise InputError(f"{option} stands alone: the {what}")
    if state is not None:
        return open_state(state)
    return resume_session(network) if session is None else open_session(session)


def _restrict(network: str, touching: Sequence[str]) -> None:
    """Touch no files from now on; what would need to is refused."""
    if touching:
        raise InputError(f"--restricted: --{touching[0]} is not allowed, as it touches files")
    check_ships(network, "--restricted")
    from tui.terminal.sandbox import restrict

    restrict()
