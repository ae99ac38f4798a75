"""The lines of the person's own code, found when something is called and shown when it is again.

What is computed again is called from lines of functions that are made for that, and say that they
stand where the person's do: so whoever looks at the stack sees these.
"""

from __future__ import annotations

import ast
import builtins
import sys
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from pathlib import Path
from types import FrameType, FunctionType, TracebackType
from typing import NamedTuple, Protocol, TypeVar

import torch

OURS = (str(Path(torch.__file__).parent), str(Path(__file__).parent))
"""The folders of torch, and of what watches: no line in them is the person's."""


class Place(NamedTuple):
    """A line of code that is being run.

    Args:
        file: its file.
        line: its number, from 1.
        function: the name of the function that it stands in.
        call: tells this call of the function from others that are under way.
        at: how far the function is.
    """

    file: str
    line: int
    function: str
    call: int
    at: int


Places = tuple[Place, ...]


class Placed(Protocol):
    """Something that was done at some places, each of which was called by the one before."""

    @property
    def places(self) -> Places:
        """The places, the innermost last."""


Thing = TypeVar("Thing", bound=Placed)


def persons_frame() -> FrameType:
    """The innermost frame that is neither torch's nor ours."""
    frame = sys._getframe(1)
    while frame.f_back is not None and frame.f_code.co_filename.startswith(OURS):
        frame = frame.f_back
    return frame


def places_within(outermost: int) -> Places:
    """The places of the person's code that are being run.

    Args:
        outermost: the `id` of the frame that is the first of them.
    """
    found: list[Place] = []
    frame: FrameType | None = persons_frame()
    while frame is not None:
        code = frame.f_code
        if not code.co_filename.startswith(OURS):
            key = id(frame)
            line = frame.f_lineno or code.co_firstlineno
            found.append(Place(code.co_filename, line, code.co_name, key, frame.f_lasti))
            if key == outermost:
                break
        frame = frame.f_back
    return tuple(reversed(found))


def do_again(things: Sequence[Thing], do: Callable[[Thing], None], depth: int = 0) -> None:
    """Do things one after the other, as if each were called from the places where it was done.

    Args:
        things: what was done, in order.
        do: does a thing.
        depth: how many of the places are on the stack already.
    """
    for deeper, some in groupby(things, lambda thing: len(thing.places) > depth):
        if not deeper:
            for thing in some:
                do(thing)
            continue
        for call in _calls(list(some), depth):
            _function(call, depth)(lambda site: do_again(site, do, depth + 1))


def of_person(trace: TracebackType | None, hidden: str) -> TracebackType | None:
    """A traceback without the lines of torch and of what watches, or all of it where none is left.

    Args:
        trace: the traceback.
        hidden: another folder whose lines are left out.
    """
    kept = None
    for each in reversed(list(_links(trace))):
        if not each.tb_frame.f_code.co_filename.startswith((*OURS, hidden)):
            kept = TracebackType(kept, each.tb_frame, each.tb_lasti, each.tb_lineno)
    return kept or trace


def _calls(things: Sequence[Thing], depth: int) -> Iterator[list[list[Thing]]]:
    """The calls of functions that things were done in: in each, what was done at one place each."""
    call: list[list[Thing]] = []
    before: Place | None = None
    for thing in things:
        place = thing.places[depth]
        if before is not None and (place.call != before.call or place.at < before.at):
            yield call
            call = []
        if not call or before is None or place.at != before.at:
            call.append([])
        call[-1].append(thing)
        before = place
    if call:
        yield call


def _function(
    call: list[list[Thing]], depth: int
) -> Callable[[Callable[[list[Thing]], None]], None]:
    """A function that hands what was done at each place to another, from a line of that place."""
    first = call[0][0].places[depth]
    made = ast.parse("lambda do: ()", mode="eval")
    _put_at(made, first.line)
    calls = [ast.parse(f"do(sites[{index}])", mode="eval").body for index in range(len(call))]
    for said, site in zip(calls, call, strict=True):
        _put_at(said, site[0].places[depth].line)
    body = ast.Tuple(calls, ast.Load())
    _put_at(body, first.line, deep=False)
    assert isinstance(made.body, ast.Lambda)  # noqa: S101
    made.body.body = body
    code = compile(made, first.file, "eval")
    inner = next(each for each in code.co_consts if hasattr(each, "co_code"))
    around = {"__name__": __name__, "__builtins__": builtins, "sites": call}
    return FunctionType(inner.replace(co_name=first.function), around)


def _put_at(tree: ast.AST, line: int, *, deep: bool = True) -> None:
    """Have all of a tree, or its root alone, stand in a line."""
    for node in ast.walk(tree) if deep else (tree,):
        if isinstance(node, (ast.expr, ast.arg)):
            node.lineno = node.end_lineno = line
            node.col_offset = node.end_col_offset = 0


def _links(trace: TracebackType | None) -> Iterator[TracebackType]:
    while trace is not None:
        yield trace
        trace = trace.tb_next
