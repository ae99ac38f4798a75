"""The book: what has been written out so far, equations and the sections that they stand in."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from engine.errors import ExpressionError, NetworkError, ShapeError
from engine.frozen import frozen, replace
from engine.language.expression import Expression
from engine.language.lookalikes import looks
from engine.language.ops import infer_shape
from engine.language.parser import MAX_NAME
from engine.language.shapes import MAX_ENTRIES, Shape
from engine.language.text import suggestion
from engine.layers.aside import Brought, Next
from engine.layers.scope import NOWHERE, Node

ROOM = 10
"""So many letters of a name are left for what tells it from others."""


class Written(NamedTuple):
    """An equation that was written out.

    Args:
        name: the node that it computes.
        expression: how.
        place: the line of the file that it comes from.
    """

    name: str
    expression: Expression
    place: int


@frozen()
class Section:
    """Equations that were written out for one call of a layer, or for one round of a loop.

    Args:
        name: what it is called.
        layer: the layer, `for` of a round.
        call: what was written out, as it is written in the file.
        about: what it does, in a sentence.
        parent: the section in which it stands, by its number.
        brings: the inputs that it brings along.
        first: its first equation, counted from 0.
        end: the one behind its last.
        is_block: whether the file says so, and it is no layer or round.
    """

    name: str
    layer: str
    call: str
    about: str
    parent: int = NOWHERE
    brings: tuple[str, ...] = ()
    first: int = 0
    end: int = 0
    is_block: bool = False


class Book:
    """What has been written out so far.

    Args:
        shapes: those of what is given to the network.
        taken: names that may be those of nodes elsewhere in the file.
        names: how names are written that are not written as they are.
        most: so many equations there may be; None without a limit.
    """

    def __init__(
        self,
        shapes: Mapping[str, Shape],
        taken: Iterable[str],
        names: Mapping[str, str],
        most: int | None = None,
    ) -> None:
        self.equations: list[Written] = []
        self.sections: list[Section] = []
        self.names = dict(names)
        """How the names of nodes are written, where not as they are."""
        self.brought: dict[str, Brought] = {}
        """The inputs that layers bring along."""
        self.next: list[Next] = []
        """What they are in the next iteration, where they are something else."""
        self._shapes = dict(shapes)
        self._given = dict(shapes)
        self._with_shapes = 0
        self.known = dict.fromkeys(shapes)
        """The nodes that are given or have been computed, in order."""
        self._taken = {looks(name) for name in (*taken, *shapes)}
        self._called: dict[str, str] = {}
        """What sections are called, each with what it was to be called."""
        self._counts: dict[str, int] = {}
        """How many sections were to be called so."""
        self._numbers = 0
        self._most = most

    def add(self, name: str, expression: Expression, place: int) -> None:
        """Write an equation.

        Raises:
            NetworkError: where there are too many.
        """
        if self._most is not None and len(self.equations) == self._most:
            raise NetworkError(f"more than {self._most:,} equations", "equations", place)
        self.equations.append(Written(name, expression, place))
        self.known[name] = None

    def bring(self, name: str, brought: Brought, number: int) -> None:
        """Note an input that a layer brings along, in the section with this number.

        Raises:
            ExpressionError: where all that are brought hold too many numbers.
        """
        self._numbers += math.prod(brought.shape)
        if self._numbers > MAX_ENTRIES:
            raise ExpressionError(f"layers bring more than {MAX_ENTRIES:,} numbers along")
        section = self.sections[number]
        self.sections[number] = replace(section, brings=(*section.brings, name))
        self.brought[name] = brought
        self._shapes[name] = brought.shape
        self.known[name] = None

    def remembered(self, name: str) -> Shape | None:
        """The shape of what is given and may be another in the next iteration; else None.

        A mask may not: it is drawn.
        """
        brought = self.brought.get(name)
        if brought is not None:
            return None if brought.rate is not None else brought.shape
        return self._given.get(name)

    def open(self, section: Section) -> int:
        """Begin a section; its number."""
        name, count = section.name, self._counts.get(section.name, 0) + 1
        if count > 1:
            name = f"{section.name}_{count}"
        while name in self._called:
            count += 1
            name = f"{section.name}_{count}"
        self._called[name], self._counts[section.name] = section.name, count
        self.sections.append(replace(section, name=name, first=len(self.equations)))
        return len(self.sections) - 1

    def close(self, number: int) -> None:
        """End a section."""
        self.sections[number] = replace(self.sections[number], end=len(self.equations))

    def close_round(self, number: int) -> None:
        """End the section of a round; where it has no more than one part, there is none."""
        self.close(number)
        section, inner = self.sections[number], self.sections[number + 1 :]
        within = [each for each in inner if each.parent == number]
        alone = section.end - section.first - sum(each.end - each.first for each in within)
        if alone + len(within) > 1:
            return
        self._counts[self._called.pop(section.name)] -= 1
        if section.brings:
            around = self.sections[section.parent]
            self.sections[section.parent] = replace(
                around, brings=(*around.brings, *section.brings)
            )
        self.sections[number:] = [
            replace(each, parent=section.parent if each.parent == number else each.parent - 1)
            for each in inner
        ]

    def free(self, path: Node, node: Node) -> Node:
        """A node within a section, with a name that nothing else has."""
        name = base = f"{path.name}_{node.name}"[: MAX_NAME - ROOM]
        written, count = f"{path.written}.{node.written}", 1
        while looks(name) in self._taken:
            count += 1
            name = f"{base}_{count}"
        self._taken.add(looks(name))
        if count > 1 and written in self.names.values():
            written = f"{written}_{count}"
        return Node(name, self.names.setdefault(name, written))

    def shown(self, text: str) -> str:
        """A text with names as they are written."""
        return re.sub(r"[^\W\d]\w*", lambda found: self.names.get(found[0], found[0]), text)

    def told(self, index: int, message: str) -> str:
        """What is wrong with an equation, told for the section in which it stands."""
        name = self.equations[index].name
        about = message.removeprefix(f"{name}: ")
        within = [
            each
            for each in self.sections
            if each.first <= index and index < (each.end or index + 1)
        ]
        if not within:
            return message
        written = self.names.get(name, name)
        layer = f"{within[-1].layer}, " if within and within[-1].layer != "for" else ""
        return f"{layer}{written}: {about}"

    def shape(self, expression: Expression) -> Shape:
        """The shape of what an expression is.

        Raises:
            NetworkError: where an equation before has none.
            ExpressionError: where the expression has none.
        """
        for index in range(self._with_shapes, len(self.equations)):
            name, computed, place = self.equations[index]
            try:
                self._shapes[name] = infer_shape(computed, self._shapes)
            except ShapeError as error:
                told = self.told(index, f"{name}: {error}")
                raise NetworkError(told, "equations", place) from None
            except KeyError as error:
                told = self.told(index, self._unknown(error.args[0]))
                raise NetworkError(told, "equations", place) from None
        self._with_shapes = len(self.equations)
        try:
            return infer_shape(expression, self._shapes)
        except ShapeError as error:
            raise ExpressionError(str(error)) from None
        except KeyError as error:
            raise ExpressionError(self._unknown(error.args[0])) from None

    def _unknown(self, name: str) -> str:
        return f"unknown name {name!r}{suggestion(name, [*self.known])}"
