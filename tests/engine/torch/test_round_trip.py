"""What is exported to torch, and captured there, is the same program again."""

import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import numpy as np
import pytest

from engine.export.pytorch.script import script_of
from engine.language.expression import Call, Number, free_names
from engine.language.moves.shapes import ranges
from engine.language.ops import infer_shape
from engine.language.values import evaluate, same
from engine.network.files import load_network, shipped_networks
from tests.engine.export.pytorch.trained import losses

pytestmark = pytest.mark.torch

torch = pytest.importorskip("torch")

NETWORKS = [name for name in shipped_networks() if name != "neuron"]  # its loss is what it gives

SPELLED = {("Transformer", "L")}
"""Losses of targets that are computed of class numbers: torch is not told that they are one-hot."""

IMPORTED = sorted(map(str, (Path(__file__).parents[2] / "imported/networks").glob("*.toml")))


def back(network, folder):
    """The network that is captured of its own script, which is loaded as a person's module is."""
    from engine.torch.capture import captured

    path = folder / "script.py"
    path.write_text(script_of(network).text, encoding="utf-8")
    spec = spec_from_file_location("script", path)
    usual, script = torch.get_default_dtype(), module_from_spec(spec)
    sys.modules["script"] = script
    try:
        spec.loader.exec_module(script)
        model = next(
            each for each in vars(script).values()
            if isinstance(each, type) and issubclass(each, torch.nn.Module)
        )()  # fmt: skip
        given = given_to(script, model)
        return captured(model, script.loss, *given).draft.drafted().network()
    finally:
        torch.set_default_dtype(usual)
        del sys.modules["script"]


class SeenError(Exception):
    pass


def given_to(script, model):
    """What a script gives to its model and its loss in the first iteration."""
    given = []

    def seen(*inputs):
        given.append(inputs)
        return model(*inputs)

    def loss(_, *targets):
        given.append(targets)
        raise SeenError

    seen.parameters = model.parameters
    usual, script.loss = script.loss, loss
    with pytest.raises(SeenError):
        next(script.train(seen, 1))
    script.loss = usual
    return [each[0] if len(each) == 1 else each or None for each in given]


def equations(network):
    """The equations in order, with shapes as they come out and numbers as they are."""
    return [
        (name, plain(each, network.shapes)) for name, each in network.equations
        if (network.title, name) not in SPELLED
    ]  # fmt: skip


def plain(expression, shapes):
    """An expression without choices of spelling: sizes, ends and roots of numbers as they are."""
    if not isinstance(expression, Call):
        return expression
    if not free_names(expression):
        return Number(float(evaluate(expression, {})))
    operands = tuple(plain(each, shapes) for each in expression.operands)
    options = expression.options
    if expression.op in ("reshape", "expand_dims"):
        options = (("shape", infer_shape(expression, shapes)),)
    if expression.op == "slice":
        options = ranges(infer_shape(expression.operands[0], shapes), **dict(options))
    if expression.op == "unfold":
        options = {"stride": 1.0, "padding": 0.0, "dilation": 1.0, **dict(options)}
        pairs = [each if isinstance(each, tuple) else (each,) * 2 for each in options.values()]
        options = dict(zip(options, pairs, strict=True))
    return Call(expression.op, operands, options)


@pytest.mark.parametrize("name", [*NETWORKS, *IMPORTED])
def test_the_program_is_the_same(name, tmp_path):
    network = load_network(name)
    found = back(network, tmp_path)
    assert sorted(equations(found), key=str) == sorted(equations(network), key=str)
    assert found.loss == network.loss
    assert found.conventions == network.conventions
    assert found.parameters.keys() == network.parameters.keys()
    assert all(same(found.parameters[each], network.parameters[each]) for each in found.parameters)
    assert np.isclose(losses(found, 1), losses(network, 1), rtol=1e-12)
