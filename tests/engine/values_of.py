"""What is followed in iterations that have been run, one after the other."""

from engine.queries.points import fill


def values(timeline, symbol, iterations):
    """The value of a symbol; a parameter's is the one it starts with."""
    slot = timeline.program.base.get(symbol)
    for iteration in iterations:
        if slot is None:
            yield timeline.anew(iteration).value(timeline.program.index[symbol])
        else:
            yield timeline.start(iteration)[slot]


def followed(curve, timeline, iterations):
    """The value of a curve in each of these iterations."""
    for _ in fill((curve,), timeline, iterations):
        pass
    return [timeline.followed[curve][number] for number in iterations]
