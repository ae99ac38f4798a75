"""Operands that begin with a name: names with powers, and calls."""

from __future__ import annotations

from dataclasses import replace

from engine.checking.reading.cursor import Cursor, Parts, Unreadable
from engine.checking.reading.names import (
    entry,
    is_name_above,
    script_text,
    with_mark,
    with_sub,
    word_of,
)
from engine.checking.reading.token import Kind, Token
from engine.checking.reading.vocabulary import FUNCTIONS, WITHOUT_PARENTHESES
from engine.checking.reading.written import Apply, Called, Word, Written

_WITH_POWERS = FUNCTIONS | {"σ", "φ", "ψ", "f", "g"}
"""Functions that are meant by `tanh^2(z)`: the square of what it gives."""


def named(cursor: Cursor, parts: Parts) -> Written:
    """The name that is next, with all that stands above, below and behind it.

    Raises:
        Unreadable: where that is not read.
    """
    token = cursor.take()
    return scripted(cursor, word_of(token.text, cursor.source.place(token.start)), parts)


def scripted(cursor: Cursor, word: Word, parts: Parts) -> Written:
    """A name of which the letters were read, with all that stands above, below and behind it.

    Raises:
        Unreadable: where that is not read.
    """
    above: list[Written | None] = []
    while cursor.is_at("_", "^", "'"):
        mark = cursor.take()
        if mark.text == "'":
            word = with_mark(word, "prime")
            continue
        inside = cursor.group() if mark.text == "_" else cursor.power()
        if not inside:
            raise Unreadable("an empty script", mark.start)
        if mark.text == "_":
            word = with_sub(word, script_text(inside))
        else:
            word = _with_above(cursor, word, inside, above, parts)
    found = entry(cursor)
    if found:
        word = replace(word, entry=found)
    return _raised(_applied(cursor, word, bool(above), parts), above)


def _with_above(
    cursor: Cursor, word: Word, inside: list[Token], above: list[Written | None], parts: Parts
) -> Word:
    """The name with what stands above it, which is added to `above` where it is a power."""
    texts = [token.text for token in inside]
    if texts == ["*"]:
        return with_mark(word, "star")
    while texts and texts[0] == "'":
        word, texts, inside = with_mark(word, "prime"), texts[1:], inside[1:]
    while texts and texts[-1] == "'":
        word, texts, inside = with_mark(word, "prime"), texts[:-1], inside[:-1]
    if not texts:
        return word
    if texts[-1] == "T" and (len(texts) == 1 or texts[-2] in (")", "]")):
        above.append(None)
        texts, inside = texts[:-1], inside[:-1]
        if not texts:
            return word
    if is_name_above(word.base, inside):
        return replace(word, sup=word.sup + script_text(inside))
    within = cursor.within(inside)
    if any(power is not None for power in above):
        raise Unreadable("a power of a power: say which by parentheses", inside[0].start)
    with within.deeper():
        above.append(parts.whole(within))
    if not within.is_done():
        raise within.unexpected()
    return word


def _raised(tree: Written, above: list[Written | None]) -> Written:
    """What was read, to the powers that stand above it; None is a transpose."""
    for power in above:
        if power is None:
            tree = Apply("transpose", (tree,), tree.place)
        else:
            tree = Apply("pow", (tree, power), tree.place)
    return tree


def _applied(cursor: Cursor, word: Word, is_raised: bool, parts: Parts) -> Written:
    """The name, or what it is called with."""
    small = word.base.lower()
    if cursor.is_at("(") and (not is_raised or small in _WITH_POWERS):
        return Called(word, _arguments(cursor, parts), word.place)
    if small in WITHOUT_PARENTHESES and _is_argument(cursor):
        with cursor.deeper():
            return Called(word, (_bare_argument(cursor, parts),), word.place)
    return word


def _arguments(cursor: Cursor, parts: Parts) -> tuple[Written, ...]:
    """What stands in the parentheses that are next."""
    opened = cursor.take()
    bars, cursor.bars = cursor.bars, 0
    arguments = [parts.whole(cursor)]
    while cursor.took(",") or cursor.took(";"):
        arguments.append(parts.whole(cursor))
    cursor.bars = bars
    cursor.close(opened, ")")
    return tuple(arguments)


def _is_argument(cursor: Cursor) -> bool:
    """Whether what is next can be an argument without parentheses."""
    token = cursor.here
    is_macro = token.kind is Kind.MACRO and not token.text.startswith("end:")
    return token.kind in (Kind.NUMBER, Kind.NAME) or is_macro or cursor.is_at("{", "|<", "[")


def _bare_argument(cursor: Cursor, parts: Parts) -> Written:
    """One factor, or a number and the name that it stands right before: `2x` of `log 2x`."""
    first, place = cursor.here, cursor.place
    tree = parts.factor(cursor)
    is_glued = first.kind is Kind.NUMBER and cursor.here.start == cursor.before.end
    if is_glued and cursor.here.kind is Kind.NAME:
        return Apply("times", (tree, parts.factor(cursor)), place)
    return tree
