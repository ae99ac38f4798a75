"""Layout: formulas as rows and cells, and these as equations.

Even `&` part equations, odd ones belong to one; a row whose equation begins with a sign goes on
with the equation above it.
"""

from __future__ import annotations

from engine.checking.reading.chains import EQUALITIES, Chains, OpenChain
from engine.checking.reading.token import ROW, Kind, Token
from engine.checking.reading.unwrap import unwrapped

_ALIGNED = frozenset({
    "align", "aligned", "alignat", "alignedat", "flalign", "gather", "gathered", "equation",
    "split", "multline", "displaymath", "math", "subequations", "dmath", "multlined",
})  # fmt: skip
_IN_COLUMNS = frozenset({"eqnarray", "IEEEeqnarray", "array"})
"""Those whose columns make up one equation a row."""

Row = list[list[Token]]


def add_formula(chains: Chains, tokens: list[Token]) -> None:
    """Add what a formula says.

    Args:
        chains: what was found before.
        tokens: those of the formula.
    """
    tokens = unwrapped(tokens)
    open_layouts: list[Token] = []
    row: Row = [[]]
    above: dict[int, OpenChain | None] = {}
    if tokens and tokens[0].kind is Kind.SIGN:
        above[0] = chains.last
    inner = 0
    for at, token in enumerate(tokens):
        verb, _, name = token.text.partition(":") if token.kind is Kind.MACRO else ("", "", "")
        if verb == "begin":
            if not inner and _begins_layout(tokens, at):
                _add_row(chains, row, open_layouts, above)
                row, above = [[]], {}
                open_layouts.append(token)
                continue
            inner += 1
        elif verb == "end":
            if inner:
                inner -= 1
            else:
                _add_row(chains, row, open_layouts, above)
                row = [[]]
                _close(chains, open_layouts, token, name)
                continue
        elif not inner and token.kind is Kind.MARK and token.text == ROW:
            _add_row(chains, row, open_layouts, above)
            row = [[]]
            continue
        elif not inner and token.kind is Kind.MARK and token.text == "&" and open_layouts:
            row.append([])
            continue
        row[-1].append(token)
    _add_row(chains, row, open_layouts, above)
    for token in open_layouts:
        chains.unread(f"\\{token.text.replace(':', '{')}}} is never closed", token.start, token.end)


def _begins_layout(tokens: list[Token], at: int) -> bool:
    """Whether rows begin there, and no matrix."""
    if at >= len(tokens) or tokens[at].kind is not Kind.MACRO:
        return False
    verb, _, name = tokens[at].text.partition(":")
    if verb != "begin":
        return False
    if name == "array":
        return at == 0 and _holds_equalities(tokens)
    return name in _ALIGNED or name in _IN_COLUMNS


def _holds_equalities(tokens: list[Token]) -> bool:
    return any(token.kind is Kind.SIGN and token.text in EQUALITIES for token in tokens)


def _close(chains: Chains, open_layouts: list[Token], token: Token, name: str) -> None:
    """Close what was opened last, if it is that."""
    if open_layouts and open_layouts[-1].text == f"begin:{name}":
        open_layouts.pop()
        return
    expected = open_layouts.pop().text.partition(":")[2] if open_layouts else "nothing"
    chains.unread(f"\\end{{{name}}} where {expected} is open", token.start, token.end)


def _add_row(
    chains: Chains, row: Row, open_layouts: list[Token], above: dict[int, OpenChain | None]
) -> None:
    """Add the equations of a row, and note each for the row below."""
    if not any(row):
        return
    name = open_layouts[-1].text.partition(":")[2] if open_layouts else ""
    if name in _IN_COLUMNS:
        row = [[token for cell in row for token in cell]]
    left: OpenChain | None = None
    for pair in range(0, len(row), 2):
        tokens = [token for cell in row[pair : pair + 2] for token in cell]
        if not tokens:
            continue
        is_from_left = left is not None and bool(row[pair]) and row[pair][0].kind is Kind.SIGN
        left = chains.add(tokens, left if is_from_left else above.get(pair), is_row=True)
        above[pair] = left
