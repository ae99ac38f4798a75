"""Marks: names that a person has given to places in time, to come back to them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from engine.debugger.visits import Spot
from engine.errors import DebuggerError
from engine.frozen import frozen, made_by
from engine.language.text import shortened

LONGEST = 60
"""The most characters of a name."""

SHOWN = 8
"""So many names are listed in a message."""


@frozen(slots=True, eq=False)
class Marks(Mapping[str, Spot]):
    """The places that have been given a name.

    Args:
        spots: the place of each name, in the order in which they were given.
    """

    spots: Mapping[str, Spot] = made_by(factory=dict)

    def __getitem__(self, name: str) -> Spot:
        return self.spots[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.spots)

    def __len__(self) -> int:
        return len(self.spots)

    def marked(self, name: str) -> Spot:
        """The place of a name.

        Raises:
            DebuggerError: where there is no such mark.
        """
        if name not in self.spots:
            raise DebuggerError(f"there is no mark {shortened(name)!r}; there are: {self._listed}")
        return self.spots[name]

    @property
    def _listed(self) -> str:
        """The first names, for a message."""
        names = [shortened(name) for name in self.spots]
        return ", ".join([*names[:SHOWN], *["..."] * (len(names) > SHOWN)]) or "none"

    def put(self, name: str, spot: Spot) -> tuple[Marks, str]:
        """The same with a name for one more place, and what there is to say.

        Raises:
            DebuggerError: where the name is none.
        """
        if not isinstance(name, str) or not name.strip() or not name.isprintable():
            shown = shortened(ascii(name))
            raise DebuggerError(f"{shown} is no name for a mark: write one to be seen, as in here")
        if len(name) > LONGEST:
            shown = shortened(name)
            raise DebuggerError(f"{shown!r} is no name for a mark: {LONGEST} characters will do")
        cursor = spot.cursor
        said = f"mark {name}: iteration {cursor.iteration}, step {cursor.step}"
        return Marks({**self.spots, name: spot}), said

    def without(self, name: str) -> tuple[Marks, str]:
        """The same without a name, and what there is to say.

        Raises:
            DebuggerError: where there is no such mark.
        """
        self.marked(name)
        left = {mark: spot for mark, spot in self.spots.items() if mark != name}
        return Marks(left), f"mark {name} is deleted"
