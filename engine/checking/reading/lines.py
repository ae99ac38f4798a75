"""Lines of text: headings, what is said of digits and of the learning rate, and claims."""

from __future__ import annotations

import re

from engine.checking.reading.chains import Chains, is_open
from engine.checking.reading.headings import announced
from engine.checking.reading.latex import Latex
from engine.checking.reading.layout import add_formula
from engine.checking.reading.pipes import Span, cells, tables, value_column
from engine.checking.reading.plain import plain_tokens
from engine.checking.reading.prose import is_equality, is_name, is_value, stated
from engine.checking.reading.rounding import rounding_rule
from engine.checking.reading.scan import Line, inline_formulas
from engine.checking.reading.token import Kind, Token
from engine.checking.reading.unwrap import unwrapped

_HEADING = re.compile(r"\s{0,3}#{1,6}\s|\s*\\(?:chapter|(?:sub)*section|(?:sub)?paragraph)\b")
_BULLET = re.compile(
    r"[ \t>]*(?:(?:[-*+•‣]|\(?\w{1,2}[.)]|\[[ x]\])[ \t]+|\d{1,4}[ \t]{2,}(?=[^\W\d]|[∂∇$]))*"
    r"(?:\*\*|__|\*(?=\S))?"
)
_VALUES = (Kind.NUMBER, Kind.NAME, Kind.MACRO)
_LONGEST_TAIL = 100
_EQUATION_NUMBER = re.compile(r"[ \t]{2,}\(\d{1,3}(?:\.\d{1,3})?[a-z]?\)\s*$")
_EQUALITY = re.compile(r"[=≈≔＝]|<-\s|←")
_RATE_OR_COLON = re.compile(
    r"rate|step.?size|schrittweite|学习率|学習率|학습률|[:：]\s*(?:\*\*\s*)?\[*[-−+.]?\d",
    re.IGNORECASE,
)
_LEAD = re.compile(r"[^=:：]{2,60}[:：](?![=\d])")
"""Words before a colon, which may announce what stands behind it."""

_MACRO = re.compile(r"\\[A-Za-z]{2,}")
_MACROS_OF_TEXT = re.compile(r"\\(?:item|noindent|textbf|textit|emph|underline)\b")
_LONGEST = 20_000
"""The longest line that is no formula and may hold claims."""


class Lines:
    """The lines of text of one page.

    Args:
        chains: what is found on it.
        latex: reads the formulas in them.
    """

    def __init__(self, chains: Chains, latex: Latex) -> None:
        self._chains = chains
        self._latex = latex
        self._source = chains.source
        self._tables = tables(chains.source.text)

    def add(self, line: Line) -> None:
        """Add what a line says."""
        header = self._tables.get(line.start)
        if header is not None:
            if line.start > header[1] + 1:  # behind the header and the rule below it
                self._row(line, header)
            return
        text = self._source.text[line.start : line.end]
        words = _without_formulas(text, line)
        place = self._source.place(line.start + len(text) - len(text.lstrip()))
        has_equality = _EQUALITY.search(words) is not None
        is_heading = _HEADING.match(text) is not None
        lead = _LEAD.match(words) if has_equality else None
        if lead or is_heading or not has_equality:
            heading = announced(lead[0] if lead else text, place, is_heading)
            if heading:
                self._chains.heading(heading)
        rule = rounding_rule(text, place)
        if rule:
            self._chains.found.append(rule)
        is_rest = self._chains.last is not None and is_open(self._chains.last)
        if (has_equality or is_rest or _RATE_OR_COLON.search(words)) and not is_heading:
            self._claims(line, words)
            return
        if words.strip():
            self._chains.last = None
        for formula in line.formulas:
            add_formula(self._chains, self._latex.tokens(formula.start, formula.end))

    def _claims(self, line: Line, words: str) -> None:
        """Add the claims among the words of a line."""
        if line.end - line.start > _LONGEST:
            reason = f"a line of more than {_LONGEST:,} characters"
            self._chains.unread(reason, line.start, line.start + 40)
            return
        if _MACRO.search(_MACROS_OF_TEXT.sub(" ", words)) and not line.formulas:
            add_formula(self._chains, self._latex.tokens(line.start, line.end))
            return
        tokens = unwrapped(stated(self._tokens(line)))
        last = self._chains.last
        is_rest = last is not None and is_open(last)
        goes_on = is_rest or (bool(tokens) and tokens[0].kind is Kind.SIGN)
        self._chains.add(tokens, last if goes_on else None, is_row=is_rest)

    def _tokens(self, line: Line) -> list[Token]:
        """The tokens of a line, those of the formulas in it as well."""
        bullet = _BULLET.match(self._source.text, line.start, line.end)
        offset = bullet.end() if bullet else line.start
        tokens: list[Token] = []
        for formula in line.formulas:
            _join(tokens, plain_tokens(self._source, offset, formula.outer))
            _join(tokens, self._latex.tokens(formula.start, formula.end))
            offset = max(offset, formula.after)
        tail = max(offset, line.end - _LONGEST_TAIL)
        number = _EQUATION_NUMBER.search(self._source.text, tail, line.end)
        _join(tokens, plain_tokens(self._source, offset, number.start() if number else line.end))
        return tokens

    def _row(self, line: Line, header: Span) -> None:
        """Add what a row of a table says: claims in its cells, or values of the names beside it."""
        words = _without_formulas(self._source.text[line.start : line.end], line, "$")
        row = [self._tokens(_part(line, span)) for span in cells(words, line.start)]
        claims = [tokens for tokens in row if any(map(is_equality, tokens))]
        if claims or not row:
            for tokens in claims:
                self._chains.add(unwrapped(stated(tokens)), None)
            return
        titles = cells(self._source.text[header[0] : header[1]], header[0])
        column = value_column([self._source.text[start:end] for start, end in titles])
        if column is not None and column < len(row):
            self._value(row[0], row[column])
            return
        for title, tokens in zip(titles, row, strict=False):
            self._value(
                self._tokens(Line(*title, inline_formulas(self._source.text, *title))), tokens
            )

    def _value(self, name: list[Token], value: list[Token]) -> None:
        """Add that a name has a value, if the two are that."""
        if is_name(name) and is_value(value):
            sign = Token(Kind.SIGN, "=", value[0].start, value[0].start)
            self._chains.add([*name, sign, *value], None)
            self._chains.last = None


def _join(tokens: list[Token], more: list[Token]) -> None:
    """Add tokens of a formula behind those of words, or of words behind a formula.

    A value and another beside it are no product then, as they are within a formula.
    """
    if tokens and more and tokens[-1].kind in _VALUES and more[0].kind in _VALUES:
        tokens.append(Token(Kind.GAP, "", more[0].start, more[0].start))
    tokens += more


def _part(line: Line, span: Span) -> Line:
    """A part of a line, with the formulas in it."""
    start, end = span
    return Line(start, end, tuple(each for each in line.formulas if start <= each.outer < end))


def _without_formulas(text: str, line: Line, filling: str = " ") -> str:
    """The words of a line, with spaces where formulas are, or something else."""
    parts: list[str] = []
    offset = 0
    for formula in line.formulas:
        start, end = formula.outer - line.start, formula.after - line.start
        parts += [text[offset:start], filling * (end - start)]
        offset = end
    return "".join(parts) + text[offset:]
