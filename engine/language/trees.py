"""Python's grammar, without its warnings."""

from __future__ import annotations

import ast
import re
import warnings

SLASH_LETTER = "ǀ"
"""The letter that stands for the slash of a gradient while a text is read."""

_WARNED_OF = re.compile(r"\\|[\d.][a-zA-Z]")
"""What may make Python warn while it reads: to be silent takes as long as to read a short line."""


def tree_of(source: str) -> ast.expr:
    """What Python's grammar makes of an expression; nothing of it is ever run.

    Raises:
        SyntaxError: where it is none.
    """
    if not _WARNED_OF.search(source):
        return ast.parse(source, mode="eval").body
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what Python warns of (`1or 2`) is refused later
        return ast.parse(source, mode="eval").body
