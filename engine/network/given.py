"""What is given to a network: inputs, targets and parameters; written, taken of data or drawn."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from engine.errors import NetworkError, SpecError
from engine.language.values import Value, is_array
from engine.network.feeds import Feed
from engine.network.initialisers import Initialiser, draw
from engine.network.values_read import SAMPLED, Held, Reading, Table

if TYPE_CHECKING:
    from engine.data.taken import Taken
    from engine.network.samples import Samples

BATCH_KEYS = ("batch_size", "shuffle", "validation")
"""The keys of the training that say which samples an iteration is given."""


_OTHERS = ("parameters", "constants", "memory")
"""The tables of what has no row for each sample."""


class Givens(NamedTuple):
    """What is given to a network.

    Args:
        inputs: their values, in iteration 0.
        targets: the same of the targets.
        constants: values that are the same for all samples.
        parameters: the values that training begins with.
        memory: what the optimiser remembers then.
        initialisers: how values are drawn, where they are.
        feeds: what gives inputs and targets that are taken from data or in batches.
        arrays: what was read of files of arrays, by name.
        files: these files, each with what tells whether it is what it was.
    """

    inputs: Mapping[str, Value]
    targets: Mapping[str, Value]
    constants: Mapping[str, Value]
    parameters: Mapping[str, Value]
    memory: Mapping[str, Value]
    initialisers: Mapping[str, Initialiser]
    feeds: tuple[Feed, ...]
    arrays: Mapping[str, Value]
    files: Mapping[str, str]


def read_given(
    tables: Mapping[str, Table],
    training: Table,
    folders: Sequence[Path],
    seed: int,
    *,
    is_validation: bool = False,
    known: Samples | None = None,
) -> Givens:
    """What the tables of a network file give.

    Args:
        tables: `inputs`, `targets`, `constants`, `parameters` and `memory`.
        training: that of the training.
        folders: where files of data may be.
        seed: for what is drawn.
        is_validation: whether it is the samples for validation that are given, as one batch.
        known: the samples, if they have been read before; no file is read then.

    Raises:
        NetworkError: where a value is none.
        SpecError: for a seed that is none.
    """
    reading = Reading(folders, {} if known is None else known.arrays)
    # What is drawn for a parameter does not depend on what is drawn for an input.
    found = {table: reading.read(table, tables[table]) for table in (*_OTHERS, *SAMPLED)}
    try:
        drawn = draw(reading.initialisers, seed)
    except ValueError as error:
        raise SpecError(str(error)) from None  # it is not the file that is wrong
    arrays = reading.arrays()
    known_then = {**drawn, **arrays}
    values = {
        table: {name: known_then.get(name, each) for name, each in found[table].items()}
        for table in found
    }
    sampled = {name: table for table in SAMPLED for name in values[table]}
    given = {name: values[table][name] for name, table in sampled.items()}
    samples = known or _samples(given, reading.taken, training, sampled)
    feeds: tuple[Feed, ...] = ()
    if samples is not None:
        samples = samples.evaluated(seed) if is_validation else samples
        for name, value in samples.values(seed, 0).items():
            values[sampled[name]][name] = value
        feeds = (samples,)
    return Givens(
        values["inputs"], values["targets"], values["constants"], values["parameters"],
        values["memory"], reading.initialisers, feeds, arrays, reading.files,
    )  # fmt: skip


def held(said: Table, arrays: Mapping[str, Value]) -> Table:
    """What a network file says, with the arrays in it that have been read."""
    tables = {
        table: {
            name: Held(arrays[name]) if name in arrays else each
            for name, each in said.get(table, {}).items()
        }
        for table in (*_OTHERS, *SAMPLED)
    }
    return {**said, **tables} if arrays else said


def _samples(
    given: Mapping[str, Value],
    taken: Mapping[str, Taken],
    training: Table,
    sampled: Mapping[str, str],
) -> Samples | None:
    """The samples, where inputs or targets are taken of data or in batches."""
    batch_size, shuffle, validation = _batch(training)
    if not taken and not batch_size and not validation:
        if "shuffle" in training:
            raise NetworkError(
                "shuffle says how batches are taken: say batch_size too", "training", "shuffle"
            )
        return None
    from engine.network.samples import Samples  # not before there are any

    arrays = {name: each for name, each in given.items() if is_array(each) and each.ndim}
    # What is taken of data has a row for each sample, else targets have; an input may be constant.
    known = list(taken) or [name for name in arrays if sampled[name] == "targets"] or list(arrays)
    if not known:
        key = "batch_size" if batch_size else "validation"
        raise NetworkError("no input or target has a row for each sample", "training", key)
    first = known[0]
    count = len(arrays[first])
    for name in known:
        if len(arrays[name]) != count:
            raise NetworkError(
                f"{name!r} has {len(arrays[name]):,} rows, but {first!r} {count:,}: they are of "
                "the same samples",
                sampled[name], name,
            )  # fmt: skip
    kept_apart = round(validation * count)
    if validation and not 0 < kept_apart < count:
        raise NetworkError(
            f"validation = {validation:g} leaves {kept_apart} of {count:,} samples to validate "
            "with: there have to be some, and some to train with",
            "training", "validation",
        )  # fmt: skip
    if batch_size > count - kept_apart:
        apart = f", without the {kept_apart:,} for validation" if kept_apart else ""
        raise NetworkError(
            f"batch_size = {batch_size:,} is larger than the {count - kept_apart:,} samples that "
            f"there are to train with{apart}",
            "training", "batch_size",
        )  # fmt: skip
    standardised = frozenset(name for name, each in taken.items() if each.standardise)
    return Samples(
        {name: each for name, each in arrays.items() if len(each) == count},
        batch_size, shuffle, kept_apart, standardised,
        classes={name: each.classes for name, each in taken.items() if each.classes},
        files={each.file: each.digest for each in taken.values() if each.file},
    )  # fmt: skip


def _batch(training: Table) -> tuple[int, bool, float]:
    """How many samples a batch has, 0 for all; whether they are shuffled; the part kept apart."""
    size, validation = training.get("batch_size", 0), training.get("validation", 0.0)
    shuffle = training.get("shuffle", True)
    if isinstance(size, float) and size.is_integer():
        size = int(size)  # as a program may say it
    if "batch_size" in training and (
        isinstance(size, bool) or not isinstance(size, int) or not 1 <= size < math.inf
    ):
        problem = "'batch_size' has to be a whole number from 1"
        raise NetworkError(problem, "training", "batch_size")
    if shuffle not in (True, False) or not isinstance(shuffle, bool | float):
        raise NetworkError("'shuffle' has to be true or false", "training", "shuffle")
    is_number = isinstance(validation, int | float) and not isinstance(validation, bool)
    if not is_number or not 0.0 <= validation < 1.0:
        raise NetworkError(
            "'validation' has to be the part of the samples that is kept apart, from 0 and below "
            "1: validation = 0.2",
            "training", "validation",
        )  # fmt: skip
    return size, bool(shuffle), float(validation)
