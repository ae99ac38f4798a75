"""Scopes: what a name stands for in the equations of a network, a layer or a loop."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from engine.frozen import frozen, made_by, replace
from engine.layers.static import Static

NOWHERE = -1
"""The number of the section of what stands in none."""


class Node(NamedTuple):
    """A node that is computed.

    Args:
        name: what it is called.
        written: how that is written.
    """

    name: str
    written: str


@frozen()
class Scope:
    """The names that equations may use, and what they stand for.

    Args:
        section: the section that is written, by its number.
        path: what the section is called, with which the names of its nodes begin.
        statics: what options and the numbers of loops are.
        stands_for: in a layer, what its operands and its nodes are called in the network; in a
            network None, as all are called what they are called.
        results: in a layer, the nodes that it gives, by their names in it.
        within: the layers that are written out here, the outermost first.
        rounds: the numbers of the loops that are written out here, as they are shown.
        is_training: whether layers do what they do in training; else what they do afterwards.
    """

    section: int = NOWHERE
    path: Node = Node("", "")
    statics: dict[str, Static] = made_by(factory=dict)
    stands_for: dict[str, ast.expr] | None = None
    results: Mapping[str, Node] = made_by(factory=dict)
    within: tuple[str, ...] = ()
    rounds: tuple[str, ...] = ()
    is_training: bool = True

    def inside(self, section: int, variable: str, number: int) -> Scope:
        """The scope of a round of a loop: the same names, and what the loop's variable is."""
        return replace(
            self,
            section=section,
            statics={**self.statics, variable: number},
            rounds=(*self.rounds, f"{variable}={number}"),
        )

    @property
    def asked(self) -> Mapping[str, Static]:
        """What a choice may ask: options, and with 1 operands that are not left out."""
        given = dict.fromkeys(self.stands_for or (), 1)
        return {**given, "train": self.is_training, **self.statics}


def member(name: str, places: Iterable[int]) -> Node:
    """A member of a family: `h_1_2`, which is written `h[1,2]`."""
    numbers = [*map(str, places)]
    return Node("_".join([name, *numbers]), f"{name}[{','.join(numbers)}]")
