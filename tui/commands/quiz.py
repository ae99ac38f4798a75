"""The quiz: predict what comes, with hints and a score; find what is wrong."""

from __future__ import annotations

from collections.abc import Sequence

from engine.debugger.debugger import Debugger
from engine.debugger.stop import Stop
from engine.language.notation import Style
from engine.language.text import plain
from tui.commands.action import Move, Question, View, ViewName
from tui.commands.arguments import read_number
from tui.commands.command import Command, CommandError
from tui.commands.names import file_to_write
from tui.terminal.sandbox import is_restricted

TELLING = frozenset("0123456789.-+(=")
"""The characters with which an answer begins: all but `=` belong to it."""


def predict(debugger: Debugger, text: str, style: Style) -> Stop:
    """Answer what is asked; without an answer, ask about each value, or ask no more.

    Raises:
        DebuggerError: where nothing is asked, or the answer cannot be understood.
    """
    from engine.quiz.prediction import begin
    from engine.quiz.task import task_of

    if text:
        return task_of(debugger.stop).answer(debugger, text)
    if debugger.stop.is_veiled:
        return task_of(debugger.stop).leave(debugger)
    return begin(debugger, style)


def begins_answer(stop: Stop, character: str) -> bool:
    """Whether a character begins an answer: something is asked, here or a step further on."""
    return stop.is_veiled and character[:1] in TELLING and character != ""


def _hint(debugger: Debugger, _: str, __: int) -> Stop:
    from engine.quiz.task import task_of

    return task_of(debugger.stop).hint(debugger)


def _skip(debugger: Debugger, _: str, __: int) -> Stop:
    from engine.quiz.task import task_of

    return task_of(debugger.stop).skip(debugger)


def _found(debugger: Debugger, argument: str, _: int) -> Stop:
    from engine.quiz.hunt import Hunt
    from engine.quiz.task import task_of

    hunt = task_of(debugger.stop)
    if not isinstance(hunt, Hunt):
        raise CommandError("nothing is hunted: makabaka-tui quiz --bug hides a slip")
    step = str(read_number("step", argument)) if argument else str(debugger.stop.cursor.step)
    return hunt.answer(debugger, step)


def answer_score(stop: Stop, argument: str, _: Style) -> Sequence[str]:
    """The score by rule; with a file's name it is written there, as CSV or as JSON.

    Raises:
        CommandError: where nothing is predicted, or the file cannot be written.
    """
    from engine.quiz.prediction import score_of
    from engine.quiz.report import write_score
    from engine.quiz.task import Task

    if not argument and isinstance(stop.veil, Task):
        return stop.veil.score()
    score = score_of(stop)
    if is_restricted():
        raise CommandError("score FILE is not allowed here: it touches files")
    path = write_score(score, file_to_write(argument))
    return [f"saved: {plain(str(path))}"]


QUIZ = (
    Command(
        "predict", ("P",), "P", "answer the question: a number, an expression, yes or no; "
        "alone, ask about each value before it is shown, or no more",
        View(ViewName.PREDICTION), argument="PREDICTION", optional=True,
    ),
    Command(
        "hint", ("h",), "h", "the rule, then with its numbers, then the value; also afterwards",
        Move(_hint),
    ),
    Command(
        "skip", ("k",), "k", "show the value that is asked for, counted as skipped", Move(_skip),
    ),
    Command(
        "score", (), "", "how many predictions were right, by rule; or write it: score my.csv",
        Question(answer_score), argument="FILE", optional=True, touches_files=True,
    ),
    Command(
        "found", (), "", "in a bug hunt: the number of this step, or of found 9, is wrong",
        Move(_found), argument="STEP", optional=True,
    ),
)  # fmt: skip

SEEN = frozenset((
    "step", "back", "into", "end", "start", "first", "last", "goto", "steps", "next", "previous",
    "iteration", "run", "restart", "up", "down", "select", "find", "inspect", "entry", "break",
    "delete", "disable", "enable", "breakpoints", "mark", "jump", "unmark", "marks", "save",
    "record", "predict", "hint", "skip", "score", "found", "theme", "present", "still", "mouse",
    "command", "palette", "message", "help", "quit", "watch", "unwatch", "note", "notes", "unnote",
    "zoom", "zoom-in", "zoom-out", "zoom-fit", "pan-left", "pan-right", "pan-up", "pan-down",
    "group", "fold", "unfold", "focus", "focus-back", "maximise", "larger", "smaller", "layout",
    "order", "filter",
))  # fmt: skip
"""The commands that tell nothing of what a person is asked about."""


def check_seen(command: Command, stop: Stop) -> None:
    """Refuse what would tell what a person is to find out.

    Raises:
        CommandError: where it would.
    """
    if not stop.is_veiled:
        return
    from engine.quiz.task import task_of

    if command.name not in SEEN or not task_of(stop).allows(command.name):
        raise CommandError(
            f"{command.name} would tell too much: answer first, or skip; P leaves the question"
        )
