"""Gradient checks, by node."""

from engine.gradients.gradcheck import check_gradients
from engine.iterations.timeline import Timeline
from engine.program.program import derive


def checked(network, iteration=0):
    timeline = Timeline(derive(network))
    for _ in timeline.reach(iteration):
        pass
    return check_gradients(timeline.run(iteration))


def by_node(check):
    return {each.node: each for each in check.nodes}
