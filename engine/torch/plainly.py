"""Torch as it is by itself, wherever in a person's code this is: gradients kept, nothing cast."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import torch


@contextmanager
def plainly() -> Iterator[None]:
    """Gradients are kept and nothing is cast, as within neither `no_grad` nor `autocast`."""
    with ExitStack() as stack:
        stack.enter_context(torch.inference_mode(mode=False))
        stack.enter_context(torch.enable_grad())
        for device in ("cpu", "cuda"):
            stack.enter_context(torch.autocast(device, enabled=False))
        yield
