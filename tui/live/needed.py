"""What is needed of torch, loaded when it is asked for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from engine.errors import ModelError

_OPTION = re.compile(r"--stop-at(?: (?!takes |PATH)([\w.]*\w))?(?: PATH)?")


@contextmanager
def needs_torch() -> Iterator[None]:
    """Imports within it need torch.

    Raises:
        ModelError: where there is none.
    """
    try:
        yield
    except ModuleNotFoundError as error:
        if error.name != "torch":
            raise
        raise ModelError(
            "torch is not installed beside this tool: pip install 'makabaka-tui[torch]'"
        ) from None


@contextmanager
def in_python() -> Iterator[None]:
    """Say an option that a command is given by the name of the argument that `debug` has for it.

    Raises:
        ModelError: as it is raised within, in those words.
    """
    try:
        yield
    except ModelError as error:
        said = _OPTION.sub(_argument, str(error))
        if said == str(error):
            raise
        raise type(error)(said) from error.__cause__


def _argument(found: re.Match[str]) -> str:
    value = found[1]
    return "stop_at" if value is None else f'stop_at="{value}"'
