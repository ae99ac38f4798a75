"""Modules of torch drawn at random: chains of layers, skips, branches and loops, with a loss.

`python -m tests.engine.torch.drawn 0 300` imports so many, each proved when it is imported.
"""

import random
import sys
from collections import Counter

import torch
from torch import nn
from torch.nn import functional

from engine.errors import SpecError
from engine.torch.imported import import_module

ACTIVATIONS = (
    nn.ReLU, nn.Tanh, nn.Sigmoid, nn.GELU, nn.SiLU, nn.ELU, nn.LeakyReLU, nn.Softplus, nn.Mish,
    nn.Hardswish, nn.SELU, nn.Softsign, nn.LogSigmoid, nn.ReLU6, nn.Hardtanh, nn.CELU, nn.PReLU,
    lambda: nn.GELU(approximate="tanh"), lambda: nn.LeakyReLU(0.2), lambda: nn.Dropout(0.4),
)  # fmt: skip


class Skip(nn.Module):
    """What goes through, with what a module makes of it added."""

    def __init__(self, inner):
        super().__init__()
        self.inner = inner

    def forward(self, x):
        return x + self.inner(x)


class Gate(nn.Module):
    """Two modules side by side, the one a gate of the other."""

    def __init__(self, left, right):
        super().__init__()
        self.left, self.right = left, right

    def forward(self, x):
        gate = torch.sigmoid(self.left(x))
        return gate * self.right(x) + (1 - gate) * x


class Again(nn.Module):
    """One module, several times."""

    def __init__(self, inner, times):
        super().__init__()
        self.inner, self.times = inner, times

    def forward(self, x):
        for _ in range(self.times):
            x = self.inner(x)
        return x


class Last(nn.Module):
    """What a recurrent network gives, in the order of its input."""

    def __init__(self, rnn):
        super().__init__()
        self.rnn = rnn

    def forward(self, x):
        return self.rnn(x)[0]


class ToSelf(nn.Module):
    """Attention of a sequence to itself."""

    def __init__(self, size, heads, **settings):
        super().__init__()
        self.attention = nn.MultiheadAttention(size, heads, batch_first=True, **settings)

    def forward(self, x):
        return self.attention(x, x, x, need_weights=False)[0]


class Drawn:
    """Draws a module.

    Args:
        seed: of what is drawn.
    """

    def __init__(self, seed):
        self.rng = random.Random(seed)  # noqa: S311  (no secrets)

    def same(self, kind, size, depth):
        """A module that keeps the shape of what it is given."""
        rng = self.rng
        if depth and rng.random() < 0.5:
            match rng.choice(["skip", "gate", "again", "chain"]):
                case "skip":
                    return Skip(self.same(kind, size, depth - 1))
                case "gate":
                    left, right = (self.same(kind, size, depth - 1) for _ in range(2))
                    return Gate(left, right)
                case "again":
                    return Again(self.same(kind, size, depth - 1), rng.randint(1, 3))
            inner = [self.same(kind, size, depth - 1) for _ in range(rng.randint(1, 3))]
            return nn.Sequential(*inner)
        if rng.random() < 0.35:
            return rng.choice(ACTIVATIONS)()
        return getattr(self, kind)(size)

    def rows(self, size):
        """Of rows of numbers."""
        kinds = [
            lambda: nn.Linear(size, size, bias=self.rng.random() < 0.7),
            lambda: nn.Sequential(nn.Linear(size, 2 * size), nn.GLU()),
            lambda: nn.LayerNorm(size),
            lambda: nn.BatchNorm1d(size),
            lambda: nn.Softmax(dim=-1),
            lambda: nn.RMSNorm(size),
            lambda: nn.GroupNorm(2, size),
        ]
        return self.rng.choice(kinds)()

    def images(self, size):
        """Of images with channels."""
        kinds = [
            lambda: nn.Conv2d(size, size, 3, padding=1),
            lambda: nn.Conv2d(size, size, 3, padding=2, dilation=2, groups=2),
            lambda: nn.Conv2d(size, size, 1, bias=False),
            lambda: nn.BatchNorm2d(size),
            lambda: nn.GroupNorm(2, size),
            lambda: nn.AvgPool2d(3, stride=1, padding=1),
            lambda: nn.Dropout2d(0.3),
            lambda: nn.InstanceNorm2d(size, affine=True),
        ]
        return self.rng.choice(kinds)()

    def sequences(self, size):
        """Of sequences of vectors."""
        both = self.rng.random() < 0.5
        settings = {"batch_first": True, "bidirectional": both}
        out = size // 2 if both else size
        kinds = [
            lambda: nn.Linear(size, size),
            lambda: nn.LayerNorm(size),
            lambda: Last(nn.LSTM(size, out, **settings)),
            lambda: Last(nn.GRU(size, out, num_layers=2, dropout=0.25, **settings)),
            lambda: Last(nn.RNN(size, out, nonlinearity="relu", **settings)),
            lambda: ToSelf(size, 2),
            lambda: nn.TransformerEncoderLayer(size, 2, 6, dropout=0.1, batch_first=True),
        ]
        return self.rng.choice(kinds)()

    def whole(self):
        """A module, its loss, inputs and targets."""
        rng, size = self.rng, 4
        kind = rng.choice(["rows", "rows", "images", "sequences"])
        layers = [self.same(kind, size, 2) for _ in range(rng.randint(1, 3))]
        shape = {"rows": (5, 4), "images": (3, 4, 4, 4), "sequences": (3, 3, 4)}[kind]
        ends = {
            "rows": [],
            "images": [nn.MaxPool2d(2), nn.Flatten()],
            "sequences": [nn.Flatten()],
        }[kind]
        wide = {"rows": 4, "images": 16, "sequences": 12}[kind]
        model = nn.Sequential(*layers, *ends, nn.Linear(wide, 3))
        x = torch.randn(shape)
        classes = torch.randint(0, 3, shape[:1])
        losses = [
            (functional.cross_entropy, classes),
            (nn.CrossEntropyLoss(label_smoothing=0.1), classes),
            (nn.MSELoss(), torch.randn(shape[0], 3)),
            (nn.SmoothL1Loss(), torch.randn(shape[0], 3)),
            (nn.BCEWithLogitsLoss(), torch.rand(shape[0], 3)),
            (lambda out, y: functional.nll_loss(functional.log_softmax(out, 1), y), classes),
        ]
        loss, y = rng.choice(losses)
        if rng.random() < 0.3:
            model.eval()
        return model, loss, x, y


def drawn(seed):
    """A module with its loss, inputs and targets, in float64 or, of some, float32."""
    torch.manual_seed(seed)
    model, loss, x, y = Drawn(seed).whole()
    if seed % 3:
        return model, loss, x, y
    return model.double(), loss, x.double(), y.double() if y.is_floating_point() else y


def prove(seeds):
    """What came of importing so many, and the largest difference of a gradient."""
    came, worst = Counter(), 0.0
    for seed in seeds:
        try:
            worst = max(worst, import_module(*drawn(seed)).proof.apart)
        except SpecError as error:
            came[str(error)] += 1
        else:
            came["proved"] += 1
    return came, worst


if __name__ == "__main__":
    torch.set_num_threads(1)
    first, count = map(int, sys.argv[1:3])
    sys.stdout.write(f"{prove(range(first, first + count))}\n")
