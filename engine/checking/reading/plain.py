"""Plain text to tokens, the same as those of LaTeX."""

from __future__ import annotations

import re

from engine.checking.reading.marks import LETTER, mark_at, script_tokens, unseen
from engine.checking.reading.numbers import number_end
from engine.checking.reading.source import Source
from engine.checking.reading.token import ROW, Kind, Token

_NAME = re.compile(
    rf"(?:(?:np|numpy|torch|math|jnp)\.)?({LETTER}(?:{LETTER}|[0-9]|\\?_(?=[^\W_]))*)"
)
_LEARNING_RATE = re.compile(r"(?:learning[ _-]rate|step[ -]size)\b", re.IGNORECASE)
_NUMBER_START = re.compile(r"\d|\.\d", re.ASCII)
_SPECIAL = re.compile(r"\.T(?!\w)|<-(?=\s)")
_MARKUP = re.compile(
    r"\\\\|\\[A-Za-z]+\*?|\\"  # the end of a row, a macro of text, a character that is no markup
    r"|(?<!\S)\*\*(?=\S)|(?<=\S)\*\*(?=[\s.,;:)]|$)|(?<=\S)\*(?=[.,;:]?\s*$)"
)
_NUMBER_STARTS = frozenset("0123456789.")
_NO_MARKS = frozenset("&%`")
_SPACES = re.compile(r"\s+")
_WIDE = re.compile(r"[\t\f\v\x1c-\x1e\x85\u2028\u2029]| {2}")
_NAME_AND_SIGN = re.compile(r"(?:[^\W\d]|[∂∇])[^\s=,;<>!≤≥]{0,40}\s{0,40}:?=(?!=)")


def plain_tokens(source: Source, start: int, end: int) -> list[Token]:
    """The tokens of a run of plain text."""
    text = source.text
    tokens: list[Token] = []
    offset = start
    while offset < end:
        letter = text[offset]
        if letter.isspace():
            offset = _spaces(text, tokens, offset, end)
        elif behind := None if letter.isascii() else unseen(text, offset, end):
            offset = behind
        elif letter in "\\*" and (markup := _MARKUP.match(text, offset, end)):
            if markup[0] == ROW:
                tokens.append(Token(Kind.STOP, "⇒", offset, markup.end()))
            offset = markup.end()
        else:
            offset = _add(source, tokens, letter, offset, end)
    return tokens


def _spaces(text: str, tokens: list[Token], offset: int, end: int) -> int:
    """Where spaces end; wide ones between an equality and the next part the two."""
    found = _SPACES.match(text, offset, end)
    stop = found.end() if found else offset + 1
    is_wide = _WIDE.search(text, offset, stop) and _NAME_AND_SIGN.match(text, stop, end)
    if is_wide and _is_behind_a_value(tokens):
        tokens.append(Token(Kind.GAP, " ", offset, stop))
    return stop


def _is_behind_a_value(tokens: list[Token]) -> bool:
    """Whether the last of these may be the end of an equality."""
    if not tokens or not (tokens[-1].kind in (Kind.NUMBER, Kind.NAME) or tokens[-1].text in ")]"):
        return False
    return any(token.kind is Kind.SIGN for token in tokens)


def _add(source: Source, tokens: list[Token], letter: str, offset: int, end: int) -> int:
    """Add the tokens that begin at an offset; where to go on."""
    text = source.text
    if letter in _NUMBER_STARTS and _NUMBER_START.match(text, offset, end):
        stop = number_end(source, offset, end)
        tokens.append(Token(Kind.NUMBER, text[offset:stop], offset, stop))
        return stop
    scripts = None if letter.isascii() else script_tokens(text, offset, end)
    if scripts:
        tokens += scripts[0]
        return scripts[1]
    if letter in "<." and (special := _SPECIAL.match(text, offset, end)):
        if letter == "<":
            tokens.append(Token(Kind.SIGN, ":=", offset, special.end()))
        else:
            tokens.append(Token(Kind.MARK, "^", offset, offset + 1))
            tokens.append(Token(Kind.NAME, "T", offset + 1, offset + 2))
        return special.end()
    if letter.isalpha() and letter not in "∂∇":
        rate = _LEARNING_RATE.match(text, offset, end) if letter in "lLsS" else None
        name = rate or _NAME.match(text, offset, end)
        if name:
            shown = name[name.lastindex or 0].replace("\\", "")
            tokens.append(Token(Kind.NAME, shown, offset, name.end()))
            return name.end()
    mark = mark_at(text, offset, end) if letter not in _NO_MARKS else None
    if mark:
        tokens.append(Token(mark[0], mark[1], offset, mark[2]))
        return mark[2]
    kind, shown = (Kind.STOP, letter) if letter in ".?" else (Kind.BAD, f"{letter!r} is not read")
    if letter == "$":
        shown = "$ is never closed"
    tokens.append(Token(kind, shown, offset, offset + 1))
    return offset + 1
