"""Examples that a command of the shell is given in files: arrays of numbers."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.data.bounds import MAX_BYTES
from engine.data.csv_file import CsvTable
from engine.data.numpy_file import pick, read_npy, read_npz
from engine.errors import FileError
from engine.files import read_bytes, read_text
from engine.language.text import plain
from tui.cli.shared import InputError

if TYPE_CHECKING:
    from numpy.typing import NDArray

TEXTS = (".csv", ".tsv", ".txt")


def read_example(path: Path) -> NDArray[Any]:
    """The array of a file of numpy or of text; whole numbers and truths stay what they are.

    Of a table of text, which does not say what its numbers are, whole numbers are such where all
    of them are; a single column is a vector.

    Raises:
        InputError: where it holds none.
    """
    shown, kind = plain(str(path)), path.suffix.lower()
    try:
        if kind in (".npy", ".npz"):
            data = read_bytes(path, MAX_BYTES)
            packed = pick(shown, read_npz(shown, data), None) if kind == ".npz" else data
            found = read_npy(shown, packed)
        elif kind in TEXTS:
            found = _of_text(CsvTable(shown, read_text(path, MAX_BYTES)).numbers(None, None))
        else:
            raise InputError(f"{shown}: an example is read from .npy, .npz, .csv, .tsv or .txt")
    except FileError as error:
        raise InputError(f"{shown}: {error}") from None
    except ValueError as error:
        raise InputError(plain(str(error))) from None
    if found.dtype.kind not in "biuf" or not found.size:
        raise InputError(f"{shown}: an array of numbers is needed")
    return found


def _of_text(table: NDArray[Any]) -> NDArray[Any]:
    if table.shape[1] == 1:
        table = table[:, 0]
    whole = table.astype(int)
    return whole if (whole == table).all() else table
