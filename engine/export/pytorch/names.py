"""Names of Python for the nodes of a network."""

from __future__ import annotations

import builtins
import keyword
import re
import unicodedata
from collections.abc import Container

from engine.network.network import Network

MODULE = frozenset(
    (
        "T_destination", "add_module", "apply", "bfloat16", "buffers", "call_super_init",
        "children", "compile", "cpu", "cuda", "double", "dump_patches", "eval", "extra_repr",
        "float", "forward", "get_buffer", "get_extra_state", "get_parameter", "get_submodule",
        "half", "ipu", "load_state_dict", "modules", "mtia", "named_buffers", "named_children",
        "named_modules", "named_parameters", "parameters", "register_backward_hook",
        "register_buffer", "register_forward_hook", "register_forward_pre_hook",
        "register_full_backward_hook", "register_full_backward_pre_hook",
        "register_load_state_dict_post_hook", "register_load_state_dict_pre_hook",
        "register_module", "register_parameter", "register_state_dict_post_hook",
        "register_state_dict_pre_hook", "requires_grad_", "set_extra_state", "set_submodule",
        "share_memory", "state_dict", "to", "to_empty", "train", "training", "type", "xpu",
        "zero_grad",
    )
)  # fmt: skip
"""What `torch.nn.Module` has: no parameter and no buffer of ours may be called so."""

SCRIPT = frozenset(
    (
        "F", "Path", "annotations", "batch", "data", "generator", "iteration", "iterations", "loss",
        "math", "model", "nn", "np", "optimizer", "outputs", "place", "rate", "remembered", "rng",
        "rows", "scheduler", "self", "torch", "train", "value", "dropout_mask", "pad_between",
        "scatter_add", "ITERATIONS", "SEED", "BATCH_SIZE",
    )
)  # fmt: skip
"""What a script has itself."""

_TAKEN = MODULE | SCRIPT | frozenset(dir(builtins)) | frozenset(keyword.kwlist)


def python_names(network: Network) -> dict[str, str]:
    """For each node a name of Python that nothing else has: its own, where that is free.

    A name within a function may be that of something the script has elsewhere; the names of what is
    given stand in the module, and on `self`.
    """
    found: dict[str, str] = {}
    used = {"self", "torch", "nn", "F", "np", "math", "outputs", *keyword.kwlist}
    for name in network.nodes:
        taken = _HELPERS
        if name in network.parameters:
            taken = MODULE
        elif name in network.constants:  # which stands in the module, or in the class
            taken = _TAKEN
        found[name] = free(_plain(name), used, taken)
        used.add(found[name])
    return found


_HELPERS = frozenset(("super", "scatter_add", "pad_between", "float", "None", "True", "False"))
"""What stands among the equations of a script besides nodes."""


def free(name: str, *used: Container[str]) -> str:
    """A name that is not used: itself, or with underscores behind it."""
    while any(name in each for each in used):
        name += "_"
    return name


def class_name(name: str) -> str:
    """A name for a class, of that of a network: `Skip` of `skip`, `MyNet` of `my-net.toml`."""
    stem = re.split(r"[\\/]", name)[-1].removesuffix(".toml")
    words = re.findall(r"[A-Za-z0-9]+", unicodedata.normalize("NFKD", stem))
    found = "".join(word[0].upper() + word[1:] for word in words)[:60]
    is_name = found.isidentifier() and not keyword.iskeyword(found)
    return found if is_name and found not in _TAKEN else f"Network{found}"


def _plain(name: str) -> str:
    """A name that Python does not take for something of its own, as it does within a class."""
    return f"v_{name.strip('_')}" if name.startswith("__") else name
