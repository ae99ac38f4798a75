"""Numbers of a file of ONNX, as a person writes them."""

from __future__ import annotations

import numpy as np

from engine.drafts.operand import Kind


def kind_of(kind: str) -> Kind:
    """What numbers there are, by numpy's name of their type."""
    if kind.startswith(("float", "bfloat")):
        return "float"
    return "bool" if kind == "bool" else "int"


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
