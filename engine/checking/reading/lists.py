"""Lists: `x_1, x_2 = 0.05, 0.10`, one equality of several things, or of each of them."""

from __future__ import annotations

from itertools import pairwise

from engine.checking.reading.token import Kind, Token

Statement = tuple[Token | None, list[Token]]

_NAME_MARKS = frozenset("_^{}'")
_NAME_MACROS = frozenset({"hat", "bar", "tilde"})


def with_lists(statements: list[Statement]) -> list[Statement]:
    """The statements, of which those that are one list each have become one.

    Args:
        statements: as commas, arrows and words part them, each with what did that.
    """
    done: list[Statement] = []
    at = 0
    while at < len(statements):
        middle = _after_names(statements, at)
        end = _after_values(statements, at, middle)
        if end:
            done += _joined(statements[at:middle], statements[middle], statements[middle + 1 : end])
            at = end
        else:
            after = max(middle, at + 1)
            done += statements[at:after]
            at = after
    return done


def _after_names(statements: list[Statement], start: int) -> int:
    """The statement behind the names, with commas between them, that begin at one."""
    middle = start
    while middle < len(statements) and _is_name(statements[middle][1]):
        if middle > start and not _is_comma(statements[middle][0]):
            break
        middle += 1
    return middle


def _after_values(statements: list[Statement], start: int, middle: int) -> int:
    """The statement behind the values, if an equality stands between names and them; or 0."""
    is_list = start < middle < len(statements) and _is_comma(statements[middle][0])
    if not is_list or not _is_equality_of_a_name(statements[middle][1]):
        return 0
    end = middle + 1
    while end < len(statements) and _is_comma(statements[end][0]) and _is_value(statements[end][1]):
        end += 1
    return end


def _joined(names: list[Statement], middle: Statement, values: list[Statement]) -> list[Statement]:
    """One equality of two lists, or one for each name where there is one value.

    Behind words a name may stand for itself (`for w, z = 3`): the equality alone is taken then.
    """
    opener = names[0][0]
    equality = middle[1]
    sign = next(at for at, token in enumerate(equality) if token.kind is Kind.SIGN)
    left, right = equality[:sign], equality[sign:]
    if values:
        behind = [
            *right[1:],
            *(token for comma, value in values for token in (comma, *value) if token),
        ]
        before = [
            token for comma, name in (*names[1:], (middle[0], left)) for token in (comma, *name)
        ]
        first = names[0][1]
        tokens = [*_enclosed([*first, *(token for token in before if token)]), right[0]]
        return [(opener, [*tokens, *_enclosed(behind)])]
    if opener is not None and opener.kind is Kind.TEXT:
        return [*names, middle]
    return [(comma, [*name, *right]) for comma, name in (*names, (middle[0], left))]


def _enclosed(tokens: list[Token]) -> list[Token]:
    """The tokens in parentheses."""
    start, end = tokens[0].start, tokens[-1].end
    opening, closing = Token(Kind.MARK, "(", start, start), Token(Kind.MARK, ")", end, end)
    return [opening, *tokens, closing]


def _is_comma(token: Token | None) -> bool:
    return token is not None and token.kind is Kind.MARK and token.text == ","


def _is_name(tokens: list[Token]) -> bool:
    """Whether tokens are one name and its scripts."""
    names = sum(token.kind is Kind.NAME for token in tokens)
    return bool(names) and all(map(_belongs_to_a_name, tokens)) and not _is_product(tokens)


def _belongs_to_a_name(token: Token) -> bool:
    if token.kind is Kind.MARK:
        return token.text in _NAME_MARKS
    if token.kind is Kind.MACRO:
        return token.text in _NAME_MACROS
    return token.kind in (Kind.NAME, Kind.NUMBER)


def _is_product(tokens: list[Token]) -> bool:
    """Whether two names stand side by side, outside of scripts."""
    return any(one.kind is Kind.NAME and two.kind is Kind.NAME for one, two in pairwise(tokens))


def _is_equality_of_a_name(tokens: list[Token]) -> bool:
    """Whether tokens are a name, a sign, and a value."""
    signs = [at for at, token in enumerate(tokens) if token.kind is Kind.SIGN]
    if len(signs) != 1 or tokens[signs[0]].text not in ("=", ":=", "≈"):
        return False
    return _is_name(tokens[: signs[0]]) and _is_value(tokens[signs[0] + 1 :])


def _is_value(tokens: list[Token]) -> bool:
    """Whether tokens are a number with its sign, and nothing is compared."""
    is_number = any(token.kind is Kind.NUMBER for token in tokens)
    return is_number and all(token.kind in (Kind.NUMBER, Kind.MARK) for token in tokens)
