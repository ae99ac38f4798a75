"""Networks to look at from near and far, and what is seen of them."""

from functools import cache
from random import Random

from engine.debugger.debugger import Debugger
from engine.network.generated import generate
from engine.network.reader import read_network
from engine.program.program import derive
from tests.tui.graph.large import chain, fan_in, perceptron, program_of, relu, total
from tests.tui.graph.programs import NETWORKS, text_of
from tui.drawing.frame import spans_of
from tui.drawing.look import Look
from tui.drawing.spotlight import OFF
from tui.graph.camera import FITTING
from tui.graph.viewfinder import Viewfinder


@cache
def tangle(seed):
    """Any operands, near and far."""
    random = Random(seed)  # noqa: S311  (no secret)
    equations = {}
    for i in range(random.choice([5, 30, 150])):
        near = list(equations)[-random.choice([1, 3, 30]) :] or ["x"]
        chosen = [random.choice(near) for _ in range(random.choice([1, 1, 2, 5]))]
        equations[f"h{i}"] = relu(f"w{i % 90}", *chosen)
    return program_of({**equations, "L": total(*equations)})


@cache
def deep(depth):
    return derive(read_network(generate("deep", {"depth": depth})))


MAKERS = {
    **{name: lambda name=name: derive(NETWORKS[name]) for name in ("skip", "units", "long names")},
    "deep": lambda: deep(20),
    "deeper": lambda: deep(150),
    "chain": lambda: chain(200),
    "layers": lambda: perceptron(6, 8),
    "sum": lambda: fan_in(120),
    **{f"tangle {seed}": lambda seed=seed: tangle(seed) for seed in range(3)},
}
PROGRAMS = cache(lambda name: MAKERS[name]())


class Looker:
    """A person at the graph panel, without a screen."""

    def __init__(self, program, room, look=None):
        self.look, self.room = look or Look(), room
        self.debugger, self.camera = Debugger(program), FITTING
        self.finder = Viewfinder(self.look)
        self.show()

    def show(self):
        """Draw where the debugger stands."""
        stop = self.stop = self.debugger.stop
        self.camera = self.finder.follow(self.camera, stop, self.room)
        self.shown = self.finder.look(self.camera, stop, self.room, OFF)
        self.picture, self.view, _ = self.finder._seen

    def turn(self, camera):
        if camera is not None:
            self.camera = camera
            self.show()

    def zoom(self, word):
        self.turn(self.finder.zoomed(self.camera, word)[0])

    def move(self, columns, rows):
        self.turn(self.finder.moved(self.camera, columns, rows))

    @property
    def lines(self):
        return [text_of(line) for line in self.shown.lines]

    @property
    def foot(self):
        return text_of(spans_of(self.shown.foot))

    def place_of(self, node):
        """The columns and rows of the panel that a node's box takes, by its layout."""
        box = self.picture.layout.boxes[node]
        left, top = box.x - self.view.x, box.y - self.view.y
        return range(left, left + box.width), range(top, top + box.height)

    def is_seen(self, node):
        """Whether a node's box is in the panel in its whole width, and some row of it."""
        columns, rows = self.place_of(node)
        width, height = self.room
        return columns[0] >= 0 and columns[-1] < width and rows[-1] >= 0 and rows[0] < height
