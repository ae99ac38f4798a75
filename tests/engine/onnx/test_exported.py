"""Modules of torch, exported by both of its exporters, against torch and onnxruntime."""

import logging
import warnings

import numpy as np
import pytest

from engine.iterations.timeline import Timeline
from engine.onnx.imported import import_graph
from engine.program.program import derive

pytest.importorskip("onnx")
torch = pytest.importorskip("torch")
from tests.engine.torch.modules import MODULES, made  # noqa: E402  (as it needs torch)

COMPUTED = {("elman_nn", True): {"bias_hh_l0"}}
"""Parameters of which an exporter puts a part into a constant."""


class WithLoss(torch.nn.Module):
    def __init__(self, model, loss):
        super().__init__()
        self.model, self.loss = model, loss

    def forward(self, x, y):
        return self.loss(self.model(x), y)


def exported(whole, x, y, path, dynamo):
    more = {"external_data": False} if dynamo else {"do_constant_folding": False}
    if dynamo:
        pytest.importorskip("onnxscript")
    logging.getLogger("torch.onnx").setLevel(logging.ERROR)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(whole, (x, y), str(path), dynamo=dynamo, verbose=False, **more)
    return import_graph(path, inputs=[("", x.numpy()), ("", y.numpy())])


@pytest.mark.parametrize("dynamo", [True, False])
@pytest.mark.parametrize("name", MODULES)
def test_loss_and_gradients_are_those_of_torch(name, dynamo, tmp_path):
    model, loss, x, y = made(name)
    whole = WithLoss(model, loss).eval()
    drafted = exported(whole, x, y, tmp_path / "m.onnx", dynamo)
    program = derive(drafted.network())
    run = Timeline(program).run(0)
    value = whole(x, y)
    value.backward()
    bound = 1e-7 if name == "lenet" else 1e-9  # constants are kept in 32 bits
    assert run.loss == pytest.approx(value.item(), rel=bound)
    called = {each.array: each.name for each in drafted.given if each.table == "parameters"}
    compared = 0
    for path, parameter in model.named_parameters():
        last = path.rpartition(".")[2]
        if path in called and last not in COMPUTED.get((name, dynamo), ()):
            found = np.asarray(run.value(program.index[f"dL/d{called[path]}"]))
            np.testing.assert_allclose(found, parameter.grad.numpy(), rtol=bound, atol=bound)
            compared += 1
    assert compared >= 2


@pytest.mark.parametrize("name", ["residual_mlp", "lenet", "lstm_nn", "transformer"])
def test_the_loss_is_that_of_onnxruntime(name, tmp_path):
    runtime = pytest.importorskip("onnxruntime")
    model, loss, x, y = made(name)
    whole = WithLoss(model.float(), loss).eval()
    x, y = (each.float() if each.is_floating_point() else each for each in (x, y))
    drafted = exported(whole, x, y, tmp_path / "m.onnx", dynamo=False)
    session = runtime.InferenceSession(str(tmp_path / "m.onnx"))
    names = [each.name for each in session.get_inputs()]
    expected = session.run(None, dict(zip(names, (x.numpy(), y.numpy()), strict=True)))[0]
    found = Timeline(derive(drafted.network())).run(0).loss
    assert found == pytest.approx(float(expected), rel=1e-5)


@pytest.mark.parametrize("dynamo", [True, False])
@pytest.mark.parametrize("name", ["residual_mlp", "transformer"])
def test_groups_are_those_of_the_import_of_torch(name, dynamo, tmp_path):
    from engine.torch.imported import import_module

    model, loss, x, y = made(name)
    wanted = import_module(model, loss, (x,), y).drafted.network().groups
    whole = WithLoss(model, loss).eval()
    found = exported(whole, x, y, tmp_path / "m.onnx", dynamo).network().groups
    names = [each.name for each in found if each.is_block and each.name != "loss"]
    assert names == [each.name for each in wanted if each.is_block]
