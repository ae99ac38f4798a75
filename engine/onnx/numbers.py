"""Numbers of a file of ONNX, as a person writes them."""

from __future__ import annotations

import math

import numpy as np

from engine.drafts.call import UnsupportedError
from engine.drafts.operand import Kind
from engine.language.shapes import MAX_ENTRIES, say_shape


def kind_of(kind: str) -> Kind:
    """What numbers there are, by numpy's name of their type."""
    if kind.startswith(("float", "bfloat")):
        return "float"
    return "bool" if kind == "bool" else "int"


def rows_of(labels: np.ndarray, classes: int) -> np.ndarray:
    """Rows with a 1 for the class of each label, the classes on the last axis.

    Raises:
        UnsupportedError: where they would be too many numbers.
    """
    check_size(*labels.shape, classes)
    return np.asarray(np.expand_dims(labels, -1) == np.arange(classes), dtype=float)


def check_size(*shape: int) -> None:
    """Refuse an array of more numbers than a value may have, before it is made.

    Raises:
        UnsupportedError: where it would have more.
    """
    if math.prod(shape) > MAX_ENTRIES:
        raise UnsupportedError(f"{say_shape(shape)} is larger than {MAX_ENTRIES:,} numbers")


def number_of(numbers: np.ndarray) -> float:
    """A number as a person writes it: of 32 bits with as few digits as say which it is."""
    number = numbers.reshape(())
    return float(str(number)) if numbers.dtype.itemsize < 8 else float(number)


def literal(numbers: np.ndarray) -> str:
    """A number as a person writes it: of 32 bits with as few digits as say which it is."""
    if numbers.dtype.kind != "f":
        return str(int(numbers.reshape(())))
    short = number_of(numbers)
    return repr(int(short)) if short.is_integer() and abs(short) < 1e6 else repr(short)
