"""Training that compiled programs are measured against: by hand, by micrograd, numpy and torch."""

# ruff: noqa: E741, N806 - matrices are called as in the equations

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from tracing import micrograd_iteration

if TYPE_CHECKING:
    import torch

    from engine.program.program import Program

Train = Callable[[int], float]
"""Trains for so many iterations, always from the same start, and returns the last loss."""

Tensors = Mapping[str, Any]
"""The values of a network by their names, as tensors."""

LossOf = Callable[[Tensors], "torch.Tensor"]
"""Computes the loss of a network."""


def training_by_hand(program: Program) -> Train:
    """Return training of the skip network on Python's floats."""

    def train(iterations: int) -> float:
        x, y, w0, w1, w2, w3, rate = program.start
        for _ in range(iterations):
            loss, w0, w1, w2, w3 = iterate_by_hand(x, y, w0, w1, w2, w3, rate)
        return loss

    return train


def iterate_by_hand(
    x: float, y: float, w0: float, w1: float, w2: float, w3: float, rate: float
) -> tuple[float, float, float, float, float]:
    """Return the loss and the new weights of the skip network."""
    z0 = w0 * x
    h0 = z0 if z0 > 0 else 0.0
    z1 = w1 * h0
    h1 = z1 if z1 > 0 else 0.0
    error = y - (w2 * h1 + w3 * h0)
    loss = abs(error)
    g = -1.0 if error > 0 else 1.0 if error < 0 else 0.0
    gz1 = g * w2 if z1 >= 0 else 0.0
    gh0 = g * w3 + gz1 * w1
    gz0 = gh0 if z0 >= 0 else 0.0
    return (
        loss,
        w0 - rate * (gz0 * x),
        w1 - rate * (gz1 * h0),
        w2 - rate * (g * h1),
        w3 - rate * (g * h0),
    )


def micrograd_training() -> Train:
    """Return training of the skip network by micrograd."""
    micrograd_iteration()  # raises ImportError where there is none

    def train(iterations: int) -> float:
        iterate = micrograd_iteration()
        for _ in range(iterations):
            loss = iterate()
        return loss

    return train


def chain_by_hand(program: Program) -> Train:
    """Return training of a chain of ReLUs by a loop over its nodes."""
    nodes = len(program.network.equations) - 2

    def train(iterations: int) -> float:
        x, w, rate = program.start
        for _ in range(iterations):
            h, passes = w * x, []
            for _ in range(nodes):
                passes.append(h > 0.0)
                h = h if h > 0.0 else 0.0
            loss, g = h * h, 2.0 * h
            for active in reversed(passes):
                g = g if active else 0.0
            w = w - rate * (g * x)
        return float(loss)

    return train


def numpy_training(program: Program) -> Train:
    """Return training in ordinary numpy of a perceptron with a hidden layer, as that of XOR."""
    import numpy as np

    def train(iterations: int) -> float:
        X, Y, W1, b1, W2, b2, rate = program.start
        for _ in range(iterations):
            Z = X @ W1 + b1
            H = np.maximum(Z, 0)
            O = H @ W2 + b2
            shifted = O - O.max(axis=1, keepdims=True)
            logP = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
            loss = -(Y * logP).sum() / len(X)
            dO = (np.exp(logP) - Y) / len(X)
            dZ = dO @ W2.T * (Z > 0)
            W2 = W2 - rate * (H.T @ dO)
            b2 = b2 - rate * dO.sum(axis=0)
            W1 = W1 - rate * (X.T @ dZ)
            b1 = b1 - rate * dZ.sum(axis=0)
        return float(loss)

    return train


def torch_xor(v: Tensors) -> torch.Tensor:
    """Return the loss of XOR by torch."""
    import torch

    outputs = torch.relu(v["X"] @ v["W1"] + v["b1"]) @ v["W2"] + v["b2"]
    return torch.nn.functional.cross_entropy(outputs, v["Y"])


def torch_training(program: Program, loss_of: LossOf) -> Train:
    """Return training by torch, eagerly, on one thread and in double precision."""
    import torch

    torch.set_num_threads(1)

    def train(iterations: int) -> float:
        *values, rate = program.start
        names = [*program.network.constants]
        tensors = {name: torch.tensor(each) for name, each in zip(names, values, strict=True)}
        parameters = [tensors[name] for name in program.network.parameters]
        for parameter in parameters:
            parameter.requires_grad_()
        for _ in range(iterations):
            loss = loss_of(tensors)
            loss.backward()
            with torch.no_grad():
                for parameter in parameters:
                    parameter -= rate * parameter.grad
                    parameter.grad = None
        return float(loss.item())

    return train
