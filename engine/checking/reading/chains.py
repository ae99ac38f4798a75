"""Chains: the tokens of formulas and lines, parted at their signs into sides."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from engine.checking.reading.cursor import CLOSING, OPENING, Cursor, Unreadable
from engine.checking.reading.expressions import whole
from engine.checking.reading.grids import read_condition
from engine.checking.reading.headings import announced
from engine.checking.reading.lists import with_lists
from engine.checking.reading.page import Chain, Heading, RoundingRule, Side
from engine.checking.reading.source import Source
from engine.checking.reading.token import Kind, Token
from engine.checking.reading.vocabulary import CONDITIONS
from engine.checking.reading.written import Cases, Unread, Written

EQUALITIES = frozenset({"=", "≈", ":="})
_ENDS = frozenset({",", ";", ".", ":"})
_OPERATORS = frozenset({"+", "-", "*", "/", "⊙", "@", "⊗"})
_PARTING = (Kind.STOP, Kind.TEXT, Kind.GAP)


@dataclass(slots=True)
class OpenSide:
    """A side of which not all was met yet.

    Args:
        start: where it begins, or would.
        sign: the token before it; None for the first.
        tokens: those of it, so far.
        condition: those that say when it holds.
    """

    start: int
    sign: Token | None
    tokens: list[Token] = field(default_factory=list)
    condition: list[Token] = field(default_factory=list)


@dataclass(slots=True)
class OpenChain:
    """A chain that may go on below."""

    sides: list[OpenSide] = field(default_factory=list)


Found = OpenChain | Chain | Heading | RoundingRule


def finished(source: Source, chain: OpenChain) -> Chain:
    """The chain that was met, each side read by itself."""
    return Chain(tuple(_side(source, side) for side in chain.sides))


def _side(source: Source, side: OpenSide) -> Side:
    tokens = side.tokens
    while tokens and (tokens[-1].text in _ENDS or tokens[-1].kind is Kind.STOP):
        tokens = tokens[:-1]
    sign = side.sign.text if side.sign else ""
    if not tokens:
        place = source.place(side.start)
        where = "behind" if side.sign else "before"
        return Side(sign, Unread("", f"nothing stands {where} the sign", place), "", place)
    start, end = tokens[0].start, tokens[-1].end
    place, text = source.place(start), source.excerpt(start, end)
    return Side(sign, _tree(source, tokens, side.condition), text, place)


def _tree(source: Source, tokens: list[Token], condition: list[Token]) -> Written:
    """What a side says, or why that is not read."""
    cursor = Cursor(source, tokens)
    try:
        tree = whole(cursor)
        if not condition:
            return tree
        found = read_condition(cursor, condition, whole)
        return Cases(((tree, found),), tree.place)
    except Unreadable as why:
        text = source.excerpt(tokens[0].start, tokens[-1].end)
        return Unread(text, why.reason, source.place(why.offset))


def statements(tokens: list[Token]) -> list[tuple[Token | None, list[Token]]]:
    """Tokens parted at commas, arrows and words that stand in no bracket, each with what did it."""
    parts: list[tuple[Token | None, list[Token]]] = [(None, [])]
    depth = 0
    for token in tokens:
        if token.kind is Kind.MARK:
            depth = max(0, depth + (token.text in OPENING) - (token.text in CLOSING))
        elif token.kind is Kind.MACRO:
            depth = max(0, depth + token.text.startswith("begin:") - token.text.startswith("end:"))
        is_parting = token.kind in _PARTING or (token.kind is Kind.MARK and token.text in ",;")
        if is_parting and not depth:
            parts.append((token, []))
        elif token.kind is not Kind.GAP:
            parts[-1][1].append(token)
    return parts


class Chains:
    """What was found on a page so far, in order.

    Args:
        source: the page.
    """

    def __init__(self, source: Source) -> None:
        self.source = source
        self.found: list[Found] = []
        self.last: OpenChain | None = None
        """The chain that a line below may go on with."""
        self._open: list[int] = []
        """Which of those found are chains whose sides were not read yet."""

    def settle(self) -> None:
        """Read the sides of all chains but the last: nothing goes on with these any more."""
        left: list[int] = []
        for at in self._open:
            chain = self.found[at]
            if chain is self.last:
                left.append(at)
            elif isinstance(chain, OpenChain):
                self.found[at] = finished(self.source, chain)
        self._open = left

    def items(self) -> tuple[Chain | Heading | RoundingRule, ...]:
        """All that was found, every chain read."""
        return tuple(self.finished())

    def finished(self) -> Iterator[Chain | Heading | RoundingRule]:
        """The same one by one."""
        for one in self.found:
            yield finished(self.source, one) if isinstance(one, OpenChain) else one

    def heading(self, heading: Heading) -> None:
        """Add a heading, behind which no chain goes on."""
        self.found.append(heading)
        self.last = None

    def unread(self, reason: str, start: int, end: int) -> None:
        """Add something that could not be read at all."""
        place = self.source.place(start)
        text = self.source.excerpt(start, end)
        self.found.append(Chain((Side("", Unread(text, reason, place), text, place),)))

    def add(
        self, tokens: list[Token], above: OpenChain | None, *, is_row: bool = False
    ) -> OpenChain | None:
        """Add what tokens say.

        Args:
            tokens: those of a line, or of an equation of an alignment.
            above: the chain that they go on with where they begin with a sign.
            is_row: whether they may go on with it without a sign, as rows of one formula do.

        Returns:
            The chain that what stands below may go on with.
        """
        current: OpenChain | None = None
        for opener, part in with_lists(statements(tokens)):
            if is_row and opener and opener.kind is Kind.TEXT and self._announced(opener):
                current = above = None
            if not part:
                continue
            signs = [side.sign.text for side in _sides(part) if side.sign]
            has_equality = not EQUALITIES.isdisjoint(signs)
            if current and _is_condition(opener, part, has_equality):
                current.sides[-1].condition = [opener, *part] if opener else part
            elif has_equality:
                is_rest = is_row and current is None and above is not None and is_open(above)
                current = self._equality(part, current or above, is_rest=is_rest)
            elif is_row and current is None and above and _goes_on(above, part):
                above.sides[-1].tokens += part
        self.last = current or above
        return self.last

    def _announced(self, words: Token) -> bool:
        """Whether words between formulas are a heading, which is added then."""
        heading = announced(words.text, self.source.place(words.start))
        if heading:
            self.heading(heading)
        return heading is not None

    def _equality(
        self, part: list[Token], above: OpenChain | None, *, is_rest: bool = False
    ) -> OpenChain:
        """The chain that a statement with an equality is, or goes on with.

        Args:
            part: its tokens.
            above: the chain that it goes on with where nothing stands before its sign.
            is_rest: whether it begins with the rest of the last side there.
        """
        sides = _sides(part)
        if above and (is_rest or not sides[0].tokens):
            above.sides[-1].tokens += sides[0].tokens
            above.sides += sides[1:]
            return above
        chain = OpenChain()
        for side in sides:
            if side.sign and side.sign.text not in EQUALITIES:
                self._begun(chain)
                chain = OpenChain([OpenSide(side.start, None, side.tokens)])
            else:
                chain.sides.append(side)
        return self._begun(chain)

    def _begun(self, chain: OpenChain) -> OpenChain:
        if len(chain.sides) > 1:
            self._open.append(len(self.found))
            self.found.append(chain)
        return chain


def _sides(part: list[Token]) -> list[OpenSide]:
    """The sides of a statement, parted at the signs that stand in no bracket."""
    sides = [OpenSide(part[0].start, None)]
    depth = 0
    for token in part:
        if token.kind is Kind.MARK:
            depth = max(0, depth + (token.text in OPENING) - (token.text in CLOSING))
        elif token.kind is Kind.MACRO:
            depth = max(0, depth + token.text.startswith("begin:") - token.text.startswith("end:"))
        if token.kind is Kind.SIGN and not depth:
            sides.append(OpenSide(token.start, token))
        else:
            sides[-1].tokens.append(token)
    return sides


def _is_condition(opener: Token | None, part: list[Token], has_equality: bool) -> bool:
    """Whether a statement says when the one before it holds."""
    if opener and opener.kind is Kind.TEXT:
        words = opener.text.lower().split()
        return bool(words) and words[0].strip("(.,:") in CONDITIONS
    is_comparison = any(token.kind is Kind.SIGN for token in part)
    is_parted = opener is not None and opener.kind is not Kind.STOP
    return is_comparison and not has_equality and is_parted


def _goes_on(above: OpenChain, part: list[Token]) -> bool:
    """Whether a line without a sign is the rest of the side above: one of them has an operator."""
    return is_open(above) or (part[0].kind is Kind.MARK and part[0].text in _OPERATORS)


def is_open(above: OpenChain) -> bool:
    """Whether the last side ends with an operator."""
    last = above.sides[-1].tokens
    return bool(last) and last[-1].kind is Kind.MARK and last[-1].text in _OPERATORS
