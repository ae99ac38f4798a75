"""Layers that PyTorch has as one function, found again in the equations they are written out to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from engine.export.pytorch.layer_calls import KNOWN, Text
from engine.export.pytorch.patterns import matched
from engine.language.expression import free_names
from engine.network.groups import Group
from engine.network.network import Network
from engine.network.parts import Definition


class Layer(NamedTuple):
    """A layer as one call.

    Args:
        group: the group that it is.
        inside: the nodes that are computed in it, besides what it gives.
        text: the call, written by a writer.
        remembers: the buffers that the call sees to.
    """

    group: str
    inside: frozenset[str]
    text: Text
    remembers: frozenset[str] = frozenset()


def layers_of(network: Network) -> Mapping[str, Layer]:
    """The layers of a network that PyTorch has, by the node that they give."""
    found = {}
    for group in network.groups:
        layer = _layer(network, group)
        if layer is not None:
            found[group.members[-1]] = layer
    return found


def _layer(network: Network, group: Group) -> Layer | None:
    """The layer that a group is; None where it is none, or something in it is read elsewhere."""
    for pattern, make in KNOWN.get(group.layer, ()):
        tail = group.members[-len(pattern) :]
        equations = [Definition(name, network.definitions[name]) for name in tail]
        match = matched(pattern, equations)
        text = None if match is None else make(network, match)
        remembers = _remembering(network, tail) if group.layer == "batch_norm" else frozenset()
        if text is not None and _is_apart(network, tail, remembers):
            return Layer(group.name, frozenset(tail[:-1]), text, remembers)
    return None


def _remembering(network: Network, tail: Iterable[str]) -> frozenset[str]:
    """The buffers that are computed of what some nodes are."""
    read = {name: free_names(each) for name, each in network.buffers.items()}
    return frozenset(name for name, names in read.items() if names.intersection(tail))


def _is_apart(network: Network, tail: Iterable[str], remembers: frozenset[str]) -> bool:
    """Whether nobody else reads what is computed on the way, or what is remembered."""
    *inside, node = tail
    read = {
        name
        for buffer, expression in network.buffers.items() if buffer not in remembers
        for name in free_names(expression)
    }  # fmt: skip
    is_within = all({*inside, node}.issuperset(network.consumers[name]) for name in inside)
    return is_within and read.isdisjoint(inside) and not any(map(network.consumers.get, remembers))
