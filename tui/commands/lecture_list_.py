"""The lectures that ship, as a list to act in."""

from __future__ import annotations

from engine.debugger.stop import Stop
from engine.language.notation import Style
from tui.commands.lists import Choice, Choices
from tui.commands.outcome_ import Outcome


def choose_lecture(_: Stop, __: str, ___: Style) -> Choices:
    """The lectures, each with its title."""
    rows = [
        Choice(line, {"enter": Outcome(closes=True, line=f"play {name}")})
        for name, line in lecture_lines().items()
    ]
    return Choices(
        "Lectures",
        rows,
        "Enter plays it; the session is saved",
        "there is no lecture: makabaka-tui play FILE plays one of your own",
    )


def lecture_lines() -> dict[str, str]:
    """A line for each lecture that ships, by name."""
    from tui.lectures.reader import shipped_lectures, title_of

    shipped = shipped_lectures()
    width = max(map(len, shipped), default=0)
    return {name: f"{name:{width}}  {title_of(path)}" for name, path in shipped.items()}
