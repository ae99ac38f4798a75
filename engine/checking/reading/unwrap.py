"""Brackets round whole equalities, taken off so that what they hold is read: `(z = 0.5)`, a box."""

from __future__ import annotations

from engine.checking.reading.token import ROW, Kind, Token

_BRACKETS = {"{": "}", "(": ")"}


def unwrapped(tokens: list[Token]) -> list[Token]:
    """The tokens without brackets that hold an equality, or a remark in words."""
    dropped: set[int] = set()
    opened: list[int] = []
    for at, token in enumerate(tokens):
        if token.kind in (Kind.SIGN, Kind.TEXT) and opened:
            bracket = opened[-1]
            if token.kind is Kind.TEXT:
                is_remark = tokens[bracket].text == "(" and (
                    bracket == at - 1 or _stands_apart(tokens, bracket)
                )
            else:
                is_remark = token.text in ("=", "≈", ":=") and _may_begin(tokens, bracket, dropped)
            if is_remark:
                dropped.add(bracket)
        if token.kind is not Kind.MARK:
            continue
        if token.text in _BRACKETS:
            opened.append(at)
        elif (
            opened and token.text == _BRACKETS[tokens[opened[-1]].text] and opened.pop() in dropped
        ):
            dropped.add(at)
    if not dropped:
        return tokens
    return [
        Token(Kind.STOP, token.text, token.start, token.end) if at in dropped else token
        for at, token in enumerate(tokens)
        if at not in dropped or token.text in "()"
    ]


def _stands_apart(tokens: list[Token], at: int) -> bool:
    """Whether a parenthesis stands behind a value, with a space between them."""
    if at == 0:
        return False
    before = tokens[at - 1]
    is_value = before.kind in (Kind.NUMBER, Kind.NAME) or before.text in (")", "]")
    return is_value and tokens[at].start > before.end


def _may_begin(tokens: list[Token], at: int, dropped: set[int]) -> bool:
    """Whether an equality may begin behind the bracket there."""
    if at == 0 or at - 1 in dropped:
        return True
    before = tokens[at - 1]
    if before.kind is Kind.MARK:
        return before.text in (ROW, "&", ",", ";")
    if before.kind is Kind.MACRO:
        return before.text.startswith("begin:")
    is_behind_a_value = before.kind is Kind.NUMBER and tokens[at].text == "("
    return is_behind_a_value or before.kind in (Kind.TEXT, Kind.STOP, Kind.GAP)
