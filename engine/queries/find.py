"""The search for nodes: by a part of their name, or by what is true of their value and gradient.

As in `h`, `value < 0`, `abs(gradient) > 0.5 and value > 0`, `kink or dead`, `isnan(value)`.
"""

from __future__ import annotations

import re
from collections import ChainMap
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

from engine.errors import ConditionError, DebuggerError
from engine.iterations.state import State
from engine.language.expression import gradient_name
from engine.language.text import suggestion
from engine.program.program import Program
from engine.queries.condition_parser import Words, read_condition
from engine.queries.conditions import TESTS, Condition

WORDS = ("value", "gradient", "grad")
"""What stands in a condition for a node's own value and for its gradient."""

EXAMPLE = "value < 0, dead or isnan(gradient)"

_OWN = re.compile(rf"\b({'|'.join(WORDS)})\b")
_CONDITION = re.compile(rf"[<>=!(]|\b({'|'.join((*WORDS, *TESTS, 'and', 'or', 'not'))})\b")
"""What shows that a text is meant for a condition, and not for a part of a name."""


@dataclass(frozen=True, slots=True)
class Matches:
    """The nodes that are found.

    Args:
        nodes: in reading order; at least one.
        common: what they have in common, as in `with value < 0` or `that are dead`.
    """

    nodes: tuple[str, ...]
    common: str

    def following(self, place: int, program: Program, count: int = 1) -> tuple[str, str]:
        """The match so many further on than a place of the reading order, and what to say of it.

        After the last comes the first again.
        """
        before = sum(program.places[node] <= place for node in self.nodes)
        index = (before + count - 1) % len(self.nodes)
        node, total = self.nodes[index], len(self.nodes)
        which = "the only node" if total == 1 else f"{index + 1} of {total} nodes"
        return node, f"{program.told(node)}: {which} {self.common}"


def find_matches(text: str, state: State) -> Matches:
    """The nodes whose name contains a text, or else those of which it is true as a condition.

    For an array it has to be true of one entry. What is not computed yet does not match.

    Raises:
        DebuggerError: where there is none, or the text is neither.
    """
    program, text = state.run.program, " ".join(text.split())
    nodes = tuple(_named_like(text, program))
    if nodes:
        return Matches(nodes, f"that {'contain' if len(nodes) > 1 else 'contains'} {text}")
    if not _CONDITION.search(text):
        hint = suggestion(text, list(map(program.told, program.reading_order)))
        raise DebuggerError(f"no node is called {text!r}{hint}")
    condition = _read(text, program)
    nodes = tuple(_true_of(condition, state))
    verb = "with" if _OWN.search(text) else "that are" if len(nodes) > 1 else "that is"
    common = f"{verb} {condition.text}"
    if not nodes:
        raise DebuggerError(f"there is no node {common} at this step")
    return Matches(nodes, common)


def _named_like(text: str, program: Program) -> Iterator[str]:
    names, wanted = program.names, text.lower()
    for node in program.reading_order:
        if wanted in node.lower() or wanted in names.get(node, "").lower():
            yield node


def _read(text: str, program: Program) -> Condition:
    condition = read_condition(text, Words(program, WORDS, EXAMPLE))
    if condition.has_memory:
        raise DebuggerError("prev is for breakpoints: nodes are found by what they are now")
    if condition.symbols.isdisjoint(WORDS):
        raise DebuggerError(f"it says nothing of a node's own value: write {EXAMPLE}")
    return condition


def _true_of(condition: Condition, state: State) -> Iterator[str]:
    """The nodes of which a condition is true."""
    program = state.run.program
    shapes = dict(program.shapes)
    for node in program.reading_order:
        gradient = gradient_name(program.network.loss, node)
        own = dict.fromkeys(WORDS, shapes[node])
        with suppress(ConditionError):  # the shape of this node may not fit what is asked
            condition.check_shapes(ChainMap(own, shapes))
            meant = dict(zip(WORDS, (node, gradient, gradient), strict=True))
            if condition.said_of(meant).holds(state):
                yield node
