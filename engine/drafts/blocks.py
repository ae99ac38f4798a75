"""The equations of a draft as lines: groups with what stands in them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from engine.layers.reading import MAX_NESTED

INDENT = "    "


class Line(NamedTuple):
    """An equation.

    Args:
        names: what it computes, as it is called.
        text: how.
        comment: what stands behind it.
    """

    names: tuple[str, ...]
    text: str
    comment: str


class Block(NamedTuple):
    """A group.

    Args:
        asked: the path by which it was asked for.
        path: what it is called: that, with a number where another group is called so.
        about: what it is and where it comes from.
        items: what stands in it, in order.
    """

    asked: str
    path: str
    about: str
    items: list[Line | Block]

    @property
    def size(self) -> int:
        """How many equations stand in it."""
        return sum(item.size if isinstance(item, Block) else 1 for item in self.items)


def block_lines(block: Block, depth: int = 0) -> Iterator[str]:
    """The lines of what stands in a group; one that would hold a single equation is left out.

    Args:
        block: the group.
        depth: in so many groups it stands.
    """
    for item in block.items:
        if isinstance(item, Line):
            comment = f"  # {item.comment}" if item.comment else ""
            yield f"{INDENT * depth}{', '.join(item.names)} = {item.text}{comment}"
        elif item.size > 1 and depth < MAX_NESTED:
            about = f' "{item.about}"' if item.about else ""
            yield f"{INDENT * depth}group {item.path}{about}:"
            yield from block_lines(item, depth + 1)
        else:
            for line in block_lines(item, depth):
                has_comment = "#" in line or not item.about
                yield line if has_comment else f"{line}  # {item.about}"


def reached(block: Block, loss: str) -> tuple[Block, frozenset[str]]:
    """A group with only the equations that a loss depends on, and the names that these use."""
    used = {loss}
    return _reached(block, used), frozenset(used)


def _reached(block: Block, used: set[str]) -> Block:
    items: list[Line | Block] = []
    for item in reversed(block.items):
        if isinstance(item, Block):
            inner = _reached(item, used)
            if inner.items:
                items.append(inner)
        elif not used.isdisjoint(item.names):
            used.update(re.findall(r"[^\W\d]\w*", item.text))
            items.append(item)
    return block._replace(items=items[::-1])
