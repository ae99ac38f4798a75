"""A machine that looks at many drawn cases: what takes long, eats memory or is no error for people.

Each case has a number, and with a seed that is all it takes to draw it again:

    python -m tests.fuzz.network_files --cases 100000 --workers 2 --seed 1
    python -m tests.fuzz.network_files --seed 1 --only 4711
"""

import argparse
import faulthandler
import multiprocessing
import random
import resource
import sys
import tempfile
import time
import traceback
from pathlib import Path
from typing import NamedTuple

SECONDS, BYTES = 2.0, 500_000_000
"""What a case may take: seconds of a processor, as others use the machine too, and of memory."""

HANGS = 60.0
"""The seconds after which a worker that is at one case still is ended."""

MOST = 3_000_000_000
"""The address space of a worker, so that a case that eats memory ends it and not the machine."""


class Case(NamedTuple):
    """A case, as a worker has found it.

    Args:
        number: of the case.
        problem: what is wrong with it; empty for nothing.
        outcome: what came of it in a word, to be counted.
        seconds: that it took.
        memory: the most bytes that the worker had until then; it ends where that is too much.
    """

    number: int
    problem: str
    outcome: str
    seconds: float
    memory: int = 0


class Machine:
    """Runs the cases of one kind.

    Args:
        run: what is done with a case: it gets a chance to draw from, and a folder to write in, and
            gives back what came of it in a word. It raises AssertionError where that is wrong.
    """

    def __init__(self, run):
        self._run = run

    def look(self, seed, number, folder):
        """Look at one case, in this process."""
        began = time.process_time()
        problem, outcome = "", "failed"
        try:
            outcome = self._run(random.Random(f"{seed}-{number}"), folder)  # noqa: S311
        except MemoryError:
            problem = "no memory is left"
        except Exception:  # whatever it is, it is the finding
            problem = traceback.format_exc(limit=-4)
        seconds = time.process_time() - began
        if not problem and seconds > SECONDS:
            problem = f"it took {seconds:.1f} s"
        return Case(number, problem, outcome, seconds)

    def work(self, seed, numbers, pipe):
        """Look at cases in a process of their own, and tell of each."""
        faulthandler.dump_traceback_later(HANGS - 5, repeat=True)
        resource.setrlimit(resource.RLIMIT_AS, (MOST, MOST))
        with tempfile.TemporaryDirectory() as folder:
            for number in numbers:
                pipe.send(number)
                case = self.look(seed, number, Path(folder))
                memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
                if not case.problem and memory > BYTES:
                    case = case._replace(problem=f"it took {memory / 1e6:.0f} MB")
                pipe.send(case._replace(memory=memory))
                faulthandler.dump_traceback_later(HANGS - 5, repeat=True)
        pipe.send(None)

    def look_at(self, seed, numbers, workers):
        """Look at cases in several processes; each that hangs or ends one is found as well."""
        share = [list(numbers[each::workers]) for each in range(workers)]
        running = [_Worker(self, seed, each) for each in share]
        while running:
            for worker in list(running):
                yield from worker.told()
                if worker.is_done:
                    running.remove(worker)
            time.sleep(0.02)


class _Worker:
    """A process at work; where it ends before its time, another goes on behind the case."""

    def __init__(self, machine, seed, numbers):
        self._machine, self._seed, self._left = machine, seed, numbers
        self._at = None
        self.is_done = False
        self._start()

    def _start(self):
        context = multiprocessing.get_context("fork")
        self._pipe, theirs = context.Pipe(duplex=False)
        arguments = (self._seed, self._left, theirs)
        self._process = context.Process(target=self._machine.work, args=arguments, daemon=True)
        self._process.start()
        theirs.close()
        self._since = time.monotonic()

    def told(self):
        """What it has found since it was asked last."""
        problem = ""
        try:
            while self._pipe.poll():
                self._since = time.monotonic()
                said = self._pipe.recv()
                if said is None:
                    self.is_done = True
                    return
                if isinstance(said, Case):
                    yield said
                    if said.memory > BYTES:  # it would be said of all behind it
                        self._process.kill()
                        yield from self._go_on("")
                        return
                else:
                    self._at = said
        except EOFError:
            problem = "it ended the process"
        if time.monotonic() - self._since > HANGS:
            self._process.kill()
            problem = f"it hangs for {HANGS:.0f} s"
        if problem:
            yield from self._go_on(problem)

    def _go_on(self, problem):
        self._process.join()
        if problem:
            yield Case(self._at, problem, "ended", HANGS, 0)
        done = self._left.index(self._at) + 1 if self._at in self._left else 0
        self._left = self._left[done:]
        if self._left:
            self._start()
        else:
            self.is_done = True


def main(run, cases):
    """Look at as many cases as are asked for, and tell what was found.

    Args:
        run: as of `Machine`.
        cases: how many there are if nothing else is said.

    Returns:
        The exit status: 1 where something was found.
    """
    parser = argparse.ArgumentParser()
    parser.add_argument("--cases", type=int, default=cases)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--only", type=int, help="look at this case alone")
    parser.add_argument("--seconds", type=float, default=600.0, help="end after so many")
    given = parser.parse_args()
    machine = Machine(run)
    if given.only is not None:
        with tempfile.TemporaryDirectory() as folder:
            print(machine.look(given.seed, given.only, Path(folder)))  # noqa: T201
        return 0
    found, slowest, most, outcomes, began = [], (0.0, 0), 0, {}, time.monotonic()
    for case in machine.look_at(given.seed, range(given.cases), given.workers):
        outcomes[case.outcome] = outcomes.get(case.outcome, 0) + 1
        slowest = max(slowest, (case.seconds, case.number))
        most = max(most, case.memory)
        if case.problem:
            found.append(case)
            print(f"case {case.number}: {case.problem}", flush=True)  # noqa: T201
        if time.monotonic() - began > given.seconds:
            break
    print(  # noqa: T201
        f"{sum(outcomes.values()):,} cases of seed {given.seed}: {outcomes}; {len(found)} wrong; "
        f"the slowest {slowest[0]:.2f} s (case {slowest[1]}), {most / 1e6:.0f} MB at the most; "
        f"{time.monotonic() - began:.0f} s"
    )
    return int(bool(found))


def is_for_people(said, beginning=""):
    """Check that an error is one or two lines that a terminal shows as they are."""
    lines = said.split("\n")
    assert len(lines) <= 2, said[:500]
    assert all(line.isprintable() for line in lines), ascii(said[:500])
    assert all(len(line) <= 700 for line in lines), said[:500]
    assert said.startswith(beginning), (said[:300], beginning)


if __name__ == "__main__":
    sys.exit("run one of the fuzzers: python -m tests.fuzz.network_files")
