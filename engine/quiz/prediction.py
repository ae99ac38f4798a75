"""Predict mode: every step is asked about before its value is shown."""

from __future__ import annotations

from collections.abc import Sequence

from engine.debugger.cursor import Cursor
from engine.debugger.debugger import Debugger
from engine.debugger.stop import Stop
from engine.errors import DebuggerError
from engine.frozen import frozen, replace
from engine.language.notation import Style
from engine.quiz.question import HINTS, Question, question_at
from engine.quiz.rules import rule_of
from engine.quiz.score import Answered, Score
from engine.quiz.task import Task

EMPTY = Score()


@frozen()
class Prediction(Task):
    """A veil over what is still to be predicted.

    Args:
        known: the last place whose value may be seen.
        is_lifted: whether predicting is left off.
        style: how answers are written.
        hints: how many hints were given, and at which place.
        wrong: the tags of what was answered wrongly to the question, in order; empty for what has
            none.
        done: what became of the questions before.
    """

    hints: tuple[Cursor, int] = (Cursor(), 0)
    wrong: tuple[str, ...] = ()
    done: Score = EMPTY

    @property
    def how(self) -> str:
        """How to answer."""
        return "Type a number, or = and an expression. h gives a hint, k skips it, P leaves."

    def hinted(self, place: Cursor) -> int:
        """How many hints were given at a place; only at the last one that is remembered."""
        where, count = self.hints
        return count if where == place else 0

    def question(self, stop: Stop, style: Style) -> str:
        """What is asked."""
        return f"what is {question_at(stop).name(style)}?"

    def lines(self, stop: Stop, style: Style) -> Sequence[str]:
        """The question, and the hints so far."""
        asked = question_at(stop)
        hints = [asked.hint(i + 1, style) for i in range(self.hinted(stop.cursor))]
        return [f"{asked.name(style)} = ?", *hints]

    def answer(self, debugger: Debugger, text: str) -> Stop:
        """Answer the question; a right answer shows the exact value, which is gone on with.

        Where one stands at what was answered before, the answer is for the next step.
        """
        from engine.quiz.judge import judge

        stop = debugger.stop
        goes_on = stop.asked is None and stop.cursor == self.known
        if goes_on:
            stop = debugger.step()
        question = question_at(stop)
        try:
            judged = judge(question, text, stop, self.style)
        except DebuggerError as error:
            if goes_on:
                return debugger.cover(self, str(error))  # where it has gone is to be shown
            raise
        if judged.is_right:
            note = f" ({judged.note})" if judged.note else ""
            return self._done(debugger, question, True, f"right: {self._worth(question)}{note}")
        veil = replace(self, wrong=(*self.wrong, judged.tags[0] if judged.tags else ""))
        why = f": {judged.note}" if judged.note else "; :hint helps, :skip shows it"
        return debugger.cover(veil, f"not {question.name(self.style)}{why}")

    def hint(self, debugger: Debugger) -> Stop:
        """The next hint for the question, or for the step that was just answered."""
        stop = debugger.stop
        number = min(self.hinted(stop.cursor) + 1, HINTS)
        question = question_at(stop) if stop.asked is not None else self._answered(stop)
        said = f"hint {number} of {HINTS}: {question.hint(number, self.style)}"
        return debugger.cover(replace(self, hints=(stop.cursor, number)), said)

    def skip(self, debugger: Debugger) -> Stop:
        """Show the value that is asked for, and count it as skipped."""
        question = question_at(debugger.stop)
        return self._done(debugger, question, False, f"skipped: {self._worth(question)}")

    def leave(self, debugger: Debugger) -> Stop:
        """Ask no more: every value may be seen again, from the last that was."""
        known = self.known or Cursor()
        if debugger.stop.is_hidden:
            debugger.goto(known.step, known.iteration)
        said = f": {next(iter(self.done.lines()))}" if self.done.answers else ""
        return debugger.cover(replace(self, is_lifted=True), f"no more predictions{said}")

    def score(self) -> Sequence[str]:
        """How many were right, by rule."""
        return list(self.done.lines())

    def _answered(self, stop: Stop) -> Question:
        """The question that was answered last, if one stands at its step."""
        if stop.step is None or stop.cursor != self.known:
            raise DebuggerError("hints are given for the step that is asked about")
        before = replace(self, known=replace(stop.cursor, step=stop.cursor.step - 1))
        return question_at(replace(stop, veil=before))

    def _done(self, debugger: Debugger, question: Question, is_right: bool, said: str) -> Stop:
        """Go on from a question that is answered or skipped, and show its value."""
        step, hints = question.step, self.hinted(question.place)
        answered = Answered(
            iteration=step.iteration,
            step=step.index + 1,
            symbol=question.symbol,
            rule=rule_of(step.equation, step.run.program),
            is_right=is_right and hints < HINTS,
            tries=len(self.wrong) + is_right,
            hints=hints,
            slips=tuple(filter(None, self.wrong)),
        )
        done = self.done.joined_by(answered)
        return debugger.cover(Prediction(question.place, False, self.style, done=done), said)

    def _worth(self, question: Question) -> str:
        return f"{question.name(self.style)} = {self.style.number(question.value)}"


def begin(debugger: Debugger, style: Style) -> Stop:
    """Ask about every step from the next one on."""
    stop = debugger.stop
    known = replace(stop.cursor, arrived=None)
    if isinstance(stop.veil, Prediction):
        debugger.cover(replace(stop.veil, known=known, is_lifted=False, wrong=()))
    else:
        debugger.cover(Prediction(known, False, style))
    said = "type a number or an expression; :hint helps, :skip shows it, P leaves"
    return replace(debugger.step(), message=said)


def score_of(stop: Stop) -> Score:
    """The score of the predictions, also after they were left off.

    Raises:
        DebuggerError: where there were none.
    """
    if not isinstance(stop.veil, Prediction):
        raise DebuggerError("nothing was to be predicted: P begins")
    return stop.veil.done
