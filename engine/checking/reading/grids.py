"""Brackets and tables: matrices, vectors, cases, and several things in parentheses."""

from __future__ import annotations

from collections.abc import Callable

from engine.checking.reading.cursor import CLOSING, OPENING, Cursor, Unreadable
from engine.checking.reading.token import LEFT_OUT, ROW, Kind, Token
from engine.checking.reading.vocabulary import CONDITIONS, OTHERWISE
from engine.checking.reading.written import (
    Cases,
    Compared,
    Figure,
    Grid,
    Listed,
    Place,
    Unread,
    Written,
)

Read = Callable[[Cursor], Written]

MOST_CASES = 50
"""A function with more of them is on no page."""

_CASES = frozenset({"cases", "dcases", "rcases", "numcases"})
_MATRICES = frozenset({
    "matrix", "pmatrix", "bmatrix", "Bmatrix", "smallmatrix", "bsmallmatrix", "psmallmatrix",
    "array",
})  # fmt: skip


def bracketed(cursor: Cursor, read: Read) -> Written:
    """What stands in the parentheses or brackets that are next.

    Args:
        cursor: at the bracket.
        read: reads an expression.

    Raises:
        Unreadable: where it is nothing that can be read.
    """
    with cursor.deeper():
        bars, cursor.bars = cursor.bars, 0
        tree = _rows(cursor, read) if cursor.is_at("[") else _parenthesised(cursor, read)
        cursor.bars = bars
        return tree


def _parenthesised(cursor: Cursor, read: Read) -> Written:
    place, opened = cursor.place, cursor.take()
    parts = [read(cursor)]
    while cursor.took(",") or cursor.took(";"):
        parts.append(read(cursor))
    cursor.close(opened, ")")
    return parts[0] if len(parts) == 1 else Listed(tuple(parts), place)


def _rows(cursor: Cursor, read: Read) -> Written:
    """A matrix or a vector in brackets, or an expression in brackets instead of parentheses."""
    place, opened = cursor.place, cursor.take()
    if cursor.is_at("["):
        rows = []
        while cursor.is_at("["):
            rows.append(_row(cursor, read, cursor.take()))
            if not cursor.took(","):
                cursor.took(";")
        cursor.close(opened, "]")
        return _grid(rows, place, opened)
    rows = [_cells(cursor, read)]
    while cursor.took(";"):
        rows.append(_cells(cursor, read))
    cursor.close(opened, "]")
    first = rows[0][0]
    is_alone = len(rows) == 1 and len(rows[0]) == 1
    return first if is_alone and not isinstance(first, Figure) else _grid(rows, place, opened)


def _row(cursor: Cursor, read: Read, opened: Token) -> list[Written]:
    if cursor.is_at("["):
        raise Unreadable("a table of more than two dimensions", opened.start)
    cells = _cells(cursor, read)
    cursor.close(opened, "]")
    return cells


def _cells(cursor: Cursor, read: Read) -> list[Written]:
    """The cells of a row, with commas between them, or numbers with spaces between them."""
    simple = _spaced_numbers(cursor)
    if simple:
        return [read(cursor.within(tokens)) for tokens in simple]
    cells = [read(cursor)]
    while cursor.took(","):
        cells.append(read(cursor))
    return cells


def _spaced_numbers(cursor: Cursor) -> list[list[Token]]:
    """The numbers of a row without commas, each with its sign; nothing where the row is another."""
    start = cursor.at
    cells: list[list[Token]] = []
    while cursor.here.kind is Kind.NUMBER or cursor.is_at("-", "+"):
        cell = [cursor.take()] if cursor.is_at("-", "+") else []
        if cursor.here.kind is not Kind.NUMBER:
            break
        cells.append([*cell, cursor.take()])
    if cursor.is_at("]", ";") and len(cells) > 1:
        return cells
    cursor.back(start)
    return []


def _grid(rows: list[list[Written]], place: Place, opened: Token) -> Grid:
    if len({len(row) for row in rows}) > 1:
        raise Unreadable("its rows are not of one length", opened.start)
    return Grid(tuple(map(tuple, rows)), place)


def environment(cursor: Cursor, whole: Read) -> Written:
    """The matrix or the cases that are next.

    Args:
        cursor: at `begin`.
        whole: reads an expression that has to be all that is there.

    Raises:
        Unreadable: where it is another environment, or one that is never closed.
    """
    place, opened = cursor.place, cursor.take()
    called = opened.text.partition(":")[2]
    rows = _table(cursor, opened)
    with cursor.deeper():
        if called in _CASES or (called == "array" and any(map(_has_condition, rows))):
            if len(rows) > MOST_CASES:
                raise Unreadable(f"more than {MOST_CASES} cases", opened.start)
            return _cases(cursor, rows, place, whole)
        if called not in _MATRICES:
            raise Unreadable(f"{called} is not read inside of a formula", opened.start)
        cells = [[_cell(cursor, cell, whole) for cell in row] for row in rows]
        return _grid(cells, place, opened)


def _cell(cursor: Cursor, tokens: list[Token], whole: Read) -> Written:
    """A cell of a matrix; where dots stand it is one that was left out."""
    if len(tokens) == 1 and tokens[0].text == LEFT_OUT:
        token = tokens[0]
        text = cursor.source.excerpt(token.start, token.end)
        return Unread(text, token.text, cursor.source.place(token.start))
    return whole(cursor.within(tokens))


def _table(cursor: Cursor, opened: Token) -> list[list[list[Token]]]:
    """The rows of the environment that was opened, each as the tokens of its cells."""
    called = opened.text.partition(":")[2]
    rows: list[list[list[Token]]] = [[[]]]
    inner: list[str] = []
    braces = 0
    while not cursor.is_done():
        token = cursor.take()
        verb, _, name = token.text.partition(":") if token.kind is Kind.MACRO else ("", "", "")
        if verb == "begin":
            inner.append(name)
        elif verb == "end":
            expected = inner.pop() if inner else ""
            if name != (expected or called):
                raise Unreadable(f"\\end{{{name}}} where {expected or called} is open", token.start)
            if not expected:
                return [row for row in rows if any(row)]
        elif token.kind is Kind.MARK and not inner:
            braces += (token.text == "{") - (token.text == "}")
            if token.text == "&" and braces <= 0:
                rows[-1].append([])
                continue
            if token.text == ROW and braces <= 0:
                rows.append([[]])
                continue
        rows[-1][-1].append(token)
    raise Unreadable(f"\\begin{{{called}}} is never closed", opened.start)


def _has_condition(row: list[list[Token]]) -> bool:
    return any(token.kind in (Kind.SIGN, Kind.TEXT) for cell in row for token in cell)


def _cases(cursor: Cursor, rows: list[list[list[Token]]], place: Place, whole: Read) -> Written:
    read: list[tuple[Written, Compared | None]] = []
    for row in rows:
        value, condition = _value_and_condition(row)
        tree = whole(cursor.within(value))
        read.append((tree, read_condition(cursor, condition, whole)))
    return Cases(tuple(read), place)


def _value_and_condition(row: list[list[Token]]) -> tuple[list[Token], list[Token]]:
    """The two parts of a case: in two cells, or parted by a comma or a word."""
    if len(row) > 1:
        return _trimmed(row[0]), [token for cell in row[1:] for token in cell]
    depth = 0
    for at, token in enumerate(row[0]):
        depth += token.text in OPENING
        depth -= token.text in CLOSING
        if not depth and (token.kind is Kind.TEXT or token.text == "," or _is_otherwise(token)):
            return row[0][:at], row[0][at:]
    return row[0], []


def _trimmed(tokens: list[Token]) -> list[Token]:
    """The tokens without a comma at the end."""
    while tokens and tokens[-1].text in (",", ";", ".", ":"):
        tokens = tokens[:-1]
    return tokens


def _is_otherwise(token: Token) -> bool:
    is_word = token.kind in (Kind.NAME, Kind.TEXT)
    return is_word and token.text.lower().strip(" .,:;()") in OTHERWISE


def read_condition(cursor: Cursor, tokens: list[Token], whole: Read) -> Compared | None:
    """The condition that tokens are, without the words around it; None for `else`.

    Raises:
        Unreadable: where they are something else.
    """
    start = tokens[0].start if tokens else cursor.before.start
    rest = [token for token in tokens if not _is_filling(token)]
    if not rest and any(map(_is_otherwise, tokens)):
        return None
    if rest:
        condition = whole(cursor.within(_trimmed(rest)))
        if isinstance(condition, Compared):
            return condition
    raise Unreadable("a case without a condition that can be read", start)


def _is_filling(token: Token) -> bool:
    """Whether a token only announces a condition, or ends it."""
    if token.kind in (Kind.TEXT, Kind.STOP, Kind.GAP):
        return True
    word = token.text.lower()
    return word in (",", ";") or (token.kind is Kind.NAME and word in CONDITIONS | OTHERWISE)
