"""Modules of torch, imported: what they compute, how they train, and all that is asked of them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.debugger.debugger import Debugger
from engine.errors import ModelError
from engine.export import steps as records
from engine.gradients.gradcheck import check_gradients
from engine.gradients.paths import find_paths
from engine.iterations.run import Run, trace
from engine.iterations.state import State
from engine.iterations.timeline import Timeline
from engine.language.expression import gradient_name
from engine.network.files import load_network
from engine.program.program import derive
from engine.why.answer import why, why_lines

torch = pytest.importorskip("torch")
imported = pytest.importorskip("engine.torch.imported")
modules = pytest.importorskip("tests.engine.torch.modules")
training = pytest.importorskip("tests.engine.torch.training")
drawn = pytest.importorskip("tests.engine.torch.drawn")

NAMES = list(modules.MODULES)


@pytest.fixture(scope="module")
def opened(tmp_path_factory):
    """Imports a module by its name, saves the file and gives both, once for each optimizer."""
    known = {}

    def opened(name, kind="sgd"):
        if (name, kind) not in known:
            made = modules.made(name)
            optimizer = training.OPTIMIZERS[kind](list(made[0].parameters()))
            found = imported.import_module(*made, optimizer=optimizer)
            path, *_ = found.save(tmp_path_factory.mktemp("networks") / f"{name}.toml")
            known[name, kind] = found, load_network(path)
        return known[name, kind]

    return opened


@pytest.mark.parametrize("name", NAMES)
def test_loss_and_gradients_are_those_of_torch(opened, name):
    found, network = opened(name)
    assert found.proof.apart <= 1e-12
    assert found.proof.loss_apart <= 1e-12
    run = Run(derive(network), 0, derive(network).start)
    run.memory(len(run.program.equations))
    of_torch = training.Training(*modules.made(name))
    assert run.loss == pytest.approx(of_torch.loss(network).item(), abs=1e-12)
    gradients = of_torch.gradients(network)
    assert found.parameters.keys() == gradients.keys()
    for path, parameter in found.parameters.items():
        value = run.value(run.program.index[gradient_name(network.loss, parameter)])
        np.testing.assert_allclose(value, gradients[path], rtol=0, atol=1e-12)


@pytest.mark.parametrize("kind", training.OPTIMIZERS)
@pytest.mark.parametrize("name", NAMES)
def test_updates_are_those_of_torch(opened, name, kind):
    _, network = opened(name, kind)
    losses = [run.loss for run in trace(derive(network), training.UPDATES)]
    of_torch = list(training.Training(*modules.made(name)).losses(network, kind))
    assert losses == pytest.approx(of_torch, rel=0, abs=1e-9)
    assert len(set(losses)) > 10


@pytest.mark.parametrize("name", NAMES)
def test_every_gradient_is_right(opened, name):
    program = derive(opened(name)[1])
    assert check_gradients(Run(program, 0, program.start)).passes


@pytest.mark.parametrize("name", NAMES)
def test_every_step_is_told(opened, name):
    program = derive(opened(name)[1])
    lines = list(records.as_text(trace(program, 1), program.style))
    assert len(lines) > len(program.equations)


@pytest.mark.parametrize("name", NAMES)
def test_what_is_asked_of_a_gradient_is_answered_and_proved(opened, name):
    program = derive(opened(name)[1])
    timeline = Timeline(program)
    state = State(timeline.run(0), len(program.equations))
    for parameter, shape in program.network.shapes.items():
        if parameter in program.network.parameters:
            symbol = gradient_name(program.network.loss, parameter)
            entry = f"{symbol}[{','.join('0' for _ in shape)}]" if shape else symbol
            assert why_lines(entry, state, timeline, program.style)
            assert all(claim.holds(timeline) for claim in why(entry, state, timeline).claims)
            assert find_paths(symbol, state).contributions
    found = find_paths(entry, state)
    assert found.count > 0
    assert all(claim.holds(timeline) for claim in found.claims)


@pytest.mark.parametrize("name", NAMES)
def test_it_is_gone_back_in_time(opened, name):
    program = derive(opened(name)[1])
    last, parameter = len(program.equations), next(iter(program.network.parameters))
    debugger = Debugger(program)
    losses = [debugger.goto(last, number).state.run.loss for number in (0, 3, 1, 3, 0, 1)]
    assert losses[0] == losses[4] != losses[1] == losses[3] != losses[2] == losses[5]
    there = debugger.goto(last, 2).state.value(parameter)
    debugger.goto(1, 0)
    np.testing.assert_array_equal(debugger.goto(last, 2).state.value(parameter), there)


@given(st.integers(0, 10**6))
def test_modules_drawn_at_random_are_proved(seed):
    found = imported.import_module(*drawn.drawn(seed))
    assert found.proof.apart < 1e-10
    assert found.proof.not_finite == 0


@pytest.mark.parametrize(
    ("name", "path"), [("residual_mlp", "blocks.0"), ("elman_nn", "rnn"), ("transformer", "attn")]
)
def test_a_model_that_is_cut_has_the_gradients_of_the_whole(name, path):
    made = modules.made(name)
    found = imported.import_module(*made, stop_at=path)
    program = derive(found.drafted.network())
    run = Run(program, 0, program.start)
    of_torch = training.Training(*made)
    whole = of_torch.gradients(imported.import_module(*made).drafted.network())
    assert 0 < len(found.parameters) < len(whole)
    assert any(f"cut behind {path}" in note for note in found.notes)
    for each, parameter in found.parameters.items():
        value = run.value(program.index[gradient_name(program.network.loss, parameter)])
        np.testing.assert_allclose(value, whole[each], rtol=0, atol=1e-12)


def test_whose_parameters_an_optimizer_has_not_stay_as_they_are():
    model, loss, x, y = modules.made("residual_mlp")
    optimizer = torch.optim.SGD(model.head.parameters(), lr=0.1)
    found = imported.import_module(model, loss, x, y, optimizer=optimizer)
    assert found.parameters.keys() == {"head.weight", "head.bias"}
    assert any("stem.weight" in note for note in found.notes)


def test_an_optimizer_of_another_model_is_refused():
    optimizer = torch.optim.SGD(torch.nn.Linear(2, 2).parameters(), lr=0.1)
    with pytest.raises(ModelError, match="it has none of the parameters of the model"):
        imported.import_module(*modules.made("elman"), optimizer=optimizer)


def test_what_is_no_module_is_refused():
    optimizer = torch.optim.SGD(torch.nn.Linear(2, 2).parameters(), lr=0.1)
    with pytest.raises(ModelError, match=r"not a torch\.nn\.Module"):
        imported.import_module(abs, torch.sum, torch.ones(2), optimizer=optimizer)


def test_batches_are_given_in_order():
    model, loss, x, y = modules.made("residual_mlp")
    batches = [(x + 1, y * 2), (x - 1, y / 2)]
    found = imported.import_module(
        model, loss, x, y, optimizer=torch.optim.SGD(model.parameters(), lr=0.05), batches=batches
    )
    losses = [run.loss for run in trace(derive(found.drafted.network()), 6)]
    optimizer = torch.optim.SGD(model.parameters(), lr=0.05)
    of_torch = []
    for inputs, targets in [(x, y), *batches] * 2:
        optimizer.zero_grad()
        value = loss(model(inputs), targets)
        value.backward()
        optimizer.step()
        of_torch.append(value.item())
    assert losses == pytest.approx(of_torch, rel=0, abs=1e-12)


def test_a_model_is_left_as_it_was():
    model, loss, x, y = modules.made("lenet")
    before = {name: value.clone() for name, value in model.state_dict().items()}
    random = torch.get_rng_state()
    calls = []
    handle = model.fc1.register_forward_hook(lambda *_: calls.append(1))
    imported.import_module(model, loss, x, y)
    handle.remove()
    assert all(torch.equal(before[name], value) for name, value in model.state_dict().items())
    assert torch.equal(random, torch.get_rng_state())
    assert model.training
    assert all(each.grad is None for each in model.parameters())
    assert not x.requires_grad


def test_an_import_that_is_not_checked_has_no_proof():
    found = imported.import_module(*modules.made("elman"), checked=False, precision="bfloat16")
    assert found.proof is None
    assert found.drafted.conventions["precision"] == "bfloat16"


@pytest.mark.parametrize("kind", training.OPTIMIZERS)
@pytest.mark.parametrize("is_single", [False, True])
def test_a_training_goes_on_with_what_its_optimizer_has_gathered(kind, is_single, tmp_path):
    model, loss, x, y = modules.made("residual_mlp")
    if is_single:
        model, x, y = model.float(), x.float(), y.float()
    optimizer = training.OPTIMIZERS[kind](list(model.parameters()))

    def updates(count):
        for _ in range(count):
            optimizer.zero_grad()
            value = loss(model(x), y)
            value.backward()
            optimizer.step()
            yield value.item()

    list(updates(5))
    found = imported.import_module(model, loss, x, y, optimizer=optimizer)
    network = load_network(found.save(tmp_path / "on.toml")[0])
    assert bool(network.memory) == (kind != "sgd")
    losses = [run.loss for run in trace(derive(network), 15)]
    assert losses == pytest.approx(list(updates(15)), rel=1e-4 if is_single else 1e-9)
