"""Files of numpy: .npy with one array, .npz with several by name; only numbers and texts."""

from __future__ import annotations

import io
import math
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from engine.data.bounds import MAX_BYTES, check_numbers
from engine.data.table import Table
from engine.language.shapes import MAX_RANK
from engine.language.text import shortened, suggestion
from engine.language.values import Array, array

if TYPE_CHECKING:
    from numpy.typing import NDArray

KINDS = "biufU"
"""The kinds of entries that are read: truths, whole numbers, floats, and texts for labels."""

MAX_ARRAYS = 100
"""The most arrays in a file that are looked at."""

LONGEST_HEADER = 10_000
"""The most bytes that say of what kind and shape an array is."""


class ArrayTable(Table):
    """An array whose first axis is that of the samples.

    Args:
        name: of the file.
        entries: the array.
        digest: of the file.

    Raises:
        ValueError: where it has no rows.
    """

    def __init__(self, name: str, entries: NDArray[Any], digest: str = "") -> None:
        self.name, self.digest = name, digest
        if not entries.ndim or not entries.size:
            shape = "×".join(map(str, entries.shape)) or "a single number"
            raise ValueError(f"{name}: an array with a row for each sample is needed, not {shape}")
        self._entries = entries

    def numbers(self, columns: Sequence[str | int] | None, rows: int | None) -> Array:
        """All of it, or columns of a matrix by their numbers."""
        import numpy as np

        entries = self._entries[:rows]
        if columns is not None:
            entries = entries[:, [self._column(each) for each in columns]]
        check_numbers(len(entries), max(1, math.prod(entries.shape[1:])))
        if entries.dtype.kind == "U":
            raise ValueError(f"{self.name} holds texts: one_hot = true makes classes of them")
        found = array(entries)
        wrong = ~np.isfinite(found)
        if wrong.any():
            place = ", ".join(str(each) for each in np.argwhere(wrong)[0])
            raise ValueError(f"{self.name}: entry [{place}] is no finite number")
        return found

    def labels(self, column: str | int | None, rows: int | None) -> Sequence[str | float]:
        """A vector, or a column of a matrix, as labels."""
        entries = self._entries[:rows]
        if column is not None and entries.ndim > 1:
            entries = entries[:, self._column(column)]
        if entries.ndim != 1:
            raise ValueError(f"{self.name}: labels are a vector, or a column: columns = 1")
        check_numbers(len(entries), 1)
        if entries.dtype.kind == "U":
            return [str(each) for each in entries]
        return [float(each) for each in entries]

    def _column(self, asked: str | int) -> int:
        if self._entries.ndim != 2:
            raise ValueError(f"{self.name} has no columns: its array has {self._entries.ndim} axes")
        width = self._entries.shape[1]
        if not isinstance(asked, int) or not 1 <= asked <= width:
            raise ValueError(
                f"{self.name} has no column {shortened(str(asked))!r}: it has columns 1 to {width}"
            )
        return asked - 1


MAX_LETTER = 0x10FFFF
"""The last character that there is; Python crashes over others in a text of numpy."""


def read_npy(name: str, data: bytes) -> NDArray[Any]:
    """The array of an .npy file.

    Raises:
        ValueError: where it is none, or an array that is not read.
    """
    import numpy as np
    from numpy.lib import format as npy

    file = io.BytesIO(data)
    try:
        version = npy.read_magic(file)
        read: Any = npy.read_array_header_1_0 if version == (1, 0) else npy.read_array_header_2_0
        shape, is_fortran, dtype = read(file, max_header_size=LONGEST_HEADER)
    except Exception:  # numpy has Python parse the header, and says nothing of what that raises
        raise ValueError(f"{name}: not a file of numpy, or one that was damaged") from None
    if dtype.kind not in KINDS or dtype.names or dtype.shape:
        raise ValueError(f"{name}: entries of the type {shortened(str(dtype))} are not read")
    if len(shape) > MAX_RANK:
        raise ValueError(f"{name}: an array with more than {MAX_RANK} axes")
    count, rest = math.prod(shape), data[file.tell() :]
    if any(each < 0 for each in shape) or count * dtype.itemsize != len(rest):
        raise ValueError(f"{name}: cut off, or damaged: its entries are not as many as it says")
    if not rest:
        return np.empty(shape, dtype)
    if dtype.kind == "U":
        letters = np.frombuffer(rest, np.dtype("u4").newbyteorder(dtype.byteorder))
        if (letters > MAX_LETTER).any():
            raise ValueError(f"{name}: damaged: a text in it has a character that there is not")
    return np.frombuffer(rest, dtype, count).reshape(shape, order="F" if is_fortran else "C")


def read_npz(name: str, data: bytes) -> Mapping[str, bytes]:
    """The .npy files in an .npz file, by the names of their arrays.

    Raises:
        ValueError: where it is none, or too much is packed in it.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            infos = packed.infolist()
            if len(infos) > MAX_ARRAYS:
                raise ValueError(f"{name}: more than {MAX_ARRAYS} arrays are in it")
            if sum(each.file_size for each in infos) > MAX_BYTES:
                raise ValueError(f"{name}: more than {MAX_BYTES:,} bytes are packed in it")
            found = {}
            for each in infos:
                with packed.open(each) as file:
                    read = file.read(each.file_size + 1)
                if len(read) > each.file_size:
                    raise ValueError(f"{name}: more is packed in it than it says")
                found[each.filename.removesuffix(".npy")] = read
            return found
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, OSError, EOFError):
        raise ValueError(f"{name}: not a file of numpy, or one that was damaged") from None


def pick(name: str, arrays: Mapping[str, bytes], asked: str | None) -> bytes:
    """The array of a file that is asked for, or the only one.

    Raises:
        ValueError: where there is none of the name, or a name is needed.
    """
    known = [shortened(each, 30) for each in arrays]
    if asked is None:
        if len(arrays) != 1:
            listed = ", ".join(known) or "none"
            raise ValueError(f'{name} has several arrays: say which, array = "x"; it has {listed}')
        return next(iter(arrays.values()))
    if asked not in arrays:
        hint = suggestion(asked, known) or f"; it has {', '.join(known)}"
        raise ValueError(f"{name} has no array {shortened(asked)!r}{hint}")
    return arrays[asked]
