"""The data of an iteration in a script: batches in their order, and masks that are drawn."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from engine.export.pytorch.parts import Parts
from engine.frozen import frozen
from engine.network.masks import Mask
from engine.network.samples import ORDER, Samples, samples_of

STEP = " " * 4

MASK = '''
def dropout_mask(iteration, place, shape, rate):
    """A mask of dropout: 0 by chance, and else so much that the mean is 1."""
    drawn = np.random.default_rng([SEED, iteration, place]).random(shape)
    return torch.from_numpy(np.where(drawn >= rate, 1.0 / (1.0 - rate), 0.0))
'''


@frozen(eq=False)
class Batches:
    """The text of what is given in an iteration.

    Args:
        parts: says what takes which.
        names: what nodes are called in Python.
    """

    parts: Parts
    names: Mapping[str, str]

    @property
    def samples(self) -> Samples | None:
        """The samples that are taken in batches; None where every iteration takes all."""
        found = samples_of(self.parts.network.feeds)
        return found if found is not None and found.changes else None

    @property
    def masks(self) -> Mapping[str, Mask]:
        """What is drawn in each iteration, by its name."""
        feeds = self.parts.network.feeds
        return {each.name: each for each in feeds if isinstance(each, Mask) and each.changes}

    @property
    def is_needed(self) -> bool:
        """Whether iterations differ in what they are given."""
        return self.samples is not None or bool(self.masks)

    @property
    def is_drawn(self) -> bool:
        """Whether the seed says what an iteration is given."""
        return bool(self.masks) or (self.samples is not None and self.samples.shuffle)

    @property
    def taken(self) -> str:
        """The line in which an iteration takes its data."""
        if not self.is_needed:
            return ""
        return f"{', '.join(self._names)} = batch(iteration)"

    @property
    def _names(self) -> list[str]:
        """What differs from one iteration to the next, by its name in Python."""
        rows = self.samples.names if self.samples is not None else ()
        changing = {*rows, *self.masks}
        given = [*self.parts.inputs, *self.parts.targets]
        return [self.names[name] for name in given if name in changing]

    def lines(self) -> Iterator[str]:
        """The functions that are needed, line by line."""
        if self.masks:
            yield from MASK.strip().split("\n")
            yield from ("", "")
        if not self.is_needed:
            return
        yield "def batch(iteration):"
        samples = self.samples
        is_drawn = "" if not self.masks else ", and the masks of dropout"
        what = "The batch of an iteration" if samples is not None else "What an iteration is given"
        yield f'{STEP}"""{what}{is_drawn}."""'
        if samples is not None:
            yield from self._rows(samples)
        given = []
        for name in (*self.parts.inputs, *self.parts.targets):
            if name in self.masks:
                mask = self.masks[name]
                given.append(f"dropout_mask(iteration, {mask.place}, {mask.shape}, {mask.rate!r})")
            elif samples is not None and name in samples.names:
                given.append(f"{self.names[name]}[rows]")
        yield f"{STEP}return {', '.join(given)}"

    def _rows(self, samples: Samples) -> Iterator[str]:
        per_epoch, size = samples.per_epoch, samples.size
        yield f"{STEP}epoch, place = divmod(iteration, {per_epoch})"
        if not samples.shuffle:
            yield f"{STEP}rows = slice({size} * place, {size} * (place + 1))"
            return
        yield f"{STEP}generator = np.random.default_rng([SEED, epoch, {ORDER:_}])"
        yield f"{STEP}order = generator.permutation({samples.trained})"
        yield f"{STEP}rows = order[{size} * place : {size} * (place + 1)]"
