"""LaTeX mathematics to tokens.

What a macro or a comment is, and where it ends, is found by `LatexWalker.get_token` of pylatexenc;
its node parser is not used, as its time may be exponential in the page.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from string import ascii_letters
from typing import Protocol

from engine.checking.reading.definitions import NONE, Definition
from engine.checking.reading.macros import Macros
from engine.checking.reading.marks import LETTER, mark_at, script_tokens, unseen
from engine.checking.reading.numbers import number_end
from engine.checking.reading.source import Source
from engine.checking.reading.token import Kind, Token
from engine.checking.reading.vocabulary import is_one_name

_LETTERS = re.compile(r"[A-Za-z]+")
_DIGITS = re.compile(r"\d+", re.ASCII)
_LETTER = re.compile(LETTER)
_MOST_EXPANDED = 200_000
_COST = 40
"""What every macro costs beside its characters."""

_DEEPEST = 8
_NUMBER_START = re.compile(r"\d|\.\d", re.ASCII)
_REPEATED = re.compile(r"\.?\d*\s*\\(?:overline|bar|dot)\b")
_NUMBER_STARTS = frozenset("0123456789.")
_ASCII_LETTERS = frozenset(ascii_letters)
_REST = re.compile(r"[\u0300-\u036f]*[0-9]*")
_SCRIPT_REST = re.compile(r"[\u0300-\u036f]*")
"""What belongs to a letter behind it: marks over it, and digits."""


class LatexToken(Protocol):
    """A token of pylatexenc, as far as it is looked at."""

    tok: str
    arg: str
    pos: int
    len: int
    post_space: str


class Walker(Protocol):
    """The tokenizer of pylatexenc, as far as it is used."""

    def get_token(self, pos: int, **settings: object) -> LatexToken:
        """The token at an offset."""


class Latex:
    """The mathematics of one page.

    Args:
        source: the page.
        defined: the macros that it defines for itself.
        depth: how many of these are within each other here.
        budget: how much may still be made of these, shared by all of the page.
    """

    def __init__(
        self,
        source: Source,
        defined: Mapping[str, Definition] = NONE,
        depth: int = 0,
        budget: list[int] | None = None,
    ) -> None:
        self._source = source
        self._text = source.text
        self._macros = Macros(source)
        self._defined = defined
        self._depth = depth
        self._budget = [_MOST_EXPANDED] if budget is None else budget
        self._walker: Walker | None = None
        self._settings: dict[str, object] = {}

    def tokens(self, start: int, end: int) -> list[Token]:
        """The tokens of a formula, without its delimiters."""
        tokens: list[Token] = []
        offset = start
        while offset < end:
            letter = self._text[offset]
            if letter.isspace() or letter == "~":
                offset += 1
            elif letter in "\\%":
                offset = self._macro(tokens, offset, end)
            elif behind := None if letter.isascii() else unseen(self._text, offset, end):
                offset = behind
            else:
                offset = self._character(tokens, letter, offset, end)
        return tokens

    def _macro(self, tokens: list[Token], offset: int, end: int) -> int:
        if self._text[offset] == "\\" and offset + 1 >= end:
            tokens.append(Token(Kind.BAD, "a backslash that nothing follows", offset, end))
            return end
        found = self._token(offset)
        if found.tok == "comment":
            return min(offset + found.len, end)
        after = min(offset + found.len - len(found.post_space), end)
        if found.tok != "macro":
            tokens.append(Token(Kind.BAD, "a formula begins inside of another", offset, after))
            return after
        definition = self._defined.get(found.arg)
        if definition:
            return self._expanded(tokens, definition, offset, after, end)
        return self._macros.add(tokens, found.arg, offset, after, end)

    def _expanded(
        self, tokens: list[Token], definition: Definition, start: int, after: int, end: int
    ) -> int:
        """Add what a macro of the page stands for, all of it where the macro is."""
        arguments: list[str] = []
        for _ in range(definition.count):
            argument, after = self._macros.argument(after, end)
            arguments.append(argument)
        text = definition.with_arguments(arguments)
        self._budget[0] -= len(text) + _COST
        if self._depth >= _DEEPEST or self._budget[0] < 0:
            tokens.append(Token(Kind.BAD, "a macro that stands for too much", start, after))
            return after
        source = Source(text, (0,), decimal_commas=self._source.has_decimal_commas)
        inner = Latex(source, self._defined, self._depth + 1, self._budget)
        tokens += [
            Token(token.kind, token.text, start, after) for token in inner.tokens(0, len(text))
        ]
        return after

    def _token(self, offset: int) -> LatexToken:
        if self._walker is None:
            from pylatexenc.latexwalker import LatexWalker
            from pylatexenc.macrospec import LatexContextDb

            walker = LatexWalker(self._text, latex_context=LatexContextDb())
            self._settings = {
                "environments": False,  # it copies the rest of the page for each of them
                "parsing_state": walker.make_parsing_state(),
            }
            self._walker = walker
        return self._walker.get_token(offset, **self._settings)

    def _character(self, tokens: list[Token], letter: str, offset: int, end: int) -> int:
        """Add what begins with a character; where to go on."""
        text = self._text
        if letter in _ASCII_LETTERS:
            return self._letters(tokens, offset, end)
        if letter in _NUMBER_STARTS and _NUMBER_START.match(text, offset, end):
            return self._number(tokens, offset, end)
        scripts = None if letter.isascii() else script_tokens(text, offset, end)
        if scripts:
            tokens += scripts[0]
            return scripts[1]
        mark = mark_at(text, offset, end)
        if mark:
            kind, shown, stop = mark
            tokens.append(Token(kind, shown, offset, stop))
            return stop
        name = _LETTER.match(text, offset, end)
        if name:
            tokens.append(Token(Kind.NAME, name[0], offset, name.end()))
            return name.end()
        kind, shown = (Kind.STOP, ".") if letter == "." else (Kind.BAD, f"{letter!r} is not read")
        tokens.append(Token(kind, shown, offset, offset + 1))
        return offset + 1

    def _number(self, tokens: list[Token], offset: int, end: int) -> int:
        """A number; right behind `_` or `^` its digits only."""
        found = _DIGITS.match(self._text, offset, end) if _is_script(tokens, offset) else None
        stop = found.end() if found else number_end(self._source, offset, end)
        repeated = _REPEATED.match(self._text, stop, end)
        if repeated:
            tokens.append(Token(Kind.BAD, "a number with digits that repeat", offset, stop))
            return repeated.end()
        tokens.append(Token(Kind.NUMBER, self._text[offset:stop], offset, stop))
        return stop

    def _letters(self, tokens: list[Token], offset: int, end: int) -> int:
        """One name, or several of one letter; digits behind the last are part of it."""
        text = self._text
        found = _LETTERS.match(text, offset, end)
        stop = found.end() if found else offset + 1
        is_script = _is_script(tokens, offset)
        if stop > offset + 1 and not is_one_name(text[offset:stop]):
            if is_script:
                stop = offset + 1
            tokens += [Token(Kind.NAME, text[at], at, at + 1) for at in range(offset, stop - 1)]
            offset = stop - 1
        rest = _SCRIPT_REST if is_script else _REST
        behind = rest.match(text, stop, end)
        stop = behind.end() if behind else stop
        tokens.append(Token(Kind.NAME, text[offset:stop], offset, stop))
        return stop


def _is_script(tokens: list[Token], offset: int) -> bool:
    """Whether what begins there stands right behind `_` or `^`."""
    return bool(tokens) and tokens[-1].end == offset and tokens[-1].text in ("_", "^")
