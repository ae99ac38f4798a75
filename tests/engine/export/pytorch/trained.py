"""Losses of a network, as the script of PyTorch has them and as they are."""

import re
from itertools import islice

import numpy as np

from engine.export.pytorch.script import script_of
from engine.iterations.timeline import Timeline
from engine.program.program import derive


def losses(network, count):
    """The losses of so many iterations."""
    timeline = Timeline(derive(network))
    timeline.run(count)
    return np.array([timeline.losses[i] for i in range(count)])


def script_losses(torch, text, count):
    """The losses that a script gives. It stands alone: nothing of ours is in its reach."""
    found = loaded(torch, text)
    (title,) = re.findall(r"^class (\w+)\(nn", text, re.MULTILINE)
    return np.array(list(islice(found["train"](found[title](), count), count)))


def loaded(torch, text):
    """What stands in a script, which sets the type of torch's tensors as it is loaded."""
    usual, found = torch.get_default_dtype(), {"__name__": "script"}
    try:
        exec(compile(text, "script.py", "exec"), found)  # noqa: S102  (a script is to be run)
    finally:
        torch.set_default_dtype(usual)
    return found


def assert_trains_alike(torch, network, count=20, tolerance=1e-9):
    """The script of a network trains to the same losses."""
    text = script_of(network).text
    usual = torch.get_default_dtype()
    try:
        torch.set_default_dtype(torch.float64)
        found = script_losses(torch, text, count)
    finally:
        torch.set_default_dtype(usual)
    wanted = losses(network, count)
    assert np.all(np.abs(found - wanted) <= tolerance * np.maximum(1.0, np.abs(wanted))), text
