"""Two networks, or two sessions, held against each other: what is not the same, as data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from engine.debugger.stop import Stop
from engine.export.apart import First, Values, first_apart, values_of
from engine.export.pairing import SECTIONS, paired, renamed
from engine.frozen import field_names, frozen
from engine.language.expression import Expression
from engine.language.values import Value, same
from engine.network.network import Network
from engine.network.optimisers import OWN_SETTINGS
from engine.network.training import said_of


@frozen(slots=True)
class Side:
    """One of two things to compare.

    Args:
        name: as a person has named it.
        stop: where it stands.
    """

    name: str
    stop: Stop

    @property
    def network(self) -> Network:
        """What it is of."""
        return self.stop.program.network


@frozen(slots=True, eq=False)
class Item:
    """Something that is not the same.

    Args:
        section: where it belongs: equations, inputs, targets, parameters, training, conventions,
            session.
        name: what it is called in the first; in the second, where only that has it.
        left: what it is in the first; None where it is not there.
        right: what it is in the second; None where it is not there.
        other: what it is called in the second, where that is another name.
    """

    section: str
    name: str
    left: Expression | Value | str | None
    right: Expression | Value | str | None
    other: str = ""

    @property
    def kind(self) -> str:
        """What has happened on the way from the first to the second."""
        if self.left is None or self.right is None:
            return "added" if self.left is None else "removed"
        return "renamed" if self.other else "changed"


@frozen(eq=False)
class Difference:
    """Two sides and what is not the same.

    Args:
        a: the first.
        b: the second.
        items: what differs in equations, data and settings.
        values: all nodes with what they come to.
        first: the first computed value that differs; None where none does.
    """

    a: Side
    b: Side
    items: tuple[Item, ...]
    values: tuple[Values, ...]
    first: First | None

    @property
    def is_none(self) -> bool:
        """Whether all is the same."""
        return not self.items and self.first is None and not any(v.differs for v in self.values)


def difference(a: Side, b: Side) -> Difference:
    """What is not the same in two sides, each where it stands."""
    names = paired(a.network, b.network)
    values = values_of(a.stop, b.stop, names)
    return Difference(a, b, tuple(_items(a, b, names)), values, first_apart(a.stop, b.stop, names))


def _items(a: Side, b: Side, names: Mapping[str, str]) -> Iterator[Item]:
    yield from _equations(a.network, b.network, names)
    for section in SECTIONS:
        yield from _given(section, a.network, b.network, names)
    yield from _settings(a.network, b.network, names)
    yield from _session(a.stop, b.stop)


def _equations(a: Network, b: Network, names: Mapping[str, str]) -> Iterator[Item]:
    mine, theirs = dict(a.equations), dict(b.equations)
    for name, expression in mine.items():
        other = names.get(name, "")
        right = theirs.get(other)
        if right is None or renamed(expression, names) != right or other != name:
            yield Item("equations", name, expression, right, other if other != name else "")
    known = set(names.values())
    for name, expression in theirs.items():
        if name not in known or names.get(name, name) in a.constants:
            yield Item("equations", name, None, expression)
    common = [names[name] for name in mine if names.get(name) in theirs]
    if common != [name for name in theirs if name in set(common)]:
        yield Item("equations", "order", ", ".join(mine), ", ".join(theirs))


def _given(section: str, a: Network, b: Network, names: Mapping[str, str]) -> Iterator[Item]:
    mine, theirs = getattr(a, section), getattr(b, section)
    for name, value in mine.items():
        other = names.get(name, "")
        right = theirs.get(other)
        if right is None or not same(value, right) or other != name:
            called = other if right is not None and other != name else ""
            yield Item(section, name, value, right, called)
    known = {names.get(name) for name in mine}
    for name, value in theirs.items():
        if name not in known:
            yield Item(section, name, None, value)


def _settings(a: Network, b: Network, names: Mapping[str, str]) -> Iterator[Item]:
    def changed(section: str, name: str, left: object, right: object) -> Iterator[Item]:
        if left != right:
            yield Item(section, name, str(left), str(right))

    yield from changed("training", "loss", names.get(a.loss, a.loss), b.loss)
    yield from changed("training", "learning rate", a.learning_rate, b.learning_rate)
    left, right = dict(said_of(a.optimiser)), dict(said_of(b.optimiser))
    yield from changed("training", "optimiser", left["optimiser"], right["optimiser"])
    for name in dict.fromkeys((*left, *right)):
        if name not in OWN_SETTINGS or left["optimiser"] == right["optimiser"]:
            yield from changed("training", name, left.get(name), right.get(name))
    for name in field_names(a.conventions):
        yield from changed(
            "conventions", name, getattr(a.conventions, name), getattr(b.conventions, name)
        )
    yield from changed("conventions", "precision", a.precision, b.precision)


def _session(a: Stop, b: Stop) -> Iterator[Item]:
    """What was done by hand, and noted on the way."""
    for what in ("changes by hand", "breakpoints", "watches", "marks", "notes"):
        left, right = _noted(what, a), _noted(what, b)
        if left != right:
            yield Item("session", what, left or "none", right or "none")


def _noted(what: str, stop: Stop) -> str:
    match what:
        case "changes by hand":
            parts = [each.title for each in stop.branches.lineage]
        case "marks":
            parts = [
                f"{name} (iteration {spot.cursor.iteration}, step {spot.cursor.step})"
                for name, spot in stop.marks.items()
            ]
        case "notes":
            parts = [f"{node}: {text}" for node, text in stop.notes.items()]
        case _:
            parts = [each.text for each in getattr(stop, what)]
    return "; ".join(parts)
