"""The steps of a network, by what they assign."""

from engine.iterations.run import trace
from engine.iterations.step import every_step
from engine.program.program import derive


def steps_of(network, iteration=0):
    """The steps of an iteration by what they assign; an update by `new` and its node."""
    *_, run = trace(derive(network), iteration + 1)
    return {
        step.symbol if step.phase != "update" else f"new {step.symbol}": step
        for step in every_step(run)
    }
