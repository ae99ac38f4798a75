"""Pages that are right: worked solutions of random networks, as many people would write them.

`random_page(seed)` draws a network of numbers or of matrices whose given data have few digits, and
writes its solution: sections in order, lines within them in any order, with or without the formula
and the numbers between the symbol and the value, as plain text, Unicode or LaTeX, rounded to three
to six digits. By itself every number is the true one, rounded; a page that is `carried` is computed
from its own rounded numbers, so that its last digits may be off, and nothing else.

It shares with `engine.writing` nothing but the notation, so that one can be held against the other.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from engine.errors import NetworkError
from engine.frozen import frozen
from engine.iterations.residues import shown
from engine.iterations.run import trace
from engine.iterations.step import Step, every_step
from engine.language.expression import Call, Name, Number, calls
from engine.language.notation import Style
from engine.language.rounding import Residue
from engine.language.values import apply, array, is_array, unwarned
from engine.network.optimisers import Optimiser
from engine.program.program import LEARNING_RATE, Phase, Program, derive
from tests.checking.figures import Copied, CopiedArray, figure
from tests.claims.networks import random_network

LONGEST = 30
"""The most forward equations."""

SMALLEST, LARGEST = 1e-9, 1e9
"""Numbers of other sizes are on no page."""

UNUSUAL = frozenset(("sum_to", "broadcast_to", "expand_dims", "log_softmax", "leaky_relu"))
"""Ops that people have no common notation for: their lines have no formula."""

KNOWN_AT_ZERO = {("step", 0.0), ("step", 1.0), ("sign", 0.0)}
"""What at 0 is said by the notation."""

FEW = 12
"""Digits enough for data that have few."""

HEADINGS = {
    Phase.FORWARD: ("Forward pass", "Forward Pass:", "Vorwärtsschritt"),
    Phase.BACKWARD: ("Backward pass", "Backward Pass:", "Rückwärtsschritt"),
    Phase.UPDATE: ("Gradient descent", "Update", "Gradientenabstieg"),
}
"""How sections are called."""

SUFFIXES = {"text": (".txt", ".md"), "unicode": (".txt", ".md"), "latex": (".md", ".tex")}
"""What files are called that are written so."""


@dataclass(frozen=True)
class Sheet:
    """A page with what it is the solution of.

    Args:
        text: the page.
        suffix: what its name ends in: `.txt`, `.md` or `.tex`.
        program: what it is a solution of; the data given on the page are those of its network.
        iterations: how many iterations it has.
        carried: whether it is computed from its own rounded numbers.
        claims: how many lines claim a value, given data not counted.
    """

    text: str
    suffix: str
    program: Program
    iterations: int
    carried: bool
    claims: int


@frozen(slots=True)
class Hand(Style):
    """A style that rounds.

    Args:
        places: whether digits are decimal places.
        columns: whether a vector is written as a column.
    """

    places: bool = False
    columns: bool = False

    def number(self, value):
        """A number, or the entries of an array, rounded."""
        if isinstance(value, (Residue, Copied)):
            return value.text if isinstance(value, Copied) else "0"
        if isinstance(value, CopiedArray) and value.text:
            return value.text
        if not is_array(value):
            return figure(value, self.digits, self.kind, self.places)
        rows = [[self.number(float(entry)) for entry in row] for row in np.atleast_2d(value)]
        if self.kind == "latex" and self.columns and value.ndim == 1:
            rows = [[entry] for row in rows for entry in row]
        if self.kind == "latex":
            inside = r" \\ ".join(" & ".join(row) for row in rows)
            return rf"\begin{{bmatrix}} {inside} \end{{bmatrix}}"
        texts = [f"[{', '.join(row)}]" for row in rows]
        return texts[0] if value.ndim == 1 else f"[{', '.join(texts)}]"


def random_page(seed, carried=None, kind=None):
    """The page of a seed.

    Args:
        seed: draws everything.
        carried: whether it is computed from its own rounded numbers; None to draw that as well.
        kind: `text`, `unicode` or `latex`; None to draw it.
    """
    rng = np.random.default_rng([13, seed])
    while True:
        program = drawn_program(int(rng.integers(2**31)))
        iterations = int(rng.choice([1, 1, 1, 2, 3]))
        if program is not None and fits(program, iterations):
            break
    carried = bool(rng.random() < 0.25) if carried is None else carried
    kind = str(rng.choice(["text", "unicode", "latex", "latex"])) if kind is None else kind
    digits, places = int(rng.integers(3, 7)), bool(rng.random() < 0.2)
    places = places and all(abs(x) >= 0.05 for x in _sizes(program, iterations))
    columns = bool(rng.random() < 0.5)
    style = Hand(kind, shapes=program.shapes, digits=digits, places=places, columns=columns)
    return Writer(program, iterations, style, carried, rng).sheet()


def drawn_program(seed):
    """A program whose given data have few digits; None where there is none for this seed."""
    network = random_network(seed)
    if len(network.equations) > LONGEST:
        return None
    values = {name: _short(value) for name, value in network.constants.items()}
    try:
        return derive(replace(network.with_values(values), optimiser=Optimiser()))
    except NetworkError:
        return None  # one-hot targets, for one


def _short(value):
    short = np.vectorize(lambda entry: float(f"{entry:.1e}"))(value)
    return array(short) if is_array(value) else float(short)


def _sizes(program, iterations):
    for run in trace(program, iterations):
        for step in every_step(run):
            value = shown(step)
            if not isinstance(value, Residue):
                yield from (abs(x) for x in np.ravel(value) if x)


def fits(program, iterations):
    if any(len(shape) > 2 for shape in program.shapes.values()):
        return False
    return all(SMALLEST < x < LARGEST for x in _sizes(program, iterations))


class Writer:
    """A person who writes a page: with habits that are drawn once, and moods drawn by the line."""

    def __init__(self, program, iterations, style, carried, rng):
        self.program, self.iterations, self.style = program, iterations, style
        self.carried, self.rng = carried, rng
        self.times = str(rng.choice(["·", "×", "*"])) if style.kind == "unicode" else ""
        self.aligned, self.shuffled = rng.random() < 0.4, rng.random() < 0.4
        self.language = int(rng.integers(3))
        self.numbered = iterations > 1 and rng.random() < 0.5
        self.first = int(rng.integers(2))  # what the first iteration is called
        self.own = {**program.network.constants, LEARNING_RATE: program.network.learning_rate}
        self.claims = 0

    def sheet(self):
        """The whole page."""
        suffix = str(self.rng.choice(SUFFIXES[self.style.kind]))
        parts = [self._given()]
        for run in self._runs():
            if self.numbered:
                parts.append(self._heading(f"Iteration {run.number + self.first}", suffix))
            for phase in Phase:
                parts.append(self._heading(HEADINGS[phase][self.language], suffix))
                parts.append(self._section(run, phase))
        text = "\n\n".join(parts) + "\n"
        return Sheet(text, suffix, self.program, self.iterations, self.carried, self.claims)

    def _runs(self):
        return trace(self.program, self.iterations)

    def _heading(self, text, suffix):
        if suffix == ".tex":
            return rf"\section*{{{text.rstrip(':')}}}"
        return f"## {text}" if suffix == ".md" and not text.endswith(":") else text

    def _given(self):
        exact = replace(self.style, digits=FEW, places=False)
        name = {"latex": r"\mathrm{lr}"}.get(self.style.kind, "lr")
        lines = [
            f"{self.style.name(each)} = {exact.number(value)}"
            for each, value in self.program.network.constants.items()
        ]
        lines.append(f"{name} = {exact.number(self.program.network.learning_rate)}")
        return self._set(lines, aligned=False)

    def _section(self, run, phase):
        steps = [Step(run, index) for index in self.program.phases[phase]]
        lines = [self._line(step) for step in steps]
        kept = lines
        if not self.carried:  # who goes on from rounded numbers has written them down before
            kept = [line for line in lines if self.rng.random() < 0.95] or lines[:1]
            if self.shuffled:
                self.rng.shuffle(kept)
        self.claims += len(kept)
        return self._set(kept, self.aligned)

    def _set(self, lines, aligned):
        if self.style.kind != "latex":
            return "\n".join(lines)
        if aligned:
            rows = " \\\\\n".join(line.replace(" = ", " &= ", 1) for line in lines)
            return f"$$\\begin{{aligned}}\n{rows}\n\\end{{aligned}}$$"
        return "\n\n".join(f"$${line}$$" for line in lines)

    def _line(self, step):
        """A chain: the symbol, perhaps the formula, perhaps numbers, and the value."""
        expression = step.equation.expression
        numbers, value = self._numbers(step, expression)
        sides = [self.style.name(step.symbol)]
        usual = all(map(self._is_usual, calls(expression)))
        if usual and self.rng.random() < 0.6:
            sides.append(self.style.write(expression))
        is_arithmetic = usual and not any(map(is_array, numbers.values()))
        if is_arithmetic and numbers and self.rng.random() < 0.6:
            known = lambda part: numbers[part.name] if isinstance(part, Name) else None  # noqa: E731
            sides.append(self.style.write(expression, known))
        sides.append(self.style.number(value))
        return self._in_hand(" = ".join(dict.fromkeys(sides)))

    def _is_usual(self, call):
        """Whether people have a notation for a call."""
        at_zero = dict(call.options).get("at_zero")
        has_notation = self.style.kind != "text" and (call.op, at_zero) in KNOWN_AT_ZERO
        return call.op not in UNUSUAL and (not call.options or has_notation)

    def _in_hand(self, line):
        return line.replace("·", self.times).replace("−", "-") if self.times else line

    def _numbers(self, step, expression):
        """The numbers that stand on the right, and what they come to: true ones or the page's."""
        if not self.carried:
            names = {name: self._before(step, name) for name in step.equation.reads()}
            return names, shown(step)
        names = {name: self.own[name] for name in step.equation.reads()}
        with unwarned():
            value = self._copied(_evaluated(expression, names))
        self.own[step.symbol] = value
        return names, value

    def _before(self, step, name):
        index = self.program.index.get(name)
        is_base = index is None or name in self.program.base
        return step.before(name) if is_base else shown(Step(step.run, index))

    def _copied(self, value):
        """A value as whoever goes on from the page reads it there."""
        if is_array(value):
            read = np.vectorize(lambda entry: float(self._copied(float(entry))))
            copied = array(read(value)).view(CopiedArray)
            copied.text = self.style.number(np.asarray(value))
            return copied
        text = figure(value, self.style.digits, "text", self.style.places)
        return Copied.of(self.style.number(value), float(text))


def _evaluated(expression, names):
    if isinstance(expression, Number):
        return expression.value
    if isinstance(expression, Name):
        return names[expression.name]
    assert isinstance(expression, Call)
    return apply(expression, [_evaluated(each, names) for each in expression.operands])
