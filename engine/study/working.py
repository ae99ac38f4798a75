"""A study under way: its chunks worked off, here or by an executor, and what there is so far."""

from __future__ import annotations

from collections.abc import Iterator

from engine.study.chunks import MOST, Chunk, chunks_of
from engine.study.plan import Plan
from engine.study.records import Records, records_of
from engine.study.study import Study
from engine.study.work import work


def worked(plan: Plan, size: int = MOST) -> Iterator[tuple[Chunk, Records]]:
    """The records of chunks, as they are finished."""
    for chunk in chunks_of(plan, size):
        yield chunk, work(plan, chunk)


def working(plan: Plan, size: int = MOST) -> Iterator[Study]:
    """A study as far as it has come, after every chunk."""
    records = records_of(plan)
    for chunk, found in worked(plan, size):
        records.put(chunk.first, found)
        yield Study(plan, records)


def study(plan: Plan, size: int = MOST) -> Study:
    """A study, all of it."""
    found = Study(plan, records_of(plan))
    for each in working(plan, size):
        found = each
    return found
