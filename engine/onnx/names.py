"""Names in a graph: which a person has given, and what they are called in a network."""

from __future__ import annotations

import re

_MACHINE = re.compile(
    r"(?:val_|_val_|onnx::|node_|const(?:ant)?(?:_|$)|lifted|_?c_lifted|t_?)?\d*(?:\D*_output_\d+)?"
    r"|onnx::.*|/.*|.*_output_\d+|(?i:const.*)"
)
_OF_TORCH = re.compile(
    r"(?:linear|add|mul|sub|div|neg|exp|log|sqrt|rsqrt|pow|mm|bmm|matmul|addmm|view|reshape|permute|"
    r"transpose|t|expand|unsqueeze|squeeze|select|slice|cat|stack|clone|detach|arange|zeros|ones|full|"
    r"zeros_like|ones_like|full_like|where|masked_fill|triu|tril|mean|sum|softmax|getitem|embedding|"
    r"index|sin|cos|outer|cumsum|_?to_copy|to|\w+_default)(?:_\d+)?"
)
"""What torch calls results: an array of such a name was computed when the graph was exported."""


def was_computed(name: str) -> bool:
    """Whether an array has the name of a result of torch: it was computed when it was exported."""
    return _OF_TORCH.fullmatch(name) is not None


def is_given_by_person(name: str) -> bool:
    """Whether the name of a value was chosen by a person, and not counted by an exporter."""
    return not is_counted(name) and not was_computed(name)


def is_counted(name: str) -> bool:
    """Whether the name of a value was counted by an exporter: `val_7`, `/fc1/Gemm_output_0`."""
    return _MACHINE.fullmatch(name) is not None


def input_path(name: str) -> str:
    """What an input is called: `onnx::Gemm_0` is `x`, `input.1` is `input`."""
    if "::" in name or not name.strip("0123456789"):
        return "x"
    above, _, behind = name.rpartition(".")
    return above if above and behind.isdigit() else name


def array_path(name: str) -> str:
    """The path that the name of an array says: `fc1.weight`, and `dense/kernel:0` of others."""
    parts = name.split(":")[0].replace("/", ".").split(".")
    kept = [part for part in parts if part not in ("", "ReadVariableOp", "read")]
    return ".".join(kept) or "weight"
