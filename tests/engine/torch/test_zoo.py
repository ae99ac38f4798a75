"""Modules as people write them: each is captured, and has torch's loss and gradients."""

import functools

import numpy as np
import pytest
import torch
from torch import nn
from torch.nn import functional
from torch.utils.checkpoint import checkpoint

from engine.network.feeds import fed
from engine.torch.capture import captured
from engine.torch.proof import prove


class Applies(nn.Module):
    """Linear layers, and a function of what they give."""

    def __init__(self, function):
        super().__init__()
        self.fc = nn.Linear(4, 4)
        self.w = nn.Parameter(torch.linspace(-1, 1, 4))
        self.function = function

    def forward(self, *inputs):
        return self.function(self, *inputs)


def writes_into_entries(self, x):
    z = self.fc(x)
    z[:, 0] = 0
    z[1] += 2 * z[2]
    r = z.t()
    r[1].mul_(3.0)
    z.relu_()
    return z + r.t()


def writes_into_views(self, x):
    z = self.fc(x).view(5, 2, 2)
    a = z[:, 0]
    z[:, 1].add_(a)
    a.tanh_()
    return z.flatten(1)


def loops(self, x):
    states, h = [], torch.zeros(4)
    for row in x.unbind():
        h = torch.tanh(self.fc(row) + h * self.w)
        states.append(h)
    return torch.stack(states)


def computes_with_less(self, x):
    with torch.autocast("cpu", dtype=torch.bfloat16):
        z = torch.tanh(self.fc(x))
    return z.float() * 2


def stops_gradients(self, x):
    z = self.fc(x)
    with torch.no_grad():
        largest = z.max() * 2
    return z - largest + z.detach() * self.w


def adds_positions(self, x):
    places = torch.arange(4)
    return self.fc(x) + torch.sin(places / 10000 ** (places / 3)) * torch.linspace(0, 1, 4)


def recomputes(self, x):
    return checkpoint(lambda v: torch.tanh(self.fc(v)), x, use_reentrant=False)


def takes_what_is_not_a_tensor(self, x, pair, flag, factor, nothing=None):
    return self.fc(x) * pair[0] + pair[1]["c"] * factor if flag and nothing is None else x


def sends_along_edges(self, x, source, target):
    h = self.fc(x)
    return torch.zeros(x.shape[0], 4).index_add(0, target, h[source]).relu()


class Tied(nn.Module):
    """A language model whose head has the weights of its embedding."""

    def __init__(self):
        super().__init__()
        self.emb = nn.Embedding(6, 4)
        layer = nn.TransformerEncoderLayer(4, 2, 8, dropout=0.0, batch_first=True)
        self.encoder = nn.TransformerEncoder(layer, 1)
        self.head = nn.Linear(4, 6, bias=False)
        self.head.weight = self.emb.weight

    def forward(self, tokens):
        mask = nn.Transformer.generate_square_subsequent_mask(tokens.shape[1])
        return self.head(self.encoder(self.emb(tokens), mask=mask, is_causal=True))


def drawn(*shape):
    return torch.randn(*shape, generator=torch.Generator().manual_seed(sum(shape)))


X, Y, CLASSES = drawn(5, 4), drawn(5, 4).flip(0), torch.tensor([0, 3, 2, 3, 1])
TOKENS = torch.tensor([[1, 5, 0, 2], [3, 3, 4, 1]])
MSE = nn.MSELoss()

CASES = {
    "entries": (lambda: Applies(writes_into_entries), MSE, X, Y),
    "views": (lambda: Applies(writes_into_views), MSE, X, Y),
    "loop": (lambda: Applies(loops), MSE, X, Y),
    "autocast": (lambda: Applies(computes_with_less), MSE, X, Y),
    "no gradient": (lambda: Applies(stops_gradients), MSE, X, Y),
    "positions": (lambda: Applies(adds_positions), MSE, X, Y),
    "checkpoint": (lambda: Applies(recomputes), MSE, X, Y),
    "settings": (
        lambda: Applies(takes_what_is_not_a_tensor),
        MSE,
        (X, (Y, {"c": X, "a": None}), True, 2.5),
        Y,
    ),
    "graph": (
        lambda: Applies(sends_along_edges),
        MSE,
        (X, torch.tensor([0, 1, 2, 4]), torch.tensor([1, 2, 2, 0])),
        Y,
    ),
    "by name": (lambda: nn.Linear(4, 4), MSE, {"input": X}, {"target": Y}),
    "the same twice": (lambda: nn.Linear(4, 4), MSE, X, X),
    "no target": (lambda: nn.Linear(4, 4), lambda z: z.square().mean(), X, None),
    "labels": (lambda: nn.Linear(4, 4), functional.cross_entropy, X, CLASSES),
    "smoothed": (
        lambda: nn.Linear(4, 4),
        functools.partial(functional.cross_entropy, label_smoothing=0.1),
        X,
        CLASSES,
    ),
    "tied": (
        Tied,
        lambda logits, y: functional.cross_entropy(logits.flatten(0, 1), y.flatten()),
        TOKENS,
        TOKENS.roll(-1, 1),
    ),
    "float16": (lambda: nn.Linear(4, 4).half(), MSE, X.half(), Y.half()),
    "weight norm": (
        lambda: nn.utils.parametrizations.weight_norm(nn.Linear(4, 4)),
        MSE,
        X,
        Y,
    ),
    "several devices": (lambda: nn.DataParallel(nn.Linear(4, 4)), MSE, X, Y),
    "evaluated": (
        lambda: nn.Sequential(nn.Linear(4, 4), nn.BatchNorm1d(4), nn.Dropout()).eval(),
        MSE,
        X,
        Y,
    ),
    "trained": (
        lambda: nn.Sequential(nn.Linear(4, 4), nn.BatchNorm1d(4), nn.Dropout()),
        MSE,
        X,
        Y,
    ),
}


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", CASES)
def test_a_module_has_torchs_loss_and_gradients(name):
    torch.manual_seed(0)
    make, loss, inputs, targets = CASES[name]
    model = make()
    found = captured(model, loss, inputs, targets)
    network = found.draft.drafted().network()
    proof = prove(network, found.whole, found.examples, found.parameters)
    assert proof.loss > 0
    assert proof.loss_apart <= 1e-12
    assert proof.apart <= 1e-12
    assert proof.parameters > 0


PATHS = ["0", "1", "1.fc2", "2"]


@pytest.mark.parametrize("path", PATHS)
def test_before_a_cut_gradients_are_those_of_the_whole_model(path):
    torch.manual_seed(0)

    class Skips(nn.Module):
        def __init__(self):
            super().__init__()
            self.fc1, self.fc2 = nn.Linear(4, 4), nn.Linear(4, 4)

        def forward(self, x):
            return x + self.fc2(torch.tanh(self.fc1(x)))

    model = nn.Sequential(nn.Linear(4, 4), Skips(), Skips(), nn.Dropout()).double()
    found = captured(model, MSE, X.double(), Y.double(), stop_at=path)
    network = found.draft.drafted().network()
    kept = set(found.parameters)
    assert kept == {f"model.{name}" for name, _ in model.named_parameters() if name[0] <= path[0]}
    # dropout behind the cut leaves out the same entries always, so the whole is run with these
    proof = prove(network, found.whole, found.examples, found.parameters)
    assert max(proof.apart, proof.loss_apart) <= 1e-12


def test_a_batch_after_the_other_is_given_in_order():
    others = [(drawn(5, 4) + 1, CLASSES.flip(0)), (drawn(5, 4) - 1, CLASSES)]
    found = captured(nn.Linear(4, 4), nn.CrossEntropyLoss(), X, CLASSES, batches=others)
    network = found.draft.drafted().network()
    for iteration, (inputs, classes) in enumerate([(X, CLASSES), *others, (X, CLASSES)]):
        values = fed(network.feeds, 0, iteration)
        assert np.array_equal(values["x"], inputs.double())
        assert np.array_equal(np.argmax(values["y"], axis=1), classes)
