"""The value of a symbol in iterations that have been run, one after the other."""


def values(timeline, symbol, iterations):
    """A parameter's is the one it starts with."""
    slot = timeline.program.base.get(symbol)
    for iteration in iterations:
        if slot is None:
            yield timeline.anew(iteration).value(timeline.program.index[symbol])
        else:
            yield timeline.start(iteration)[slot]
