"""The line being typed as it is drawn: the cursor in it, and beside it what may help."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len, set_cell_size

from tui.commands.command import CommandError
from tui.commands.line import find_command
from tui.commands.prompt import Completion, Prompt
from tui.drawing.keymap import SHIPPED, Keymap
from tui.drawing.look import Line

GAP = "  "
"""What stands between the line, the words it may go on with, and what the command does."""


def prompt_line(prompt: Prompt, width: int, keymap: Keymap = SHIPPED) -> Line:
    """The line being typed, and what the word before the cursor may be.

    As long as that was not asked, it says what the command does, if there is room.
    """
    if prompt.completion is not None:
        room = min(_widest(prompt.completion, prompt.after), width // 2)
        rest = width - len(" :") - room - len(GAP)
        beside = _words(prompt.completion, prompt.chosen, rest)
        return (*_around_cursor(prompt, room), (GAP, "text"), *beside)
    rest = width - cell_len(f" :{prompt.text} {GAP} ")
    said = _about(prompt.text, rest, keymap)
    beside = ((f"{GAP}{said} ", "dim"),) if said else ()
    room = width - len(" :") - sum(len(text) for text, _ in beside)
    return (*_around_cursor(prompt, room), *beside)


def typed_line(prompt: Prompt, width: int, sign: str) -> Line:
    """A line being typed behind a sign, with the cursor in it, in so many columns."""
    return _around_cursor(prompt, width - len(f" {sign}"), sign)


def _widest(completion: Completion, after: str) -> int:
    """The columns of the line and the cursor with the longest word that it may go on with.

    The words keep their places while one after the other is chosen.
    """
    longest = max(map(cell_len, completion.words), default=0)
    return cell_len(completion.head) + longest + cell_len(after) + 1


def _around_cursor(prompt: Prompt, room: int, sign: str = ":") -> Line:
    """As much of the line as there is room for, with the cursor in it; filled up to that."""
    before, under, after = prompt.before, prompt.after[:1] or " ", prompt.after[1:]
    while before and cell_len(before + under) > room:
        before = before[1:]
    after = set_cell_size(after, max(room - cell_len(before + under), 0))
    return ((f" {sign}{before}", "strong"), (under, "here"), (after, "strong"))


def _words(completion: Completion, chosen: int | None, room: int) -> Line:
    """The words that one may be, as many as there is room for, the chosen one among them."""
    words = completion.words
    if not words:
        return (("nothing begins like this", "dim"),)
    first, shown = 0, _fitting(words, room)
    while chosen is not None and first + shown <= chosen:
        first += shown
        shown = _fitting(words[first:], room, hidden=first)
    spans = [
        (word + GAP, "strong" if place == chosen else "dim")
        for place, word in enumerate(words[first : first + shown], first)
    ]
    return (*spans, (_say_more(len(words) - shown), "dim"))


def _fitting(words: Sequence[str], room: int, hidden: int = 0) -> int:
    """How many words fit, at least one, where so many others are hidden already."""
    fitting, used = 1, 0
    for count, word in enumerate(words, 1):
        used += cell_len(word + GAP)
        if used - len(GAP) > room:
            break
        more = _say_more(hidden + len(words) - count)
        if used + (len(more) or -len(GAP)) <= room:
            fitting = count
    return fitting


def _say_more(number: int) -> str:
    return f"and {number:,} more" if number else ""


def _about(line: str, room: int, keymap: Keymap) -> str:
    """What the command of a line is for and how it is typed, as far as there is room."""
    try:
        command = find_command(line.strip().removeprefix(":").split(" ", 1)[0], keymap)
    except CommandError:
        return ""
    texts = (f"{command.usage}{GAP}{command.summary}", command.summary, command.usage)
    return next((text for text in texts if len(text) <= room), "")
