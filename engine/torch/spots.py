"""Spots: where an op of a graph comes from, the modules around it and the statement."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from torch import fx

from engine.frozen import frozen
from engine.torch.noted import Frame, frames_of, line_of
from engine.torch.source import Statement, statement


@frozen(slots=True)
class Called:
    """A module that is being called.

    Args:
        key: tells this call from others of the same module.
        path: where the module stands in the model, `blocks.0`; empty for the model itself.
        kind: its class, with its package.
    """

    key: str
    path: str
    kind: str

    @property
    def is_of_torch(self) -> bool:
        """Whether the class is one of torch's own."""
        return self.kind.partition(".")[0] == "torch"


@frozen(slots=True)
class Spot:
    """Where an op comes from.

    Args:
        called: the modules around it that are being called, the innermost last; none in a loss.
        frames: the lines that were being run, the innermost last.
        statement: what the innermost line belongs to.
        run: tells this run of the statement from others.
    """

    called: tuple[Called, ...]
    frames: tuple[Frame, ...]
    statement: Statement | None
    run: tuple[object, ...]

    @property
    def path(self) -> str:
        """The path of the innermost module."""
        return self.called[-1].path if self.called else ""

    @property
    def line(self) -> str:
        """The line of a person that was being run, `model.py:12`; empty where there is none."""
        return line_of(self.frames)

    @property
    def is_direct(self) -> bool:
        """Whether the innermost line is a person's."""
        return bool(self.frames) and not self.frames[-1].is_of_torch


def find_spots(nodes: Iterable[fx.Node]) -> dict[fx.Node, Spot]:
    """The spots of nodes, in the order in which they are run."""
    found: dict[fx.Node, Spot] = {}
    runs: dict[tuple[object, ...], tuple[int, int, int]] = {}
    for node in nodes:
        called = called_at(node)
        frames = frames_of(node.meta)
        if not called or not called[-1].is_of_torch:  # F.relu(z) is a part of a person's line
            frames = tuple(each for each in frames if not each.is_of_torch)
        said = statement_at(frames[-1]) if frames else None
        run: tuple[object, ...] = (called, node.name)
        if said is not None:
            at, asked = frames[-1].at, frames[-1].asked
            within = (called, frames[-1].number, said.first)
            number, last, before = runs.get(within, (0, -1, -1))
            # where a function is not further than it was, it goes through the statement again
            number += at < last or (at == last and asked != before)
            runs[within] = number, at, asked
            run = (*within, number)
        found[node] = Spot(called, frames, said, run)
    return found


def statement_at(frame: Frame) -> Statement | None:
    """The statement that a line belongs to."""
    return statement(frame.file, frame.line, frame.function)


def op_of(node: fx.Node) -> str:
    """What a node's function is called, without overload and what is in place: `relu`."""
    name = name_of(node.target)
    if not name:
        return str(getattr(node.target, "__name__", node.target))
    return name if name.startswith("__") else name.rstrip("_")


def name_of(target: Any) -> str:
    """What torch calls an op, without overload: `relu_`; empty where it is none of torch's."""
    schema = getattr(target, "_schema", None)
    return "" if schema is None else str(schema.name).partition("::")[2]


def called_at(node: fx.Node) -> tuple[Called, ...]:
    """The modules around a node that are being called, the innermost last."""
    found = []
    stack: Mapping[str, tuple[str, Any]] = node.meta.get("nn_module_stack", {})
    for key, (path, kind) in stack.items():
        if path == "model" or path.startswith("model."):
            name = kind if isinstance(kind, str) else f"{kind.__module__}.{kind.__qualname__}"
            found.append(Called(key, path.removeprefix("model").removeprefix("."), name))
    return tuple(found)
