"""Numbers, and what stands between bars or below a root."""

from __future__ import annotations

from engine.checking.reading.cursor import Cursor, Parts, Unreadable
from engine.checking.reading.names import script_text
from engine.checking.reading.numbers import figure
from engine.checking.reading.written import Apply, Figure, Written


def number(cursor: Cursor) -> Figure:
    """The number that is next, with a power of ten that it is multiplied by.

    Raises:
        Unreadable: where it is too large.
    """
    source, token = cursor.source, cursor.take()
    power, end = 0, token.end
    ahead = [cursor.ahead(count) for count in range(6)]
    if [mark.text for mark in ahead[:3]] == ["*", "10", "^"]:
        inside = [*(mark.text for mark in ahead[3:] if mark.text != "{"), "", ""]
        sign = -1 if inside[0] == "-" else 1
        digits = inside[1] if inside[0] in ("-", "+") else inside[0]
        if digits.isdecimal() and len(digits) < 4:
            power = sign * int(digits)
            for _ in range(3):
                cursor.take()
            cursor.group() if cursor.is_at("{") else cursor.took("-")
            if cursor.before.text in ("-", "^"):
                cursor.take()
            end = cursor.before.end
    read = figure(source, token.text, token.start, power, source.excerpt(token.start, end))
    if read is None:
        raise Unreadable("a number too large to be one", token.start)
    return read


def size(cursor: Cursor, parts: Parts) -> Written:
    """What stands between the bars that are next.

    Raises:
        Unreadable: where they are not closed.
    """
    place, opened = cursor.place, cursor.take()
    bar = opened.text[0]
    cursor.bars += 1
    tree = parts.whole(cursor)
    cursor.bars -= 1
    cursor.close(opened, bar, f"{bar}>")
    if bar == "|":
        return Apply("abs", (tree,), place)
    if cursor.took("_"):
        start = cursor.here.start
        kind = script_text(cursor.group())
        if kind not in ("2", "F"):
            raise Unreadable(f"the norm {kind} is not read", start)
    return Apply("norm", (tree,), place)


def root(cursor: Cursor, parts: Parts) -> Written:
    """The square root that is next, or another.

    Raises:
        Unreadable: where there is nothing below it.
    """
    place = cursor.place
    if cursor.take().text == "√":
        return Apply("sqrt", (parts.factor(cursor),), place)
    degree: Written | None = None
    opened = cursor.here
    if cursor.took("["):
        degree = parts.whole(cursor)
        cursor.close(opened, "]")
    below = cursor.within(cursor.group())
    inside = parts.whole(below)
    if not below.is_done():
        raise below.unexpected()
    if degree is None:
        return Apply("sqrt", (inside,), place)
    one = Figure("1", 1.0, 1.0, place)
    return Apply("pow", (inside, Apply("div", (one, degree), place)), place)
