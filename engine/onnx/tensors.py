"""The arrays of a file of ONNX: their numbers, in it or in files beside it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from engine.data.folders import find_file
from engine.errors import FileError, ModelError
from engine.files import open_bounded
from engine.language.text import plain, shortened

MAX_BYTES = 200_000_000
"""So many bytes a file of ONNX, or one beside it with arrays, may have."""

MAX_NUMBERS = 25_000_000
"""So many numbers all arrays of a file may hold."""

_BFLOAT16 = 16
KINDS: Mapping[int, str] = {
    1: "float32", 2: "uint8", 3: "int8", 4: "uint16", 5: "int16", 6: "int32", 7: "int64",
    9: "bool", 10: "float16", 11: "float64", 12: "uint32", 13: "uint64", _BFLOAT16: "bfloat16",
}  # fmt: skip
"""What numbers there may be, by the code of a type in ONNX."""

_FIELDS = {
    1: "float_data",
    7: "int64_data",
    11: "double_data",
    12: "uint64_data",
    13: "uint64_data",
}
"""Where numbers stand that are not raw; of other kinds in `int32_data`."""

_EXTERNAL = 1


class Arrays:
    """Reads arrays, until they hold too many numbers.

    Args:
        folder: where files with arrays may be; None where none may be read.
    """

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        self._numbers = 0

    def read(self, tensor: Any) -> np.ndarray:
        """The array that a `TensorProto` is.

        Raises:
            ModelError: where it is none, or too many numbers are there.
        """
        name = shortened(tensor.name or "a constant", 80)
        shape = tuple(tensor.dims)
        kind = KINDS.get(tensor.data_type)
        if kind is None:
            raise ModelError(
                f"{name} holds numbers of type {tensor.data_type} of ONNX, none of "
                f"{', '.join(sorted(set(KINDS.values())))}: export it without quantisation"
            )
        count = math.prod(shape)
        self._numbers += count
        if min(shape, default=1) < 0 or self._numbers > MAX_NUMBERS or len(shape) > 32:
            raise ModelError(f"{name}: all arrays together may hold {MAX_NUMBERS:,} numbers")
        numbers = self._numbers_of(tensor, kind, count, name)
        if numbers.size != count:
            raise ModelError(
                f"{name} has {numbers.size:,} numbers, and its shape says {count:,}: the file is "
                "damaged; export it again"
            )
        return numbers.reshape(shape)

    def _numbers_of(self, tensor: Any, kind: str, count: int, name: str) -> np.ndarray:
        stored = "uint16" if kind == "bfloat16" else kind
        raw = np.dtype(stored).newbyteorder("<")
        if tensor.data_location == _EXTERNAL:
            data = self._outside(tensor, count * raw.itemsize, name)
            return _finished(np.frombuffer(data, raw), kind)
        if tensor.HasField("raw_data"):
            data = tensor.raw_data
            if len(data) % raw.itemsize:
                raise ModelError(f"{name}: the file is damaged; export it again")
            return _finished(np.frombuffer(data, raw), kind)
        field = getattr(tensor, _FIELDS.get(tensor.data_type, "int32_data"))
        if kind in ("float16", "bfloat16"):
            return _finished(np.asarray(field, "int64").astype("uint16").view(raw), kind)
        return np.asarray(field, dtype="int64" if kind == "bool" else None).astype(kind)

    def _outside(self, tensor: Any, size: int, name: str) -> bytes:
        """The bytes of an array that is kept in another file."""
        said = {each.key: each.value for each in tensor.external_data}
        folders = [] if self._folder is None else [self._folder]
        try:
            offset, length = int(said.get("offset") or 0), int(said.get("length") or size)
            path = find_file(said.get("location", ""), folders)
            data = _part(path, offset, size) if offset >= 0 and length == size else b""
        except (ValueError, OverflowError, FileError, OSError) as error:
            raise ModelError(f"{name}: {_told(error)}") from None
        if len(data) != size:
            raise ModelError(
                f"{name}: {plain(path.name)} has no {size:,} bytes for it: export it again"
            )
        return data


def _part(path: Path, offset: int, size: int) -> bytes:
    """Some bytes of a file; fewer where it ends before."""
    parts: list[bytes] = []
    with open_bounded(path, MAX_BYTES) as file:
        file.seek(offset)
        while size and (part := file.read(size)):
            parts.append(part)
            size -= len(part)
    return b"".join(parts)


def _told(error: Exception) -> str:
    """Why an array cannot be read, without the words for network files."""
    return str(error).split(": move it there", 1)[0].split("; --data", 1)[0]


def _finished(numbers: np.ndarray, kind: str) -> np.ndarray:
    """Numbers as they lie in a file, as numpy computes with them."""
    if kind == "bfloat16":
        numbers = (numbers.astype("uint32") << 16).view("float32")
    else:
        numbers = numbers.astype(kind, copy=False)
    if numbers.dtype.kind == "f" and np.isnan(numbers).any():  # of which there are many kinds
        return np.where(np.isnan(numbers), numbers.dtype.type("nan"), numbers)
    return numbers
