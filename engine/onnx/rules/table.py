"""The table of operators that are known, each with the rule that writes it."""

from __future__ import annotations

from collections.abc import Mapping

from engine.onnx.call import Rule
from engine.onnx.folding import FOLDS
from engine.onnx.rules.cells import CELLS
from engine.onnx.rules.elementwise import ELEMENTWISE
from engine.onnx.rules.losses import LOSSES
from engine.onnx.rules.moves import MOVES
from engine.onnx.rules.norms import NORMS
from engine.onnx.rules.products import PRODUCTS
from engine.onnx.rules.reductions import REDUCTIONS
from engine.onnx.rules.windows import WINDOWS

RULES: Mapping[str, Rule] = {
    **ELEMENTWISE, **PRODUCTS, **MOVES, **REDUCTIONS, **NORMS, **WINDOWS, **CELLS, **LOSSES,
}  # fmt: skip
"""Every operator of ONNX that is written in the language, by name."""

DOMAINS = ("", "com.microsoft", "ai.onnx.preview")
"""Whose operators they are; a few of others have the same meaning."""

KNOWN: Mapping[str, object] = {**FOLDS, **RULES, "Shape": None, "Size": None}
"""Every operator that is known, also those that are computed before."""
