"""Runs of networks and their records."""

from engine.iterations.run import trace
from engine.language.notation import Style
from engine.program.program import derive

STYLE = Style(names={"yhat": "ŷ"}, digits=6)


def runs_of(network, iterations=1):
    return list(trace(derive(network), iterations))
