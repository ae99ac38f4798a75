"""Where a node comes from: its module, of what class that is, and the line of the source."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from typing import NamedTuple

LONGEST = 4_000
"""So many characters of what a file says about a node are looked at."""

HOLDERS = ("ModuleList", "ModuleDict")
"""The modules of torch that hold others and compute nothing."""

DEEPEST = 12
"""So many modules inside one another are told apart."""

_NAMES = "pkg.torch.onnx.name_scopes"
_CLASSES = "pkg.torch.onnx.class_hierarchy"
_STACK = "pkg.torch.onnx.stack_trace"
_LIBRARY = re.compile(
    r"[/\\](?:site|dist)-packages[/\\]"
    r"|[/\\]torch(?:vision)?[/\\](?:nn|ops|models|utils|export|_\w+|functional\.py)\b"
)
_BACK = "\\"
_FRAME = re.compile(r'File "([^"\n]{1,300})", line (\d{1,7}), in [^\n]*(?:\n +([^\n]*))?')
_ASSIGNED = re.compile(r"([A-Za-z_]\w{0,60})\s*=(?!=)[^;]*")


class Origin(NamedTuple):
    """Where a node comes from; the fields are those of `engine.onnx.graph.Node`."""

    path: tuple[str, ...] = ()
    layer: str = ""
    place: str = ""
    variable: str = ""
    around: tuple[str, ...] = ()


def origin_of(name: str, said: Mapping[str, str]) -> Origin:
    """Where a node comes from.

    Args:
        name: the node's, which older exporters build of its modules, `/enc/fc1/Gemm`.
        said: what the file says about it besides, as newer ones do.

    >>> origin_of("/layers/layers.0/fc/Gemm", {}).path
    ('layers', '0', 'fc')

    What holds modules and computes nothing is no module of its own here.

    >>> origin_of("/blocks.0/fc/Gemm", {}).path
    ('blocks.0', 'fc')
    """
    names = _strings(said.get(_NAMES, ""))
    if not names:
        return Origin(_parted(name.split("/")[:-1]))
    classes = _strings(said.get(_CLASSES, ""))
    names, line = names[:-1], _line(said.get(_STACK, ""))
    if len(classes) != len(names) + 1 or not names:
        return Origin(_parted(names), "", *line)
    kinds = [each.rpartition(".")[2] for each in classes[: len(names)]]
    held = [(name, kind) for name, kind in zip(names, kinds, strict=True) if kind not in HOLDERS]
    around = tuple(kind for name, kind in held[:-1] if name)
    return Origin(_parted([name for name, _ in held]), kinds[-1], *line, around)


def _parted(names: list[str]) -> tuple[str, ...]:
    """Each module by its own name: `enc` and `enc.fc1` are `enc` and `fc1`."""
    path: list[str] = []
    before = last = ""
    for name in names:
        if not name:
            continue
        own = name
        for outer in (before, last):
            if outer and name.startswith(outer + "."):
                own = name[len(outer) + 1 :]
                break
        path += [own] * bool(own := ".".join(filter(None, own.split("."))))
        before, last = (name if "." in name or not before else f"{before}.{name}"), name
    return tuple(path[:DEEPEST])


def _strings(text: str) -> list[str]:
    """A list of texts, as Python writes it; none where it is something else."""
    if not text or len(text) > LONGEST:
        return []
    try:
        read = ast.literal_eval(text)
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return []
    is_list = isinstance(read, list) and all(isinstance(each, str) for each in read)
    return read if is_list else []


def _line(stack: str) -> tuple[str, str]:
    """The innermost line of a trace that is none of a library, and what it assigns to.

    A line that calls a library's module says nothing about what that module does inside.
    """
    frames = _FRAME.findall(stack[:LONGEST])
    own = [frame for frame in frames if not _LIBRARY.search(frame[0])]
    if not own:
        return "", ""
    file, line, text = own[-1]
    assigned = _ASSIGNED.fullmatch(text.strip()) if own[-1] is frames[-1] else None
    place = f"{file.replace(_BACK, '/').rpartition('/')[2]}:{line}"
    return place, assigned[1] if assigned else ""
