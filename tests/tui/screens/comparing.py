"""What is shown of changes made by hand."""

from engine.language.notation import Style
from tui.commands.headless import Headless
from tui.commands.line import parse_line
from tui.commands.perform import perform

SIZES = [(60, 16), (80, 24), (160, 50)]


class Skip:
    """The skip network by hand: L = |y - z2|, z2 = w2 h1 + w3 h0, h1 = ReLU(w1 h0).

    At the kink its ReLUs pass the gradient on.
    """

    def __init__(self, updates=0, w3=0.5, rate=1.0):
        x, y, w0, w1, w2 = 1.0, -3.0, 0.5, 0.5, 0.5
        for update in range(updates + 1):
            z0 = w0 * x
            h0 = max(z0, 0.0)
            z1 = w1 * h0
            h1 = max(z1, 0.0)
            z2 = w2 * h1 + w3 * h0
            self.loss = abs(y - z2)
            dz2 = 1.0 if z2 > y else -1.0
            dz1 = dz2 * w2 * (z1 >= 0)
            self.dh0 = dz2 * w3 + dz1 * w1
            self.w0, self.w3 = w0, w3
            if update < updates:
                w0 -= rate * self.dh0 * (z0 >= 0) * x
                w1, w2 = w1 - rate * dz1 * h0, w2 - rate * dz2 * h1
                w3 -= rate * dz2 * h0


def row(lines, node):
    """The line of a table that begins with a node."""
    return next(line for line in lines if line.strip("│|▶> ").split()[0] == node)


def comparison(driver):
    return driver.panel("#comparison")


def do(debugger, *lines):
    for line in lines:
        perform(*parse_line(line), Headless(debugger, Style()))
    return debugger.stop
