"""Work on the workers of a Dask scheduler, of which one is killed on the way."""

import os
import signal
from functools import partial

import pytest

from engine.program.recipe import Recipe
from engine.study.wishes import plan_of
from engine.study.working import study, working
from engine.sweeps.executors import EACH, WorkError, executor_of
from engine.sweeps.fingerprint import fingerprint
from engine.sweeps.spread import spread
from tests.engine.sweeps import work

distributed = pytest.importorskip("distributed")
pytestmark = pytest.mark.filterwarnings("ignore")  # of Dask's own

CHUNKS = [range(first, first + 20) for first in range(0, 240, 20)]


@pytest.fixture
def cluster():
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, dashboard_address=None, silence_logs=60
    ) as cluster:
        yield cluster


def test_a_killed_worker_changes_no_bit(cluster):
    with executor_of() as here:
        known = {done.item: done.result for done in spread(here, work.counted, CHUNKS)}
    with executor_of(scheduler=cluster.scheduler_address) as workers:
        assert workers.in_flight == 2 * EACH
        found, marks = {}, set()
        for number, done in enumerate(spread(workers, work.counted, CHUNKS)):
            found[done.item] = done.result
            marks.add(done.fingerprint)
            if number == 2:
                os.kill(next(iter(cluster.workers.values())).pid, signal.SIGKILL)
    assert found == known
    assert marks == {fingerprint()}
    assert sum(count for count, _ in found.values()) > 0


def test_a_study_has_the_same_table(cluster):
    recipe = Recipe("xor").read()
    plan = plan_of(recipe, seeds=range(200), rates=(1.0, 10.0), iterations=50)
    here = study(plan, None, 40)
    with executor_of(scheduler=cluster.scheduler_address) as workers:
        steps = working(plan, workers, 40)
        next(steps), next(steps)
        os.kill(next(iter(cluster.workers.values())).pid, signal.SIGKILL)
        *_, there = steps
    assert repr(there.cells) == repr(here.cells)
    for name, column in here.records.columns.items():
        assert there.records.columns[name].tobytes() == column.tobytes()
    assert there.done == 400


def test_work_that_kills_every_worker_is_told_of(cluster):
    with (
        executor_of(scheduler=cluster.scheduler_address) as workers,
        pytest.raises(WorkError, match="died again and again at the same work"),
    ):
        list(spread(workers, work.dying, [1]))


def test_a_scheduler_without_workers_is_told_of(monkeypatch):
    monkeypatch.setattr("engine.sweeps.executors.PATIENCE", 0.5)
    with (
        distributed.LocalCluster(n_workers=0, dashboard_address=None, silence_logs=60) as cluster,
        pytest.raises(WorkError, match="has no workers: start some with `dask worker tcp://"),
        executor_of(scheduler=cluster.scheduler_address),
    ):
        pass


def test_a_scheduler_that_goes_away_is_told_of(cluster):
    with executor_of(scheduler=cluster.scheduler_address) as workers:
        results = spread(workers, partial(pow, 2), range(100))
        next(results)
        cluster.close()
        with pytest.raises(WorkError, match=r"(scheduler at .*|workers) (is|are) gone"):
            list(results)


def test_a_scheduler_that_loses_all_workers_is_told_of(monkeypatch):
    monkeypatch.setattr("engine.sweeps.executors.DESERTED", 0.2)
    monkeypatch.setattr("engine.sweeps.spread.LOOK", 0.1)
    with (
        distributed.LocalCluster(
            n_workers=1, threads_per_worker=1, dashboard_address=None, silence_logs=60
        ) as cluster,
        executor_of(scheduler=cluster.scheduler_address) as workers,
    ):
        results = spread(workers, partial(pow, 2), range(100))
        next(results)
        cluster.scale(0)
        with pytest.raises(WorkError, match=r"has had no workers for 0.2 seconds"):
            list(results)
