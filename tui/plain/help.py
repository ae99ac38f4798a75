"""What the line mode tells about itself: its commands, and how a line may go on."""

from __future__ import annotations

from collections.abc import Callable, Collection

from engine.debugger.stop import Stop
from tui.commands.action import View, ViewName
from tui.commands.table import COMMANDS
from tui.drawing.keymap import Keymap
from tui.drawing.look import Look

OWN = {
    "where": "say again where you stand",
    "values": "say the value, the gradient and the state of every node",
    "equations": "say the forward equations",
    "brief": "say less of every step",
    "full": "say the rule and the reason of every step again",
    "leave": "leave the lecture that is told",
}
"""The commands that only this mode has, and what they do."""


KEYS = (
    "An empty line takes a step. Names may be shortened; a number alone goes to that step. The "
    "app's keys are names too: «n step» takes a step, «N back» a step back, and «n step» 3 takes "
    "three."
)
"""What there is to know about lines."""


def help_lines(views: Collection[ViewName], keymap: Keymap) -> list[str]:
    """A line for each command but for views that there are not: how it is typed, what it does."""
    lines = [keymap.told(KEYS)]
    for command in COMMANDS:
        if not isinstance(command.action, View) or command.action.name in views:
            summary = command.summary.replace("Esc interrupts", "Control C interrupts")
            if command.name == "help":
                summary = "list the commands"
            lines.append(f"{command.usage}: {summary}")
    return lines + [f"{name}: {summary}" for name, summary in OWN.items()]


def help_found(words: str, stop: Stop, keymap: Keymap) -> list[str]:
    """What the help says with these words, or that there is nothing."""
    from tui.commands.help import entries, found

    offered = entries(Look(keymap=keymap), stop)
    lines = ["".join(text for text, _ in each.line) for each in found(offered, words)]
    return [" ".join(line.split()) for line in lines] or ["Nothing in the help has these words."]


def complete_with(stop: Callable[[], Stop], look: Look) -> None:
    """Let Tab complete commands and names, where Python has readline."""
    try:
        import readline
    except ImportError:
        return
    from tui.commands.completion import complete

    def completed(_: str, number: int) -> str | None:
        typed = readline.get_line_buffer()[: readline.get_endidx()]
        own = [name for name in OWN if typed and name.startswith(typed)]
        words = [*complete(typed, stop(), look).words, *own]
        return words[number] if number < len(words) else None

    readline.set_completer_delims(" ()[]=<>+*,@")
    readline.set_completer(completed)
    is_libedit = "libedit" in (readline.__doc__ or "")
    readline.parse_and_bind("bind ^I rl_complete" if is_libedit else "tab: complete")
