"""A study in the background: made by other processes, or in a thread, while a person goes on."""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Callable, Generator, Iterator
from concurrent.futures import Future
from contextlib import redirect_stderr, suppress
from contextvars import copy_context
from functools import partial
from multiprocessing import resource_tracker
from typing import Generic, ParamSpec, TypeVar

from engine.frozen import replace
from engine.study.chunks import Chunk, chunks_of, size_of
from engine.study.plan import Plan
from engine.study.records import NOT_RUN, Records, records_of
from engine.study.resuming import Finished
from engine.study.study import Study
from engine.study.work import work
from engine.study.working import steps
from engine.sweeps.executors import Processes, WorkError, cores
from engine.sweeps.spread import spread

P = ParamSpec("P")
Result = TypeVar("Result")
T = TypeVar("T")

EVERY, SPARED = 0.2, 10
"""What there is so far is looked at every so many seconds, or so many times what that takes."""

NICENESS = 10
"""How far workers give way to what a person does."""


class _Helpers(Processes):
    """Processes that give way to what a person does, and can be ended in the middle of work."""

    _is_over = False

    def submit(
        self, fn: Callable[P, Result], /, *args: P.args, **kwargs: P.kwargs
    ) -> Future[Result]:
        """The work, to be done by a process; none where they were ended."""
        if self._is_over:
            raise WorkError("stopped")
        return super().submit(fn, *args, **kwargs)

    def end(self) -> None:
        """End them now; what they are at is lost."""
        self._is_over = True
        processes = list((self._pool._processes or {}).values())
        self.shutdown(wait=False, cancel_futures=True)
        for process in processes:
            with suppress(ValueError):  # it has ended
                process.terminate()


def _made(plan: Plan, chunk: Chunk) -> Records:
    """The records of a chunk, made by a process that gives way to all others."""
    if hasattr(os, "nice") and (missing := NICENESS - os.nice(0)) > 0:
        os.nice(missing)
    return work(plan, chunk)


class Background(Generic[T]):
    """A study that is being made, what there is of it so far, and how long is left.

    Args:
        plan: which runs.
        digest: called in another thread with what there is so far; makes of it what is looked at.
        known: the records of runs that are made already, taken further; None for none.
    """

    def __init__(
        self, plan: Plan, digest: Callable[[Study], T], known: Records | None = None
    ) -> None:
        self.plan = plan
        self.records = records_of(plan) if known is None else known
        self.error = ""
        self._digest = digest
        self.latest = digest(self._so_far)
        self._sent = replace(plan)  # without what is worked out of it, which may be large
        self._first = self.done
        self._began = self._digested = time.monotonic()
        self._stopped, self._under_way = threading.Event(), 0.0
        self._thread: threading.Thread | None = None
        self._executor: _Helpers | None = None

    def start(self, uses_processes: bool = True) -> None:
        """Begin, or go on, in other processes, or in a thread of this one."""
        make = self._make_elsewhere if uses_processes else self._make_here
        self._thread = threading.Thread(target=self._make, args=(make,), daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Stop where it is; what is made stays."""
        self._stopped.set()
        if self._executor is not None:
            self._executor.end()

    def steps(self) -> Iterator[int]:
        """Make it here, a little at a time; so many runs are made, or as good as made."""
        # An app calls from one context after the other; numpy keeps in one what it is to warn of.
        context, working = copy_context(), steps(self.plan, None, self._missing())
        try:
            while (step := context.run(next, working, None)) is not None:
                if isinstance(step, Finished):
                    self.records.put(step.chunk.first, step.records)
                self._under_way = 0.0 if isinstance(step, Finished) else step
                yield self.done + int(self._under_way)
        finally:
            if isinstance(working, Generator):
                context.run(working.close)
        self.latest = self._digest(self._so_far)

    def halt(self) -> None:
        """Leave off `steps`, and look at what is made."""
        self._stopped.set()
        self.latest = self._digest(self._so_far)

    @property
    def is_running(self) -> bool:
        """Whether runs are being made."""
        return self._thread is not None and self._thread.is_alive() and not self._stopped.is_set()

    @property
    def done(self) -> int:
        """How many runs are made."""
        return int((self.records.outcome != NOT_RUN).sum())

    @property
    def seconds_left(self) -> float | None:
        """About how long it takes from now on; None where that is not known yet."""
        made = self.done + self._under_way
        if made <= self._first:
            return None
        spent = time.monotonic() - self._began
        return spent / (made - self._first) * (self.plan.count - made)

    @property
    def _so_far(self) -> Study:
        """What there is so far; it does not grow any more."""
        columns = {name: column.copy() for name, column in self.records.columns.items()}
        return Study(self.plan, Records(**columns))

    def _make(self, make: Callable[[], None]) -> None:
        """Make the runs that are missing, until that is done or stopped."""
        try:
            make()
        except Exception as error:
            if not self._stopped.is_set():
                self.error = str(error) or type(error).__name__
        self.latest = self._digest(self._so_far)

    def _make_here(self) -> None:
        for step in steps(self.plan, None, self._missing()):
            self._under_way = 0.0 if isinstance(step, Finished) else step
            if isinstance(step, Finished):
                self._take(step.chunk, step.records)
            if self._stopped.is_set():
                return

    def _make_elsewhere(self) -> None:
        with redirect_stderr(sys.__stderr__):  # a screen has put one that is no file in its place
            resource_tracker.ensure_running()
        executor = self._executor = _Helpers(max(1, cores() - 1))
        if self._stopped.is_set():  # before there was anything to end
            return
        try:
            chunks = self._missing()
            for chunk, found, _ in spread(executor, partial(_made, self._sent), chunks):
                self._take(chunk, found)
                if self._stopped.is_set():
                    return
        finally:
            executor.end()

    def _missing(self) -> Iterator[Chunk]:
        """The chunks that are not made yet."""
        outcome = self.records.outcome.reshape(-1)
        for chunk in chunks_of(self.plan, size_of(self.plan)):
            if (outcome[chunk.first : chunk.first + chunk.count] == NOT_RUN).any():
                yield chunk

    def _take(self, chunk: Chunk, found: Records) -> None:
        """Take in what was made; now and then look at all of it."""
        self.records.put(chunk.first, found)
        began = time.monotonic()
        if began >= self._digested:
            self.latest = self._digest(self._so_far)
            spent = time.monotonic() - began
            self._digested = began + max(EVERY, SPARED * spent)
