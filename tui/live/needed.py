"""What is needed of torch, loaded when it is asked for."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from engine.errors import ModelError


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
