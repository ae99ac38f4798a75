"""Undo: what a change changed, to take it back and to do it again."""

from __future__ import annotations

from typing import NamedTuple

from engine.debugger.world import World
from engine.frozen import frozen


class Change(NamedTuple):
    """A change by hand.

    Args:
        world: the one on its other side: before it for one to take back, after it for one to do
            again.
        name: what was done, in words.
    """

    world: World
    name: str


class Exchange(NamedTuple):
    """A world to go over to.

    Args:
        undo: what can be taken back and done again from there.
        world: the world.
        message: what is said of it.
    """

    undo: Undo
    world: World
    message: str


@frozen(slots=True, eq=False)
class Undo:
    """The changes that can be taken back, and those that can be done again.

    Args:
        done: what can be taken back, the last change at the end.
        undone: what can be done again, the last that was taken back at the end.
    """

    done: tuple[Change, ...] = ()
    undone: tuple[Change, ...] = ()

    def remembering(self, before: World, name: str) -> Undo:
        """The same after one more change; what was taken back before it is gone."""
        return Undo((*self.done, Change(before, name)))

    def back(self, now: World, count: int = 1) -> Exchange:
        """Take back the last changes; the same world where there are none."""
        done, undone, world, name = _passed(self.done, self.undone, now, count)
        said = f"undone: {name}" if name else "nothing is left to undo"
        return Exchange(Undo(done, undone), world, said)

    def again(self, now: World, count: int = 1) -> Exchange:
        """Do the changes again that were taken back last; the same world where there are none."""
        undone, done, world, name = _passed(self.undone, self.done, now, count)
        said = f"done again: {name}" if name else "nothing is left to redo"
        return Exchange(Undo(done, undone), world, said)


def _passed(
    ahead: tuple[Change, ...], behind: tuple[Change, ...], now: World, count: int
) -> tuple[tuple[Change, ...], tuple[Change, ...], World, str]:
    """Go past so many changes: those still ahead, those behind, the world, and the last name."""
    name = ""
    for _ in range(min(count, len(ahead))):
        *rest, (world, name) = ahead
        ahead, behind, now = tuple(rest), (*behind, Change(now, name)), world
    return ahead, behind, now, name
