"""Work that is spread over executors, whose workers may die."""

import socket
from concurrent.futures import BrokenExecutor, Future, ThreadPoolExecutor
from functools import partial
from threading import Timer

import pytest

from engine.sweeps.executors import InProcess, WorkError, executor_of
from engine.sweeps.fingerprint import fingerprint
from engine.sweeps.spread import spread
from tests.engine.sweeps import work


def test_processes_come_to_the_same_bits_and_survive_a_death(tmp_path):
    chunks = [range(40), range(40, 41), range(41, 60)]
    with executor_of(1) as here:
        known = {done.item: done.result for done in spread(here, work.counted, chunks)}
    with executor_of(2) as processes:
        done = list(spread(processes, work.counted, chunks))
        assert {each.item: each.result for each in done} == known
        assert {each.fingerprint for each in done} == {fingerprint()}
        dying_once = partial(work.dying_once, str(tmp_path / "marker"))
        squares = sorted(each.result for each in spread(processes, dying_once, range(6)))
        assert squares == [0, 1, 4, 9, 16, 25]
    assert (tmp_path / "marker").exists()
    assert sum(count for count, _ in known.values()) > 0


def test_any_executor_does():
    with ThreadPoolExecutor(2) as threads:
        assert {each.result for each in spread(threads, abs, [-2, 1])} == {1, 2}


def test_what_fails_fails_as_it_does_here():
    with executor_of() as here, pytest.raises(ZeroDivisionError, match="7"):
        list(spread(here, work.failing, [7]))


class Dying(InProcess):
    """An executor whose worker dies of whatever it is given."""

    def submit(self, *_):
        future = Future()
        future.set_exception(BrokenExecutor("it died"))
        return future


def test_workers_that_die_again_and_again_are_told_of():
    with pytest.raises(WorkError, match=r"died again and again at the same work: .* memory"):
        list(spread(Dying(), abs, [1]))


def test_items_are_taken_as_they_are_needed_and_no_more():
    taken = []

    def items():
        for number in range(100):
            taken.append(number)
            yield number

    with executor_of() as here:
        first = next(spread(here, abs, items()))
    assert (first.result, taken) == (0, [0])


class Shrinking(InProcess):
    """An executor that is slow, and takes less and less, as one does that loses workers."""

    in_flight = 3

    def submit(self, function, *given):
        future = Future()
        Timer(0.02 * given[-1], lambda: future.set_result(function(*given))).start()
        self.in_flight = 1
        return future


def test_an_executor_may_come_to_take_less():
    assert [each.result for each in spread(Shrinking(), abs, range(5))] == list(range(5))


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("nowhere", "'nowhere' is no address of a scheduler: write host:8786"),
        ("host:99999", "is no address of a scheduler"),
        ("127.0.0.1:{port}", "no Dask scheduler at 127.0.0.1:[0-9]+: Connection refused"),
    ],
)
def test_a_scheduler_that_is_not_there_is_told_at_once(address, said):
    pytest.importorskip("distributed")
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        at = address.format(port=unused.getsockname()[1])
        with pytest.raises(WorkError, match=said), executor_of(scheduler=at):
            pass


def test_without_dask_the_way_to_it_is_told(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "distributed", None)
    with pytest.raises(WorkError, match="pip install 'makabaka-tui\\[dask\\]'"):
        executor_of(scheduler="host:1").__enter__()
