"""A page while it is gone through, chain by chain: what each is about, and which iteration."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from engine.checking.judging.chain import ChainJudge
from engine.checking.judging.draws import Draws
from engine.checking.judging.judgement import Judgement, Rule, Verdict
from engine.checking.judging.known import has_value
from engine.checking.judging.numbers import Found
from engine.checking.judging.plain_chains import judge_plain
from engine.checking.judging.sheet import Sheet
from engine.checking.matching.conversion import Conversion
from engine.checking.matching.course import Course
from engine.checking.matching.definitions import Definitions, find_definitions, is_numeric, words
from engine.checking.matching.functions import FUNCTION_WORDS
from engine.checking.matching.given import value_written
from engine.checking.matching.leaves import NEXT, symbol_of
from engine.checking.matching.names import Names
from engine.checking.reading.page import Chain, Heading, Page, RoundingRule, Section
from engine.checking.reading.said import claim_said, said
from engine.checking.reading.written import Grid, Listed, Place, Word
from engine.errors import DebuggerError, UnreadError
from engine.iterations.timeline import Timeline
from engine.language.expression import Name
from engine.program.equation import Phase
from engine.program.program import Program

MOST_ITERATIONS = 1_000
"""The most iterations a page may be about."""


@dataclass(eq=False)
class Checker:
    """A page while it is gone through.

    Args:
        page: the page.
        program: with the data of the page.
        names: of the program.
        rule: how strictly numbers are judged.
        given: the items of the page that give data.
        timeline: the iterations that it is compared with.
        iteration: the one that the page begins with.
    """

    page: Page
    program: Program
    names: Names
    rule: Rule
    given: frozenset[int]
    timeline: Timeline
    iteration: int = 0
    notes: list[str] = field(default_factory=list)
    unknown: dict[str, int] = field(default_factory=dict)
    met: set[str] = field(default_factory=set)
    doubts: dict[Place, Found] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._definitions: Definitions = find_definitions(self.page, self.names, FUNCTION_WORDS)
        self._draws = Draws(self.program)
        self._course = Course(self.iteration)
        start = self.timeline.run(self.iteration).start
        self._sheet = Sheet(self.timeline, self.iteration, start)
        self._seen: dict[tuple[str, tuple[str, ...]], int] = {}

    def judgements(self) -> Iterator[Judgement]:
        """The judgements of the page, in order."""
        for number, item in enumerate(self.page.items):
            match item:
                case Heading():
                    self._course.enter(item)
                case RoundingRule(digits, is_significant):
                    if not is_significant and self.rule.places is None:
                        self.rule = replace(self.rule, places=digits)
                        self.notes.append(
                            f"rounded to {digits} places, as line {item.place.line} says"
                        )
                case Chain():
                    self._meet(item)
                    if number not in self.given:
                        yield from self._chain(item)

    def _meet(self, chain: Chain) -> None:
        for side in chain.sides:
            for word in words(side.tree):
                meant = self.names.meant(word)
                if meant is not None:
                    self.met.add(meant.symbol)

    def _chain(self, chain: Chain) -> Iterator[Judgement]:
        conversion = Conversion(self.names, self._definitions)
        subject = self._subject(chain, conversion)
        if subject is None:
            yield from self._without_symbol(chain, conversion)
            return
        chain = _turned(chain, conversion)
        symbol = symbol_of(subject.name)
        is_update = subject.name.startswith(NEXT) or symbol in self.program.memo.roles
        assigned = symbol if is_update else None
        phase = self._phase(symbol, assigned)
        trees = [side.tree for side in chain.sides[1:]]
        has_numbers = any(isinstance(x, Grid) or value_written(x) is not None for x in trees)
        self._turn_to(self._course.meet(phase, has_numbers=has_numbers))
        if not has_value(self._sheet.run, subject.name):
            yield from _unread(chain, f"the program does not compute {symbol}")
            return
        conversion = replace(conversion, assigned=assigned)
        yield from ChainJudge(
            chain, subject, conversion, self._sheet, self._draws, self.rule, self._seen, self.doubts
        ).judgements()

    def _turn_to(self, iteration: int) -> None:
        while self._sheet.iteration < min(iteration, MOST_ITERATIONS):
            self._sheet = self._sheet.next()

    def _phase(self, symbol: str, assigned: str | None) -> Phase:
        if assigned is not None:
            return Phase.UPDATE
        index = self.program.index.get(symbol)
        if index is None or symbol in self.program.base:
            return Phase.BACKWARD  # what is given says nothing of where one is
        return self.program.equations[index].phase

    def _subject(self, chain: Chain, conversion: Conversion) -> Name | None:
        """What a chain is about: the first side that is a name, as it is after an update in one."""
        for side in chain.sides:
            subject = conversion.subject(side.tree)
            if subject is None:
                continue
            if isinstance(side.tree, Word):
                return self._updated(chain, side.tree, subject, conversion)
            return subject
        return None

    def _updated(self, chain: Chain, word: Word, subject: Name, conversion: Conversion) -> Name:
        meant = self.names.meant(word)
        if meant is None or meant.symbol not in self.program.base:
            return subject
        if meant.symbol not in self.program.index:
            return subject
        is_update = meant.is_new is True or (
            meant.is_new is None
            and (
                self._course.section is Section.UPDATE
                or self._reads(chain, meant.symbol)
                or _computes(chain)
            )
        )
        return conversion.name(meant, is_new=True) if is_update else subject

    def _reads(self, chain: Chain, symbol: str) -> bool:
        """Whether a parameter stands on the right as well, as in `w = w − lr · g`."""
        for side in chain.sides[1:]:
            for word in words(side.tree):
                meant = self.names.meant(word)
                if meant is not None and meant.symbol == symbol and side.tree != word:
                    return True
        return False

    def _without_symbol(self, chain: Chain, conversion: Conversion) -> Iterator[Judgement]:
        first = chain.sides[0].tree
        if isinstance(first, Listed):
            return
        try:
            yield from judge_plain(chain, conversion, self._sheet)
        except UnreadError as error:
            if isinstance(first, Word):
                self.unknown.setdefault(said(first), chain.sides[0].place.line)
            yield from _unread(chain, str(error))
        except DebuggerError as error:
            yield from _unread(chain, str(error))


def _unread(chain: Chain, reason: str) -> Iterator[Judgement]:
    side = chain.sides[-1]
    yield Judgement(
        place=chain.sides[0].place,
        symbol=None,
        entry=None,
        iteration=None,
        step=None,
        claim=claim_said(chain, side),
        verdict=Verdict.NOT_READ,
        note=reason,
    )


def _computes(chain: Chain) -> bool:
    """Whether a side is a computation in numbers: what is given is not computed."""
    return any(
        is_numeric(side.tree) and value_written(side.tree) is None for side in chain.sides[1:]
    )


def _turned(chain: Chain, conversion: Conversion) -> Chain:
    """A chain that begins with what it is about: `L = 0.375` for `0.375 = L`."""
    sides = chain.sides
    at = next(i for i, side in enumerate(sides) if conversion.subject(side.tree) is not None)
    others = [replace(side, sign=side.sign or "=") for side in (*sides[:at], *sides[at + 1 :])]
    return Chain((replace(sides[at], sign=""), *others))
