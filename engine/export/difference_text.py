"""The difference of two networks or sessions, as text for people and as data for machines."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from engine.debugger.comparison import say_value
from engine.export.apart import First, Values, differs
from engine.export.difference import Difference, Item
from engine.frozen import replace
from engine.language.expression import Expression
from engine.language.notation import TEXT, Style
from engine.language.text import listed, plain
from engine.language.values import Value, is_array, plain_value, same

MOST_ROWS = 60
"""So many nodes are listed one by one; of larger networks those that differ."""

MOST_READ = 3
"""So many things are named of which a value is computed."""

LEAST_DIGITS, MOST_DIGITS = 6, 17
"""The digits to begin with, and those that tell any two numbers apart."""

HEADINGS = {
    "equations": "Equations",
    "inputs": "Inputs",
    "targets": "Targets",
    "parameters": "Initial values",
    "training": "Training",
    "conventions": "Conventions",
    "session": "Done and noted by hand",
}
"""What stands above the items of each section, in this order."""

NONE = "-"
"""What stands in the place of a value where there is no such node."""

SIGNS = {"added": "+", "removed": "-", "changed": "~", "renamed": "~"}


class Report:
    """A difference, to be written.

    Args:
        found: the difference.
        styles: how each side is written.
    """

    def __init__(self, found: Difference, styles: tuple[Style, Style]) -> None:
        self._found, self._styles = found, styles
        self._is_plain = styles[0].kind == "text"

    def as_text(self, begins_with_sentence: bool = False) -> Iterator[str]:
        """For people: what differs, the values side by side, and the first that differs.

        Args:
            begins_with_sentence: whether the last of these comes first, where one reads from above.
        """
        found = self._found
        for label, side in ("a", found.a), ("b", found.b):
            title = side.network.title
            yield f"{label}: {plain(side.name)}" + (f", {plain(title)}" if title else "")
        if begins_with_sentence:
            yield self.sentence()
        for section, heading in HEADINGS.items():
            items = [each for each in found.items if each.section == section]
            if items:
                yield ""
                yield heading
                yield from self._items(items)
        rows = self._found.values
        if len(rows) > MOST_ROWS:
            rows = tuple(each for each in rows if each.differs)
        if rows:
            yield ""
            yield from self._table(rows)
        if not begins_with_sentence:
            yield ""
            yield self.sentence()

    def as_json(self) -> Iterator[str]:
        """For machines: expressions in the language of network files, numbers in full."""
        found = self._found
        places = [side.stop.cursor for side in (found.a, found.b)]
        yield json.dumps(
            {
                "same": found.is_none,
                "a": found.a.name,
                "b": found.b.name,
                "iteration": places[0].iteration,
                "steps": [place.step for place in places],
                "differences": [
                    {"section": each.section, "kind": each.kind, "name": each.name}
                    | ({"name_in_b": each.other} if each.other else {})
                    | {"a": _plain(each.left), "b": _plain(each.right)}
                    for each in found.items
                ],
                "values": [_record(each) for each in found.values],
                "first": self.sentence(),
            },
            indent=2,
            ensure_ascii=False,
            allow_nan=False,
        )

    def sentence(self) -> str:
        """The first value that differs and what it comes of, or that none does."""
        found = self._found
        where = _place(found)
        if found.is_none:
            return f"Nothing differs: equations, data and settings, and all values {where}."
        if found.first is None:
            apart = [each for each in found.values if each.differs]
            if not apart:
                return f"No computed value differs {where}."
            names = listed(self._styles[0].name(each.name) for each in apart)
            return f"No value that both compute differs {where}; {names} differ as they are given."
        return self._said(found.first)

    def _said(self, first: First) -> str:
        a, b = self._styles
        names = [style.name(name) for style, name in zip(self._styles, first.symbols, strict=True)]
        left, right = self._pair(*first.values)
        step, other = first.steps
        where = f"step {step}" + (f" (step {other} in b)" if other != step else "")
        called = names[0] if names[0] == names[1] else f"{names[0]} ({names[1]} in b)"
        said = f"The first value that differs is {called}, in {where} of iteration "
        said += f"{first.iteration}: {left} in a, {right} in b"
        if first.is_equation:
            mine, theirs = (
                style.write(side.stop.program.equations[number - 1].expression)
                for style, side, number in zip(
                    (a, b), (self._found.a, self._found.b), first.steps, strict=True
                )
            )
            return f"{said}. It is computed in another way: {mine} in a, {theirs} in b."
        if first.reads:
            read = [
                "{} ({} and {})".format(a.name(name), *self._pair(*values))
                for name, *values in first.reads[:MOST_READ]
            ]
            return f"{said}. It is computed of {listed(read)}, which differ{_s(read)}."
        return (
            f"{said}. All that it is computed of is the same: it was set, or a setting is another."
        )

    def _items(self, items: list[Item]) -> Iterator[str]:
        a, b = self._styles
        width = max(len(self._name(each)) for each in items)
        arrow = "->" if self._is_plain else "→"
        for each in items:
            head = f"  {SIGNS[each.kind]} {self._name(each):{width}}  "
            if each.left is None or each.right is None:
                style, one = (b, each.right) if each.left is None else (a, each.left)
                yield f"{head}{_shown(one, style)}"
                continue
            if isinstance(each.left, str | Expression) or isinstance(each.right, str | Expression):
                left, right = _shown(each.left, a), _shown(each.right, b)
            else:
                left, right = self._pair(each.left, each.right)
            yield f"{head}{left}" + (f"  {arrow}  {right}" if left != right else "")

    def _name(self, item: Item) -> str:
        if item.section in ("training", "conventions", "session") or item.name == "order":
            return item.name
        name = self._styles[item.left is None].name(item.name)
        return f"{name}, {self._styles[1].name(item.other)} in b" if item.other else name

    def _table(self, rows: Sequence[Values]) -> Iterator[str]:
        found = self._found
        a = self._styles[0]
        d = "d" if self._is_plain else "∂"
        of = f"{d}{a.name(found.a.network.loss)}/{d}"
        cells = [["node", "value in a", "in b", f"{of} in a", "in b"]]
        cells += [self._row(each) for each in rows[:MOST_ROWS]]
        yield f"Values {_place(found)}"
        widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
        for line in cells:
            padded = (cell.ljust(width) for cell, width in zip(line, widths, strict=True))
            yield f"  {'  '.join(padded)}".rstrip()
        if len(rows) > MOST_ROWS:
            yield f"  and {len(rows) - MOST_ROWS:,} more that differ"

    def _row(self, row: Values) -> list[str]:
        cells = [self._styles[0].name(row.name)]
        for pair in [row.value, *[row.gradient] * row.has_gradient]:
            texts = [
                text if name else NONE
                for text, name in zip(self._pair(*pair), row.names, strict=True)
            ]
            cells += [texts[0], f"{texts[1]} {self._sign(*pair)}".rstrip()]
        return [*cells, *[""] * (5 - len(cells))]

    def _sign(self, left: Value | None, right: Value | None) -> str:
        if differs(left, right):
            return "!=" if self._is_plain else "≠"
        if left is None or right is None or same(left, right):
            return ""
        return "~=" if self._is_plain else "≈"

    def _pair(self, left: Value | None, right: Value | None) -> tuple[str, str]:
        """Two values, with as many digits as tell them apart."""
        texts = ("", "")
        for digits in range(self._styles[0].digits or LEAST_DIGITS, MOST_DIGITS + 1):
            styles = (replace(each, digits=digits) for each in self._styles)
            mine, theirs = (
                style.pending if value is None else say_value(value, style)
                for value, style in zip((left, right), styles, strict=True)
            )
            texts = (mine, theirs)
            if mine != theirs or left is None or right is None or same(left, right):
                break
        if left is not None and right is not None and texts[0] == texts[1]:
            return _entries(left, right, texts)
        return texts


def _entries(left: Value, right: Value, texts: tuple[str, str]) -> tuple[str, str]:
    """The same texts, of which the second says how many entries differ."""
    if not (is_array(left) and is_array(right) and left.shape == right.shape):
        return texts
    count = int((left != right).sum())
    return (texts[0], f"{texts[1]} in {count:,} of {left.size:,}") if count else texts


def _s(things: list[str]) -> str:
    return "s" if len(things) == 1 else ""


def _place(found: Difference) -> str:
    a, b = found.a.stop.cursor, found.b.stop.cursor
    other = "" if a == b else f" (b: step {b.step} of iteration {b.iteration})"
    return f"after step {a.step} of iteration {a.iteration}{other}"


def _shown(what: Expression | Value | str | None, style: Style) -> str:
    if isinstance(what, Expression):
        return style.write(what)
    if what is None or isinstance(what, str):
        return plain(what or "")
    return say_value(what, style)


def _plain(what: Expression | Value | str | None) -> Any:
    if isinstance(what, Expression):
        return TEXT.write(what)
    return what if what is None or isinstance(what, str) else plain_value(what)


def _record(row: Values) -> dict[str, Any]:
    values = {"a": _plain(row.value[0]), "b": _plain(row.value[1])}
    gradients = {"a": _plain(row.gradient[0]), "b": _plain(row.gradient[1])}
    return {
        "node": row.name,
        "names": list(row.names),
        "value": values,
        "gradient": gradients,
        "differs": row.differs,
    }
