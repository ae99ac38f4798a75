"""Pages with slips: random solutions in which something is wrong, and the rest follows from it.

`injected(seed, count)` writes the page of a random network, as `tests.checking.pages` does. In so
many steps there is a mistake of `tests.checking.mistakes`, or a number that is copied wrongly;
whatever depends on them is computed from what the page has.
"""

from dataclasses import dataclass, replace

import numpy as np

from engine.errors import ShapeError
from engine.iterations.run import Run
from engine.iterations.step import Step
from engine.language.expression import free_names
from engine.language.values import evaluate, is_array, unwarned
from tests.checking.mistakes import SIGN, mistakes
from tests.checking.pages import Hand, Sheet, Writer, drawn_program, fits
from tests.checking.printing import copied, differs, presentable

SHORTEST, LONGEST = 2, 30
"""The fewest and the most equations of a network."""

COPIED = 0.1
"""How many of the mistakes are numbers that are copied wrongly."""


@dataclass(frozen=True)
class Made:
    """A mistake that was made.

    Args:
        tag: what it is.
        symbol: what was computed.
        iteration: counted from 0.
        value: what came of it.
        expression: the formula, where it can be written; None otherwise.
        text: the number, where it was copied wrongly.
    """

    tag: str
    symbol: str
    iteration: int
    value: object
    expression: object = None
    text: str = ""


@dataclass(frozen=True)
class Injected:
    """A page with mistakes.

    Args:
        sheet: the page.
        made: the mistakes, in the order in which they were made.
    """

    sheet: Sheet
    made: tuple[Made, ...]


def injected(seed, count=1):
    """The page of a seed with so many mistakes in it."""
    rng = np.random.default_rng([17, seed, count])
    while True:
        program = drawn_program(int(rng.integers(2**31)))
        iterations = int(rng.choice([1, 2, 2]))
        if program is None or not fits(program, iterations):
            continue
        if not SHORTEST <= len(program.network.equations) <= LONGEST:
            continue
        kind = str(rng.choice(["text", "unicode", "latex", "latex"]))
        digits = int(rng.integers(3, 7))
        style = Hand(kind, shapes=program.shapes, digits=digits, columns=bool(rng.random() < 0.5))
        student = _Student(program, iterations, style, rng)
        made = student.solve(count)
        if made is None:
            continue
        for _ in range(20):
            sheet = student.sheet()
            if student.wrote >= {(each.symbol, each.iteration) for each in made}:
                return Injected(sheet, made)


class _Student(Writer):
    """A person who writes a page with mistakes."""

    def __init__(self, program, iterations, style, rng):
        super().__init__(program, iterations, style, False, rng)
        self.shuffled = False  # what follows stands behind what it follows from
        self.runs, self.made, self.wrote = [], {}, set()

    def solve(self, count):
        """Make mistakes, and go on from them; None where this network offers none."""
        sites = [
            (iteration, index)
            for iteration in range(self.iterations)
            for index in range(len(self.program.equations))
        ]
        chosen = sorted(map(tuple, self.rng.permutation(sites)[:count].tolist()))
        start, before = self.program.start, None
        for iteration in range(self.iterations):
            given = {}
            for index in (index for number, index in chosen if number == iteration):
                run = Run(self.program, iteration, start, dict(given))
                made = self._mistake(Step(run, index), before)
                if made is None:
                    return None
                given[index] = made.value
                self.made[iteration, index] = made
            run = Run(self.program, iteration, start, given)
            values = [run.value(index) for index in range(len(self.program.equations))]
            if not all(map(presentable, values)):
                return None
            self.runs.append(run)
            start, before = run.end, run
        return tuple(self.made.values())

    def _mistake(self, step, before):
        digits, right = self.style.digits, step.value
        if not presentable(right):
            return None
        if self.rng.random() < COPIED and not is_array(right):
            text = copied(replace(self.style, kind="text").number(right), self.rng)
            if text is None or not differs(float(text), right, digits):
                return None
            return Made("copied", step.symbol, step.iteration, float(text), text=text)
        found = [
            (each, value)
            for each in mistakes(step, before, self.program.shapes)
            for value in (_value(each, step),)
            if differs(value, right, digits) and presentable(value)
        ]
        tags = sorted({each.tag for each, _ in found} - {SIGN})
        if not tags:
            return None
        tag = tags[int(self.rng.integers(len(tags)))]  # each as likely, however many ways there are
        same = [each for each in found if each[0].tag == tag]
        made, value = same[int(self.rng.integers(len(same)))]
        if any(other.tag != tag and not differs(value, worth, digits) for other, worth in found):
            return None  # no page can tell which it was
        formula = made.expression if made.can_be_written else None
        return Made(tag, step.symbol, step.iteration, value, formula)

    def _runs(self):
        self.wrote = set()
        return self.runs

    def _section(self, run, phase):
        text = super()._section(run, phase)
        for (iteration, index), made in self.made.items():
            is_here = iteration == run.number and self.program.equations[index].phase is phase
            if is_here and self._slipped(made) in self._lines(text):
                self.wrote.add((made.symbol, made.iteration))
        return text

    def _lines(self, text):
        return {line.replace(" &= ", " = ").strip("$\\ ") for line in text.split("\n")}

    def _line(self, step):
        made = self.made.get((step.iteration, step.index))
        return super()._line(step) if made is None else self._slipped(made)

    def _slipped(self, made):
        sides = [self.style.name(made.symbol)]
        if made.expression is not None and made.iteration % 2 == 0 and len(made.symbol) % 2:
            sides.append(self.style.write(made.expression))
        sides.append(made.text or self.style.number(made.value))
        return self._in_hand(" = ".join(sides))


def _value(mistake, step):
    """What comes of a mistake; nan where it comes to nothing."""
    read = free_names(mistake.expression) - mistake.values.keys()
    names = {name: step.before(name) for name in read}
    try:
        with unwarned():
            return evaluate(mistake.expression, {**names, **mistake.values})
    except (ShapeError, ValueError):
        return np.nan
