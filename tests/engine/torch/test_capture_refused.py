"""What cannot be captured is said with the place in the person's file; the model stays as it is."""

import copy

import pytest
import torch
from torch import nn
from torch.autograd import grad
from torch.nn.utils.rnn import pack_padded_sequence

from engine.errors import ModelError
from engine.torch.capture import captured


class Applies(nn.Module):
    """A linear layer, and a function of what it gives."""

    def __init__(self, function):
        super().__init__()
        self.fc = nn.Linear(4, 3)
        self.function = function

    def forward(self, x):
        z = self.fc(x)
        return self.function(z)


def chooses(z):
    if z.sum() > 0:
        return z
    return -z


def takes_out(z):
    return z * z.mean().item()


def selects(z):
    return z[z > 0]


def transforms(z):
    return torch.fft.rfft(z).abs()


def multiplies(z):
    return z @ torch.ones(4, 2)


def leaves_torch(z):
    return z + torch.as_tensor(z.detach().numpy())


@pytest.mark.parametrize(
    ("function", "said"),
    [
        (chooses, ["depends on the values", "if z.sum() > 0:"]),
        (takes_out, ["z * z.mean().item()", "item"]),
        (selects, ["return z[z > 0]", "how many entries"]),
        (transforms, ["the model: ", "torch.fft.rfft(z).abs()", "fft_rfft", "--stop-at fc"]),
        (multiplies, ["return z @ torch.ones(4, 2)", "(5, 4)"]),
        (leaves_torch, ["torch.as_tensor(z.detach().numpy())"]),
    ],
)
def test_what_cannot_be_captured_is_told_with_the_line_of_the_persons_file(function, said):
    with pytest.raises(ModelError) as error:
        captured(Applies(function), lambda z: z.sum(), torch.randn(5, 4))
    text = str(error.value)
    assert "test_capture_refused.py:" in text
    assert len(text.split("\n")) <= 2
    for part in said:
        assert part in text


def differentiates(z):
    return z + grad((z**2).sum(), z, create_graph=True)[0]


def packs(z):
    return pack_padded_sequence(z[:, :, None], torch.tensor([3, 2, 1, 3, 3]), True, False).data


@pytest.mark.parametrize(
    ("function", "said"),
    [
        (differentiates, ["create_graph=True)[0]", "write the derivative out"]),
        (packs, ["return pack_padded_sequence(z", "give the padded batch"]),
    ],
)
def test_what_torch_stumbles_over_is_refused_in_words_and_works_afterwards(function, said):
    with pytest.raises(ModelError) as error:
        captured(Applies(function), lambda z: z.sum(), torch.randn(5, 4))
    first, second = str(error.value).split("\n")
    assert first.startswith("what is computed here cannot be shown: test_capture_refused.py:")
    assert said[0] in first
    assert said[1] in second
    assert function(torch.ones(5, 4, requires_grad=True)).numel()


@pytest.mark.parametrize(
    ("model", "loss", "given", "said"),
    [
        (nn.Linear(4, 3), lambda z: z, torch.randn(5, 4), "has the shape (5, 3)"),
        (nn.ReLU(), lambda z: z.sum(), torch.randn(5, 4), "depends on no parameter"),
        ("model.pt", lambda z: z.sum(), torch.randn(5, 4), "is a str"),
        (nn.Linear(4, 3), lambda z: z.sum(), "x.npy", "the inputs are no tensors"),
        (nn.Linear(4, 3), lambda z: z.sum(), torch.zeros(5, 4).to_sparse(), "dense"),
        (nn.Linear(4, 3, device="meta"), lambda z: z.sum(), torch.zeros(5, 4), "meta"),
        (torch.jit.ScriptModule(), lambda z: z.sum(), torch.zeros(5, 4), "torch.jit"),
    ],
)
def test_what_is_no_model_or_no_loss_is_refused(model, loss, given, said):
    with pytest.raises(ModelError) as error:
        captured(model, loss, given)
    assert said in str(error.value)


@pytest.mark.parametrize(
    ("model", "said"),
    [
        (
            lambda: nn.Linear(4, 3, device="meta"),
            r"weight has no numbers yet \(its device is meta\): load the weights",
        ),
        (lambda: nn.LazyLinear(3), "weight has no numbers yet"),
        (lambda: nn.Linear(4, 4_000_000), "has 20,000,000 numbers, more than"),
    ],
)
def test_what_has_no_numbers_or_too_many_is_refused_before_anything_is_run(model, said):
    def loss(_):
        raise AssertionError

    with pytest.raises(ModelError, match=said):
        captured(model(), loss, torch.zeros(2, 4))


def test_targets_that_the_loss_cannot_take_are_told_as_that():
    with pytest.raises(ModelError) as error:
        captured(nn.Linear(4, 3), nn.CrossEntropyLoss(), torch.zeros(5, 4), torch.zeros(4).long())
    first, second = str(error.value).split("\n")
    assert first == "torch cannot run the loss on what the model gives and these targets"
    assert "given: inputs (5, 4), targets (4,)" in second


def test_a_torch_that_is_too_old_is_refused(monkeypatch):
    monkeypatch.setattr(torch, "__version__", "2.6.1+cu118")
    with pytest.raises(ModelError, match=r"torch 2\.6\.1\+cu118 is too old: 2\.7 or newer"):
        captured(nn.Linear(4, 3), lambda z: z.sum(), torch.zeros(5, 4))


class Remembers(nn.Module):
    """A module that keeps what it gives, counts its calls and writes into a buffer."""

    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(4, 3)
        self.norm = nn.BatchNorm1d(3)
        self.dropout = nn.Dropout(0.5)
        self.register_buffer("seen", torch.zeros(()))
        self.last = self.reader = None
        self.calls = []

    def forward(self, x):
        self.seen += 1
        self.last = self.dropout(self.norm(self.fc(x)))
        self.calls.append(self.last)
        return self.last


@pytest.mark.parametrize("can_be_copied", [True, False])
@pytest.mark.parametrize("stop_at", [None, "fc"])
def test_the_model_stays_as_it_is(stop_at, can_be_copied):
    model, x = Remembers(), torch.randn(5, 4)
    last = model(x)
    last.sum().backward()
    model.calls = []
    model.reader = None if can_be_copied else (line for line in ["of a file"])
    before = copy.deepcopy(model.state_dict())
    gradients = [each.grad.clone() for each in model.parameters()]
    parameters = [id(each) for each in model.parameters()]
    model.norm.eval()
    modes = [each.training for each in model.modules()]
    random = torch.get_rng_state()
    with torch.no_grad():
        captured(model, lambda z: z.square().mean(), x, stop_at=stop_at)
        assert not torch.is_grad_enabled()
    assert torch.equal(torch.get_rng_state(), random)
    assert torch.get_default_dtype() is torch.float32
    assert model.last is last
    assert model.calls == []
    assert [each.training for each in model.modules()] == modes
    assert [id(each) for each in model.parameters()] == parameters
    for each, gradient in zip(model.parameters(), gradients, strict=True):
        assert torch.equal(each.grad, gradient)
    for name, value in model.state_dict().items():
        assert torch.equal(value, before[name]), name
