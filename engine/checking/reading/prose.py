"""Prose: which names among the words of a line belong to a formula, and what else it states."""

from __future__ import annotations

from engine.checking.reading.chains import EQUALITIES
from engine.checking.reading.cursor import CLOSING, OPENING
from engine.checking.reading.names import LEARNING_RATE, word_of
from engine.checking.reading.token import Kind, Token
from engine.checking.reading.vocabulary import (
    NOUNS,
    QUANTITIES,
    WITHOUT_PARENTHESES,
    WORDS,
)
from engine.checking.reading.written import Place

_NEIGHBOURS = frozenset({"+", "*", "/", "^", "@", "⊙", "_", "[", "'", "|"})
_FILLING = frozenset({
    "of", "is", "von", "ist", "to", "be", "set", "beträgt", "equals", "equal", "the", "a", "value",
    "with", "mit", "wert", "sei", "chosen", "as", "gleich", ":", "(",
})  # fmt: skip
"""Words between `learning rate` and its value."""

_FIRST_WITHOUT_SPACES = "\u2e80"
"""The first letter of the scripts that are written without spaces."""

_MOST_FILLING = 4
_RATES = frozenset({"η", "α", "λ", "γ", "ε", "lr", "eta", "alpha", "a", "h"})


def stated(tokens: list[Token]) -> list[Token]:
    """The tokens of a line with its words marked as such, and `=` where it says so in words.

    `learning rate 0.1` and `z0: 0.5` are equalities as well.
    """
    tokens = _parted(_with_colon(_with_rate(tokens)))
    done: list[Token] = []
    for at, token in enumerate(tokens):
        kind = Kind.TEXT if _is_word(tokens, at) else token.kind
        if done and done[-1].kind is Kind.TEXT:
            if token.text == "-":
                kind = Kind.STOP  # a dash behind words, and no sign
            elif token.kind is Kind.NUMBER and _is_label(done[-1], tokens, at):
                kind = Kind.TEXT
        done.append(token._replace(kind=kind))
    return done


def _is_label(word: Token, tokens: list[Token], at: int) -> bool:
    """Whether a number belongs to the word before it: `in step 3 z1 = 0.25`."""
    after = tokens[at + 1] if at + 1 < len(tokens) else None
    is_apart = after is not None and after.kind is Kind.NAME and after.start > tokens[at].end
    return is_apart and word.text.lower() not in WORDS


def is_rate(token: Token) -> bool:
    """Whether a token is the learning rate, written out."""
    return token.kind is Kind.NAME and word_of(token.text, Place(1, 1)).base == LEARNING_RATE


def _with_rate(tokens: list[Token]) -> list[Token]:
    """The tokens with a sign between the learning rate and its symbol or value."""
    done: list[Token] = []
    at = 0
    while at < len(tokens):
        token = tokens[at]
        done.append(token)
        at += 1
        if not is_rate(token):
            continue
        if _is_remark(tokens, at - 1):
            done[-2] = Token(Kind.SIGN, "=", tokens[at - 2].start, tokens[at - 2].end)
            at += 1
            continue
        after = at
        while after < min(at + _MOST_FILLING, len(tokens)) and _is_filling(tokens[after]):
            after += 1
        if after < len(tokens) and _is_rate_value(tokens[after]):
            if any(filling.text == "(" for filling in tokens[at:after]):
                closing = next((i for i in range(after, len(tokens)) if tokens[i].text == ")"), 0)
                tokens = tokens[:closing] + tokens[closing + 1 :] if closing else tokens
            at = after
            done.append(Token(Kind.SIGN, "=", token.end, token.end))
    return done


def _is_remark(tokens: list[Token], at: int) -> bool:
    """Whether the learning rate is named in parentheses behind its symbol: `η (learning rate)`."""
    if at < 2 or at + 1 >= len(tokens):
        return False
    is_enclosed = (tokens[at - 1].text, tokens[at + 1].text) == ("(", ")")
    return is_enclosed and tokens[at - 2].text in _RATES


def _is_filling(token: Token) -> bool:
    return token.kind is Kind.GAP or token.text.lower() in _FILLING


def _is_rate_value(token: Token) -> bool:
    return token.kind is Kind.NUMBER or (token.kind is Kind.NAME and token.text in _RATES)


def _with_colon(tokens: list[Token]) -> list[Token]:
    """The tokens of `z0: 0.5`, with a sign for the colon."""
    if any(token.kind is Kind.SIGN for token in tokens) or not tokens:
        return tokens
    colons = [at for at, token in enumerate(tokens) if token.text == ":"]
    if len(colons) != 1 or colons[0] in (0, len(tokens) - 1):
        return tokens
    at = colons[0]
    is_value = all(token.kind in (Kind.NUMBER, Kind.MARK) for token in tokens[at + 1 :])
    is_name = not any(_is_word(tokens, before) for before in range(at))
    if not is_value or not is_name or tokens[0].kind is Kind.NUMBER:
        return tokens
    sign = Token(Kind.SIGN, "=", tokens[at].start, tokens[at].end)
    return [*tokens[:at], sign, *tokens[at + 1 :]]


def _parted(tokens: list[Token]) -> list[Token]:
    """The tokens with a stop for every colon, and every bar between claims, in no bracket."""
    done = list(tokens)
    depth = 0
    is_followed = False  # by an equality, up to the next bar
    for at in range(len(tokens) - 1, -1, -1):
        token = tokens[at]
        if is_equality(token):
            is_followed = True
        if token.kind is not Kind.MARK:
            continue
        depth += (token.text in CLOSING) - (token.text in OPENING)
        is_bar = token.text == "|" and is_followed and _has_room(tokens, at)
        if depth <= 0 and (token.text == ":" or is_bar):
            done[at] = Token(Kind.STOP, token.text, token.start, token.end)
        is_followed &= token.text != "|"
    return done


def _has_room(tokens: list[Token], at: int) -> bool:
    """Whether spaces are on both sides of a token, and no sign is next."""
    if not 0 < at < len(tokens) - 1:
        return False
    before, token, after = tokens[at - 1 : at + 2]
    is_apart = before.end < token.start and token.end < after.start
    return is_apart and after.kind is not Kind.SIGN


def _is_word(tokens: list[Token], at: int) -> bool:
    """Whether a name is a word of a sentence, and no part of a formula."""
    token = tokens[at]
    if token.kind is not Kind.NAME or not token.text.isalpha():
        return False
    small = token.text.lower()
    if small in WORDS and len(small) > 1:
        return True
    follows_name = at + 1 < len(tokens) and tokens[at + 1].kind is Kind.NAME
    if len(small) < 3 and small[0] < _FIRST_WITHOUT_SPACES:
        return small == "a" and follows_name and len(tokens[at + 1].text) > 2
    if _is_operator(tokens, at - 1) or _is_called(tokens, at) or small in WITHOUT_PARENTHESES:
        return False
    if small in NOUNS and (_is_dash(tokens, at - 1) or _is_dash(tokens, at + 1)):
        return False
    if small in QUANTITIES:
        return follows_name and not is_rate(token)
    return not _is_operator(tokens, at + 1)


def _is_dash(tokens: list[Token], at: int) -> bool:
    return 0 <= at < len(tokens) and tokens[at].text == "-"


def _is_called(tokens: list[Token], at: int) -> bool:
    """Whether a parenthesis stands right behind a name."""
    after = tokens[at + 1] if at + 1 < len(tokens) else None
    return after is not None and after.text == "(" and after.start == tokens[at].end


def _is_operator(tokens: list[Token], at: int) -> bool:
    """Whether a token makes a formula of the word beside it."""
    if not 0 <= at < len(tokens):
        return False
    token = tokens[at]
    if token.kind is Kind.SIGN:
        return token.text in EQUALITIES
    return token.kind is Kind.MARK and token.text in _NEIGHBOURS


def is_equality(token: Token) -> bool:
    """Whether a token says that two sides are equal."""
    return token.kind is Kind.SIGN and token.text in EQUALITIES


def is_name(tokens: list[Token]) -> bool:
    """Whether tokens are the name of something that has a value, and no words."""
    if not tokens or tokens[0].kind not in (Kind.NAME, Kind.MACRO):
        return False
    kinds = (Kind.NAME, Kind.MACRO, Kind.NUMBER, Kind.MARK)
    return all(token.kind in kinds for token in tokens) and not any(
        _is_word(tokens, at) for at in range(len(tokens))
    )


def is_value(tokens: list[Token]) -> bool:
    """Whether tokens are a number or a table of numbers."""
    is_number = any(token.kind is Kind.NUMBER for token in tokens)
    return is_number and all(
        token.kind in (Kind.NUMBER, Kind.MARK)
        or (token.kind is Kind.MACRO and token.text.partition(":")[0] in ("begin", "end", "frac"))
        for token in tokens
    )
