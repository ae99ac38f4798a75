"""What is taken of data: how a network file says it, and the values that come of it."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from engine.data.bounds import MAX_BYTES, MAX_CLASSES, check_numbers
from engine.data.csv_file import CsvTable
from engine.data.folders import find_file
from engine.data.numpy_file import ArrayTable, pick, read_npy, read_npz
from engine.data.shipped_sets import DATA_SETS, MOST_MOONS, Options, shipped_table
from engine.data.table import Table
from engine.errors import FileError
from engine.files import read_bytes, read_text
from engine.frozen import frozen
from engine.language.shapes import MAX_RANK, say_shape
from engine.language.text import shortened, suggestion
from engine.language.values import Array, array

if TYPE_CHECKING:
    from typing_extensions import TypeIs

FROM = ("file", "data")
"""The keys that say where something is taken from: a file, or a data set that ships."""

KEYS = (
    *FROM, "array", "columns", "rows", "one_hot", "classes", "standardise", "scale", "shape",
    "samples", "noise", "seed",
)  # fmt: skip
"""What may stand in a part that is taken of data."""


LARGEST = 1e150
"""The largest number that is standardised: the squares of larger ones are infinite."""


@frozen(eq=False)
class Taken:
    """Values that were taken of data, with a row for each sample.

    Args:
        values: the values, (samples, ...).
        classes: what the classes are called, in order, where it is classes.
        standardise: whether they are to be moved to mean 0 and scaled to a standard deviation of 1.
        file: the name of the file, as the network file says it; empty for data that ships.
        digest: tells whether the file is what it was.
    """

    values: Array
    classes: tuple[str, ...] = ()
    standardise: bool = False
    file: str = ""
    digest: str = ""


def read_taken(said: Mapping[str, Any], folders: Sequence[Path]) -> Taken:
    """What a part of a network file takes.

    Args:
        said: `{"file": "iris.csv", "columns": ["petal_length"], "standardise": True}`.
        folders: where files may be.

    Raises:
        ValueError: where it says nothing that can be taken, with the line of the data file if
            that is where the mistake is.
    """
    _check_keys(said)
    rows = None if "rows" not in said else _whole(said, "rows", 1)
    table = _table(said, folders)
    columns = _columns(said.get("columns"))
    kinds = [kind for kind in ("one_hot", "classes") if said.get(kind, False) is not False]
    if len(kinds) > 1:
        raise ValueError("one_hot and classes exclude each other")
    classes: tuple[str, ...] = ()
    if kinds:
        found, classes = _classes(said, kinds[0], table, columns, rows)
    else:
        found = table.numbers([columns] if isinstance(columns, str | int) else columns, rows)
        if isinstance(columns, str | int):
            found = found[:, 0]
    standardise = _truth(said, "standardise")
    values = array(_reshaped(_scaled(found, said.get("scale", 1.0)), said.get("shape")))
    if standardise and abs(values).max() > LARGEST:
        raise ValueError(f"numbers above {LARGEST:g} cannot be standardised: scale = 1e-200")
    return Taken(values, classes, standardise, said.get("file", ""), table.digest)


def _check_keys(said: Mapping[str, Any]) -> None:
    for key in said:
        if key not in KEYS:
            hint = suggestion(key, list(KEYS)) or f"; known here: {', '.join(KEYS)}"
            raise ValueError(f"unknown key {shortened(key)!r}{hint}")
    where = [key for key in FROM if key in said]
    if len(where) > 1:
        raise ValueError("file and data exclude each other: it is taken from one of them")
    if not isinstance(said[where[0]], str):
        raise ValueError(f'{where[0]} has to be a name in quotes: {where[0]} = "..."')  # noqa: TRY004
    options = DATA_SETS[said["data"]].options if said.get("data") in DATA_SETS else ("array",)
    for key in ("array", "samples", "noise", "seed"):
        if key in said and key not in options:
            raise ValueError(f"{key} is no choice for {shortened(said[where[0]])}")


def _table(said: Mapping[str, Any], folders: Sequence[Path]) -> Table:
    asked = said.get("array")
    if asked is not None and not isinstance(asked, str):
        raise ValueError('array has to be a name in quotes: array = "x"')
    if "data" in said:
        noise = said.get("noise", 0.1)
        if not _is_finite(noise) or not 0 <= noise <= 100:
            raise ValueError("noise has to be a number from 0 to 100")
        samples = _whole(said, "samples", 2, 200)
        if samples > MOST_MOONS:
            raise ValueError(f"samples has to be a whole number up to {MOST_MOONS:,}")
        seed = _whole(said, "seed", 0, 0)
        return shipped_table(said["data"], Options(asked, samples, float(noise), seed))
    name = said["file"]
    path, shown = find_file(name, folders), shortened(name, 80)
    try:
        return _opened(path, shown, asked)
    except FileError as error:
        raise ValueError(f"{shown}: {error}") from None


def _opened(path: Path, name: str, asked: str | None) -> Table:
    """The table in a file.

    Raises:
        FileError: where it cannot be read.
        ValueError: where it holds none.
    """
    kind = path.suffix.lower()
    if kind in (".npy", ".npz"):
        data = read_bytes(path, MAX_BYTES)
        packed = pick(name, read_npz(name, data), asked) if kind == ".npz" else data
        return ArrayTable(name, read_npy(name, packed), _digest(data))
    if kind not in (".csv", ".tsv", ".txt"):
        raise ValueError(f"{name}: data is read from .csv, .tsv, .txt, .npy and .npz")
    if asked is not None:
        raise ValueError("array is no choice for a file of text")
    text = read_text(path, MAX_BYTES)
    return CsvTable(name, text, _digest(text.encode()))


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:32]


def _columns(said: object) -> Sequence[str | int] | str | int | None:
    """The columns that are asked for; one that stands alone makes a vector."""
    if said is None or _is_column(said):
        return cast("str | int | None", said)
    if not isinstance(said, list) or not said or not all(map(_is_column, said)):
        raise ValueError('columns has to be a name, or a list of names: columns = ["x1", "x2"]')
    return cast("list[str | int]", said)


def _is_column(said: object) -> bool:
    return isinstance(said, str | int) and not isinstance(said, bool)


def _classes(
    said: Mapping[str, Any],
    kind: str,
    table: Table,
    columns: Sequence[str | int] | str | int | None,
    rows: int | None,
) -> tuple[Array, tuple[str, ...]]:
    """Labels as classes: a row with a 1 for each, or the number of each."""
    import numpy as np

    if not isinstance(columns, str | int | None):
        if len(columns) > 1:
            raise ValueError(f"{kind} takes one column of labels")
        (columns,) = columns
    labels = table.labels(columns, rows)
    known = sorted(set(labels), key=lambda each: (isinstance(each, str), each))
    if said[kind] is not True:
        known = _ordered(said[kind], kind, known)
    if len(known) > MAX_CLASSES:
        raise ValueError(
            f"{len(known):,} different labels are more than {MAX_CLASSES:,} classes: is this the "
            "column of labels?"
        )
    check_numbers(len(labels), len(known) if kind == "one_hot" else 1)
    place = {label: number for number, label in enumerate(known)}
    numbers = np.array([place[label] for label in labels])
    names = tuple(
        shortened(each if isinstance(each, str) else f"{each:.15g}", 30) for each in known
    )
    if kind == "classes":
        return array(numbers), names
    return array(numbers[:, None] == np.arange(len(known))), names


def _ordered(said: object, kind: str, found: Sequence[str | float]) -> list[str | float]:
    """The classes in the order in which a network file has them."""
    if not isinstance(said, list) or not all(map(_is_label, said)) or not said:
        raise ValueError(f'{kind} has to be true, or a list of labels: {kind} = ["no", "yes"]')
    known: list[str | float] = [each if isinstance(each, str) else float(each) for each in said]
    if len(set(known)) < len(known):
        raise ValueError(f"{kind} names a label twice")
    for label in found:
        if label not in known:
            raise ValueError(f"the label {shortened(str(label))!r} is not in {kind}")
    return known


def _is_label(said: object) -> bool:
    return isinstance(said, str) or _is_finite(said)


def _scaled(values: Array, said: object) -> Array:
    """The values times a number."""
    import numpy as np

    if not _is_finite(said):
        raise ValueError("scale has to be one finite number")
    with np.errstate(over="ignore"):
        found = values * float(said)
    if not np.isfinite(found).all():
        raise ValueError(f"scale = {said} makes numbers of it that are too large")
    return found


def _is_finite(said: object) -> TypeIs[int | float]:
    """Whether something is a number that a float can hold."""
    if isinstance(said, bool) or not isinstance(said, int | float):
        return False
    try:
        return math.isfinite(said)
    except OverflowError:  # a whole number of 400 digits
        return False


def _reshaped(values: Array, said: object) -> Array:
    """The values with rows of another shape."""
    if said is None:
        return values
    if not isinstance(said, list) or not all(
        isinstance(each, int) and not isinstance(each, bool) and each > 0 for each in said
    ):
        raise ValueError("shape has to be a list of whole numbers: shape = [1, 8, 8]")
    if len(said) + 1 > MAX_RANK:
        raise ValueError(f"an array with more than {MAX_RANK} axes")
    if math.prod(said) != math.prod(values.shape[1:]):
        raise ValueError(
            f"shape = {said} has {math.prod(said):,} numbers, but a row has "
            f"{math.prod(values.shape[1:]):,} ({say_shape(values.shape[1:])})"
        )
    return values.reshape(len(values), *said)


def _whole(said: Mapping[str, Any], key: str, least: int, default: int = 0) -> int:
    found = said.get(key, default)
    if isinstance(found, bool) or not isinstance(found, int) or not (least <= found < 2**63):
        raise ValueError(f"{key} has to be a whole number from {least}")
    return found


def _truth(said: Mapping[str, Any], key: str) -> bool:
    found = said.get(key, False)
    if not isinstance(found, bool):
        raise ValueError(f"{key} has to be true or false")  # noqa: TRY004
    return found
