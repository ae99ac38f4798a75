"""The tree of why a value is what it is, as it is seen: what is open in it, and the cursor."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

from engine.why.tree import WhyBranch

Path = tuple[int, ...]
"""The way from the root to a branch: which child, and of that which child."""

MAX_OPENED = 8
"""So many causes are opened at the start, each under the one before."""

STEPS = {"j": 1, "down": 1, "k": -1, "up": -1}
"""So many rows each key goes down."""

PAGES = {"pagedown": 1, "pageup": -1}
"""So many pages each key goes down."""


class Row(NamedTuple):
    """A row of the tree.

    Args:
        path: the way to its branch.
        branch: what it shows.
        left_out: where children are left out of the branch, how many; the row stands below them.
    """

    path: Path
    branch: WhyBranch
    left_out: str = ""


@dataclass(frozen=True)
class WhyTree:
    """A tree with some of its branches open.

    Args:
        root: what was asked for.
        opened: the ways to the branches whose children are to be seen.
        cursor: the way to the branch that the cursor is on.
    """

    root: WhyBranch
    opened: frozenset[Path]
    cursor: Path = ()

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        """The rows that are to be seen, from top to bottom."""
        rows: list[Row] = []
        # What is still to be shown, the next last: a tree may be deeper than Python calls go.
        pending = [Row((), self.root)]
        while pending:
            row = pending.pop()
            rows.append(row)
            if row.left_out or row.path not in self.opened:
                continue
            below = [Row((*row.path, i), each) for i, each in enumerate(row.branch.children)]
            if row.branch.left_out:
                path = (*row.path, len(below))
                below.append(Row(path, row.branch, row.branch.left_out))
            pending += reversed(below)
        return tuple(rows)

    @cached_property
    def here(self) -> int:
        """The place of the cursor among the rows."""
        return next(i for i, row in enumerate(self.rows) if row.path == self.cursor)

    @property
    def branch(self) -> WhyBranch:
        """The branch that the cursor is on."""
        return self.rows[self.here].branch

    def obey(self, key: str, page: int = 1) -> WhyTree:
        """The tree after a key: the cursor has moved, or a branch was opened or closed.

        Args:
            key: by Textual's name.
            page: how many rows are to be seen at a time.
        """
        is_open = self.cursor in self.opened
        if key in STEPS:
            return self.at(self.here + STEPS[key])
        if key in PAGES:
            return self.at(self.here + PAGES[key] * page)
        if key in ("home", "end", "G"):
            return self.at(0 if key == "home" else len(self.rows) - 1)
        if key in ("right", "l", "enter", "space") and not is_open:
            return self._opened()
        if key in ("enter", "space"):
            return self._closed()
        if key in ("right", "l"):
            return self.at(self.here + 1)
        if key in ("left", "h"):
            return self._closed() if is_open else replace(self, cursor=self.cursor[:-1])
        return self

    def at(self, place: int) -> WhyTree:
        """The tree with the cursor on a row, or on the next in that direction that has a branch."""
        branches = [i for i, row in enumerate(self.rows) if not row.left_out]
        if place < self.here:
            found = [i for i in branches if i <= place][-1:] or branches[:1]
        else:
            found = [i for i in branches if i >= place][:1] or branches[-1:]
        return replace(self, cursor=self.rows[found[0]].path)

    def _opened(self) -> WhyTree:
        return replace(self, opened=self.opened | {self.cursor}) if self.branch.children else self

    def _closed(self) -> WhyTree:
        return replace(self, opened=self.opened - {self.cursor})


def grow(root: WhyBranch) -> WhyTree:
    """The tree with the causes open that explain a 0, each under what it makes 0."""
    opened: set[Path] = {()}
    pending: list[tuple[Path, WhyBranch]] = [((), root)]
    while pending and len(opened) <= MAX_OPENED:
        path, branch = pending.pop()
        if branch.children:
            opened.add(path)
        below = [((*path, place), branch.children[place]) for place in branch.leading]
        pending += reversed(below)
    return WhyTree(root, frozenset(opened))
