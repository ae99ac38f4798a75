"""Subscripts: `x[0]`, `x[:, 1:3]`, `x[:, None]` and `x[places]`, read and written."""

from __future__ import annotations

import ast
import math
from collections.abc import Callable, Sequence

from engine.errors import ExpressionError
from engine.language.expression import Call, Expression, Number, Options, OptionValue

Places = tuple[float, float, float]
"""Start, stop and step of what is taken of an axis."""

WHOLE: Places = (0.0, math.inf, 1.0)
"""Those of what takes an axis as it is."""

_Convert = Callable[[ast.expr], Expression]


def read(x: Expression, index: ast.expr, convert: _Convert) -> Expression:
    """What a subscript of an expression is.

    Args:
        x: what is taken from.
        index: what stands between the brackets.
        convert: makes an expression of a part of it.

    Raises:
        ExpressionError: where it is none.
    """
    parts = list(index.elts) if isinstance(index, ast.Tuple) else [index]
    if not parts:
        raise ExpressionError("there is nothing between the brackets: write an index, as in x[0]")
    parts, at_end = _without_ellipsis(parts)
    found = _Read()
    for part in parts:
        found.add(part, convert)
    return found.of(x, at_end)


def _without_ellipsis(parts: list[ast.expr]) -> tuple[list[ast.expr], int]:
    """What stands before `...`, and how many axes are added behind it."""
    open_at = next((place for place, part in enumerate(parts) if _is(part, ...)), len(parts))
    behind = parts[open_at + 1 :]
    if not all(_is(part, None) for part in behind):
        raise ExpressionError("behind ... may only stand None: write a : for each axis")
    return parts[:open_at], len(behind)


class _Read:
    """What a subscript says, axis by axis: of what is taken from, and of what comes of it."""

    def __init__(self) -> None:
        self.places: list[Places] = []
        self.dropped: list[float] = []
        self.added: list[float] = []
        self.taken: list[tuple[float, Expression]] = []

    def add(self, part: ast.expr, convert: _Convert) -> None:
        """Read the next part."""
        axis = float(len(self.places))
        if _is(part, None):
            self.added.append(axis - len(self.dropped) + len(self.added))
        elif isinstance(part, ast.Slice):
            self.places.append(_slice(part, convert))
        elif isinstance(found := convert(part), Number):
            self.places.append((found.value, _next(found.value), 1.0))
            self.dropped.append(axis)
        else:
            self.places.append(WHOLE)
            self.taken.append((axis, found))

    def of(self, x: Expression, at_end: int) -> Expression:
        """The expression that is meant, with so many more axes at its end."""
        is_whole = all(each == WHOLE for each in self.places)
        if self.taken:
            if len(self.taken) > 1 or self.dropped or self.added or at_end or not is_whole:
                raise ExpressionError("beside an array of indices only : may stand: x[:, indices]")
            (axis, indices), = self.taken  # fmt: skip
            return Call("take", (x, indices), (("axis", axis),) if axis else ())
        added = self.added + [float(place - at_end) for place in range(at_end)]
        if not is_whole or (self.places and not added):
            x = Call("slice", (x,), options_of(self.places, self.dropped))
        if added:
            axes: OptionValue = added[0] if len(added) == 1 else tuple(added)
            x = Call("expand_dims", (x,), (("axis", axes),))
        return x


def _next(index: float) -> float:
    """Where a slice of the one entry at an index stops."""
    return math.inf if index == -1.0 else index + 1.0


def _is(part: ast.expr, value: object) -> bool:
    return isinstance(part, ast.Constant) and part.value is value


def _slice(part: ast.Slice, convert: _Convert) -> Places:
    def number(tree: ast.expr | None, otherwise: float) -> float:
        if tree is None:
            return otherwise
        found = convert(tree)
        if not isinstance(found, Number):
            raise ExpressionError("a slice goes from one number to another: x[1:3]")
        return found.value

    step = number(part.step, 1.0)
    first, last = (math.inf, -math.inf) if step < 0.0 else (0.0, math.inf)
    return number(part.lower, first), number(part.upper, last), step


def options_of(places: list[Places], dropped: Sequence[float] = ()) -> Options:
    """The options of a slice that takes this of the first axes, and drops some of them."""
    start, stop, step = zip(*places, strict=True)
    options: list[tuple[str, OptionValue]] = [("start", start), ("stop", stop)]
    if any(each != 1.0 for each in step):
        options.append(("step", step))
    if dropped:
        options.append(("drop", tuple(dropped)))
    return tuple(options)


def written(call: Call) -> str | None:
    """What stands between the brackets of a call that is written so; None of any other."""
    match call:
        case Call(op="slice", options=options):
            return _sliced(options)
        case Call(op="expand_dims", options=((_, axes),)) if axes not in (0.0, -1.0):
            return _widened(axes if isinstance(axes, tuple) else (axes,))
    return None


def _sliced(options: Options) -> str | None:
    """Of a slice; None where it is called with other options than a subscript has."""
    given = {name: value if isinstance(value, tuple) else () for name, value in options}
    start, stop, dropped = (given.get(name, ()) for name in ("start", "stop", "drop"))
    step = given.get("step", (1.0,) * len(start))
    if not start or len(start) != len(stop) or len(step) != len(start):
        return None
    places = list(zip(start, stop, step, strict=True))
    if options_of(places, dropped) != options:
        return None
    parts = []
    for axis, (first, last, by) in enumerate(places):
        if axis in dropped and (last != _next(first) or by != 1.0):
            return None
        parts.append(_number(first) if axis in dropped else _places(first, last, by))
    is_there = all(each in range(len(places)) for each in dropped)
    return ", ".join(parts) if is_there and [*dropped] == sorted({*dropped}) else None


def _widened(places: tuple[float, ...]) -> str | None:
    """Of axes that are added: `:, None`; None where they are counted from both ends."""
    if min(places) < 0.0 <= max(places):
        return None
    places = tuple(sorted(places))
    if places[0] < 0.0:
        behind = ["None" if place in places else ":" for place in range(int(places[0]), 0)]
        return ", ".join(["...", *behind])
    return ", ".join("None" if place in places else ":" for place in range(int(places[-1]) + 1))


def _places(start: float, stop: float, step: float) -> str:
    up = not step < 0.0
    text = "" if start == (0.0 if up else math.inf) else _number(start)
    text += ":" if stop == (math.inf if up else -math.inf) else f":{_number(stop)}"
    return text if step == 1.0 else f"{text}:{_number(step)}"


def _number(value: float) -> str:
    return f"{value:.0f}" if value.is_integer() and abs(value) < 1e15 else repr(value)
