"""Derivatives, which are one name each, and other fractions."""

from __future__ import annotations

import re
from dataclasses import replace

from engine.checking.reading.cursor import Cursor, Parts, Unreadable
from engine.checking.reading.names import name, with_mark, word_of
from engine.checking.reading.token import Kind, Token
from engine.checking.reading.written import Apply, Called, Place, Ratio, Word, Written

_IN_ONE_WORD = re.compile(r"[d∂](\w+?)_?[d∂](\w+)")
_LOSSES = frozenset("LEJCℓ")
_DIGIT_PAIR = re.compile(r"\d\d", re.ASCII)


def gradient(cursor: Cursor) -> Ratio | None:
    """The derivative `dL/dw0` or `dL_dw0` that is next; None where none is."""
    token, place = cursor.here, cursor.place
    if token.text[0] != "d":
        return None
    if "_d" in token.text:
        found = _IN_ONE_WORD.fullmatch(token.text)
        if found:
            cursor.take()
            return Ratio(word_of(found[1], place), word_of(found[2], place), place)
    start = cursor.at
    try:
        top = _differential(cursor)
        if top is not None and cursor.took("/"):
            bottom = _differential(cursor)
            if bottom is not None:
                return Ratio(top, bottom, place)
    except Unreadable:
        pass  # it is a name with a d then, or a d by itself
    cursor.back(start)
    return None


def partial(cursor: Cursor) -> Written:
    """The derivative `∂L/∂w0` or `∂_w L` that is next.

    Raises:
        Unreadable: where it is not said what it is by.
    """
    place, sign = cursor.place, cursor.here
    if cursor.ahead(1).text == "_":
        cursor.take()
        return _by_script(cursor, place)
    top = _differential(cursor)
    if top is not None and cursor.took("/"):
        opened = cursor.here
        is_bracketed = cursor.took("(")
        bottom = _differential(cursor)
        if bottom is not None:
            if is_bracketed:
                cursor.close(opened, ")")
            return Ratio(top, bottom, place)
    raise Unreadable("∂ without what it is by", sign.start)


def nabla(cursor: Cursor) -> Written:
    r"""The gradient `\\nabla_W L` that is next.

    Raises:
        Unreadable: where it is not said what it is by.
    """
    place, sign = cursor.place, cursor.take()
    if not cursor.is_at("_"):
        raise Unreadable("∇ without what it is by", sign.start)
    return _by_script(cursor, place)


def by_macro(cursor: Cursor) -> Written:
    r"""The derivative `\\pdv{L}{w}` that is next.

    Raises:
        Unreadable: where it is none of one name by another.
    """
    place = cursor.place
    cursor.take()
    top, bottom = cursor.within(cursor.group()), cursor.within(cursor.group())
    return Ratio(_only(top), _only(bottom), place)


def fraction(cursor: Cursor, parts: Parts) -> Written:
    r"""The `\\frac` that is next, a derivative perhaps.

    Raises:
        Unreadable: where its parts are none.
    """
    place = cursor.place
    cursor.take()
    above, below = _arguments(cursor)
    if _is_differential(above) and _is_differential(below):
        top, bottom = cursor.within(above), cursor.within(below)
        try:
            return _derivative(cursor, top, bottom, parts, place)
        except Unreadable:
            if above[0].kind is Kind.MACRO or any(token.text == "(" for token in above):
                raise  # and not again: that would take twice the time at each depth
    return Apply("div", (_inside(cursor, above, parts), _inside(cursor, below, parts)), place)


def _arguments(cursor: Cursor) -> tuple[list[Token], list[Token]]:
    r"""The tokens above and below; those of `\\frac12` are a digit each."""
    token = cursor.here
    if token.kind is Kind.NUMBER and _DIGIT_PAIR.fullmatch(token.text):
        cursor.take()
        middle = token.start + 1
        first = Token(Kind.NUMBER, token.text[0], token.start, middle)
        return [first], [Token(Kind.NUMBER, token.text[1], middle, token.end)]
    return cursor.group(), cursor.group()


def _inside(cursor: Cursor, tokens: list[Token], parts: Parts) -> Written:
    within = cursor.within(tokens)
    with within.deeper():
        tree = parts.whole(within)
    if not within.is_done():
        raise within.unexpected()
    return tree


def _derivative(cursor: Cursor, top: Cursor, bottom: Cursor, parts: Parts, place: Place) -> Written:
    """The derivative that a fraction is: of a name, of a function, or of what follows."""
    if top.ahead(1).text == "^":
        raise Unreadable("a second derivative", top.here.start)
    by = _differential(bottom)
    if by is None or not bottom.is_done():
        raise bottom.unexpected()
    if top.ahead(1).kind is Kind.END and len(top.here.text) == 1:
        return _derived(parts.factor(cursor), by, place, top.here.start)
    of = _differential(top)
    if of is None:
        raise top.unexpected()
    if top.is_done():
        return Ratio(of, by, place)
    opened = top.here
    if not top.took("("):
        raise top.unexpected()
    with top.deeper():
        arguments = [parts.whole(top)]
        while top.took(",") or top.took(";"):
            arguments.append(parts.whole(top))
    top.close(opened, ")")
    if not top.is_done():
        raise top.unexpected()
    return _derived(Called(of, tuple(arguments), place), by, place, opened.start)


def _derived(tree: Written, by: Word, place: Place, offset: int) -> Written:
    """The derivative of what was read: of a function by its only argument it is `f'(z)`."""
    if isinstance(tree, Word):
        return Ratio(tree, by, place)
    if isinstance(tree, Called):
        if tree.function.base in _LOSSES:
            return Ratio(tree.function, by, place)
        match tree.arguments:
            case (Word() as only,) if replace(only, place=by.place) == by:
                return Called(with_mark(tree.function, "prime"), (only,), place)
    raise Unreadable("a derivative of more than a name", offset)


def _is_differential(tokens: list[Token]) -> bool:
    """Whether these tokens begin with a ∂ or a d."""
    if not tokens:
        return False
    kind, text = tokens[0].kind, tokens[0].text
    if kind is Kind.NAME and text == "δ":
        return len(tokens) > 1 and tokens[1].kind in (Kind.NAME, Kind.MACRO)
    return (kind is Kind.MACRO and text == "∂") or (kind is Kind.NAME and text[0] == "d")


def _differential(cursor: Cursor) -> Word | None:
    """The name behind a ∂ or a d; None where there is none of these.

    Raises:
        Unreadable: where no name is behind it.
    """
    token = cursor.here
    if token.kind is Kind.MACRO and token.text == "∂":
        cursor.take()
        if cursor.is_at("^"):
            raise Unreadable("a second derivative", token.start)
        return name(cursor)
    if token.kind is not Kind.NAME or token.text[0] not in "dδ":
        return None
    cursor.take()
    return name(cursor, token.text[1:])


def _by_script(cursor: Cursor, place: Place) -> Ratio:
    """The derivative of the name that follows, by what stands below the sign."""
    cursor.take()
    bottom = _only(cursor.within(cursor.group()))
    return Ratio(name(cursor), bottom, place)


def _only(cursor: Cursor) -> Word:
    """The name that is all that is there."""
    word = name(cursor)
    if not cursor.is_done():
        raise cursor.unexpected()
    return word
