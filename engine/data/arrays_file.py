"""Files of arrays by name, .safetensors: numbers and nothing else, so nothing in one can be run.

The format (huggingface.co/docs/safetensors): eight bytes say how long the header is; the header is
JSON, of each array its type, its shape and where its bytes stand behind the header. It is read here
and not by the library, which opens whatever a name leads to, has no bfloat16 for numpy, and takes
the last of two arrays of one name.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple, cast

from engine.errors import FileError
from engine.files import open_bounded
from engine.language.shapes import MAX_ENTRIES, MAX_RANK, Shape, say_shape
from engine.language.text import shortened, suggestion
from engine.language.values import Value, array

if TYPE_CHECKING:
    from io import RawIOBase

    from numpy.typing import NDArray

MAX_BYTES = 400_000_000
"""The most bytes of such a file; other arrays may be in it than those that are taken."""

LONGEST_HEADER = 5_000_000
"""The most bytes of a header: of ten thousand arrays it has about one million."""

MAX_ARRAYS = 50_000

TYPES: Mapping[str, str] = {
    "F64": "<f8", "F32": "<f4", "F16": "<f2", "BF16": "<u2", "I64": "<i8", "I32": "<i4",
    "I16": "<i2", "I8": "i1", "U64": "<u8", "U32": "<u4", "U16": "<u2", "U8": "u1", "BOOL": "?",
}  # fmt: skip
"""The types that are read, each with what numpy calls it; of bfloat16 the bits."""


class Entry(NamedTuple):
    """An array as the header describes it.

    Args:
        kind: its type, `F32`.
        shape: its shape.
        begin: where its bytes begin, counted from the end of the header.
        end: where they end.
    """

    kind: str
    shape: Shape
    begin: int
    end: int


class ArraysFile:
    """A file of arrays by name.

    Args:
        path: where it is.
        name: what it is called in errors.

    Raises:
        ValueError: where it cannot be read, or is no such file.
    """

    def __init__(self, path: Path, name: str) -> None:
        self._path, self._name = path, name
        try:
            with open_bounded(path, MAX_BYTES) as file:
                said, self._start, size = _header(file)
        except FileError as error:
            raise ValueError(f"{name}: {error}") from None
        except _DamagedError as error:
            raise ValueError(f"{name}: {error}") from None
        self._hash = hashlib.sha256(said)
        try:
            self.entries = _entries(said, size)
        except _DamagedError as error:
            raise ValueError(f"{name}: {error}") from None

    @property
    def digest(self) -> str:
        """Tells whether what was read of it is what it was."""
        return self._hash.hexdigest()[:32]

    def entry(self, asked: str) -> Entry:
        """The array that is called so, as the header describes it.

        Raises:
            ValueError: where there is none, or one that is not read.
        """
        if asked not in self.entries:
            known = [shortened(each, 60) for each in self.entries]
            hint = suggestion(asked, known) or f"; it has {shortened(', '.join(known), 120)}"
            raise ValueError(f"{self._name} has no array {shortened(asked)!r}{hint}")
        found = self.entries[asked]
        told = f"{shortened(asked, 60)!r} in {self._name}"
        if found.kind not in TYPES:
            raise ValueError(f"{told} is of the type {shortened(found.kind)}, which is not read")
        if len(found.shape) > MAX_RANK:
            raise ValueError(f"{told} is an array with more than {MAX_RANK} axes")
        if not math.prod(found.shape):
            raise ValueError(f"{told} is empty: it has no numbers to compute with")
        if math.prod(found.shape) > MAX_ENTRIES:
            problem = f"{told}, {say_shape(found.shape)}, is larger than {MAX_ENTRIES:,} numbers"
            raise ValueError(problem)
        return found

    def read(self, asked: str) -> Value:
        """The array that is called so, in float64.

        Raises:
            ValueError: where there is none, or it cannot be read.
        """
        import numpy as np

        entry = self.entry(asked)
        try:
            with open_bounded(self._path, MAX_BYTES) as file:
                file.seek(self._start + entry.begin)
                data = _read(file, entry.end - entry.begin)
        except FileError as error:
            raise ValueError(f"{self._name}: {error}") from None
        except (_DamagedError, OSError):
            raise ValueError(f"{self._name}: it was changed while it was read") from None
        self._hash.update(data)
        numbers: NDArray[Any] = np.frombuffer(data, TYPES[entry.kind])
        if entry.kind == "BF16":  # the upper half of a float32
            numbers = (numbers.astype("<u4") << 16).view("<f4")
        with np.errstate(invalid="ignore"):  # a NaN that signals is a NaN
            return array(numbers.reshape(entry.shape)) if entry.shape else float(numbers[0])


class _DamagedError(Exception):
    """What is wrong with the bytes of a file."""


def _header(file: BinaryIO) -> tuple[bytearray, int, int]:
    """The header, where the arrays begin, and how many bytes there are for them."""
    size = file.seek(0, 2)
    file.seek(0)
    if size < 8:
        raise _DamagedError("cut off, or no file of safetensors")
    length = int.from_bytes(_read(file, 8), "little")
    if length > LONGEST_HEADER:
        raise _DamagedError(
            f"no file of safetensors, or one with a header of more than {LONGEST_HEADER:,} bytes"
        )
    if length > size - 8:
        raise _DamagedError("cut off, or no file of safetensors: its header does not end")
    return _read(file, length), 8 + length, size - 8 - length


def _read(file: BinaryIO, size: int) -> bytearray:
    """So many bytes of an unbuffered file."""
    found = bytearray(size)
    view, at = memoryview(found), 0
    while at < size:
        count = cast("RawIOBase", file).readinto(view[at:])
        if not count:
            raise _DamagedError("cut off")
        at += count
    return found


def _entries(said: bytearray, size: int) -> Mapping[str, Entry]:
    """What a header describes: arrays that stand one behind the other up to the end."""
    try:
        header = json.loads(said.decode(), object_pairs_hook=_unique)
    except (ValueError, RecursionError):
        raise _DamagedError("damaged, or no file of safetensors: its header is no JSON") from None
    if not isinstance(header, dict):
        raise _DamagedError("damaged, or no file of safetensors: its header is no JSON")
    header.pop("__metadata__", None)
    if len(header) > MAX_ARRAYS:
        raise _DamagedError(f"more than {MAX_ARRAYS:,} arrays are in it")
    found = {name: _entry(name, each) for name, each in header.items()}
    at = 0
    for name, each in sorted(found.items(), key=lambda item: (item[1].begin, item[1].end)):
        if each.begin != at:
            raise _DamagedError(f"damaged: {shortened(name)!r} does not begin where another ends")
        at = each.end
        if at > size:
            raise _DamagedError(f"cut off: {shortened(name)!r} does not end")
    if at < size:
        raise _DamagedError("damaged: it has bytes that belong to no array")
    return found


def _entry(name: str, said: object) -> Entry:
    match said:
        case {"dtype": str(kind), "shape": list(shape), "data_offsets": [int(begin), int(end)]}:
            pass
        case _:
            raise _DamagedError(f"damaged: its header does not describe {shortened(name)!r}")
    sizes = tuple([each for each in shape if type(each) is int and 0 <= each < 2**48])
    if len(sizes) != len(shape) or len(shape) > 64 or not 0 <= begin <= end:
        raise _DamagedError(f"damaged: its header does not describe {shortened(name)!r}")
    if kind in TYPES and math.prod(sizes) * int(TYPES[kind][-1:].replace("?", "1")) != end - begin:
        raise _DamagedError(f"damaged: {shortened(name)!r} has not as many bytes as its shape says")
    return Entry(kind, sizes, begin, end)


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        (twice, _), *_ = Counter(name for name, _ in pairs).most_common(1)
        raise _DamagedError(f"damaged: two of its arrays are called {shortened(twice)!r}")
    return found
