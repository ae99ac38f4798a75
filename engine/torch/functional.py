"""The graph of a module without writes: every value is computed once, and none is changed."""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

import torch
from torch import fx

from engine.errors import ModelError
from engine.torch.noted import frames_of, line_of
from engine.torch.spots import name_of

_ATEN = torch.ops.aten
_SAME = {"detach_", "requires_grad_"}


def functional(module: fx.GraphModule) -> fx.Graph:
    """The graph of an exported module, in which what is written in place is computed anew.

    Blocks with other settings (`no_grad`, autocast) are written out; of what is computed under
    `no_grad` the gradient is 0, by `detach`.

    Raises:
        ModelError: where something is written into a view that cannot be followed.
    """
    graph = fx.Graph(module)
    _Functional(module, graph).run()
    return graph


class _Functional:
    """Writes a graph anew.

    Args:
        module: what is read.
        graph: where it is written.
    """

    def __init__(self, module: fx.GraphModule, graph: fx.Graph) -> None:
        self._module, self._graph = module, graph
        self._now: dict[fx.Node, Any] = {}
        self._same: dict[fx.Node, fx.Node] = {}
        self._views: dict[fx.Node, fx.Node] = {}
        self._version: dict[fx.Node, int] = {}
        self._stamp: dict[fx.Node, int] = {}

    def run(self) -> None:
        """Write all of it."""
        for node in self._module.graph.nodes:
            if node.op == "output":
                self._graph.output(self._read(node.args[0]))
            else:
                self._take(self._module, node)

    def _take(self, module: fx.GraphModule, node: fx.Node) -> None:
        """Take a node over."""
        if node.op in {"placeholder", "get_attr"}:
            if not isinstance(_attribute(module, node), fx.GraphModule):
                self._now[node] = self._copied(node, (), {})
            return
        target = node.target
        if isinstance(target, torch._ops.HigherOrderOperator):
            self._block(module, node)
        elif target is operator.getitem and isinstance(self._now.get(node.args[0]), list):
            self._now[node] = self._now[node.args[0]][node.args[1]]
        elif not _is_check(target):
            schema = getattr(target, "_schema", None)
            first = node.args[0] if node.args else None
            if schema is not None and schema.is_mutable and isinstance(first, fx.Node):
                self._write_in_place(node, first)
            else:
                if _is_view(schema) and isinstance(first, fx.Node):
                    self._views[node] = first
                    self._stamp[node] = self._version.get(self._root(node), 0)
                self._now[node] = self._copied(node, self._read(node.args), self._read(node.kwargs))

    def _block(self, module: fx.GraphModule, node: fx.Node) -> None:
        """Write out a block with settings of its own.

        Raises:
            ModelError: for blocks of other kinds.
        """
        name = node.target.name() if callable(node.target.name) else str(node.target)
        if name == "wrap_with_set_grad_enabled":
            keeps, (block, *given) = node.args[0], node.args[1:]
        elif name == "wrap_with_autocast":
            keeps, (block, *given) = True, node.args[4:]
        else:
            raise ModelError(f"{_at(node)}{name} has a graph of its own, which cannot be read")
        inner = getattr(module, str(block.target))
        places = iter(given)
        results: list[Any] = []
        for each in inner.graph.nodes:
            if each.op == "placeholder":
                outer = next(places)
                self._same[each] = outer
            elif each.op == "output":
                results = [self._read(result) for result in each.args[0]]
            else:
                self._take(inner, each)
        if not keeps:
            results = [self._new(_ATEN.detach.default, (each,), each) for each in results]
        self._now[node] = results

    def _write_in_place(self, node: fx.Node, first: fx.Node) -> None:
        """Take over an op that changes what it is given."""
        packet = name_of(node.target)
        if packet in _SAME:
            self._same[node] = first
            if packet == "detach_":
                self._write(first, self._new(_ATEN.detach.default, (self._value(first),), node))
            return
        like = first.meta["val"]
        if packet in {"fill_", "zero_"}:
            filled = node.args[1] if packet == "fill_" else 0
            value = self._spread(self._read(filled), like, node)
        elif packet == "copy_":
            value = self._spread(self._read(node.args[1]), like, node)
        else:
            value = self._copied(node, self._read(node.args), self._read(node.kwargs))
            value.target = _twin(node.target)
        self._same[node] = first
        if value is not self._value(first):
            self._write(first, value)

    def _itself(self, old: fx.Node) -> fx.Node:
        """The node that another is, whatever is written into either."""
        while old in self._same:
            old = self._same[old]
        return old

    def _spread(self, value: Any, like: Any, node: fx.Node) -> fx.Node:
        """A number or an array as an array of some shape."""
        shape = list(like.shape)
        if not isinstance(value, fx.Node):
            return self._new(_ATEN.full.default, (shape, value), node, like)
        if list(value.meta["val"].shape) == shape:
            return value
        return self._new(_ATEN.expand.default, (value, shape), node, like)

    def _write(self, old: fx.Node, value: fx.Node) -> None:
        """Have a node, and what it is a view of, hold another value."""
        old = self._itself(old)
        if old not in self._views:
            self._now[old] = value
            self._version[old] = self._version.get(old, 0) + 1
            return
        parent = self._views[old]
        back = _BACK.get(name_of(old.target))
        if back is None:
            raise ModelError(
                f"{_at(value)}something is written into what {name_of(old.target)} gives; "
                "compute it anew"
            )
        target, arguments = back(self._value(parent), value, old)
        self._write(parent, self._new(target, arguments, old, self._itself(parent).meta["val"]))
        self._now[old] = value
        self._stamp[old] = self._version[self._root(old)]

    def _root(self, old: fx.Node) -> fx.Node:
        """What a view is in the end a view of."""
        old = self._itself(old)
        while old in self._views:
            old = self._itself(self._views[old])
        return old

    def _value(self, old: fx.Node) -> Any:
        """What a node is now."""
        old = self._itself(old)
        if old in self._views:
            version = self._version.get(self._root(old), 0)
            if self._stamp[old] != version:
                self._stamp[old] = version
                self._now[old] = self._copied(old, self._read(old.args), self._read(old.kwargs))
        return self._now[old]

    def _read(self, given: Any) -> Any:
        """Arguments, with what nodes are now."""
        return fx.node.map_arg(given, self._value)

    def _copied(self, node: fx.Node, args: Any, kwargs: Any) -> fx.Node:
        """A node of the new graph that does what one of the old does."""
        if (written := _just_written(node, args)) is not None:
            return written
        target = _twin(node.target) if node.op == "call_function" else node.target
        made = self._graph.create_node(node.op, target, args, kwargs, node.name)
        made.meta = dict(node.meta)
        return made

    def _new(self, target: Any, args: Any, at: fx.Node, like: Any = None) -> fx.Node:
        """A node that stands for no other, at the place of one."""
        made = self._graph.create_node("call_function", target, args)
        made.meta = dict(at.meta)
        if like is not None:
            made.meta["val"] = like
        return made


def _at(node: fx.Node) -> str:
    """The line that a node comes from, to stand before what is said of it."""
    line = line_of(frames_of(node.meta))
    return f"{line}: " if line else ""


def _attribute(module: fx.GraphModule, node: fx.Node) -> Any:
    """What a node of the kind `get_attr` gets; None for others."""
    return getattr(module, str(node.target), None) if node.op == "get_attr" else None


def _just_written(node: fx.Node, args: Any) -> fx.Node | None:
    """What was written into the very part that a view is of; None where it was not."""
    if not args or not isinstance(args[0], fx.Node) or args[0].op != "call_function":
        return None
    whole, name = args[0], name_of(node.target)
    if name in {"select", "slice"} and name_of(whole.target) == f"{name}_scatter":
        value = whole.args[1]
        return value if whole.args[2:] == tuple(args[1:]) and isinstance(value, fx.Node) else None
    return None


def _is_check(target: Any) -> bool:
    """Whether a function computes nothing and only holds torch to what it assumed."""
    return "_assert" in str(target) or "sym_constrain" in str(target)


def _is_view(schema: Any) -> bool:
    """Whether what a function gives may share memory with what it is given first."""
    if schema is None or not schema.arguments or not schema.returns:
        return False
    shared = schema.arguments[0].alias_info
    return shared is not None and not shared.is_write


def _twin(target: Any) -> Any:
    """The function that computes what another one writes in place."""
    schema, name = getattr(target, "_schema", None), name_of(target)
    if not schema or not schema.is_mutable or not name.endswith("_"):
        return target
    packet = getattr(_ATEN, name.removesuffix("_"), None)
    overload = schema.overload_name or "default"
    return getattr(packet, overload, target) if packet is not None else target


def _shape(node: fx.Node) -> list[int]:
    return list(node.meta["val"].shape)


def _reshaped(whole: fx.Node, value: fx.Node, _: fx.Node) -> tuple[Any, Any]:
    return _ATEN.reshape.default, (value, _shape(whole))


def _undone(whole: fx.Node, value: fx.Node, view: fx.Node) -> tuple[Any, Any]:
    """A permutation of axes, undone."""
    axes = [axis % len(_shape(whole)) for axis in view.args[1]]
    return _ATEN.permute.default, (value, [axes.index(axis) for axis in range(len(axes))])


_BACK: dict[str, Callable[[fx.Node, fx.Node, fx.Node], tuple[Any, Any]]] = {
    "select": lambda whole, value, view: (
        _ATEN.select_scatter.default,
        (whole, value, *view.args[1:]),
    ),
    "slice": lambda whole, value, view: (
        _ATEN.slice_scatter.default,
        (whole, value, *view.args[1:]),
    ),
    "transpose": lambda whole, value, view: (_ATEN.transpose.int, (value, *view.args[1:])),
    "t": lambda whole, value, view: (_ATEN.t.default, (value,)),
    "permute": _undone,
    **dict.fromkeys(("view", "reshape", "unsqueeze", "squeeze", "flatten"), _reshaped),
    **dict.fromkeys(("contiguous", "alias", "detach", "to"), _reshaped),
}
"""How what is written into a view gets into what it is a view of."""
