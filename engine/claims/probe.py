"""A probe: a derivative found without the backward pass."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from engine.claims.motion import Motion
from engine.language.arrays import Array
from engine.language.expression import free_names
from engine.language.index import Index
from engine.language.op import Conventions
from engine.language.values import Value, is_finite
from engine.network.network import Network
from engine.network.parts import Definition

IMAGINARY_STEP = 1e-150
"""So small that it moves no number from its value, and large enough for slopes down to 1e-150."""


@dataclass(frozen=True, slots=True)
class Derivative:
    """The derivative of the loss in one entry: on the left, on the right, and by the conventions.

    `nodes` are those whose equations have a value on a kink, or at a jump, that the entry moves.
    """

    left: float
    right: float
    taken: float
    nodes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Probe:
    """A node, and what is computed from it.

    Args:
        node: whose value is moved.
        values: the value of every node.
        downstream: the equations that have to be computed anew, in order.
        loss: the node that is watched.
        conventions: the derivatives taken at kinks.
    """

    node: str
    values: Mapping[str, Value]
    downstream: tuple[Definition, ...]
    loss: str
    conventions: Conventions

    @classmethod
    def of(cls, network: Network, values: Mapping[str, Any], node: str) -> Probe:
        """The probe of a node of a network."""
        reached, downstream = {node}, []
        for equation in network.equations:
            if not reached.isdisjoint(free_names(equation.expression)):
                reached.add(equation.name)
                downstream.append(equation)
        return cls(node, values, tuple(downstream), network.loss, network.conventions)

    def derivative(self, index: Index) -> Derivative:
        """The derivative with respect to an entry, to rounding."""
        if not is_finite(self.values[self.loss]):  # complex numbers have a logarithm of -1
            return Derivative(math.nan, math.nan, math.nan)
        right, nodes = self._slope(index, 1)
        if not nodes:
            return Derivative(right, right, right)
        return Derivative(self._slope(index, -1)[0], right, self._slope(index, 0)[0], nodes)

    def _slope(self, index: Index, side: int) -> tuple[float, tuple[str, ...]]:
        """The derivative on a side, or by the conventions, and the nodes where kinks are left."""
        motion = Motion(self.conventions, side)
        loss, nodes = self._moved(index, motion)
        if motion.jumps:
            loss = self._moved(index, Motion(self.conventions, side, follows=True))[0]
            rise = float(np.real(loss)) - float(self.values[self.loss])
            if abs(rise) > 1e-12 * abs(float(np.real(loss))):
                return math.copysign(math.inf, rise * side), nodes
        return float(np.imag(loss)) / IMAGINARY_STEP * (side or 1), nodes

    def _moved(self, index: Index, motion: Motion) -> tuple[Any, tuple[str, ...]]:
        """The loss with an entry moved, and the nodes in whose equations that leaves a kink."""
        known: dict[str, Any] = dict(self.values)
        moved = np.array(known[self.node], complex)
        moved[index] += 1j * IMAGINARY_STEP * (motion.side or 1)
        known[self.node] = moved
        nodes = []
        for name, expression in self.downstream:
            motion.left = 0
            value = motion.compute(expression, known)
            if np.iscomplexobj(value) and not motion.follows:
                value = np.asarray(self.values[name]) + 1j * np.imag(value)
            known[name] = value
            if motion.left:
                nodes.append(name)
        return known[self.loss], tuple(nodes)


def slopes_along(
    network: Network, values: Mapping[str, Any], moves: Mapping[str, Array]
) -> Mapping[str, Any]:
    """How every node changes with some that are given, along a direction.

    Args:
        network: whose nodes.
        values: the value of each.
        moves: how far each of those that are given is moved; at kinks the conventions are taken.

    Returns:
        The derivative of each node that moves, arrays entry by entry.
    """
    known, motion = dict(values), Motion(network.conventions, 0)
    for name, move in moves.items():
        known[name] = np.asarray(values[name]) + 1j * IMAGINARY_STEP * np.asarray(move)
    found = {}
    for name, expression in network.equations:
        value = motion.compute(expression, known)
        if np.iscomplexobj(value):
            known[name] = np.asarray(values[name]) + 1j * np.imag(value)
            found[name] = np.imag(value) / IMAGINARY_STEP
    return found
