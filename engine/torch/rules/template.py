"""Rules that are one text with the arguments of a call in it."""

from __future__ import annotations

import string
from collections import Counter
from collections.abc import Mapping

from engine.drafts.call import Call, Rule
from engine.drafts.operand import Operand
from engine.drafts.texts.numbers import written


def template(text: str) -> Rule:
    """The rule that writes a text with the arguments by their names, as in `exp({self})`.

    An argument that stands in it more than once is an equation of its own, if it is no name.
    """
    counts = Counter(field for _, field, _, _ in string.Formatter().parse(text) if field)

    def rule(call: Call) -> str:
        return text.format_map({name: _argument(call, name, many) for name, many in counts.items()})

    return rule


def _argument(call: Call, name: str, count: int) -> str:
    value = call[name]
    if isinstance(value, Operand) and count > 1:
        return str(call.named(name))
    return written(value)


def templates(texts: Mapping[str, str]) -> dict[str, Rule]:
    """The rules of several ops, by name."""
    return {name: template(text) for name, text in texts.items()}


def first(call: Call) -> Operand:
    """The first argument; the rule of what gives back the numbers that it is given."""
    given: Operand = call.args[0]
    return given


def as_name(call: Call, x: Operand) -> Operand:
    """An operand as a name, for what uses it twice: where it is none, an equation."""
    return x if x.is_whole else call.let("x", x.text, x.shape)
