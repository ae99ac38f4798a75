"""Symptoms: this number instead of that; which of these mistakes can be the cause?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from engine.checking.slips.explain import rewrites
from engine.checking.slips.slip import Site
from engine.checking.slips.tags import TAGS, Level
from engine.debugger.cursor import Cursor
from engine.debugger.debugger import Debugger
from engine.debugger.stop import Stop
from engine.errors import DebuggerError
from engine.frozen import frozen, replace
from engine.iterations.timeline import Timeline
from engine.language.notation import Style
from engine.language.values import is_array
from engine.program.equation import Phase
from engine.quiz.bug import is_same
from engine.quiz.task import Task, numbers_in

MOST_CAUSES = 5
"""So many causes stand to choose from."""

ELSEWHERE = frozenset(("stale-value", "updated-weight"))
"""Slips with numbers that are not to be seen at the step: they are no more than other causes."""


@dataclass(frozen=True, eq=False)
class Symptom:
    """A wrong number, with causes that may have led to it and others that cannot have.

    Args:
        symbol: what it is about.
        right: what it should be.
        wrong: what came out.
        causes: tags of slips to choose from.
        possible: which of them, counted from 1, give the wrong number.
        others: what each of the others gives, as far as it can be made here at all.
    """

    symbol: str
    right: float
    wrong: float
    causes: tuple[str, ...]
    possible: frozenset[int]
    others: tuple[float | None, ...]


@frozen()
class Causes(Task):
    """The question what the cause of a wrong number can be, at each step where there are slips.

    Args:
        known: None: the right numbers are shown.
        is_lifted: whether it is left.
        style: how what there is to say is written.
        seed: what is drawn by.
        settled: the places that were answered rightly, and after how many tries.
        tries: how many answers were wrong where one stands.
        skipped: how many were skipped.
    """

    seed: int
    settled: tuple[tuple[Cursor, int], ...] = ()
    tries: int = 0
    skipped: int = 0

    @property
    def how(self) -> str:
        """How to answer."""
        return "Type the numbers of all that can be, such as 1 3; n goes on, k tells, P leaves."

    def question(self, stop: Stop, style: Style) -> str:
        """The symptom, and the causes to choose from."""
        first, *_ = self.lines(stop, style)
        symptom = symptom_at(stop.timeline, stop.cursor, self.seed)
        causes = () if symptom is None else symptom.causes
        return " ".join([first, *(f"{i + 1}: {TAGS[tag].words}." for i, tag in enumerate(causes))])

    def lines(self, stop: Stop, style: Style) -> Sequence[str]:
        """The symptom, and a line for each cause to choose from."""
        symptom = symptom_at(stop.timeline, stop.cursor, self.seed)
        if symptom is None:
            return ["No slip changes this step: n goes on."]
        return [
            f"{style.name(symptom.symbol)} came out as {style.number(symptom.wrong)} and should be "
            f"{style.number(symptom.right)}. What can be the cause?",
            *(f"{i + 1}  {TAGS[tag].words}" for i, tag in enumerate(symptom.causes)),
        ]

    def answer(self, debugger: Debugger, text: str) -> Stop:
        """Name all causes that can be."""
        stop = debugger.stop
        symptom = self._symptom(stop)
        named = set(numbers_in(text, len(symptom.causes), "the causes"))
        if named == symptom.possible:
            veil = replace(self, settled=(*self.settled, (stop.cursor, self.tries)), tries=0)
            return debugger.cover(veil, f"right: {_told(symptom)}; n goes on")
        said = [
            _refused(symptom, number, self.style) for number in sorted(named - symptom.possible)
        ]
        missing = len(symptom.possible - named)
        if missing and not said:
            said = [f"{missing} more can be the cause"]
        return debugger.cover(replace(self, tries=self.tries + 1), f"not so: {'; '.join(said)}")

    def hint(self, debugger: Debugger) -> Stop:
        """How many causes there are."""
        many = len(self._symptom(debugger.stop).possible)
        return debugger.cover(self, f"hint: {many} of them can be the cause")

    def skip(self, debugger: Debugger) -> Stop:
        """Tell the causes, and go on."""
        told = _told(self._symptom(debugger.stop))
        debugger.cover(replace(self, skipped=self.skipped + 1, tries=0))
        return replace(debugger.step(), message=f"skipped: {told}")

    def leave(self, debugger: Debugger) -> Stop:
        """Ask no more."""
        return debugger.cover(replace(self, is_lifted=True), next(iter(self.score())))

    def score(self) -> Sequence[str]:
        """How many were right."""
        first = sum(not tries for _, tries in self.settled)
        return [f"{len(self.settled)} right, {first} of them at once, {self.skipped} skipped"]

    def _symptom(self, stop: Stop) -> Symptom:
        symptom = symptom_at(stop.timeline, stop.cursor, self.seed)
        if symptom is None:
            raise DebuggerError("no slip changes this step: n goes on")
        return symptom


def ask_for_causes(debugger: Debugger, seed: int, style: Style) -> Stop:
    """Ask what can be the cause of wrong numbers, from the first step on that can go wrong."""
    debugger.cover(Causes(None, False, style, seed))
    stop = debugger.step()
    while symptom_at(stop.timeline, stop.cursor, seed) is None and stop.cursor.step < stop.steps:
        stop = debugger.step()
    return stop


@lru_cache(maxsize=8)
def symptom_at(timeline: Timeline, cursor: Cursor, seed: int) -> Symptom | None:
    """The symptom at a place; None where no slip changes a number there."""
    import numpy as np

    program = timeline.program
    equation = program.equations[cursor.step - 1]
    right = timeline.run(cursor.iteration).value(cursor.step - 1)
    if is_array(right):
        return None
    site = Site(timeline, cursor.iteration, equation.symbol, equation.phase is Phase.UPDATE)
    found: dict[str, list[float]] = {}
    for slip in rewrites(site):
        value = slip.value
        if TAGS[slip.tag].level is not Level.RULE or value is None or is_array(value):
            continue
        if not is_same(right, value):
            found.setdefault(slip.tag, []).append(value)
    if not found:
        return None
    generator = np.random.default_rng([abs(seed), cursor.iteration, cursor.step])
    here = [tag for tag in found if tag not in ELSEWHERE] or list(found)
    values = sorted({value for tag in here for value in found[tag]})
    wrong = values[int(generator.integers(len(values)))]
    can = [tag for tag in found if any(is_same(wrong, value) for value in found[tag])]
    cannot = [tag for tag in found if tag not in can]
    others = [tag for tag in TAGS if TAGS[tag].level is Level.RULE and tag not in found]
    cannot += [others[int(each)] for each in generator.permutation(len(others))]
    chosen = [*can[: MOST_CAUSES - 1], *cannot][:MOST_CAUSES]
    causes = tuple(chosen[int(each)] for each in generator.permutation(len(chosen)))
    return Symptom(
        equation.symbol,
        right,
        wrong,
        causes,
        frozenset(i + 1 for i, tag in enumerate(causes) if tag in can),
        tuple(found[tag][0] if tag in found else None for tag in causes),
    )


def _told(symptom: Symptom) -> str:
    return " or ".join(TAGS[symptom.causes[i - 1]].words for i in sorted(symptom.possible))


def _refused(symptom: Symptom, number: int, style: Style) -> str:
    """Why a cause cannot have been it."""
    other = symptom.others[number - 1]
    if other is None:
        return f"{number} cannot be made here"
    return f"{number} would give {style.number(other)}"
