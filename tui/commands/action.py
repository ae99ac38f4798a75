"""What a command does: a move, a question, a list, a search, an attempt or a view."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import Enum, auto

from engine.debugger.debugger import Debugger
from engine.debugger.stop import Stop
from engine.frozen import frozen
from engine.language.notation import Style
from tui.commands.errand import Errand
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


class Exact(str):
    """A line of an answer to be taken as it is: it is read by programs, not aloud."""

    __slots__ = ()


class ViewName(Enum):
    """The name of a view: what a front end may show, or do, besides the debugger."""

    HELP = auto()
    MESSAGE = auto()
    CHART = auto()
    SCALE = auto()
    PLOT = auto()
    LANDSCAPE = auto()
    PROFILE = auto()
    REGIONS = auto()
    INSPECTOR = auto()
    DIAGNOSIS = auto()
    HEALTH = auto()
    CURVATURE = auto()
    ZOOM = auto()
    PAN = auto()
    COMPARISON = auto()
    WHY = auto()
    PATHS = auto()
    PATH = auto()
    FLOW = auto()
    PAGE = auto()
    STUDY = auto()
    RECORDING = auto()
    LECTURE = auto()
    TOUR = auto()
    PREDICTION = auto()
    THEME = auto()
    PRESENTATION = auto()
    STILL = auto()
    MOUSE = auto()
    COPY = auto()
    EDITOR = auto()
    PROMPT = auto()
    PALETTE = auto()
    FOCUS = auto()
    MAXIMISED = auto()
    SIZE = auto()
    LAYOUT = auto()
    ORDER = auto()
    FILTER = auto()
    END = auto()


@frozen(slots=True)
class Move:
    """Something that is done to the debugger, which stands somewhere afterwards.

    Args:
        run: what it does.
        reaches: which iteration it goes to, for those that may go far.
        confirmed: what it does instead once a person has agreed to what would be destroyed.
        onward: the iteration up to which what it has made is run then, which may take long.
        arrives: what it does at the end of that.
    """

    run: Run
    reaches: Reaches | None = None
    confirmed: Run | None = None
    onward: Reaches | None = None
    arrives: Run | None = None


@frozen(slots=True)
class Question:
    """Something that is answered in lines, and leaves the debugger as it is.

    Args:
        answer: what there is to say.
        view: what shows the answer where a front end has it; None for lines everywhere.
    """

    answer: Answer
    view: ViewName | None = None


@frozen(slots=True)
class List:
    """A list that can be acted in, or be read as lines."""

    choices: Choose


@frozen(slots=True)
class Search:
    """A search for breakpoints on the way, forwards or back."""

    forwards: bool


@frozen(slots=True)
class Attempt:
    """Something that is tried, and takes a while.

    Args:
        begin: called with the debugger and what stands behind the name; gives the errand.
    """

    begin: Callable[[Debugger, str], Errand]


@frozen(slots=True)
class View:
    """Something that a front end shows or does by itself, if it has it.

    Args:
        name: what.
        given: what stands behind the name of the view, where it is always the same; the count
            follows it, if the command has one.
    """

    name: ViewName
    given: str = ""


Action = Move | Question | List | Search | Attempt | View
