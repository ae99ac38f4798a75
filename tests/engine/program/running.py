"""Programs, run to their end."""

from engine.iterations.run import run_iteration
from engine.iterations.state import State
from engine.iterations.step import every_step


def end(program):
    run = run_iteration(program, 0, program.start)
    return State(run, len(every_step(run)))
