"""Executors for work: this process, several on this machine, or those of a Dask scheduler.

All are executors of `concurrent.futures`. Beside that each says how many pieces of work may be in
flight, and which errors mean that a worker died, so that its work is to be done again.
"""

from __future__ import annotations

import logging
import os
import socket
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, CancelledError, Executor, Future
from contextlib import contextmanager, suppress
from time import monotonic
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

from engine.errors import DebuggerError
from engine.language.text import plain

if TYPE_CHECKING:
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing.process import BaseProcess

P = ParamSpec("P")
Result = TypeVar("Result")

EACH = 3
"""The most pieces of work in flight for a worker: one that it does, and some that wait there."""

PATIENCE = 5.0
"""For how many seconds a scheduler, and then a first worker, is waited for."""


DESERTED = 60.0
"""For how many seconds a scheduler that has lost all workers is waited for others."""

MOST_PORTS = 1 << 16


class WorkError(DebuggerError):
    """Work that cannot be done, with a message for the person who wants it."""


class Workers(Executor):
    """An executor of which is known how much it takes at once."""

    died: tuple[type[BaseException], ...] = (BrokenExecutor,)
    """The errors of work whose worker died, so that it is to be done again."""

    given_up: tuple[type[BaseException], ...] = ()
    """The errors of work that was done again and again, as its workers died."""

    @property
    def in_flight(self) -> int:
        """How many pieces of work it is given at once."""
        return 1


class InProcess(Workers):
    """This process, which does work as soon as it is given."""

    def submit(
        self, fn: Callable[P, Result], /, *args: P.args, **kwargs: P.kwargs
    ) -> Future[Result]:
        """The work, done."""
        future: Future[Result] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:  # whoever asks for the result is told
            future.set_exception(error)
        return future


class Processes(Workers):
    """Processes of this machine; where one dies, new ones take over.

    Args:
        count: how many.
    """

    def __init__(self, count: int) -> None:
        self._count = count
        self._pool = self._made()

    def _made(self) -> ProcessPoolExecutor:
        from concurrent.futures import ProcessPoolExecutor
        from multiprocessing import get_context

        # A process that is forked would have locks that a thread of this one holds.
        return ProcessPoolExecutor(self._count, get_context("spawn"), _begin)

    @property
    def in_flight(self) -> int:
        """How many pieces of work it is given at once."""
        return EACH * self._count

    def submit(
        self, fn: Callable[P, Result], /, *args: P.args, **kwargs: P.kwargs
    ) -> Future[Result]:
        """The work, to be done by a process."""
        try:
            return self._pool.submit(fn, *args, **kwargs)
        except BrokenExecutor:
            self._pool.shutdown(wait=False)
            self._pool = self._made()
            return self._pool.submit(fn, *args, **kwargs)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """End the processes, when they have done what they are at."""
        self._pool.shutdown(wait, cancel_futures=cancel_futures)


def _begin() -> None:
    """Leave Ctrl-C, which all processes of a terminal get, to the one that gives out work.

    Where that one is killed, a process would wait for work for ever: it ends itself.
    """
    import signal
    from multiprocessing import parent_process
    from threading import Thread

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if (parent := parent_process()) is not None:
        Thread(target=_end_after, args=(parent,), daemon=True).start()


def _end_after(parent: BaseProcess) -> None:
    """End this process as soon as the one that gives out work is no more."""
    parent.join()
    os._exit(1)


class Scheduler(Workers):
    """The workers of a Dask scheduler.

    Args:
        address: where the scheduler listens, `tcp://host:8786` or `host:8786`.

    Raises:
        WorkError: where Dask is not installed, or nothing answers within seconds.
    """

    def __init__(self, address: str) -> None:
        try:
            from distributed import Client
            from distributed.scheduler import KilledWorker
        except ImportError:
            raise WorkError(
                "Dask is not installed: pip install 'makabaka-tui[dask]', here and where the"
                " workers are"
            ) from None
        self.given_up = (KilledWorker,)
        logging.getLogger("distributed").setLevel(logging.CRITICAL)  # what goes wrong is told here
        self._address = address
        _reach(address)
        try:
            self._client: Any = Client(address, timeout=PATIENCE, set_as_default=False)
        except (OSError, ValueError, TimeoutError):
            raise WorkError(f"what answers at {plain(address)} is no Dask scheduler") from None
        try:
            self._client.wait_for_workers(1, timeout=PATIENCE)
        except TimeoutError:
            self._client.close()
            raise WorkError(
                f"the Dask scheduler at {plain(address)} has no workers: start some with"
                f" `dask worker {plain(address)}`"
            ) from None
        self._seen = monotonic()
        self._executor: Executor = self._client.get_executor(pure=False)

    @property
    def in_flight(self) -> int:
        """How many pieces of work it is given at once, by how many workers there are now."""
        with self._there():
            count = len(self._client.ncores())
        if count:
            self._seen = monotonic()
        elif monotonic() - self._seen > DESERTED:
            raise WorkError(
                f"the Dask scheduler at {plain(self._address)} has had no workers for"
                f" {DESERTED:g} seconds"
            )
        return EACH * max(1, count)

    def submit(
        self, fn: Callable[P, Result], /, *args: P.args, **kwargs: P.kwargs
    ) -> Future[Result]:
        """The work, to be done by a worker."""
        with self._there():
            return self._executor.submit(fn, *args, **kwargs)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Leave the scheduler, which goes on without."""
        with suppress(OSError, RuntimeError, CancelledError, TimeoutError):
            self._executor.shutdown(wait and not cancel_futures)
            self._client.close()

    @contextmanager
    def _there(self) -> Iterator[None]:
        """Say it where the scheduler is there no more."""
        try:
            yield
        except (OSError, RuntimeError, CancelledError, TimeoutError):
            raise WorkError(f"the Dask scheduler at {plain(self._address)} is gone") from None


def _reach(address: str) -> None:
    """Find out whether anything listens at an address.

    Raises:
        WorkError: where nothing does, or it is no address.
    """
    host, colon, port = address.removeprefix("tcp://").rpartition(":")
    if not (colon and host and port.isdecimal() and int(port) < MOST_PORTS):
        raise WorkError(f"{plain(address)!r} is no address of a scheduler: write host:8786")
    try:
        socket.create_connection((host.strip("[]"), int(port)), PATIENCE).close()
    except (OSError, UnicodeError) as error:
        reason = getattr(error, "strerror", None) or "no answer"
        raise WorkError(f"no Dask scheduler at {plain(address)}: {reason}") from None


@contextmanager
def executor_of(jobs: int = 1, scheduler: str | None = None) -> Iterator[Workers]:
    """An executor to work with; it is shut down afterwards, and what has not begun is dropped.

    Args:
        jobs: how many processes of this machine; 1 for this one itself, 0 for one a core.
        scheduler: the address of a Dask scheduler, in place of processes.

    Raises:
        WorkError: where there is none at that address.
    """
    executor: Workers
    if scheduler is not None:
        executor = Scheduler(scheduler)
    else:
        count = jobs or cores()
        executor = InProcess() if count == 1 else Processes(count)
    try:
        yield executor
    finally:
        executor.shutdown(cancel_futures=True)


def cores() -> int:
    """How many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
