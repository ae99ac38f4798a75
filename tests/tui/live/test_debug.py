"""What `debug` and `watch` have opened, looked at where it would be opened: they need torch."""

import numpy as np
import pytest

from engine.errors import ModelError
from engine.program.recipe import recipe_of
from tui import NotFiniteError, debug, watch
from tui.commands.script import run_script
from tui.drawing.look import Look
from tui.live import kept
from tui.sessions.opening import open_network

torch = pytest.importorskip("torch")


class Opened:
    """What would have been opened."""

    def __init__(self):
        self.debugger, self.request, self.said = None, None, ()

    def show(self, request):
        recipe = recipe_of(request.path, (), None, None, 0)
        self.debugger, self.request = open_network(recipe, None, 0).debugger, request
        for _ in self.debugger.reach(request.ahead):
            pass
        style = Look().style(self.debugger.stop.program)
        self.said = tuple(run_script(self.debugger, request.lines, style))


@pytest.fixture
def opened(monkeypatch):
    found = Opened()
    monkeypatch.setattr(kept, "show", found.show)
    return found


def module():
    torch.manual_seed(0)
    return torch.nn.Sequential(torch.nn.Linear(3, 5), torch.nn.Tanh(), torch.nn.Linear(5, 2))


def state(model, optimizer):
    """All that could be changed by accident."""
    tensors = [*model.parameters(), *model.buffers()]
    return (
        [each.detach().clone() for each in tensors],
        [None if each.grad is None else each.grad.clone() for each in model.parameters()],
        [each.data_ptr() for each in tensors],
        [each.training for each in model.modules()],
        [list(each._forward_hooks) + list(each._forward_pre_hooks) for each in model.modules()],
        optimizer.state_dict()["state"],
        torch.get_rng_state(),
        torch.is_grad_enabled(),
        torch.get_default_dtype(),
        np.geterr(),
    )


def same(one, other):
    if isinstance(one, torch.Tensor):
        return torch.equal(one, other)
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    if isinstance(one, (tuple, list)):
        return len(one) == len(other) and all(map(same, one, other))
    return one == other


def test_the_iterations_are_those_of_torch_on_the_batches_of_a_loader(opened, capsys):
    model = module().double()
    optimizer = torch.optim.Adam(model.parameters(), lr=0.1)
    generator = torch.Generator().manual_seed(1)
    x = torch.randn(22, 3, generator=generator, dtype=torch.float64)
    y = torch.randint(0, 2, (22,), generator=generator)
    order = torch.Generator().manual_seed(2)
    loader = torch.utils.data.DataLoader(
        torch.utils.data.TensorDataset(x, y), batch_size=4, shuffle=True, generator=order
    )
    before = state(model, optimizer)
    debug(model, torch.nn.CrossEntropyLoss(), optimizer=optimizer, steps=12, batches=loader)
    assert same(state(model, optimizer), before)
    assert opened.request.ahead == 12
    assert "are left out" in capsys.readouterr().err
    losses = list(opened.debugger.stop.timeline.losses[:12])
    expected = []
    while len(expected) < 12:
        for some, classes in loader:
            if len(classes) == 4 and len(expected) < 12:
                loss = torch.nn.functional.cross_entropy(model(some), classes)
                expected.append(loss.item())
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
    np.testing.assert_allclose(losses, expected, rtol=1e-10)


def test_a_loop_opens_at_the_step_that_made_it(opened, tmp_path):
    model = module()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    batches = [(torch.randn(4, 3), number) for number in range(5)]
    before = []

    def train():
        for x, number in batches:
            z = model(x).square().sum()
            loss = torch.log(z * (number != 3))
            optimizer.zero_grad()
            before[:] = [state(model, optimizer)]
            loss.backward()
            optimizer.step()

    watched = watch(model, save=tmp_path / "nan.toml")
    with pytest.raises(NotFiniteError, match="batch 3: the loss is -inf") as raised, watched:
        train()
    assert same([state(model, optimizer)], before)
    assert opened.request.is_kept
    assert (tmp_path / "nan.safetensors").exists()
    x = opened.debugger.stop.program.network.inputs["x"]
    np.testing.assert_allclose(x, batches[3][0].numpy())
    step = opened.debugger.stop.step
    assert (step.symbol, step.value) == ("L", -np.inf)
    assert opened.said[-1].endswith("ln(0) is −inf")
    files = [each.path.name for each in raised.traceback]
    assert set(files) == {"test_debug.py"}


def test_a_loop_goes_on_unwatched_where_it_is_to(opened):
    model = module()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    rounds = 0
    with watch(model, go_on=True):
        for _ in range(3):
            loss = torch.log(model(torch.randn(4, 3)).sum() * 0)
            optimizer.zero_grad()
            loss.backward()
            rounds += 1
    assert rounds == 3
    assert opened.request is not None


def test_a_batch_that_begins_with_it_is_told_and_not_opened(opened):
    model = module()
    x = torch.ones(4, 3)
    x[2, 1] = torch.nan
    said = r"begins with it: x, of shape \(4, 3\), is nan at \[2, 1\]"
    with pytest.raises(NotFiniteError, match=said), watch(model):
        model(x).sum().backward()
    assert opened.request is None


class Draws(torch.nn.Module):
    """Adds numbers that are drawn anew, behind a linear layer."""

    def __init__(self):
        super().__init__()
        self.mean = torch.nn.Linear(3, 2)

    def forward(self, x):
        return self.mean(x) + torch.randn_like(x[:, :2])


def test_where_a_module_can_be_cut_is_said_as_it_is_written_in_python(opened):
    x, y = torch.randn(4, 3), torch.randn(4, 2)
    with pytest.raises(ModelError, match=r'cut the model before it: stop_at="mean"$'):
        debug(Draws(), torch.nn.functional.mse_loss, x, y)
    with pytest.raises(ModelError, match=r'^stop_at="men": .* there are mean'):
        debug(Draws(), torch.nn.functional.mse_loss, x, y, stop_at="men")
    debug(Draws(), torch.nn.functional.mse_loss, x, y, stop_at="mean")
    assert list(opened.debugger.stop.program.network.parameters) == ["mean_weight", "mean_bias"]
