"""Frames noted: which lines run while torch writes down an op."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from types import FrameType
from typing import Any

import torch
from torch.fx.proxy import TracerBase

from engine.frozen import frozen

_NN = tuple(
    {f"{each.parent / 'nn'}" for each in (Path(torch.__file__), Path(torch.__file__).resolve())}
)
_TORCH = tuple(each.removesuffix("nn") for each in _NN)
_PYTHON = str(Path(contextlib.__file__).parent)
_OURS = str(Path(__file__).parent)
_TYPED = ("<ipython-input", "<python-input", "<stdin>")
_KEY = "stack_trace"


@frozen(slots=True)
class Frame:
    """A line that was being run.

    Args:
        file: the file.
        line: the line, from 1.
        function: the function that it stands in.
        at: how far the function was, in its code.
        number: tells this call of the function from others.
        asked: tells what the function called there from what it called before.
    """

    file: str
    line: int
    function: str
    at: int
    number: int
    asked: int

    @property
    def is_of_torch(self) -> bool:
        """Whether the file is one of torch's own."""
        return _is_of_torch(self.file)


@contextlib.contextmanager
def frames_noted() -> Iterator[None]:
    """Note for each op that torch writes down meanwhile which lines were being run.

    What torch notes by itself are the functions that are called `forward`; a loss is often a
    function of another name, and a line that is run twice in a loop looks the same there.
    """
    seen: dict[FrameType, int] = {}
    before = TracerBase.create_node

    def create_node(self: Any, *args: Any, **kwargs: Any) -> Any:
        node = before(self, *args, **kwargs)
        if frames := _running(sys._getframe(1), seen):
            node.meta[_KEY] = "".join(map(_line, frames))
        return node

    TracerBase.create_node = create_node
    try:
        yield
    finally:
        TracerBase.create_node = before


def frames_of(meta: dict[str, Any]) -> tuple[Frame, ...]:
    """The lines that were being run when an op was written down, the innermost last."""
    found = []
    for line in str(meta.get(_KEY) or "").splitlines():
        parts = line.split("\t")
        if len(parts) == 6 and parts[1].isdigit():
            numbers = map(int, (parts[1], *parts[3:]))
            found.append(Frame(parts[0], next(numbers), parts[2], *numbers))
    return tuple(found)


@lru_cache(maxsize=1000)
def _is_of_torch(file: str) -> bool:
    return file.startswith(_NN)


def line_of(frames: Iterable[Frame]) -> str:
    """The innermost line of a person, `model.py:12`; empty where there is none."""
    own = [each for each in frames if not each.is_of_torch]
    return f"{Path(own[-1].file).name}:{own[-1].line}" if own else ""


def _line(frame: Frame) -> str:
    name = frame.file.replace("\t", " ").replace("\n", " ")
    numbers = f"{frame.at}\t{frame.number}\t{frame.asked}"
    return f"{name}\t{frame.line}\t{frame.function}\t{numbers}\n"


def _running(innermost: FrameType, seen: dict[FrameType, int]) -> list[Frame]:
    """The lines of a person and of torch.nn that are being run, the innermost last."""
    found: list[Frame] = []
    inner, frame = innermost, innermost.f_back
    while frame is not None:
        code = frame.f_code
        file = code.co_filename
        if file.startswith(_OURS) and code.co_name == "forward":
            break
        if is_read(file):
            number, asked = (seen.setdefault(each, len(seen)) for each in (frame, inner))
            at = frame.f_lasti
            found.append(Frame(file, frame.f_lineno or 0, code.co_name, at, number, asked))
        inner, frame = frame, frame.f_back
    return found[::-1] if frame is not None else []


@lru_cache(maxsize=1000)
def is_read(file: str) -> bool:
    """Whether the lines of a file say what is computed: those of a person, and of torch.nn."""
    if file.startswith((_OURS, "<")):
        return file.startswith(_TYPED)
    if file.startswith(_NN):
        return not file.endswith("module.py")
    return not file.startswith(_TORCH) and (not file.startswith(_PYTHON) or "-packages" in file)


def is_persons(file: str) -> bool:
    """Whether a file is a person's, or of a library: neither torch's nor ours nor Python's."""
    return is_read(file) and not file.startswith(_NN)
