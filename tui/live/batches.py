"""The batches of a loader of the person's, taken in order: a training run is made of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any, NamedTuple

from engine.errors import ModelError
from engine.frozen import frozen

MOST = 1_000
"""So many batches are taken where it is not said how many iterations there are to be."""


class Pair(NamedTuple):
    """A batch: what a module is given, and what its loss is given besides.

    Args:
        inputs: a tensor, or several in a tuple or by name.
        targets: the same; None for nothing.
    """

    inputs: Any
    targets: Any


@frozen(slots=True, eq=False)
class Batches:
    """The batches of a run.

    Args:
        first: the one that the module is looked at on.
        others: those that come after it, which are as large.
        left_out: how many are of another size.
    """

    first: Pair
    others: tuple[Pair, ...] = ()
    left_out: int = 0

    @property
    def notes(self) -> Iterator[str]:
        """What a person should know about them."""
        if self.left_out:
            each, is_one = ("batch", True) if self.left_out == 1 else ("batches", False)
            yield (
                f"{self.left_out} {each} of another size than the first "
                f"{'is' if is_one else 'are'} left out"
            )


def taken(loader: Iterable[object], steps: int, given: Pair | None) -> Batches:
    """The batches that a loader gives, as many as there are iterations.

    Where it gives fewer, it is asked again, as it may shuffle: not where it gives the same again.

    Args:
        loader: gives pairs of inputs and targets.
        steps: how many iterations there are; 0 for once through the loader.
        given: what comes before; None for nothing.

    Raises:
        ModelError: where it gives none, or something else than pairs.
    """
    found = [] if given is None else [given]
    left_out, wanted = 0, steps or MOST + len(found)
    while len(found) < wanted:
        before = len(found)
        for batch in map(_pair, islice(loader, MOST if steps == 0 else None)):
            if found and len(found) == before and before > 1 and _are_same(batch, found[0]):
                return Batches(found[0], tuple(found[1:]), left_out)
            if found and _sizes(batch) != _sizes(found[0]):
                left_out += 1
                continue
            found.append(batch)
            if len(found) == wanted:
                break
        if len(found) == before or steps == 0 or hasattr(loader, "__next__"):
            break
    if not found:
        raise ModelError("batches: there is none in it; give pairs of inputs and targets")
    return Batches(found[0], tuple(found[1:]), left_out)


def _pair(batch: object) -> Pair:
    if isinstance(batch, (tuple, list)) and len(batch) > 1:
        *inputs, targets = batch
        return Pair(inputs[0] if len(inputs) == 1 else tuple(inputs), targets)
    raise ModelError(
        f"batches: a {type(batch).__name__} instead of a pair of inputs and targets; "
        "give what makes pairs: ((each['x'], each['y']) for each in loader)"
    )


def _sizes(value: object) -> object:
    """The shapes of what is in a batch."""
    if isinstance(value, (tuple, list)):
        return tuple(map(_sizes, value))
    if isinstance(value, Mapping):
        return tuple((name, _sizes(each)) for name, each in value.items())
    return tuple(getattr(value, "shape", ()))


def _are_same(one: object, other: object) -> bool:
    """Whether two batches hold the same numbers."""
    if isinstance(one, (tuple, list)) and isinstance(other, (tuple, list)):
        return all(map(_are_same, one, other))
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return all(_are_same(one[name], other[name]) for name in one)
    equal: Any = one == other
    return bool(equal.all()) if hasattr(equal, "all") else bool(equal)
