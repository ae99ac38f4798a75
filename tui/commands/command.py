"""What a command is: an action with a name, keys, and what it does."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from engine.debugger.debugger import Debugger
from engine.debugger.stop import Stop
from engine.errors import DebuggerError
from engine.language.notation import Style
from tui.commands.lists import Choices

Answer = Callable[[Stop, str, Style], Sequence[str]]
"""Called with where the debugger stands, what stands behind the name, and how to write; gives the
lines of the answer."""

Choose = Callable[[Stop, str, Style], Choices]
"""Called as an `Answer` is; gives a list to act in."""

Run = Callable[[Debugger, str, int], Stop]
"""Called with the debugger, what stands behind the name, and the count."""

Reaches = Callable[[Stop, str, int], int]
"""Called with where the debugger stands, what stands behind the name, and the count; gives the
iteration that has to be reached first, which may take long."""


class CommandError(ValueError):
    """A line that is no command, with a message for the person who typed it."""


@dataclass(frozen=True, slots=True)
class Command:
    """An action.

    Args:
        name: as it is typed behind `:`.
        keys: the keys that do it, in Textual's names.
        shown: how the keys are written.
        summary: what it does, for help and palette.
        run: what it does to the debugger; None if the app does it.
        argument: what has to stand behind the name, empty if nothing may; a word for each part,
            those of `tui.commands.completion.KINDS` are completed, and `NODE/CONDITION` is one or
            the other.
        optional: whether the argument may be left out.
        prefill: what of the argument its key writes already, for a person to go on from.
        again: whether it does the same again if the argument is left out; its key asks for one.
        counts: whether a count may be given, before the key or behind the name.
        hint: a word or two for the line at the foot of the screen, empty to leave it out.
        reaches: which iteration it goes to, for those that may go far.
        confirmed: what it does instead once a person has agreed to what would be destroyed.
        answer: what it answers, if it is a question.
        choices: the list that it answers with, if it is one to act in.
        searches: whether it looks for a breakpoint on the way, forwards or back.
        touches_files: whether it reads or writes files, which a restricted process does not.
    """

    name: str
    keys: tuple[str, ...]
    shown: str
    summary: str
    run: Run | None = None
    argument: str = ""
    optional: bool = False
    prefill: Callable[[Stop], str] | None = None
    again: bool = False
    counts: bool = False
    hint: str = ""
    reaches: Reaches | None = None
    confirmed: Run | None = None
    answer: Answer | None = None
    choices: Choose | None = None
    searches: bool | None = None
    touches_files: bool = False

    @property
    def is_question(self) -> bool:
        """Whether it answers something and leaves the debugger as it is."""
        return self.answer is not None or self.choices is not None

    def answers(self, stop: Stop, argument: str, style: Style) -> Sequence[str]:
        """The answer to the question that the command is.

        Raises:
            CommandError: where there is none.
        """
        if self.choices is not None:
            return self.lists(stop, argument, style).lines
        if self.answer is None:
            raise CommandError(f"{self.name} is no question")
        try:
            return self.answer(stop, argument, style)
        except DebuggerError as error:
            raise CommandError(str(error)) from None

    def lists(self, stop: Stop, argument: str, style: Style) -> Choices:
        """The list to act in that the command answers with; errors as of `answers`."""
        if self.choices is None:
            raise CommandError(f"{self.name} is no list")
        try:
            return self.choices(stop, argument, style)
        except DebuggerError as error:
            raise CommandError(str(error)) from None

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
