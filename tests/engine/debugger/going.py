"""From breakpoint to breakpoint."""


def go(debugger, forwards=True):
    """Go to the next one, or the last before; the iteration, the step and what is said there."""
    search = debugger.search(forwards)
    for _ in search:
        pass
    stop = debugger.arrive(search)
    return stop.cursor.iteration, stop.cursor.step, stop.message
