"""Operators, by the cases that ONNX itself has for them, with what its reference gives."""

import warnings
from pathlib import Path

import numpy as np
import pytest

from engine.drafts.drafted import Given
from engine.errors import ModelError, PlainError
from engine.frozen import replace
from engine.iterations.timeline import Timeline
from engine.onnx.imported import graph_drafted
from engine.onnx.rules.table import RULES
from engine.program.program import derive

onnx = pytest.importorskip("onnx")
from engine.onnx.inlining import inlined  # noqa: E402  (as what follows needs onnx)
from engine.onnx.reading import graph_of  # noqa: E402

WITHOUT = {
    "Cast", "CastLike",  # to numbers of eight bits
    "Mod",  # of infinite numbers
    "LpNormalization",  # of zeros alone
    "Resize", "Attention",  # many, slow
}  # fmt: skip
MOST = 8
"""So many cases of an operator are looked at."""


def cases(op):
    from onnx.backend.test.case.node import collect_testcases

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = [each for each in collect_testcases(op) if each.model is not None]
    return [each for each in found if not each.name.endswith("_expanded")][:MOST]


def attempted(graph, given, name, expected):
    """What a graph gives for an output; None where it is not known, and says so."""
    for constant in (len(given), 1):
        inputs = dict(given[:constant])
        kept = {**graph.arrays, **dict(given[constant:])}
        ports = tuple(port for port in graph.inputs if port.name in inputs)
        try:
            return evaluated(replace(graph, inputs=ports, arrays=kept), inputs, name, expected)
        except PlainError:
            continue
    return None


def evaluated(graph, inputs, name, expected):
    drafted = graph_drafted(
        graph, loss="l1", inputs=[*inputs.items()], targets=[("", expected)], value=name
    )
    weight = Given("parameters", "scale", "scale", np.array(1.0))  # as something has to be trained
    head, _, last = drafted.equations.rpartition("L = ")
    drafted = replace(drafted, equations=f"{head}L = scale*{last}", given=(*drafted.given, weight))
    program = derive(drafted.network())
    return Timeline(program).run(0).loss


@pytest.mark.parametrize("op", sorted({*RULES} - WITHOUT))
def test_an_operator_gives_what_its_reference_gives(op):
    compared = 0
    for case in cases(op):
        inputs, outputs = case.data_sets[0]
        if any(not isinstance(each, np.ndarray) for each in (*inputs, *outputs)):
            continue
        try:
            graph = graph_of(inlined(case.model, RULES), Path("model.onnx"))
        except ModelError:
            continue
        given = [(port.name, array) for port, array in zip(graph.inputs, inputs, strict=True)]
        for port, expected in zip(graph.outputs, outputs, strict=True):
            is_known = expected.dtype.kind in "fiub" and expected.size and "16" not in port.kind
            if not is_known or not np.isfinite(expected).all():
                continue
            loss = attempted(graph, given, port.name, expected.astype(float))
            if loss is not None:
                bound = 2e-6 * max(1.0, float(np.abs(expected).max()))
                assert loss == pytest.approx(0, abs=bound), case.name
                compared += 1
    if not compared:
        pytest.skip("none of its cases can be read")
