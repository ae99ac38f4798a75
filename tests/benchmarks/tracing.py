"""An iteration of the engine, against one of micrograd."""

import gc
import sys
import time
from collections.abc import Callable

from apps import ROOT, STEPS_OF_ITERATION
from report import Report, Row, take_turns

from engine.iterations.step import every_step

TRACE_LIMIT = 3.0  # times micrograd
ITERATIONS = 1000  # of a round of `trace`: some tens of milliseconds


def trace(report: Report, rounds: int) -> None:
    """Measure one iteration of the skip network with all of its steps recorded."""
    row = Row("trace of one iteration, µs", [], most_ratio=TRACE_LIMIT)
    report.rows.append(row)
    sys.path.append(str(ROOT))  # last, so that an installed engine is preferred
    try:
        baseline, candidate = micrograd_iteration(), engine_iteration()
    except ImportError as error:
        report.notes.append(f"trace, skipped: {error}")
        if (error.name or "").startswith("micrograd"):
            report.notes.append(
                "micrograd is in the dependency group `bench`: uv sync --group bench,"
                " or pip install --group bench"
            )
        return
    if (recorded := len(candidate())) != STEPS_OF_ITERATION:
        report.notes.append(f"trace: {recorded} steps recorded instead of {STEPS_OF_ITERATION}")
        return
    gc.collect()
    gc.freeze()  # or each collection would also walk what the imports left behind
    samples = take_turns(rounds, lambda: per_call(baseline), lambda: per_call(candidate))
    gc.unfreeze()
    row.baseline, row.candidate = ([1e6 * seconds for seconds in side] for side in samples)


def engine_iteration() -> Callable[[], list[object]]:
    """Return a function that runs an iteration of our engine and reads every step's record."""
    from engine.iterations.run import run_iteration
    from engine.network.files import load_network
    from engine.program.program import derive

    program = derive(load_network("skip"))

    def iterate() -> list[object]:
        run = run_iteration(program, number=0, start=program.start)
        # Reading the records belongs to the time: a step computed on demand is not recorded.
        return [(step.value, step.terms, step.relu_state) for step in tuple(every_step(run))]

    return iterate


def micrograd_iteration() -> Callable[[], float]:
    """Return a function that runs forward, backward and update of the skip network."""
    from micrograd.engine import Value

    weights = [Value(0.5), Value(-0.4), Value(0.3), Value(0.8)]

    def iterate() -> float:
        w0, w1, w2, w3 = weights
        x, y = Value(1.0), Value(2.0)
        h0 = (w0 * x).relu()
        h1 = (w1 * h0).relu()
        error = y - (w2 * h1 + w3 * h0)
        loss = error.relu() + (-error).relu()  # |error|, which micrograd does not have
        for weight in weights:
            weight.grad = 0
        loss.backward()
        for weight in weights:
            weight.data -= 0.1 * weight.grad
        return float(loss.data)

    return iterate


def per_call(function: Callable[[], object]) -> float:
    """Return the seconds of one call. Garbage is collected meanwhile, as it is in use."""
    gc.collect()
    before = time.perf_counter()
    for _ in range(ITERATIONS):
        function()
    return (time.perf_counter() - before) / ITERATIONS
