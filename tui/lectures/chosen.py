"""The lecture that a person names, and where to begin in it."""

from __future__ import annotations

from engine.errors import SpecError
from tui.commands.command import CommandError
from tui.lectures.lecture import Playing
from tui.terminal.sandbox import is_restricted


def chosen(text: str) -> Playing:
    """A lecture by its name or its file, and where to begin: `skip --from 17`.

    Raises:
        CommandError: where there is no such lecture, or no such place in it.
    """
    from tui.commands.lists import shipped_lectures
    from tui.lectures.reader import load_lecture
    from tui.lectures.scenes import Scenes

    name, _, start = text.partition(" --from ")
    if is_restricted() and name not in shipped_lectures():
        raise CommandError("only lectures that ship are played here: L lists them")
    try:
        lecture = load_lecture(name)
    except SpecError as error:
        raise CommandError(str(error).partition("\n")[0]) from None
    place = Scenes(lecture.statements).asked_for(start) if start else 0
    return Playing(lecture, name, start=place)
