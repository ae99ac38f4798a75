"""Macros of LaTeX: the tokens that each stands for."""

from __future__ import annotations

import re

from engine.checking.reading.source import Source
from engine.checking.reading.token import LEFT_OUT, ROW, Kind, Token
from engine.checking.reading.vocabulary import (
    DOTS,
    LETTER_FACES,
    OTHERWISE,
    PASSED_OVER,
    QUANTITIES,
    SYMBOLS,
    WITH_AN_ARGUMENT,
    WORDS,
)

_GROUP_EDGE = re.compile(r"\\.|[{}]", re.DOTALL)
_ONE_WORD = re.compile(r"[^\W_][\w.-]*")
_OPENING = re.compile(r"\*?\s*\{")
_DELIMITER = re.compile(r"\s*(\\[A-Za-z]+|\\.|[^\\\s])", re.DOTALL)
_COLUMNS = re.compile(r"\s*(?:\[[^\]\n]{0,40}\])?(?:\{[^{}\n]{0,80}\})?")
_OPTION = re.compile(r"\s*\[[^\]\n]{0,40}\]")
_EQUALS = re.compile(r"\s*=")
_RELATIONS = {"=": "=", ":=": ":=", "\\approx": "≈", "\\equiv": "="}
_LONGEST_GROUP = 2_000
_SHORT_GROUP = 60
_MOST_UNCLOSED = 20
"""On a page with so many groups that are never closed no long one is looked for."""

_MATH_FACES = frozenset({"mathrm", "mathsf", "mathtt", "operatorname", "rm"})
_WITH_COLUMNS = frozenset({"array", "alignat", "alignedat", "tabular"})

_DELIMITERS = {
    "(": ("(", ")"), ")": ("(", ")"), "[": ("[", "]"), "]": ("[", "]"), ".": ("(", ")"),
    "\\{": ("(", ")"), "\\}": ("(", ")"), "\\lbrace": ("(", ")"), "\\rbrace": ("(", ")"),
    "|": ("|<", "|>"), "\\vert": ("|<", "|>"), "\\lvert": ("|<", "|>"), "\\rvert": ("|<", "|>"),
    "\\|": ("‖<", "‖>"), "\\Vert": ("‖<", "‖>"), "\\lVert": ("‖<", "‖>"), "\\rVert": ("‖<", "‖>"),
    "\\lbrack": ("[", "]"), "\\rbrack": ("[", "]"),
}  # fmt: skip
"""What stands behind `\\left` and `\\right`: what it opens and what it closes."""


class Macros:
    """What the macros of a page stand for.

    Args:
        source: the page.
    """

    def __init__(self, source: Source) -> None:
        self._text = source.text
        self._unclosed = 0

    def add(self, tokens: list[Token], name: str, start: int, after: int, end: int) -> int:
        """Add the tokens of a macro; where to go on.

        Args:
            tokens: those before it.
            name: what stands behind the backslash.
            start: where the backslash is.
            after: where the name ends.
            end: where the formula ends.
        """
        if name in SYMBOLS:
            return self._symbol(tokens, name, start, after, end)
        if name in PASSED_OVER:
            return after
        if name in WITH_AN_ARGUMENT:
            return self.group(after, end)[1]
        if name in LETTER_FACES:
            return self._face(tokens, name, start, after, end)
        if name in ("left", "right"):
            return self._delimiter(tokens, name, start, after, end)
        if name in ("begin", "end"):
            return self._environment(tokens, name, start, after, end)
        if name in ("stackrel", "overset", "underset"):
            return self._stacked(tokens, start, after, end)
        negated = _EQUALS.match(self._text, after, end) if name == "not" else None
        if negated:
            tokens.append(Token(Kind.SIGN, "!=", start, negated.end()))
            return negated.end()
        reason = LEFT_OUT if name in DOTS else f"\\{name} is not known here"
        tokens.append(Token(Kind.BAD, reason, start, after))
        return after

    def _symbol(self, tokens: list[Token], name: str, start: int, after: int, end: int) -> int:
        """A macro that stands for one token; an option may stand behind the end of a row."""
        kind, text = SYMBOLS[name]
        if text == ROW:
            option = _OPTION.match(self._text, after, end)
            after = option.end() if option else after
        tokens.append(Token(kind, text, start, after))
        return after

    def group(self, offset: int, end: int) -> tuple[str, int]:
        """What stands in the braces there, and where to go on; nothing where there are none."""
        opening = _OPENING.match(self._text, offset, end)
        if not opening:
            return "", offset
        depth = 1
        most = _LONGEST_GROUP if self._unclosed < _MOST_UNCLOSED else _SHORT_GROUP
        for edge in _GROUP_EDGE.finditer(self._text, opening.end(), min(end, offset + most)):
            depth += {"{": 1, "}": -1}.get(edge[0], 0)
            if not depth:
                return self._text[opening.end() : edge.start()], edge.end()
        self._unclosed += 1
        return "", offset

    def argument(self, offset: int, end: int) -> tuple[str, int]:
        """The argument that is next, in braces or a single token, and where to go on."""
        content, after = self.group(offset, end)
        single = _DELIMITER.match(self._text, offset, end) if after == offset else None
        return (single[1], single.end()) if single else (content, after)

    def _delimiter(self, tokens: list[Token], name: str, start: int, after: int, end: int) -> int:
        found = _DELIMITER.match(self._text, after, end)
        pair = _DELIMITERS.get(found[1]) if found else None
        if not found or not pair:
            tokens.append(Token(Kind.BAD, f"\\{name} without a parenthesis", start, after))
            return after
        text = pair[name == "right"]
        tokens.append(Token(Kind.MARK, text, start, found.end()))
        return found.end()

    def _environment(self, tokens: list[Token], name: str, start: int, after: int, end: int) -> int:
        called, stop = self.group(after, end)
        called = called.strip().rstrip("*")
        if not called:
            tokens.append(Token(Kind.BAD, f"\\{name} without the name of what", start, after))
            return after
        if name == "begin":
            pattern = _COLUMNS if called in _WITH_COLUMNS else _OPTION
            options = pattern.match(self._text, stop, end)
            if options and called not in ("bmatrix", "pmatrix", "cases"):
                stop = options.end()
        tokens.append(Token(Kind.MACRO, f"{name}:{called}", start, stop))
        return stop

    def _face(self, tokens: list[Token], name: str, start: int, after: int, end: int) -> int:
        content, stop = self.group(after, end)
        if stop == after:
            return after
        words = content.strip().replace("\\_", "_")
        small = words.lower().rstrip(".,:;")
        if not words:
            return stop
        if not any(letter.isalpha() for letter in words) and words[-1].isdecimal():
            return self._opening(after, end)
        if small in QUANTITIES or (
            _ONE_WORD.fullmatch(words) and small not in WORDS and small not in OTHERWISE
        ):
            tokens.append(Token(Kind.NAME, words, start, stop))
        elif len(small) > 1 and small in WORDS | OTHERWISE:
            tokens.append(Token(Kind.TEXT, words, start, stop))
        elif name in _MATH_FACES or ("(" in words and " " not in words):
            return self._opening(after, end)
        elif any(letter.isalnum() for letter in words):
            tokens.append(Token(Kind.TEXT, words, start, stop))
        elif "," in words or ";" in words:
            tokens.append(Token(Kind.MARK, ",", start, stop))
        return stop

    def _opening(self, offset: int, end: int) -> int:
        """Where the brace is that is next, so that what stands in it is read as a formula."""
        opening = _OPENING.match(self._text, offset, end)
        return opening.end() - 1 if opening else offset

    def _stacked(self, tokens: list[Token], start: int, after: int, end: int) -> int:
        """A relation with something over it; of anything else what stands over it is let go."""
        first = self.group(after, end)[1]
        below, stop = self.group(first, end)
        sign = _RELATIONS.get(below.strip())
        if not sign:
            return first
        tokens.append(Token(Kind.SIGN, sign, start, stop))
        return stop
