"""The lines of the person's own code, found when something is called and shown when it is again."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import CodeType, FunctionType
from typing import Any, NamedTuple

import torch

OURS = (str(Path(torch.__file__).parent), str(Path(__file__).parent))
"""The folders of torch, and of what watches: no line in them is the person's."""


class Line(NamedTuple):
    """A line of code.

    Args:
        file: its file.
        number: from 1.
        function: the name of the function that it stands in.
    """

    file: str
    number: int
    function: str


def line_of_caller() -> Line:
    """The innermost line under way that is neither torch's nor ours."""
    frame = sys._getframe(1)
    while frame.f_back is not None and frame.f_code.co_filename.startswith(OURS):
        frame = frame.f_back
    return Line(frame.f_code.co_filename, frame.f_lineno, frame.f_code.co_name)


def called_at(
    line: Line, function: Callable[..., Any], arguments: Sequence[Any], named: Mapping[str, Any]
) -> Any:
    """What a function gives, called as if by a line: so a trace of the stack shows that line."""
    code: CodeType = _call.__code__.replace(
        co_filename=line.file, co_firstlineno=line.number, co_name=line.function
    )
    return FunctionType(code, {})(function, arguments, named)


_call = lambda function, arguments, named: function(*arguments, **named)  # noqa: E731  (one line)
