"""What torch.export stumbles over without saying why, refused in words where a person calls it."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any, NoReturn
from unittest.mock import patch

import torch

from engine.errors import ModelError


class UnexportedError(ModelError):
    """Something of torch that cannot be exported: what, and what to write in its place."""


@contextlib.contextmanager
def refused_in_words() -> Iterator[None]:
    """Refuse backward passes and packed sequences: by what torch calls for them inside.

    A person may have imported the functions themselves before this.
    """
    with contextlib.ExitStack() as stack:
        for where, name, refuse in (
            (torch.autograd, "_engine_run_backward", _backward),
            (torch._VF, "_pack_padded_sequence", _packed),
        ):
            if hasattr(where, name):
                stack.enter_context(patch.object(where, name, refuse, create=True))
        yield


def _backward(*_: Any, **__: Any) -> NoReturn:
    raise UnexportedError(
        "a backward pass inside a model or a loss (autograd.grad) is none of its equations: write "
        "the derivative out, or take a difference, (u(t + h) - u(t - h)) / (2 * h)"
    )


def _packed(*_: Any, **__: Any) -> NoReturn:
    raise UnexportedError(
        "packed sequences cannot be exported: give the padded batch to the layer, and choose what "
        "counts by the lengths, out[torch.arange(len(lengths)), lengths - 1] or a mask"
    )
