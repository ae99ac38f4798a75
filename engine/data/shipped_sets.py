"""Data sets that ship, each with its source and licence, and one that is generated."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from engine.data.csv_file import CsvTable
from engine.data.numpy_file import ArrayTable, read_npy, read_npz
from engine.data.table import Table
from engine.language.text import shortened, suggestion

FOLDER = Path(__file__).parent / "shipped"

MOST_MOONS = 10_000
"""The most points of two moons."""


class Options(NamedTuple):
    """What can be chosen of a data set.

    Args:
        array: the array that is taken, of a set with several.
        samples: how many points are generated.
        noise: how far they are scattered.
        seed: with which random numbers.
    """

    array: str | None = None
    samples: int = 200
    noise: float = 0.1
    seed: int = 0


class DataSet(NamedTuple):
    """A data set that ships.

    Args:
        about: what it is, in a line.
        source: who made it, and where it is from.
        licence: under which it may be used.
        options: what can be chosen of it.
        open: its table.
    """

    about: str
    source: str
    licence: str
    options: tuple[str, ...]
    open: Callable[[Options], Table]


def shipped_table(name: str, options: Options) -> Table:
    """The table of a data set.

    Raises:
        ValueError: where none is called so, or it has no such array.
    """
    if name not in DATA_SETS:
        hint = suggestion(name, list(DATA_SETS)) or f"; there are {', '.join(DATA_SETS)}"
        raise ValueError(f"no data set {shortened(name)!r} ships{hint}")
    return DATA_SETS[name].open(options)


def moons(samples: int, noise: float, seed: int) -> str:
    """Two half circles that reach into each other, as a table of two coordinates and a class.

    The points lie evenly on them, the classes by turns, and normal noise is added.
    """
    import numpy as np

    generator = np.random.default_rng(seed)
    classes = np.arange(samples) % 2
    angles = np.pi * (np.arange(samples) // 2) / max(1, (samples - 1) // 2)
    points = np.stack([np.cos(angles), np.sin(angles)], axis=1)
    points[classes == 1] = (1.0, 0.5) - points[classes == 1]
    points += noise * generator.standard_normal(points.shape)
    rows = zip(points.tolist(), classes.tolist(), strict=True)
    lines = [f"{x1!r},{x2!r},{which}" for (x1, x2), which in rows]
    return "\n".join(["x1,x2,class", *lines, ""])


@lru_cache(maxsize=1)
def _iris(options: Options) -> Table:
    del options
    return CsvTable("iris", (FOLDER / "iris.csv").read_text(encoding="utf-8"))


@lru_cache(maxsize=2)
def _digits(options: Options) -> Table:
    arrays = read_npz("digits", (FOLDER / "digits.npz").read_bytes())
    array = options.array or "images"
    if array not in arrays:
        raise ValueError(f"digits has no array {shortened(array)!r}; it has images, labels")
    return ArrayTable("digits", read_npy("digits", arrays[array]))


@lru_cache(maxsize=2)
def _moons(options: Options) -> Table:
    return CsvTable("moons", moons(options.samples, options.noise, options.seed))


DATA_SETS: Mapping[str, DataSet] = {
    "iris": DataSet(
        "150 irises of three species: length and width of sepals and petals, in cm",
        "R. A. Fisher, The use of multiple measurements in taxonomic problems, Annals of Eugenics "
        "7 (1936) 179-188; measured by E. Anderson; UCI Machine Learning Repository, "
        "doi 10.24432/C56C76, with the two rows as Fisher has them",
        "CC BY 4.0",
        (),
        _iris,
    ),
    "digits": DataSet(
        "1,797 handwritten digits of 13 people, 8×8 pixels from 0 to 16",
        "E. Alpaydin and C. Kaynak, Optical Recognition of Handwritten Digits (1998), the test "
        "set; UCI Machine Learning Repository, doi 10.24432/C50P49",
        "CC BY 4.0",
        ("array",),
        _digits,
    ),
    "moons": DataSet(
        "two half circles that reach into each other, as many points as asked for",
        "generated here",
        "MIT, as the program",
        ("samples", "noise", "seed"),
        _moons,
    ),
}
"""Every data set, by its name."""
