"""Work in pieces, spread over an executor."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import (
    FIRST_COMPLETED,
    BrokenExecutor,
    CancelledError,
    Executor,
    Future,
    wait,
)
from itertools import islice
from typing import Generic, NamedTuple, TypeVar

from engine.sweeps.executors import EACH, WorkError, Workers
from engine.sweeps.fingerprint import fingerprint

Item = TypeVar("Item")
Result = TypeVar("Result")

TRIES = 4
"""How often a piece of work is begun that workers die of, or beside."""


LOOK = 5.0
"""After so many seconds without a result it is looked whether there are workers at all."""

DEADLY = (
    "workers died again and again at the same work: perhaps there is not enough memory; try fewer"
    " at once"
)


class Done(NamedTuple, Generic[Item, Result]):
    """A piece of work that is done.

    Args:
        item: what it was about.
        result: what came of it.
        fingerprint: of the machine that did it (`engine.sweeps.fingerprint`).
    """

    item: Item
    result: Result
    fingerprint: str


def spread(
    executor: Executor, function: Callable[[Item], Result], items: Iterable[Item]
) -> Iterator[Done[Item, Result]]:
    """Pieces of work, as they are done; not in order.

    A piece whose worker dies is done again. Results are to be such that their order does not
    matter, as counts are. Closing the iterator drops what has not begun.

    Args:
        executor: one of `engine.sweeps.executors`, or any other.
        function: what is to be done, of a module, so that other processes find it.
        items: one for each piece; they are asked for as they are needed.

    Raises:
        WorkError: where workers die of a piece again and again, or are there no more.
    """
    waiting = iter(items)
    workers = executor if isinstance(executor, Workers) else None
    pending: dict[Future[tuple[Result, str]], tuple[Item, int]] = {}
    try:
        while True:
            most = workers.in_flight if workers else EACH
            for item in islice(waiting, max(0, most - len(pending))):
                pending[executor.submit(_worked, function, item)] = item, 1
            if not pending:
                return
            for future in wait(pending, LOOK, FIRST_COMPLETED).done:
                item, tries = pending.pop(future)
                found = _result(future, workers, is_last=tries == TRIES)
                if found is None:
                    pending[executor.submit(_worked, function, item)] = item, tries + 1
                else:
                    yield Done(item, *found)
    finally:
        for future in pending:
            future.cancel()


def _result(
    future: Future[tuple[Result, str]], workers: Workers | None, *, is_last: bool
) -> tuple[Result, str] | None:
    """What came of a piece of work; None where its worker died, and it is to be done again.

    Raises:
        WorkError: where that has been often enough, or there are no workers any more.
    """
    died, given_up = (workers.died, workers.given_up) if workers else ((BrokenExecutor,), ())
    try:
        return future.result()
    except given_up:
        raise WorkError(DEADLY) from None
    except died:
        if is_last:
            raise WorkError(DEADLY) from None
        return None
    except CancelledError:
        raise WorkError("the workers are gone") from None


def _worked(function: Callable[[Item], Result], item: Item) -> tuple[Result, str]:
    """A result, and the fingerprint of the machine that it came from."""
    return function(item), fingerprint()
