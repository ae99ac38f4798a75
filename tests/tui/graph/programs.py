"""Programs to draw, and their pictures."""

from engine.debugger.debugger import Debugger
from engine.network.files import load_network
from engine.network.reader import read_network
from engine.network.source import Source
from engine.program.program import derive
from tests.tui.networks import ARRAYS, LONG_NAMES, UNITS
from tui.drawing.look import Look
from tui.graph.canvas import View
from tui.graph.lit import lit_wires
from tui.graph.picture import draw, picture_of
from tui.graph.scene import scene_of
from tui.graph.window import whole

UNICODE, ASCII = Look(), Look(ascii=True)


def chain(layers):
    """A network of so many layers, every other one with a skip connection."""
    equations = ["h0 = w0*x"]
    for i in range(1, layers):
        skip = f" + h{i - 2}" if i % 2 == 0 else ""
        equations.append(f"h{i} = relu(w{i}*h{i - 1}){skip}")
    lines = "\n".join([*equations, f"L = h{layers - 1}*h{layers - 1}"])
    weights = "\n".join(f"w{i} = 1.01" for i in range(layers))
    return read_network(
        Source(
            "chain.toml",
            f"loss = 'L'\nequations = '''\n{lines}\n'''\ninputs = {{ x = 1 }}\n"
            f"[parameters]\n{weights}\n",
        )
    )


MOMENTUM = """
loss = "L"
equations = "L = w*x"
inputs = { x = 2 }
parameters = { w = 3 }
training = { optimiser = "momentum" }
"""


TIED = """
loss = "L"
equations = "a = x*x*w\\nL = w*a*x"
inputs = { x = 2 }
parameters = { w = 3 }
"""


def far_sum(count):
    """So many nodes, all added up at the end."""
    equations = [f"h{i} = relu(w{i}*x)" for i in range(count)]
    lines = "\n".join([*equations, "L = " + " + ".join(f"h{i}" for i in range(count))])
    weights = "\n".join(f"w{i} = 1" for i in range(count))
    return read_network(
        Source(
            "sum.toml",
            f"loss = 'L'\nequations = '''\n{lines}\n'''\ninputs = {{ x = 1 }}\n"
            f"[parameters]\n{weights}\n",
        )
    )


def recurrent(layers):
    """A network of so many layers with one weight for all."""
    equations = ["h0 = relu(w*x)", *(f"h{i} = relu(w*h{i - 1})" for i in range(1, layers))]
    lines = "\n".join([*equations, f"L = h{layers - 1}*1"])
    return read_network(
        Source(
            "recurrent.toml",
            f"loss = 'L'\nequations = '''\n{lines}\n'''\n"
            "inputs = { x = 1 }\nparameters = { w = 1.01 }\n",
        )
    )


NETWORKS = {
    "skip": load_network("skip"),
    "plain": load_network("plain"),
    "chain": chain(40),
    "long names": read_network(Source("long.toml", LONG_NAMES)),
    "arrays": read_network(Source("arrays.toml", ARRAYS)),
    "units": read_network(Source("units.toml", UNITS)),
    "momentum": read_network(Source("momentum.toml", MOMENTUM)),
    "tied": read_network(Source("tied.toml", TIED)),
}
LARGE_PROGRAMS = {
    "chain": derive(chain(120)),
    "recurrent": derive(recurrent(120)),
    "sum": derive(far_sum(60)),
}


# The room inside the frame of the graph.
SMALLEST, USUAL, LARGE = (58, 6), (78, 10), (198, 40)


def debugger_at(step, iteration=0, name="skip"):
    debugger = Debugger(derive(NETWORKS[name]))
    debugger.goto(step, iteration)
    return debugger


def layout_of(stop, size=USUAL):
    return still(stop, size).layout


def still(stop, size=USUAL, look=UNICODE):
    """The part of the whole picture that no step changes."""
    return picture_of(whole(scene_of(stop)), *size, look.glyphs)


def picture(stop, size=USUAL, look=UNICODE):
    """The lines of the whole picture, each as spans."""
    layout = layout_of(stop, size)
    view = View(0, 0, layout.width, layout.height)
    return draw(still(stop, size, look), stop, look, view)


def text_of(line):
    return "".join(text for text, _ in line)


def box(stop, node, size=USUAL, look=UNICODE):
    """The three rows of a node's box."""
    place = layout_of(stop, size).boxes[node]
    lines = [text_of(line) for line in picture(stop, size, look)]
    return [line[place.x : place.x + place.width] for line in lines[place.y : place.y + 3]]


def lit(stop):
    return {
        (wire.wire.source, wire.wire.target): wire.contribution
        for wire in lit_wires(still(stop), stop)
    }


def large(symbol, name="chain"):
    """A stop of a large network, at the step that assigns a symbol."""
    program = LARGE_PROGRAMS[name]
    return Debugger(program).goto(program.index[symbol] + 1)
