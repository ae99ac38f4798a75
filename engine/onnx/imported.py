"""Import: from a file of ONNX to a network, to be saved as a network file and read."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from engine.drafts.call import UnsupportedError
from engine.drafts.draft import Draft
from engine.drafts.drafted import Drafted
from engine.errors import ModelError
from engine.language.text import plain, shortened, suggestion
from engine.onnx.conversion import Conversion
from engine.onnx.examples import example_of
from engine.onnx.graph import Graph, Port
from engine.onnx.notes import DRAWN
from engine.onnx.numbers import rows_of
from engine.onnx.reading import read_graph
from engine.onnx.rules.losses import NAMED, ONE_HOT, OTHER_NAMES
from engine.onnx.untying import untied
from engine.onnx.unwrapping import unwrapped

LEARNING_RATE = 0.01
"""A file of ONNX says nothing about training."""

Given = Sequence[tuple[str, np.ndarray]]
"""Arrays, each with the name of what it is given to; empty for the next in order."""


def import_graph(
    path: Path, *, loss: str | None = None, inputs: Given = (), targets: Given = (),
    value: str | None = None,
) -> Drafted:  # fmt: skip
    """The network that a file of ONNX comes to.

    Args:
        path: the file.
        loss: the name of a loss, `mse` or `cross_entropy`; None where the graph has its own.
        inputs: what goes in; what is not given is drawn.
        targets: what should come out, for a loss that is named; drawn where there is none.
        value: the value that is predicted, by its name; None for the first output.

    Raises:
        ModelError: where it cannot become a network.
    """
    graph = read_graph(path)
    drafted = graph_drafted(graph, loss=loss, inputs=inputs, targets=targets, value=value)
    if all(each.table != "parameters" for each in drafted.given):
        raise ModelError(f"{plain(graph.name)} keeps no weights that could be trained")
    return drafted


def graph_drafted(
    graph: Graph, *, loss: str | None = None, inputs: Given = (), targets: Given = (),
    value: str | None = None,
) -> Drafted:  # fmt: skip
    """The network that a graph comes to; arguments and errors as of `import_graph`."""
    graph, apart = untied(unwrapped(graph))
    name = plain(graph.name)
    wanted = value or _first(graph)
    if all(wanted not in node.outputs for node in graph.nodes):
        known = [result for node in graph.nodes for result in node.outputs if result]
        hint = suggestion(wanted, known) or f": one of them is {plain(shortened(known[-1], 80))!r}"
        raise ModelError(f"{name} computes no value {plain(shortened(wanted, 80))!r}{hint}")
    kind = None if loss is None else _loss(loss)
    example = example_of(graph, [*inputs, *(targets if kind is None else ())])
    draft = Draft(Path(graph.name).stem, f"Taken of {name} by makabaka-tui.")
    conversion = Conversion(graph, wanted, example, draft, is_loss=kind is None)
    shape = conversion.value.shape
    target, noted = None, ""
    if kind is not None and not shape:
        raise ModelError(
            f"{name}: {plain(wanted)} is a number, its own loss: leave --loss out, or name what is "
            "predicted with --value"
        )
    if kind is not None:
        try:
            target, noted = _target(name, kind, shape, targets)
        except UnsupportedError as error:
            raise ModelError(f"{name}: the target: {error}") from None
    elif math.prod(shape) != 1:
        raise ModelError(
            f"{name} has no loss: {plain(wanted)} is {_shown(shape)}; "
            "name one, --loss cross_entropy or --loss mse, and give --target FILE"
        )
    conversion.end_with(kind, target)
    draft.training(learning_rate=LEARNING_RATE)
    draft.conventions(precision=graph.precision)
    for note in filter(None, (*example.notes, noted, _say_apart(apart))):
        draft.note(note)
    return draft.drafted()


def _first(graph: Graph) -> str:
    """The first output: where one of several is a number, that."""
    if not graph.outputs:
        raise ModelError(f"{plain(graph.name)} has no output")

    def is_number(port: Port) -> bool:
        return port.shape in ((), (1,))

    return next(filter(is_number, graph.outputs), graph.outputs[0]).name


def _loss(name: str) -> str:
    word = name.lower().removeprefix("torch.nn.").removeprefix("functional.").removeprefix("f.")
    word = OTHER_NAMES.get(word, word)
    if word not in NAMED:
        hint = suggestion(word, [*NAMED]) or f"; write one of {', '.join(NAMED)}"
        raise ModelError(f"--loss {plain(shortened(name, 80))}: no loss is called so{hint}")
    return word


def _target(name: str, kind: str, shape: tuple[int, ...], given: Given) -> tuple[np.ndarray, str]:
    """What a loss compares predictions with: given, of classes as rows with a 1, or drawn."""
    if not given:
        draws = np.random.default_rng(1)
        if kind in ONE_HOT and shape:
            drawn = rows_of(draws.integers(0, shape[-1], shape[:-1]), shape[-1])
        elif kind.startswith("bce"):
            drawn = draws.integers(0, 2, shape).astype(float)
        else:
            drawn = draws.standard_normal(shape)
        return drawn, f"{DRAWN}: y ({_shown(shape)}); --target FILE gives numbers"
    array = np.asarray(given[0][1])
    if kind in ONE_HOT and array.shape == shape[:-1] and np.array_equal(array, np.floor(array)):
        if array.size and not 0 <= array.min() <= array.max() < shape[-1]:
            raise ModelError(f"{name}: a class of --target is none of 0 to {shape[-1] - 1}")
        return rows_of(array.astype(int), shape[-1]), ""
    if array.shape != shape and array.size == np.prod(shape, dtype=int) and kind not in ONE_HOT:
        array = array.reshape(shape)
    if array.shape != shape:
        raise ModelError(
            f"{name}: --target is {_shown(array.shape)}, and what is predicted {_shown(shape)}"
        )
    return array.astype(float), ""


def _say_apart(names: Sequence[str]) -> str:
    """Which arrays are apart again, that the file keeps once."""
    if not names:
        return ""
    more = f" and {len(names) - 2} more" if len(names) > 2 else ""
    listed = ", ".join(plain(shortened(name, 60)) for name in names[:2])
    return f"kept once with equal ones in the file, and apart here: {listed}{more}"


def _shown(shape: Sequence[int]) -> str:
    return "×".join(map(str, shape)) or "a number"
