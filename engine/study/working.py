"""A study under way: its chunks worked off, here or by an executor, and what there is so far."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor
from functools import partial

from engine.diagnosis.ahead import reach_of
from engine.study.chunks import Chunk, chunks_of, size_of
from engine.study.plan import Plan
from engine.study.records import Records, records_of
from engine.study.resuming import Finished
from engine.study.study import Study
from engine.study.work import work, working_at
from engine.sweeps.fingerprint import fingerprint
from engine.sweeps.spread import spread


def working(
    plan: Plan,
    executor: Executor | None = None,
    size: int | None = None,
    finished: Iterable[Finished] = (),
    keep: Callable[[Finished], None] = lambda _: None,
) -> Iterator[Study]:
    """A study as far as it has come, again and again; nothing is lost where it is left off.

    All have the same records, which go on to fill: what is to be known of one is asked at once.

    Without an executor it is told some twenty times a second; else whenever a chunk is finished.

    Args:
        plan: the plan.
        executor: makes the chunks; None to make them here.
        size: how many runs a chunk has; None for as many as are fast.
        finished: chunks that are finished already; those of another size are made again.
        keep: is given each chunk that is finished.
    """
    records, machines = records_of(plan), Counter[str]()
    size = size or size_of(plan)
    chunks = dict.fromkeys(chunks_of(plan, size))
    for each in finished:
        if each.chunk in chunks:
            del chunks[each.chunk]
            records.put(each.chunk.first, each.records)
            machines[each.fingerprint] += each.chunk.count
    yield Study(plan, records, machines=dict(machines))
    for step in steps(plan, executor, chunks):
        if isinstance(step, Finished):
            keep(step)
            records.put(step.chunk.first, step.records)
            machines[step.fingerprint] += step.chunk.count
            yield Study(plan, records, machines=dict(machines))
        else:
            yield Study(plan, records, under_way=step, machines=dict(machines))


def steps(
    plan: Plan, executor: Executor | None, chunks: Iterable[Chunk]
) -> Iterator[Finished | float]:
    """Chunks as they are finished; between them the runs' worth of work that is under way.

    Args:
        plan: the plan.
        executor: makes the chunks; None to make them here.
        chunks: the chunks.
    """
    if executor is not None:
        for item, records, mark in spread(executor, partial(work, plan), chunks):
            yield Finished(item, records, mark)
        return
    ahead = plan.iterations + reach_of(plan.programs[0], plan.iterations)
    for chunk in chunks:
        yield from _here(plan, chunk, ahead)


def _here(plan: Plan, chunk: Chunk, iterations: int) -> Iterator[Finished | float]:
    """A chunk made here, and how far it has come."""
    under_way = working_at(plan, chunk)
    while True:
        try:
            yield chunk.count * min(1.0, next(under_way) / iterations)
        except StopIteration as end:
            records: Records = end.value
            yield Finished(chunk, records, fingerprint())
            return


def study(plan: Plan, executor: Executor | None = None, size: int | None = None) -> Study:
    """A study, all of it; arguments as of `working`."""
    *_, found = working(plan, executor, size)
    return found
