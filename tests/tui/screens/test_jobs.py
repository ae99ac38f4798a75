"""Jobs on a screen whose time goes on by hand."""

from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual import events

from engine.debugger.debugger import Debugger
from engine.program.recipe import Recipe
from tui.commands.job import Job
from tui.screens.jobs import MANY, Jobs


class Host(SimpleNamespace):
    """A screen that works on when it is told to, and obeys keys by noting them.

    The key J starts another job.
    """

    def __init__(self):
        super().__init__(obeyed=[], timers=[], resumed=0)
        self.debugger = Debugger(Recipe("skip").program())
        self.stop = self.debugger.stop
        self.lecture = SimpleNamespace(resume=self.resume, stopped=list)
        self.jobs = Jobs(self)

    def stand(self, stop):
        self.stop = stop

    def attempt(self, do):
        do()

    def after(self, _, do):
        self.timers.append(do)

    def resume(self):
        self.resumed += 1
        self.obeyed.append("lecture")

    def show_line(self):
        pass

    def on_key(self, event):
        if not self.jobs.takes(event):
            self.obeyed.append(event.key)
            if event.key == "J":
                self.jobs.start(job_of([1, 2]))

    def press(self, *keys):
        for key in keys:
            self.on_key(events.Key(key, key))

    def work(self):
        """Go on until there is nothing more to do."""
        while self.timers:
            self.timers.pop(0)()


def job_of(reports, then=list, stop=list):
    return Job(iter(reports), 0, 1000, then, 0, stop)


@pytest.fixture
def host():
    return Host()


def test_what_is_near_is_done_at_once(host):
    done = []
    host.jobs.reach(MANY - 1, lambda: done.append(host.jobs.current))
    assert done == [None]
    assert host.timers == []


def test_what_is_far_is_done_when_it_is_reached(host):
    done = []
    host.jobs.reach(50, lambda: done.append(host.debugger.stop.timeline.length))
    host.work()
    assert done == [50]
    assert host.jobs.current is None


def test_keys_wait_in_their_order_behind_what_the_job_is_for_and_the_lecture(host):
    host.jobs.start(job_of([1, 2], then=lambda: host.obeyed.append("done")))
    host.press("a", "b")
    assert host.obeyed == []
    host.work()
    assert host.obeyed == ["done", "lecture", "a", "b"]


@given(st.lists(st.sampled_from("abJ"), max_size=12))
def test_keys_keep_their_order_though_some_of_them_start_jobs(keys):
    host = Host()
    host.jobs.start(job_of([1]))
    host.press(*keys)
    host.work()
    assert [each for each in host.obeyed if each != "lecture"] == keys
    assert host.resumed == keys.count("J") + 1


def test_escape_stops_and_forgets_the_keys(host):
    done = []
    host.jobs.start(job_of([1, 2, 3], lambda: done.append("then"), lambda: done.append("stop")))
    host.press("a", "escape", "b")
    host.work()
    assert done == ["stop"]
    assert host.obeyed == ["b"]
    assert host.resumed == 0


def test_where_training_is_stopped_the_debugger_stands_at_the_last_iteration(host):
    host.jobs.reach(900_000, list)
    reached = host.jobs.current.done
    assert 0 < reached < 900_000
    host.press("escape")
    assert host.stop.cursor.iteration == host.debugger.stop.cursor.iteration == reached


def test_a_timer_of_a_job_that_was_stopped_does_nothing_to_the_next(host):
    host.jobs.start(job_of([1, 2, 3]))
    host.press("escape")
    host.jobs.start(job_of([5, 6]))
    following = host.jobs.current
    host.timers.pop(0)()
    assert host.jobs.current is following
