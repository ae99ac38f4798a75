"""What may be meant by a text that the language refuses."""

from __future__ import annotations

import keyword
import re

from engine.language.ops import OPS
from engine.language.text import suggestion
from engine.language.trees import SLASH_LETTER

# What people write elsewhere, and what it is called here.
OTHER_NAMES = {
    "ln": "log", "avg": "mean", "average": "mean", "fabs": "abs", "t": "transpose", "dot": "matmul",
    "cat": "concat", "concatenate": "concat", "hstack": "concat", "vstack": "concat",
    "view": "reshape", "flatten": "reshape", "unsqueeze": "expand_dims", "im2col": "unfold",
    "col2im": "fold",
}  # fmt: skip
OTHER_FUNCTIONS = frozenset({
    "elu", "prelu", "relu6", "rrelu", "hardtanh", "hardsigmoid", "logsigmoid", "sinh", "tan",
})  # fmt: skip
"""Functions of the field that are no ops, and no misspelled ops either."""

_DERIVED = ("expand_dims", "sum_to", "broadcast_to", "slice", "fold", "scatter_add")
NAMED_OPS = tuple(name for name, op in OPS.items() if name not in _DERIVED and not op.notation.text)
"""The ops that a person who looks for one may want.

The others come of derivation, or are written as signs.
"""

OTHER_SPELLINGS = (
    ("−", "-"), ("·", "*"), ("×", "*"), ("÷", "/"), ("²", "**2"), ("³", "**3"),
    (";", "one equation a line"),
)  # fmt: skip


MAX_LISTED = 24
"""So many ops are listed."""


def meant(name: str) -> str:
    """Which op may be meant by an unknown name; where it is no misspelled one, which there are."""
    other = OTHER_NAMES.get(name.lower())
    if other:
        return f"; did you mean {other!r}?"
    near = suggestion(name, list(OPS), 0.8)
    if near and name.lower() not in OTHER_FUNCTIONS:
        return near
    same = next((op for op in OPS if sorted(op) == sorted(name.lower())), None)
    if same:
        return f"; did you mean {same!r}?"
    listed, more = ", ".join(NAMED_OPS[:MAX_LISTED]), len(NAMED_OPS) - MAX_LISTED
    return f"; the ops are {listed} and {more} more, which a file of `makabaka-tui new` names"


def explained(source: str, error: BaseException, too_deep: str) -> str:
    """Why a text is no expression.

    Args:
        source: the text.
        error: what Python says of it.
        too_deep: what to say where it is nested too deep.
    """
    if isinstance(error, ValueError) or "\0" in source:
        return "it holds a character that no text has"
    if not isinstance(error, SyntaxError) or error.offset is None or "too many" in error.msg:
        return too_deep
    for word in re.findall(r"[^\W\d]\w*", source):
        if keyword.iskeyword(word):
            return f"{word!r} is a word of Python's grammar and cannot be used"
    for found, cure in OTHER_SPELLINGS:
        if found in source:
            return f"{found!r} is not of the language: write {cure}"
    product = re.search(r"(?<![\w.])(\d[\d.]*)([^\W\d]\w*)", source)
    if product:
        number, name = product.groups()
        return f"{number + name!r} is no name: for a product write {number}*{name}"
    rest = source[max(error.offset - 1, 0) :].strip().replace(SLASH_LETTER, "/")
    where = f" at {rest[:20]!r}" if rest else " at its end"
    return f"not an expression{where}"
