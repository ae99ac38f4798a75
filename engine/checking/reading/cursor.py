"""A cursor over tokens, and what is raised where they make no sense."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import NamedTuple

from engine.checking.reading.source import Source
from engine.checking.reading.token import Kind, Token
from engine.checking.reading.written import Place, Written

MAX_DEPTH = 60
"""How deep parts may lie within each other."""

OPENING = {"(": ")", "[": "]", "{": "}", "|<": "|>", "‖<": "‖>"}
CLOSING = frozenset(OPENING.values())


class Unreadable(Exception):  # noqa: N818  (no error of anybody: it never leaves this package)
    """What could not be read.

    Args:
        reason: why, in words that stand behind the place.
        offset: where in the page.
    """

    def __init__(self, reason: str, offset: int) -> None:
        super().__init__(reason)
        self.reason = reason
        self.offset = offset


class Cursor:
    """A place among tokens.

    Args:
        source: the page.
        tokens: those of one side of an equality, or of a part of one.
        end: where they end, for what is missing there.
        depth: how deep what is read lies within others.
    """

    def __init__(
        self, source: Source, tokens: list[Token], end: int | None = None, depth: int = 0
    ) -> None:
        if end is None:
            end = tokens[-1].end if tokens else 0
        self.source = source
        self._tokens = [*tokens, Token(Kind.END, "", end, end)]
        self._at = 0
        self.here = self._tokens[0]
        """The token that is next."""
        self._depth = depth
        self.bars = 0
        """How many bars are open: another closes one."""
        self.indices: tuple[str, ...] = ()
        """What the sums run over that are open."""

    def ahead(self, count: int) -> Token:
        """The token so many behind the next one."""
        return self._tokens[min(self._at + count, len(self._tokens) - 1)]

    @property
    def before(self) -> Token:
        """The token that was taken last."""
        return self._tokens[max(self._at - 1, 0)]

    @property
    def place(self) -> Place:
        """Where the next token stands in the file."""
        return self.source.place(self.here.start)

    @property
    def at(self) -> int:
        """How many tokens were taken."""
        return self._at

    def back(self, at: int) -> None:
        """Go back to where so many tokens were taken."""
        self._at = at
        self.here = self._tokens[at]

    def take(self) -> Token:
        """The next token, and go behind it."""
        token = self.here
        if token.kind is not Kind.END:
            self._at += 1
            self.here = self._tokens[self._at]
        return token

    def took(self, text: str, kind: Kind = Kind.MARK) -> bool:
        """Whether that was next; if so, go behind it."""
        if self.here.text != text or self.here.kind is not kind:
            return False
        self.take()
        return True

    def is_at(self, *texts: str, kind: Kind = Kind.MARK) -> bool:
        """Whether the next token is one of these."""
        here = self.here
        return here.kind is kind and here.text in texts

    def is_done(self) -> bool:
        """Whether nothing is left."""
        return self.here.kind is Kind.END

    def close(self, opened: Token, *closings: str) -> None:
        """Go behind what closes a bracket.

        Raises:
            Unreadable: where something else is next.
        """
        if self.is_at(*closings):
            self.take()
            return
        if self.is_done():
            shown = self.source.excerpt(opened.start, opened.end)
            raise Unreadable(f"{shown} is never closed", opened.start)
        raise self.unexpected()

    def unexpected(self) -> Unreadable:
        """That the next token cannot stand there."""
        token = self.here
        if token.kind is Kind.BAD:
            return Unreadable(token.text, token.start)
        if token.kind is Kind.END:
            return Unreadable("something is missing at the end", token.start)
        shown = self.source.excerpt(token.start, token.end)
        if token.kind is Kind.MARK and token.text in CLOSING:
            return Unreadable(f"{shown} closes nothing", token.start)
        if token.kind is Kind.MARK and token.text == "&":
            return Unreadable("& stands outside of an alignment", token.start)
        if token.kind is Kind.NUMBER and self._at:
            return Unreadable(f"an operator is missing before {shown}", token.start)
        return Unreadable(f"{shown!r} is not expected there", token.start)

    def group(self) -> list[Token]:
        """The tokens in the braces that are next, or the next one where there are none.

        Raises:
            Unreadable: where the braces are not closed, or nothing is next.
        """
        opened = self.here
        if not self.took("{"):
            if opened.kind is Kind.END:
                raise self.unexpected()
            return [self.take()]
        inside: list[Token] = []
        depth = 1
        while not self.is_done():
            depth += self.is_at("{") - self.is_at("}")
            if not depth:
                self.take()
                return inside
            inside.append(self.take())
        raise Unreadable("{ is never closed", opened.start)

    def power(self) -> list[Token]:
        """The tokens of what stands above: in braces, in parentheses with these, or signed.

        Raises:
            Unreadable: where the bracket is not closed, or nothing is next.
        """
        opened = self.here
        after = self.ahead(1)
        if self.is_at("-") and after.start == opened.end and after.kind is not Kind.MARK:
            return [self.take(), self.take()]
        if not self.is_at("(", "["):
            return self.group()
        inside: list[Token] = []
        depth = 0
        while not self.is_done():
            depth += self.is_at("(", "[") - self.is_at(")", "]")
            inside.append(self.take())
            if not depth:
                return inside
        raise Unreadable(f"{opened.text} is never closed", opened.start)

    def within(self, tokens: list[Token]) -> Cursor:
        """A cursor over tokens that lie within what is read."""
        inner = Cursor(self.source, tokens, self.before.end, self._depth + 1)
        inner.indices = self.indices
        return inner

    @contextmanager
    def deeper(self) -> Iterator[None]:
        """Read a part.

        Raises:
            Unreadable: where it lies too deep.
        """
        if self._depth >= MAX_DEPTH:
            raise Unreadable(f"nested more than {MAX_DEPTH} deep", self.here.start)
        self._depth += 1
        try:
            yield
        finally:
            self._depth -= 1


class Parts(NamedTuple):
    """What reads parts that are expressions again, for those that an expression is made of.

    Args:
        whole: an expression, or a comparison.
        factor: a factor with its powers.
        signed: a factor with its sign.
    """

    whole: Callable[[Cursor], Written]
    factor: Callable[[Cursor], Written]
    signed: Callable[[Cursor], Written]
