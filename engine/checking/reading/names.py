"""Names: letters with what stands over, below, above and behind them."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from functools import lru_cache

from engine.checking.reading.cursor import Cursor, Unreadable
from engine.checking.reading.token import Kind, Token
from engine.checking.reading.written import Place, Word

MARKS = ("hat", "bar", "tilde")
_CACHED = 60
MOST_MARKS = 5
_COMBINING = {"\u0302": "hat", "\u0304": "bar", "\u0305": "bar", "\u0303": "tilde"}
_PARTS = re.compile(r"([^\W\d_]+)(\d*)_*(\w*)")
_MARKED_BASE = re.compile(r"(\w{1,3}?)(hat|bar|tilde)")
_MARKED_SUB = re.compile(r"(hat|bar|tilde)_?(\w*)")
_TIMES = frozenset({"new", "old", "neu", "alt", "prev", "next", "updated"})
"""What says of a value when it is: it stands above, wherever it was written."""

LEARNING_RATE = "learning rate"
"""The base of the name that the learning rate has where it is written out, in any spelling."""

_LEARNING_RATE = re.compile(
    r"learning[ _-]?rate|step[ _-]?size|lernrate|schrittweite|学习率|学習率|학습률", re.IGNORECASE
)

_LAYERS = frozenset("lLtkij")
"""Letters that number layers, times and samples, which are no exponents."""

ENTRY_KINDS = (Kind.NUMBER, Kind.NAME)


def word_of(text: str, place: Place) -> Word:
    """The name that letters, digits and `_` are.

    >>> word_of("yhat_1", Place(1, 1))
    Word(base='y', marks=('hat',), sub='1', sup='', entry='', place=Place(line=1, column=1))
    """
    word = _word(text) if len(text) < _CACHED else _word.__wrapped__(text)
    return Word(word.base, word.marks, word.sub, word.sup, "", place)


@lru_cache(maxsize=4096)
def _word(text: str) -> Word:
    """The name, wherever it stands."""
    place = Place(1, 1)
    if _LEARNING_RATE.fullmatch(text):
        return Word(LEARNING_RATE, (), "", "", "", place)
    letters, marks = _marked(text)
    found = _PARTS.fullmatch(letters)
    if not found:
        return Word(letters, marks, "", "", "", place)
    base, digits, rest = found.groups()
    marked = _MARKED_BASE.fullmatch(base)
    if marked:
        base, marks = marked[1], (*marks, marked[2])
    word = Word(base, tuple(sorted(marks)), digits, "", "", place)
    return with_sub(word, rest) if rest else word


def with_sub(word: Word, sub: str) -> Word:
    """The name with something more below it."""
    marked = _MARKED_SUB.fullmatch(sub)
    if marked:
        word, sub = with_mark(word, marked[1]), marked[2]
    if not sub:
        return word
    head, _, tail = sub.replace(",", "_").rpartition("_")
    if tail in _TIMES and (head or word.sub):
        return replace(word, sub=head or word.sub, sup=tail)
    return replace(word, sub=f"{word.sub}_{sub}" if word.sub else sub)


def with_mark(word: Word, mark: str) -> Word:
    """The name with a mark over or behind it; more than a few are as good as a few."""
    if len(word.marks) >= MOST_MARKS:
        return word
    return replace(word, marks=tuple(sorted((*word.marks, mark))))


def _marked(text: str) -> tuple[str, tuple[str, ...]]:
    """The letters without the marks over them, and these."""
    if text.isascii():
        return text, ()
    apart = unicodedata.normalize("NFD", text)
    marks = tuple(_COMBINING[letter] for letter in apart if letter in _COMBINING)
    letters = "".join(letter for letter in apart if letter not in _COMBINING)
    return unicodedata.normalize("NFKC", letters), marks


def script_text(tokens: list[Token]) -> str:
    """What stands below or above, as text without spaces and braces.

    Raises:
        Unreadable: where it is no text.
    """
    parts: list[str] = []
    accent = ""
    for token in tokens:
        if token.kind is Kind.BAD or (token.kind is Kind.MARK and token.text in ("&", "\\\\")):
            raise Unreadable(f"{token.text} in a script", token.start)
        if token.kind is Kind.MACRO and token.text in MARKS:
            accent = token.text
        elif token.kind is Kind.MACRO and ":" in token.text:
            raise Unreadable(f"a {token.text.partition(':')[2]} in a script", token.start)
        elif token.text not in ("{", "}"):
            parts.append("".join(token.text.split()) + accent)
            accent = ""
    return "".join(parts)


def entry(cursor: Cursor) -> str:
    """The entry in brackets right behind a name, `0,1` of `[0,1]` and of `[0][1]`; or nothing."""
    parts: list[str] = []
    while cursor.is_at("[") and cursor.here.start == cursor.before.end:
        start = cursor.at
        cursor.take()
        inside: list[str] = []
        while cursor.here.kind in ENTRY_KINDS or cursor.is_at(",", ":", "-", "+"):
            inside.append(cursor.take().text)
        if not inside or not cursor.took("]"):
            cursor.back(start)
            break
        parts.append("".join(inside))
    return ",".join(parts)


def is_name_above(base: str, tokens: list[Token]) -> bool:
    """Whether what stands above a name belongs to it, and is no power."""
    first = tokens[0]
    if base in ("e", "β") or first.kind is Kind.NUMBER:
        return False
    if first.text in ("(", "["):
        return all(map(_is_count, _bracketed(tokens)))
    if len(tokens) == 1:
        is_long = first.kind is Kind.TEXT or (first.kind is Kind.NAME and len(first.text) > 1)
        return is_long or first.text in ("+", "-") or first.text in _LAYERS
    return len(tokens) == 3 and first.text in _LAYERS and _is_count(tokens)


def _bracketed(tokens: list[Token]) -> list[list[Token]]:
    """What stands in each bracket of `[1](i)`; one that is empty for anything else."""
    parts: list[list[Token]] = []
    closing = ""
    for token in tokens:
        if not closing:
            closing = {"(": ")", "[": "]"}.get(token.text, "")
            parts.append([])
            if not closing:
                return [[]]
        elif token.text == closing:
            closing = ""
        else:
            parts[-1].append(token)
    return parts if not closing else [[]]


def _is_count(tokens: list[Token]) -> bool:
    """Whether tokens count something: `2`, `t`, `t + 1`, `new`; `1 - 1` is an exponent."""
    if len(tokens) == 1:
        return tokens[0].kind in (Kind.NUMBER, Kind.NAME, Kind.TEXT)
    if len(tokens) != 3 or any(token.kind not in (Kind.NUMBER, Kind.NAME) for token in tokens[::2]):
        return False
    return tokens[1].text == "," or (tokens[0].kind is Kind.NAME and tokens[1].text in ("+", "-"))


def name(cursor: Cursor, text: str = "") -> Word:
    """A name with its scripts, nothing of which is an expression.

    Args:
        cursor: at the name; right behind it where `text` is given.
        text: its letters, where they were taken already.

    Raises:
        Unreadable: where none is there.
    """
    if text:
        word = word_of(text, cursor.source.place(cursor.before.start))
    elif cursor.is_at(*MARKS, kind=Kind.MACRO):
        word = accented(cursor)
    elif cursor.is_at("{"):
        inside = cursor.within(cursor.group())
        word = name(inside)
        if not inside.is_done():
            raise inside.unexpected()
    elif cursor.here.kind is Kind.NAME:
        token = cursor.take()
        word = word_of(token.text, cursor.source.place(token.start))
    else:
        raise cursor.unexpected()
    while cursor.is_at("_", "^", "'"):
        start = cursor.at
        mark = cursor.take().text
        if mark == "'":
            word = with_mark(word, "prime")
            continue
        inside_tokens = cursor.group() if mark == "_" else cursor.power()
        if mark == "_":
            word = with_sub(word, script_text(inside_tokens))
        elif inside_tokens and is_name_above(word.base, inside_tokens):
            word = replace(word, sup=word.sup + script_text(inside_tokens))
        else:
            cursor.back(start)
            break
    return replace(word, entry=entry(cursor)) if cursor.is_at("[") else word


def accented(cursor: Cursor) -> Word:
    r"""The name under an accent, without what stands behind it: `\hat{y}` of `\hat{y}_1`.

    Raises:
        Unreadable: where no name is under it.
    """
    with cursor.deeper():
        mark = cursor.take().text
        if cursor.is_at(*MARKS, kind=Kind.MACRO):
            return with_mark(accented(cursor), mark)
        inside = cursor.within(cursor.group())
        word = name(inside)
        if not inside.is_done():
            raise inside.unexpected()
        return with_mark(word, mark)
