"""The script of a network: what it holds, put together."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping

from engine.errors import NetworkError
from engine.export.pytorch.batches import Batches
from engine.export.pytorch.module import Module, docstring
from engine.export.pytorch.moves import HELPERS
from engine.export.pytorch.names import class_name, free, python_names
from engine.export.pytorch.parts import Parts
from engine.export.pytorch.remembered import Remembered
from engine.export.pytorch.training import Training
from engine.export.pytorch.values import Values
from engine.frozen import frozen
from engine.language.values import Array
from engine.network.network import Network
from engine.network.samples import samples_of

MOST_INLINE = 100_000
"""A script without a file beside it holds so many numbers at the most."""


@frozen(slots=True, eq=False)
class Script:
    """A script, and what stands beside it.

    Args:
        text: of Python.
        arrays: the arrays that it reads from the file beside it, by name; empty where all values
            stand in the text.
    """

    text: str
    arrays: Mapping[str, Array]


def script_of(network: Network, beside: str = "") -> Script:
    """A script of PyTorch that trains a network to the same losses.

    Args:
        network: the network.
        beside: the name of a file, `lenet.npz`, in which it finds arrays of many numbers; empty
            where there may be none.

    Raises:
        NetworkError: where PyTorch cannot train it so, or it holds too many numbers.
    """
    parts, names = Parts(network), python_names(network)
    samples = samples_of(network.feeds)
    rows = {} if samples is None else samples.trained_with(network.seed or 0)
    values = Values(network, names, bool(beside), rows)
    remembered = Remembered(network, names, bool(beside))
    held = sum(map(values.count, network.constants)) + remembered.count
    if not beside and held > MOST_INLINE:
        raise NetworkError("it has too many numbers for one text: name a file for it, -o my.py")
    text = "\n".join(_lines(parts, names, values, remembered, beside)) + "\n"
    return Script(text, {**values.stored, **remembered.stored})


def _lines(
    parts: Parts, names: Mapping[str, str], values: Values, remembered: Remembered, beside: str
) -> Iterator[str]:
    network = parts.network
    said = network.title if network.title.isidentifier() else network.name
    title = free(class_name(said), frozenset(names.values()))
    batches = Batches(parts, names)
    module = Module(parts, names, values, title)
    output = f"model({', '.join(names[name] for name in parts.inputs)})"
    targets = [names[name] for name in parts.targets]
    loss = f"loss({', '.join([output, *targets])})"
    training = Training(network, loss, batches.taken, remembered.updates, remembered.is_any)
    is_stored = bool(values.stored or remembered.stored)
    body = [
        *_block(_data(parts, names, values, beside if is_stored else "")),
        *_block(module.module()),
        *_block(module.loss()),
        *_block(batches.lines()),
        *_block(training.rate()),
        *_block(remembered.lines()),
        *_block(training.lines()),
    ]
    is_drawn = batches.is_drawn or values.is_drawn
    helpers = [each.strip() for name, each in HELPERS.items() if _uses(body, f"{name}(")]
    yield f'"""{docstring(network.title)}: a network of makabaka-tui, as a script of PyTorch.'
    yield ""
    yield "It trains to the same losses, in double precision as there: run it to see them."
    yield '"""'
    yield ""
    standard = [f"import {name}" for name in ("math",) if _uses(body, f"{name}.")]
    standard += ["from pathlib import Path"] * is_stored
    if standard:
        yield from (*standard, "")
    if _uses(body, "np."):
        yield "import numpy as np"
    yield "import torch"
    if _uses(body, "F."):
        yield "import torch.nn.functional as F"
    yield "from torch import nn"
    yield ""
    yield "torch.set_default_dtype(torch.float64)"
    if is_drawn:
        yield f"SEED = {network.seed or 0}"
    for each in helpers:
        yield from ("", "", *each.split("\n"))
    yield from body
    yield from ("", "", 'if __name__ == "__main__":')
    yield f"    for iteration, value in enumerate(train({title}(), 1000)):"
    yield "        if iteration % 100 == 0:"
    yield '            print(f"{iteration:6}  {value:.10g}")'


def _uses(lines: Iterable[str], text: str) -> bool:
    """Whether something stands in a line that is no comment."""
    return any(text in line for line in lines if not line.lstrip().startswith("#"))


def _block(lines: Iterable[str]) -> Iterator[str]:
    """Lines with two empty ones before them; nothing for none."""
    found = list(lines)
    if found:
        yield from ("", "", *found)


def _data(parts: Parts, names: Mapping[str, str], values: Values, beside: str) -> Iterator[str]:
    """Inputs and targets, but for what is drawn in each iteration, and the file where one is."""
    if beside:
        yield f"data = np.load(Path(__file__).with_name({json.dumps(beside)}))"
    masks = Batches(parts, names).masks
    for name in (*parts.inputs, *parts.targets):
        if name not in masks:
            yield from values.lines(name, f"{names[name]} = ", "")
