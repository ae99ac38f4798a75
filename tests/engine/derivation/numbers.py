"""Numbers as the lines of a derivation show them."""

from engine.language.notation import Style
from tests.engine.derivation.steps import steps_of

PLAIN = Style(digits=4)


def n(value, digits=4):
    """A number as the lines show it, with more digits where the next side needs them."""
    text = f"{value:.{digits}g}"
    return "0" if text == "-0" else text.replace("-", "−")


def f(value, digits=4):
    """A number behind an operator."""
    return f"({n(value, digits)})" if value < 0 else n(value, digits)


def step_of(build, equation, **parameters):
    """The step of the first equation of a network."""
    return next(iter(steps_of(build(f"p = {equation}\nL = sum(p)", **parameters)).values()))
