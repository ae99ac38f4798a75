"""What a task is, and how its sentence is read.

In a sentence `{why}` is the key of a command, as it is bound, or what is typed where it has none;
`{:why}` is what is typed in any case. `LOSS`, `NODE` and `PARAMETER` are names of the network that
is open, and `DEAD` is a condition.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from string import Formatter
from typing import NamedTuple

from engine.debugger.stop import Stop


class Task(NamedTuple):
    """Something that a person wants to do.

    Args:
        text: a sentence that says how.
        also: words by which it is searched besides those of the sentence.
        types: what the prompt is opened with for it, to go on from or to hand in; empty where
            the first command of the sentence is done as its key does it.
    """

    text: str
    also: str = ""
    types: str = ""

    @property
    def names(self) -> Sequence[str]:
        """The names of the commands of the sentence, each once."""
        return list(dict.fromkeys(name for _, name, _ in pieces(self.text) if name))


class Piece(NamedTuple):
    """A piece of a sentence: a text, and the command behind it.

    Args:
        text: what stands there as it is.
        name: the name of the command that stands behind the text; empty for none.
        is_typed: whether the command is written as it is typed, and not by its key.
    """

    text: str
    name: str = ""
    is_typed: bool = False


def examples(stop: Stop) -> Mapping[str, str]:
    """What the words in capitals stand for, in the network that is open."""
    network = stop.program.network
    computed = [*filter(stop.program.has_gradient, network.definitions), network.equations[0][0]]
    node = next(iter(network.relus), computed[0])
    return {
        "LOSS": network.loss,
        "NODE": node,
        "PARAMETER": next(reversed([*network.parameters]), node),
        "DEAD": f"dead({node})" if node in network.relus else f"{node} < 0",
    }


def filled(text: str, names: Mapping[str, str]) -> str:
    """A text with names in the place of the words in capitals."""
    return re.sub("|".join(names), lambda found: names[found[0]], text)


def pieces(text: str) -> Sequence[Piece]:
    """The pieces of a sentence, as `{why}` and `{:why}` part it.

    >>> [piece.name for piece in pieces("press {why}, or type {:why} dL/dw0")]
    ['why', 'why', '']
    """
    return [
        Piece(before, name or typed or "", bool(typed))
        for before, name, typed, _ in Formatter().parse(text)
    ]
