"""What is exported to torch, and captured there, is the same program again."""

import sys
from importlib.util import module_from_spec, spec_from_file_location

import numpy as np
import pytest

from engine.export.pytorch.script import script_of
from engine.language.notation import TEXT
from engine.language.values import same
from engine.network.files import load_network
from tests.engine.export.pytorch.trained import losses

pytestmark = pytest.mark.torch

torch = pytest.importorskip("torch")

NETWORKS = ["classifier", "elman", "iris", "regression", "saddle", "xor"]


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
    """The equations as text, in order."""
    return [(name, TEXT.write(expression)) for name, expression in network.equations]


@pytest.mark.parametrize("name", NETWORKS)
def test_the_program_is_the_same(name, tmp_path):
    network = load_network(name)
    found = back(network, tmp_path)
    assert sorted(equations(found)) == sorted(equations(network))
    assert found.loss == network.loss
    assert found.conventions == network.conventions
    assert found.parameters.keys() == network.parameters.keys()
    assert all(same(found.parameters[each], network.parameters[each]) for each in found.parameters)
    assert np.isclose(losses(found, 1), losses(network, 1), rtol=1e-12)
