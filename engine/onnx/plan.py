"""The plan of a graph: which nodes are needed, what is merged, and what results are called."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence

from engine.frozen import frozen, replace
from engine.layers.shipped import shipped_layers
from engine.onnx.graph import Graph, Node
from engine.onnx.names import is_counted, is_given_by_person

MERGED = frozenset({
    "Add", "Sub", "Mul", "Div", "Neg", "MatMul", "Pow", "Sqrt", "Reciprocal", "Transpose",
    "Reshape", "Flatten", "Unsqueeze", "Squeeze", "Slice", "Gather", "Cast", "Expand", "ReduceMean",
    "ReduceSum", "Not", "And", "Or", "Equal", "Greater", "Less", "GreaterOrEqual", "LessOrEqual",
    "Where", "Erf", "Concat", "Abs", "Exp", "Log", "Identity", "Clip", "Min", "Max",
})  # fmt: skip
"""Operators whose result is written into the equation that uses it, where nothing else does."""

LONGEST = 60
"""A text of more characters is an equation of its own."""

HINTS: Mapping[str, str] = {
    "Relu": "h", "LeakyRelu": "h", "Gelu": "h", "Sigmoid": "gate", "Tanh": "h", "Softplus": "h",
    "Elu": "h", "Selu": "h", "MatMul": "product", "Gemm": "z", "Add": "total", "Sub": "difference",
    "Mul": "product", "Div": "quotient", "Softmax": "shares", "Conv": "maps", "MaxPool": "largest",
    "Transpose": "turned", "Reshape": "parts", "Flatten": "row", "Concat": "joined",
    "Gather": "taken", "Split": "part",
}  # fmt: skip
"""What a result is called that has no name of its own, by operator."""

_LAYER = re.compile(rf"\b(?:{'|'.join(shipped_layers())})\(")
_WORD = re.compile(r"[A-Za-z][A-Za-z_0-9]{0,40}")


@frozen()
class Plan:
    """What is known about the nodes of a graph before they are written.

    Args:
        nodes: those that are needed, in order.
        users: the nodes that take a value, by its name, once for each time.
        wanted: the value that everything leads to.
        ends: the first results of nodes that end a line of the source.
    """

    nodes: tuple[Node, ...]
    users: Mapping[str, Sequence[Node]]
    wanted: str
    ends: frozenset[str]

    def is_merged(self, node: Node, text: str) -> bool:
        """Whether the result of a node is written into the equation that uses it."""
        result = node.outputs[0]
        users = self.users.get(result, ())
        if node.op not in MERGED or len(users) != 1 or result == self.wanted:
            return False
        user = users[0]
        is_inside = user.path == node.path and user.op in MERGED and not _LAYER.search(text)
        return is_inside and _length(text) <= LONGEST and not self._variable(node)

    def name(self, node: Node, result: str) -> str:
        """The path by which a result is called."""
        if variable := self._variable(node):
            return ".".join((*node.path, variable))
        users = self.users.get(result, ())
        depth = len(node.path)
        if depth and (not users or any(user.path[:depth] != node.path for user in users)):
            return node.module
        is_torch = node.place or node.layer or node.name.startswith("node_")
        if not is_torch and not is_counted(result) and _WORD.fullmatch(result):
            return ".".join((*node.path, result))
        return ".".join((*node.path, HINTS.get(node.op, node.op.lower())))

    def beside(self, node: Node, arrays: Collection[str]) -> str:
        """The path of weights whose product with something a node is, by that of their bias."""
        users = self.users.get(node.outputs[0], ())
        if len(users) != 1 or users[0].op != "Add":
            return ""
        for name in users[0].inputs:
            path = re.sub(r"bias(?=[^.]*$)", "weight", name)
            if name in arrays and path not in (name, *arrays):
                return path
        return ""

    def _variable(self, node: Node) -> str:
        """The variable that a line assigns to, for a node that ends it."""
        return node.variable if node.outputs[0] in self.ends else ""


def _length(text: str) -> int:
    """How long a text is where it is read, in a group: without what names have before."""
    return len(re.sub(r"[A-Za-z_]\w*", lambda found: found[0][-8:], text))


def plan_of(graph: Graph, wanted: str) -> Plan:
    """The plan of what a value of a graph needs."""
    needed, nodes = {wanted}, []
    for node in reversed(graph.nodes):
        if needed.intersection(node.outputs):
            nodes.append(node)
            needed.update(name for name in node.inputs if name)
    nodes = _smoothed(nodes[::-1], {name for name in needed if name in graph.arrays})
    users: dict[str, list[Node]] = defaultdict(list)
    for node in nodes:
        for name in node.inputs:
            if name:
                users[name].append(node)
    ends = frozenset(_ends(nodes, users))
    return Plan(tuple(nodes), dict(users), wanted, ends)


def _ends(nodes: Sequence[Node], users: Mapping[str, Sequence[Node]]) -> Iterator[str]:
    """The results of nodes behind which another line begins, or which another line takes."""
    behind = ""
    for node in reversed(nodes):
        result = node.outputs[0]
        others = {user.place for user in users.get(result, ())} - {node.place, ""}
        if node.variable and (others or behind != node.place):
            yield result
        behind = node.place or behind


def _smoothed(nodes: list[Node], arrays: Collection[str]) -> list[Node]:
    """The nodes, of which those of no module stand in that of those around, or of their weights.

    Exporters and their optimisers leave the names of some nodes empty.
    """
    found: list[Node] = []
    paths = {node.path for node in nodes}
    parts = (path[:depth] for path in paths for depth in range(1, len(path) + 1))
    modules = {".".join(part): part for part in parts}
    behind: tuple[str, ...] = ()
    following: list[tuple[str, ...]] = []
    for node in reversed(nodes):
        following.append(behind)
        behind = node.path if _is_placed(node) else behind
    for node, after in zip(nodes, reversed(following), strict=True):
        path = node.path
        if not _is_placed(node):
            before = found[-1].path if found else after
            path = _of_weights(node, arrays, modules) or _shared(before, after)
        found.append(replace(node, path=path))
    return found


def _is_placed(node: Node) -> bool:
    """Whether the file says in which module a node stands, if in any."""
    return bool(node.path or node.layer or node.place or node.name.startswith("/"))


def _shared(one: tuple[str, ...], other: tuple[str, ...]) -> tuple[str, ...]:
    """The modules in which both stand."""
    count = 0
    while count < min(len(one), len(other)) and one[count] == other[count]:
        count += 1
    return one[:count]


def _of_weights(
    node: Node, arrays: Collection[str], modules: Mapping[str, tuple[str, ...]]
) -> tuple[str, ...]:
    """The module that the weights of a node are of, by their names, `fc1.weight`.

    Args:
        node: the node.
        arrays: the names of weights.
        modules: the paths that are known, `("blocks.0", "fc1")`, by their text.
    """
    for name in node.inputs:
        above, point, _ = name.rpartition(".")
        if point and name in arrays and is_given_by_person(name) and "/" not in name:
            inner: list[str] = []
            while above and above not in modules:
                above, _, last = above.rpartition(".")
                inner.insert(0, last)
            path = [*modules.get(above, ())]
            for place, part in enumerate(filter(None, inner), 1):
                if part.isdigit() and path and place < len(inner):
                    path[-1] += f".{part}"  # one of several that nothing is around
                else:
                    path.append(part)
            return tuple(path)
    return ()
