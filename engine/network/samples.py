"""The samples of a network that takes them in batches, and those kept apart for validation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from engine.frozen import frozen, made_by, replace
from engine.language.values import Array, Value, is_array
from engine.network.feeds import Feed

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Rows = NDArray[np.intp]
    """Rows of the data, by their numbers from 0."""

SPLIT, ORDER = 1_000_001, 1_000_002
"""What tells the random numbers of the split and of the orders from others of the same seed."""


class Place(NamedTuple):
    """The place of an iteration among the epochs.

    Args:
        epoch: which one, counted from 0.
        batch: which of its batches, counted from 0.
    """

    epoch: int
    batch: int


class Split(NamedTuple):
    """Which samples are trained with and which are kept apart, by their rows in the data."""

    training: Rows
    validation: Rows


@frozen(eq=False)
class Samples(Feed):
    """All samples of a network: in each iteration it is given some of them, a batch.

    An epoch is as many batches as fit into the samples that are trained with. Those that are left
    over are left out of it; with `shuffle` they are others in each.

    Args:
        arrays: the inputs and targets with a row for each sample, all rows.
        batch_size: how many samples a batch has; 0 for all that are trained with.
        shuffle: whether each epoch takes them in an order of its own.
        validation: how many samples are kept apart: drawn by the seed with `shuffle`, else those
            at the end.
        standardised: the names of those that are moved to mean 0 and scaled to a standard deviation
            of 1, by the samples that are trained with.
        classes: what the classes are called, where a name stands for some.
        files: for each file that something was taken from, what tells whether it is the same.
        numbers: which rows of the data they are; None for all, in order.
    """

    arrays: Mapping[str, Array]
    batch_size: int = 0
    shuffle: bool = False
    validation: int = 0
    standardised: frozenset[str] = frozenset()
    classes: Mapping[str, tuple[str, ...]] = made_by(factory=dict)
    files: Mapping[str, str] = made_by(factory=dict)
    numbers: Rows | None = None

    @property
    def names(self) -> Sequence[str]:
        """The inputs and targets with a row for each sample."""
        return tuple(self.arrays)

    @cached_property
    def count(self) -> int:
        """How many samples there are."""
        return len(next(iter(self.arrays.values())))

    @cached_property
    def trained(self) -> int:
        """How many of them are trained with."""
        return self.count - self.validation

    @cached_property
    def size(self) -> int:
        """How many samples a batch has."""
        return self.batch_size or self.trained

    @cached_property
    def per_epoch(self) -> int:
        """How many batches, and iterations, an epoch has."""
        return self.trained // self.size

    @property
    def left_over(self) -> int:
        """How many samples are left out of an epoch, as they are fewer than a batch."""
        return self.trained % self.size

    @cached_property
    def changes(self) -> bool:
        """Whether batches differ."""
        return self.size < self.trained

    @property
    def is_drawn(self) -> bool:
        """Whether the seed says which samples are in a batch."""
        return self.shuffle and (self.changes or self.validation > 0)

    def with_drawn(self, drawn: Mapping[str, Value]) -> Samples:
        """The same with other values where inputs or targets are drawn, by all rows of them."""
        found = {name: new for name, new in drawn.items() if name in self.arrays and is_array(new)}
        return replace(self, arrays={**self.arrays, **found}) if found else self

    def place(self, iteration: int) -> Place:
        """The epoch of an iteration, and its batch in it."""
        return Place(*divmod(iteration, self.per_epoch))

    def rows(self, seed: int, iteration: int) -> Rows:
        """The samples of an iteration, by their rows in the data, counted from 0."""
        found = self._split(seed).training[self._batch(seed, iteration)]
        return found if self.numbers is None else self.numbers[found]

    def values(self, seed: int, iteration: int) -> Mapping[str, Value]:
        """The inputs and targets of an iteration."""
        batch, prepared = self._batch(seed, iteration), self._prepared(seed)
        if isinstance(batch, slice):
            return {name: each[batch] for name, each in prepared.items()}
        # Sooner than an index in brackets, which looks at what it is at first.
        return {
            name: _frozen(each.take(batch, axis=0, mode="clip")) for name, each in prepared.items()
        }

    def trained_with(self, seed: int) -> Mapping[str, Array]:
        """All samples that are trained with, as they are given to the network."""
        return self._prepared(seed)

    def evaluated(self, seed: int) -> Samples:
        """The samples that are predicted, as one batch: those kept apart, or all without any."""
        split = self._split(seed)
        kept = self.kept_apart(seed) if self.validation else self._prepared(seed)
        rows = split.validation if self.validation else split.training
        return Samples(kept, classes=self.classes, numbers=rows)

    def kept_apart(self, seed: int) -> Mapping[str, Array]:
        """The inputs and targets of the samples for validation."""
        return self._as_given(seed, self._split(seed).validation)

    def validation_rows(self, seed: int) -> Rows:
        """The samples for validation, by their rows in the data, counted from 0."""
        return self._split(seed).validation

    # Found once for a seed, and for an epoch

    def _batch(self, seed: int, iteration: int) -> Rows | slice:
        """Which of the samples that are trained with are in the batch of an iteration."""
        if not self.changes:
            return slice(None)
        epoch, batch = self.place(iteration)
        part = slice(batch * self.size, (batch + 1) * self.size)
        return self._order(seed, epoch)[part] if self.shuffle else part

    def _order(self, seed: int, epoch: int) -> Rows:
        if (seed, epoch) not in self._orders:
            import numpy as np

            while len(self._orders) > 2:  # as one steps to and fro over the end of an epoch
                del self._orders[next(iter(self._orders))]
            generator = np.random.default_rng([seed, epoch, ORDER])
            self._orders[seed, epoch] = generator.permutation(self.trained)
        return self._orders[seed, epoch]

    @cached_property
    def _orders(self) -> dict[tuple[int, int], Rows]:
        return {}

    def _split(self, seed: int) -> Split:
        seed = seed if self.shuffle else 0
        if seed not in self._splits:
            import numpy as np

            self._splits.clear()
            rows = np.arange(self.count)
            kept = rows[self.trained :]
            if self.shuffle and self.validation:
                drawn = np.random.default_rng([seed, SPLIT]).permutation(self.count)
                kept = np.sort(drawn[: self.validation])
            self._splits[seed] = Split(np.delete(rows, kept), kept)
        return self._splits[seed]

    @cached_property
    def _splits(self) -> dict[int, Split]:
        return {}

    @property
    def evaluated_count(self) -> int:
        """How many samples are predicted: those kept apart, or all without any."""
        return self.validation or self.trained

    def _prepared(self, seed: int) -> Mapping[str, Array]:
        """All that is trained with, as it is given to the network."""
        seed = seed if self.shuffle else 0
        if seed not in self._all:
            self._all.clear()
            self._all[seed] = self._as_given(seed, self._split(seed).training)
        return self._all[seed]

    @cached_property
    def _all(self) -> dict[int, Mapping[str, Array]]:
        return {}

    def _as_given(self, seed: int, rows: Rows) -> Mapping[str, Array]:
        """Some of the samples, or all in their order, as they are given to the network."""
        found = {}
        for name, each in self.arrays.items():
            taken = each if len(rows) == self.count else _frozen(each[rows])
            if name in self.standardised:
                mean, scale = self._moments(seed, name)
                taken = _frozen((taken - mean) / scale)
            found[name] = taken
        return found

    def _moments(self, seed: int, name: str) -> tuple[Array, Array]:
        """The mean of each column, and its standard deviation; 1 where all of it is the same."""
        import numpy as np

        values = self.arrays[name][self._split(seed).training]
        least = values.min(axis=0)
        differ = values.max(axis=0) > least  # which rounding could make of what is the same
        mean, scale = np.where(differ, values.mean(axis=0), least), values.std(axis=0)
        return mean, np.where(differ & (scale > 0.0), scale, 1.0)


def all_rows(feeds: Sequence[Feed]) -> Mapping[str, Array]:
    """What has a row for each sample, with the rows of all samples, as the network is given them.

    Not what is standardised: that is given otherwise.
    """
    samples = samples_of(feeds)
    if samples is None:
        return {}
    return {name: each for name, each in samples.arrays.items() if name not in samples.standardised}


def samples_of(feeds: Sequence[Feed]) -> Samples | None:
    """The samples among what is fed; None where a network is given all there is by its file."""
    return next((each for each in feeds if isinstance(each, Samples)), None)


def _frozen(values: Array) -> Array:
    values.setflags(write=False)
    return values
