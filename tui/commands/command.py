"""What a command is: an action with a name, keys, and how it is typed."""

from __future__ import annotations

from collections.abc import Callable

from engine.debugger.stop import Stop
from engine.errors import DebuggerError
from engine.frozen import frozen
from tui.commands.action import Action


class CommandError(DebuggerError):
    """A line that is no command, with a message for the person who typed it."""


@frozen(slots=True)
class Command:
    """An action, and how it is asked for.

    Args:
        name: as it is typed behind `:`.
        keys: the keys that do it, in Textual's names.
        shown: how the keys are written.
        summary: what it does, for help and palette.
        action: what it does.
        argument: what has to stand behind the name, empty if nothing may; a word for each part,
            those of `tui.commands.completion.KINDS` are completed, and `NODE/CONDITION` is one or
            the other.
        optional: whether the argument may be left out.
        prefill: what of the argument its key writes already, for a person to go on from.
        again: whether it does the same again if the argument is left out; its key asks for one.
        counts: whether a count may be given, before the key or behind the name.
        hint: a word or two for the line at the foot of the screen, empty to leave it out.
        touches_files: whether it writes files, which a restricted process does not.
        reads_files: whether it reads files, which a restricted process does not either.
    """

    name: str
    keys: tuple[str, ...]
    shown: str
    summary: str
    action: Action
    argument: str = ""
    optional: bool = False
    prefill: Callable[[Stop], str] | None = None
    again: bool = False
    counts: bool = False
    hint: str = ""
    touches_files: bool = False
    reads_files: bool = False

    @property
    def characters(self) -> tuple[str, ...]:
        """Its keys that are a character, as they are typed, which are names of it as well.

        A digit is none: a number alone goes to that step.
        """
        typed = (key for key in self.shown.split() if len(key) == 1 and key.isascii())
        return tuple(key for key in typed if not key.isdecimal())

    @property
    def prompts(self) -> bool:
        """Whether its key opens the line for an argument."""
        return bool(self.argument) and (self.again or not self.optional)

    @property
    def usage(self) -> str:
        """How the command is typed: `goto STEP`, `run [NODE]`."""
        argument = "COUNT" if self.counts and not self.argument else self.argument
        optional = self.optional or (self.counts and not self.argument)
        return f"{self.name} [{argument}]" if optional else f"{self.name} {argument}".strip()
