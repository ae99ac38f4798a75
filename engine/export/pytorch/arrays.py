"""Arrays as text of Python: nested lists, or a function that makes them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from engine.export.pytorch.figures import as_float, written_number
from engine.export.pytorch.moves import sizes
from engine.language.values import Array

WIDTH = 88
"""Lines of numbers are about so long at the most."""


def is_even(value: Array) -> bool:
    """Whether all entries are the same, or it is a triangle of ones."""
    return value.size > 1 and (bool((value == value.flat[0]).all()) or _is_triangle(value))


def even(value: Array) -> str:
    """Such an array as a tensor."""
    first, shape = float(value.flat[0]), sizes(value.shape)
    if _is_triangle(value) and value.shape[1] > 1:
        return f"torch.ones({shape}).tril()"
    plain = {0.0: f"torch.zeros({shape})", 1.0: f"torch.ones({shape})"}
    return plain.get(first, f"torch.full({value.shape}, {floating(first)})")


def _is_triangle(value: Array) -> bool:
    import numpy as np

    return value.ndim == 2 and bool((value == np.tril(np.ones(value.shape))).all())


def floating(value: float) -> str:
    """A number that PyTorch takes for one of floats."""
    return as_float(written_number(value))


def whole(value: float) -> str:
    """A number that PyTorch takes for a whole one."""
    return str(int(value))


_Write = Callable[[float], str]


def wrapped(value: Array, start: str, end: str, write: _Write) -> Iterator[str]:
    """An array as nested lists, in one line or a row in each."""
    text = _nested(value.tolist(), write)
    if len(start) + len(text) + len(end) <= WIDTH:
        yield f"{start}{text}{end}"
        return
    indent = " " * (len(start) - len(start.lstrip()))
    yield start
    yield from _rows(value.tolist(), write, indent + "    ", ending="")
    yield f"{indent}{end}"


def _nested(entries: Any, write: _Write) -> str:
    if isinstance(entries, list):
        return f"[{', '.join(_nested(each, write) for each in entries)}]"
    return write(entries)


def _rows(entries: list[Any], write: _Write, indent: str, ending: str = ",") -> Iterator[str]:
    text = _nested(entries, write)
    if len(indent) + len(text) < WIDTH:
        yield f"{indent}{text}{ending}"
        return
    yield f"{indent}["
    if isinstance(entries[0], list):
        for each in entries:
            yield from _rows(each, write, indent + "    ")
    else:
        line = f"{indent}   "
        for each in entries:
            said = f" {write(each)},"
            if len(line) + len(said) > WIDTH:
                yield line
                line = f"{indent}   "
            line += said
        yield line
    yield f"{indent}]{ending}"
