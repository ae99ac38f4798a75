"""Networks of single numbers, drawn at random, with an evaluation of their own to compare with."""

from typing import NamedTuple

import networkx as nx
from hypothesis import strategies as st

from engine.network.reader import read_network
from engine.network.source import Source
from engine.program.program import derive

STEP = 1e-30
"""The size of a complex step: its square is lost in rounding, so derivatives are exact."""


class Row(NamedTuple):
    """An equation: products of two nodes or one, added up, perhaps within a ReLU."""

    name: str
    products: tuple[tuple[str, ...], ...]
    is_relu: bool

    @property
    def operands(self):
        return [name for product in self.products for name in product]

    @property
    def text(self):
        added = " + ".join("*".join(product) for product in self.products)
        return f"{self.name} = relu({added})" if self.is_relu else f"{self.name} = {added}"

    def value(self, operands):
        """The value for so many operands, which may be complex."""
        rest, total = list(operands), 0
        for product in self.products:
            part = 1
            for _ in product:
                part *= rest.pop(0)
            total += part
        return total * (total.real > STEP) if self.is_relu else total


class Drawn(NamedTuple):
    """A network: what is given, and the equations, the loss last."""

    given: dict[str, float]
    rows: tuple[Row, ...]

    @property
    def program(self):
        equations = "\\n".join(row.text for row in self.rows)
        values = "\n".join(f"{name} = {value!r}" for name, value in self.given.items())
        text = f'loss = "L"\nequations = "{equations}"\n[parameters]\n{values}\n'
        return derive(read_network(Source("drawn.toml", text)))

    def values(self, nudged=None):
        """The value of every node, one of them moved by a complex step once it is computed."""
        found = {}
        for name, value in self.given.items():
            found[name] = value + (STEP * 1j if name == nudged else 0)
        for row in self.rows:
            found[row.name] = row.value([found[each] for each in row.operands])
            if row.name == nudged:
                found[row.name] += STEP * 1j
        return found

    def gradient(self, node):
        """The derivative of the loss, by a complex step."""
        return complex(self.values(node)["L"]).imag / STEP

    def local(self, target, position):
        """The derivative of an equation to one of its operands, by a complex step."""
        row = next(each for each in self.rows if each.name == target)
        values = self.values()
        operands = [complex(values[each]) for each in row.operands]
        operands[position] += STEP * 1j
        return complex(row.value(operands)).imag / STEP

    @property
    def graph(self):
        """An edge for each use of a node, from where it is read to where it is computed."""
        graph = nx.MultiDiGraph()
        for row in self.rows:
            for position, operand in enumerate(row.operands):
                graph.add_edge(operand, row.name, key=position)
        return graph


@st.composite
def networks(draw, largest=7):
    """A network in which every node reaches the loss."""
    numbers = st.integers(-8, 8).map(lambda n: n / 4 + 0.125)  # no sum of products is 0
    given = {f"w{i}": draw(numbers) for i in range(draw(st.integers(1, 3)))}
    names, rows = list(given), []
    for i in range(draw(st.integers(1, largest))):
        known = st.sampled_from(names[-4:])
        product = st.lists(known, min_size=1, max_size=2).map(tuple)
        products = tuple(draw(st.lists(product, min_size=1, max_size=2)))
        rows.append(Row(f"h{i}", products, draw(st.booleans())))
        names.append(f"h{i}")
    used = {name for row in rows for name in row.operands}
    left = [name for name in names if name not in used]
    rows.append(Row("L", tuple((name,) for name in left), is_relu=False))
    return Drawn(given, tuple(rows))
