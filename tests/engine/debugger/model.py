"""A plain model of the debugger: a program with changes, run from the beginning on."""

from dataclasses import dataclass

from engine.debugger.cursor import Cursor
from engine.language.values import contiguous, evaluate, is_finite, unwarned, zeros


@dataclass(frozen=True, eq=False)
class Change:
    """A change: `start`, `result` or `freeze`, of a symbol, in an iteration or from it on."""

    kind: str
    iteration: int
    symbol: str
    value: object
    made: int


@dataclass(frozen=True)
class Assigned:
    """What a step assigned, its terms, and how it came about."""

    value: object
    terms: tuple
    how: str = "computed"


def joined(changes, new):
    """Changes and a new one: what was made in later iterations, or what it replaces, is gone."""

    def stays(old):
        if old.made > new.made:
            return False
        if (old.kind, old.symbol) != (new.kind, new.symbol):
            return True
        if new.kind == "result":
            return old.iteration != new.iteration
        return old.iteration < new.iteration

    return (*filter(stays, changes), new)


def frozen_in(changes, iteration):
    """The parameters that are frozen in an iteration."""
    found = {}
    for each in sorted(changes, key=lambda each: each.iteration):
        if each.kind == "freeze" and each.iteration <= iteration:
            found[each.symbol] = each.value
    return {symbol for symbol, is_frozen in found.items() if is_frozen}


def added_up(terms, shape=()):
    total = None
    with unwarned():
        for term in terms:
            total = term if total is None else total + term
    return zeros(shape) if total is None else total


class Replay:
    """A program with changes, run from the beginning on."""

    def __init__(self, program, changes):
        self.program = program
        self.changes = changes
        self.iterations = []
        self._left = dict(zip(program.base, program.start, strict=True))

    def iteration(self, number):
        """What an iteration starts with, and what its steps assign."""
        while len(self.iterations) <= number:
            self._run()
        return self.iterations[number]

    def loss(self, number):
        _, assigned = self.iteration(number)
        return assigned[self.program.index[self.program.network.loss]].value

    def _run(self):
        program, number = self.program, len(self.iterations)
        here = [each for each in self.changes if each.iteration == number]
        start = self._left | {each.symbol: each.value for each in here if each.kind == "start"}
        results = {each.symbol: each.value for each in here if each.kind == "result"}
        kept = set()
        for name in frozen_in(self.changes, number):
            kept |= {name, *program.state_symbols.get(name, ())}
        values, assigned = dict(start), []
        for equation in program.equations:
            symbol = equation.symbol
            if symbol in results:
                found = Assigned(results[symbol], (results[symbol],), "set")
            elif symbol in kept:
                found = Assigned(start[symbol], (start[symbol],), "frozen")
            else:
                terms = tuple(evaluate(term.expression, values) for term in equation.terms)
                found = Assigned(added_up(terms), terms)
            values[symbol] = found.value
            assigned.append(found)
        self.iterations.append((start, assigned))
        self._left = {name: contiguous(values[name]) for name in program.base}

    def is_finite(self, upto):
        return all(
            is_finite(each.value)
            for number in range(upto + 1)
            for each in self.iteration(number)[1]
        )


@dataclass(frozen=True)
class World:
    """What is taken back and made again: the program, the changes of each branch, and where."""

    program: object
    branches: tuple
    number: int
    cursor: Cursor
