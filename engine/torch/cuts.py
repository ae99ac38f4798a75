"""Cuts: a model is written as far as a module, and what comes behind it is a gradient there."""

from __future__ import annotations

import difflib
import operator
from collections.abc import Collection, Sequence
from typing import Any

import torch
from torch import fx, nn
from torch.utils._pytree import tree_leaves

from engine.errors import ModelError
from engine.torch.in_float64 import as_float64, run_in_float64
from engine.torch.spots import called_at, op_of
from engine.torch.whole import Whole

_DROPOUTS = ("dropout", "feature_dropout")


def find_ends(graph: fx.Graph, path: str, trained: Collection[fx.Node]) -> list[fx.Node]:
    """The values at which a graph is cut: what is computed before and used behind it.

    Args:
        graph: the graph, without writes.
        path: the path of a module; the cut is where it was called last.
        trained: the nodes of the parameters that are trained.

    Raises:
        ModelError: where there is no such module, or nothing before it is trained.
    """
    nodes = [node for node in graph.nodes if node.op == "call_function"]
    within = [
        place
        for place, node in enumerate(nodes)
        if any(each.path == path or each.path.startswith(f"{path}.") for each in called_at(node))
    ]
    if not within:
        raise ModelError(_no_module(nodes, path))
    before = set(nodes[: within[-1] + 1])
    before |= {n for n in nodes if n.target is operator.getitem and n.args[0] in before}
    moved = set(trained)
    for node in nodes:
        if moved.intersection(node.all_input_nodes):
            moved.add(node)
    ends = [
        node
        for node in nodes
        if node in before & moved
        and isinstance(node.meta["val"], torch.Tensor)
        and node.meta["val"].is_floating_point()
        and any(user not in before for user in node.users)
    ]
    if not ends:
        raise ModelError(f"--stop-at {path}: no parameter that is trained is used before its end")
    return ends


def _no_module(nodes: Sequence[fx.Node], path: str) -> str:
    """What to say where there is no module of a path."""
    paths = list(dict.fromkeys(c.path for node in nodes for c in called_at(node) if c.path))
    close = difflib.get_close_matches(path, paths, 3) or paths[:5]
    known = f"; there are {', '.join(close)}" if close else ""
    return f"--stop-at {path}: the model calls no module of this path{known}"


class CutModel(nn.Module):
    """The loss of a model that is cut: what comes out there times the gradient it has.

    Where the model draws nothing before the cut, its gradients are, by way of the whole model,
    those of the loss of the model.

    Args:
        whole: the model and its loss.
        program: it, exported.
        graph: the graph of it, without writes.
        ends: the nodes at which it is cut.
    """

    def __init__(self, whole: Whole, program: Any, graph: fx.Graph, ends: list[fx.Node]) -> None:
        super().__init__()
        self.model, self.loss = whole.model, whole.loss
        specs = program.graph_signature.input_specs
        self._paths = {each.arg.name: each.target for each in specs}
        self._constants = dict(program.constants)
        self._live = _with_results(program.graph_module, graph, ends)
        self._fixed = _with_results(program.graph_module, graph, [*_results(graph), *ends])
        self.draws = any(map(_draws, self._live.graph.nodes))
        _fix_masks(self._fixed)
        self._upstream: list[torch.Tensor] = []

    def upstream(self, examples: Sequence[Any]) -> list[torch.Tensor]:
        """The gradient of the loss by each end, on the examples, in float64."""
        leaves = {name: as_float64(each).requires_grad_() for name, each in self.named_parameters()}
        self._upstream = []
        run_in_float64(self, leaves, examples, ())
        return self._upstream

    def forward(self, inputs: Any, targets: Any) -> torch.Tensor:
        """The loss of the cut model; when it is run first it finds what comes behind the cut."""
        if not self._upstream:
            loss, *cut = self._run(_Cutting(self._fixed), inputs, targets)
            self._upstream = [each.detach() for each in torch.autograd.grad(loss, cut)]
            return loss
        if self.draws:
            drawn = self._run(fx.Interpreter(self._live), inputs, targets)
            return _weighted(drawn, self._upstream)
        loss, *ends = self._run(fx.Interpreter(self._fixed), inputs, targets)
        return _weighted(ends, self._upstream).detach() + (loss - loss.detach())

    def _run(self, graph: fx.Interpreter, inputs: Any, targets: Any) -> Sequence[torch.Tensor]:
        """The results of a graph."""
        given = iter(tree_leaves((inputs, targets)))
        arguments = []
        for node in graph.module.graph.nodes:
            if node.op == "placeholder":
                path = self._paths[str(node.target)]
                arguments.append(next(given) if path is None else self._tensor(path))
        results: Sequence[torch.Tensor] = graph.run(*arguments)
        return results

    def _tensor(self, path: str) -> torch.Tensor:
        """A parameter, a buffer or a constant by its path."""
        value: Any = self
        for part in path.split("."):
            value = getattr(value, part, None)
        found: torch.Tensor = self._constants[path] if value is None else value
        return found


class _Cutting(fx.Interpreter):
    """Runs a graph so that what comes behind a cut knows nothing of what comes before it.

    Args:
        module: the graph; it gives the loss, and then the values at the cut.
    """

    def __init__(self, module: fx.GraphModule) -> None:
        super().__init__(module)
        self._ends = set(_results(module.graph)[1:])

    def run_node(self, n: fx.Node) -> Any:
        """Called by torch for each node."""
        value = super().run_node(n)
        return value.detach().requires_grad_() if n in self._ends else value


def _weighted(ends: Sequence[torch.Tensor], upstream: Sequence[torch.Tensor]) -> torch.Tensor:
    """The sum of what comes out at the ends times the gradient that it has."""
    sums = [(end * up).sum() for end, up in zip(ends, upstream, strict=True)]
    return torch.stack(sums).sum()


def _results(graph: fx.Graph) -> list[fx.Node]:
    """What a graph gives."""
    output = next(node for node in reversed(graph.nodes) if node.op == "output")
    return list(output.args[0])


def _with_results(root: fx.GraphModule, graph: fx.Graph, ends: list[fx.Node]) -> fx.GraphModule:
    """A graph that gives other results, and computes no more than these need."""
    needed, waiting = set(ends), list(ends)
    while waiting:
        new = [each for each in waiting.pop().all_input_nodes if each not in needed]
        needed.update(new)
        waiting.extend(new)
    copied = fx.Graph()
    places: dict[fx.Node, fx.Node] = {}
    for node in graph.nodes:
        if node in needed or node.op == "placeholder":
            places[node] = copied.node_copy(node, places.__getitem__)
    copied.output(tuple(places[end] for end in ends))
    return fx.GraphModule(root, copied)


def _draws(node: fx.Node) -> bool:
    """Whether a node is dropout that is on."""
    return node.op == "call_function" and op_of(node) in _DROPOUTS and bool(node.args[2])


def _fix_masks(module: fx.GraphModule) -> None:
    """Have dropout leave out the same entries always."""
    generator = torch.Generator().manual_seed(0)
    for place, node in enumerate(list(module.graph.nodes)):
        if _draws(node):
            shape, rate = list(node.meta["val"].shape), float(node.args[1])
            if op_of(node) == "feature_dropout":
                shape[2:] = [1] * len(shape[2:])
            drawn = torch.rand(shape, generator=generator, dtype=torch.float64)
            module.register_buffer(f"mask_{place}", (drawn >= rate) / (1 - rate))
            with module.graph.inserting_before(node):
                mask = module.graph.get_attr(f"mask_{place}")
                product = module.graph.call_function(
                    torch.ops.aten.mul.Tensor, (node.args[0], mask)
                )
            node.replace_all_uses_with(product)
            module.graph.erase_node(node)
    module.recompile()
