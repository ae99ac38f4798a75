"""The session: restart, save, record, lectures, present, help, quit ..."""

from __future__ import annotations

from functools import partial
from shlex import quote

from engine.debugger.debugger import Debugger
from engine.debugger.stop import Stop
from engine.frozen import replace
from engine.language.text import plain
from tui.commands.action import List, Move, View, ViewName
from tui.commands.command import Command
from tui.commands.lists import choose_lecture
from tui.commands.names import file_to_write


def _save(debugger: Debugger, argument: str, _: int, overwrite: bool = False) -> Stop:
    from engine.sessions.files import write_session

    path = write_session(debugger.stop, file_to_write(argument), overwrite)
    return replace(debugger.stop, message=f"saved: go on with --session {plain(quote(str(path)))}")


SESSION = (
    Command(
        "restart", ("R",), "R", "go back to before the first step, same seed",
        Move(lambda debugger, _, __: debugger.restart()),
    ),
    Command(
        "save", (), "", "save the session to a file, for --session FILE",
        Move(_save, confirmed=partial(_save, overwrite=True)), argument="FILE", touches_files=True,
    ),
    Command(
        "record", (), "", "record what is shown: x.cast, .html, .gif, .webp; record stop ends it",
        View(ViewName.RECORDING), argument="FILE", touches_files=True,
    ),
    Command("lectures", ("L",), "L", "list the lectures, and play one", List(choose_lecture)),
    Command(
        "play", (), "", "play a lecture: play skip, or play my.walk --from 17",
        View(ViewName.LECTURE), argument="LECTURE",
    ),
    Command(
        "tutor", (), "", "take the tour: a minute with your own keys", View(ViewName.TOUR),
    ),
    Command(
        "theme", (), "", "use other colours; alone, say which there are", View(ViewName.THEME),
        argument="THEME", optional=True,
    ),
    Command(
        "present", ("p",), "p", "show one formula at a time, to an audience, or all again",
        View(ViewName.PRESENTATION),
    ),
    Command(
        "still", ("x",), "x", "save what is on the screen as SVG, as text and as ANSI",
        View(ViewName.STILL), argument="NAME", optional=True, touches_files=True,
    ),
    Command(
        "mouse", ("M",), "M", "leave the mouse to the terminal, to select text, or use it",
        View(ViewName.MOUSE),
    ),
    Command(
        "command", ("colon",), ":", "type a command", View(ViewName.PROMPT), hint="command",
    ),
    Command(
        "palette", ("ctrl+p",), "Ctrl+P", "find a command by some letters of its name",
        View(ViewName.PALETTE),
    ),
    Command(
        "message", ("v",), "v", "read what the last line said last, whole",
        View(ViewName.MESSAGE),
    ),
    Command(
        "help", ("question_mark",), "?", "say how things are done, and find it by words",
        View(ViewName.HELP), argument="WORDS", optional=True, hint="help",
    ),
    Command("quit", ("q",), "q", "quit", View(ViewName.END), hint="quit"),
)  # fmt: skip
