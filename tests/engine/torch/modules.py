"""Modules of torch as practitioners write them, each with its loss and a batch, small, in float64.

Each is made anew, with the same numbers, whenever it is asked for.
"""

import math

import torch
from torch import nn
from torch.nn import functional


class Residual(nn.Module):
    """A block with a skip connection and a norm before it."""

    def __init__(self, size):
        super().__init__()
        self.norm = nn.LayerNorm(size)
        self.fc1 = nn.Linear(size, 2 * size)
        self.fc2 = nn.Linear(2 * size, size)

    def forward(self, x):
        h = functional.gelu(self.fc1(self.norm(x)))
        return x + self.fc2(h)


class ResidualMLP(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = nn.Linear(3, 4)
        self.blocks = nn.ModuleList([Residual(4), Residual(4)])
        self.head = nn.Linear(4, 2)

    def forward(self, x):
        x = self.stem(x)
        for block in self.blocks:
            x = block(x)
        return self.head(x)


class LeNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 2, 3)
        self.bn1 = nn.BatchNorm2d(2)
        self.conv2 = nn.Conv2d(2, 3, 3, padding=1)
        self.pool = nn.MaxPool2d(2)
        self.dropout = nn.Dropout(0.25)
        self.fc1 = nn.Linear(12, 5)
        self.fc2 = nn.Linear(5, 3)

    def forward(self, x):
        x = self.pool(functional.relu(self.bn1(self.conv1(x))))
        x = functional.avg_pool2d(functional.relu(self.conv2(x)), 2, stride=1)
        x = torch.flatten(x, 1)
        x = self.dropout(torch.relu(self.fc1(x)))
        return self.fc2(x)


class ByHand(nn.Module):
    """What a recurrent network by hand has: weights for so many gates, and a head."""

    def __init__(self, gates, inputs=2, size=3, outputs=2):
        super().__init__()
        scale = 1 / math.sqrt(size)
        self.size = size
        self.Wx = nn.Parameter(scale * torch.randn(inputs, gates * size))
        self.Wh = nn.Parameter(scale * torch.randn(size, gates * size))
        self.b = nn.Parameter(scale * torch.randn(gates * size))
        self.out = nn.Linear(size, outputs)


class Elman(ByHand):
    def __init__(self):
        super().__init__(1)

    def forward(self, x):
        h = x.new_zeros(x.shape[0], self.size)
        for t in range(x.shape[1]):
            h = torch.tanh(x[:, t] @ self.Wx + h @ self.Wh + self.b)
        return self.out(h)


class LSTM(ByHand):
    def __init__(self):
        super().__init__(4)

    def forward(self, x):
        h = c = torch.zeros(x.size(0), self.size, dtype=x.dtype)
        for step in x.unbind(dim=1):
            i, f, g, o = (step @ self.Wx + h @ self.Wh + self.b).chunk(4, dim=-1)
            c = f.sigmoid() * c + i.sigmoid() * g.tanh()
            h = o.sigmoid() * c.tanh()
        return self.out(h)


class GRU(ByHand):
    def __init__(self):
        super().__init__(3)

    def forward(self, x):
        h = torch.zeros(x.size(0), self.size, dtype=x.dtype)
        for t in range(x.size(1)):
            gx = x[:, t, :] @ self.Wx + self.b
            gh = h @ self.Wh
            rx, zx, nx = gx.split(self.size, dim=1)
            rh, zh, nh = gh.split(self.size, dim=1)
            r, z = torch.sigmoid(rx + rh), torch.sigmoid(zx + zh)
            n = torch.tanh(nx + r * nh)
            h = (1 - z) * n + z * h
        return self.out(h)


class Recurrent(nn.Module):
    """A recurrent network of torch, and a head on its last value."""

    def __init__(self, kind, **settings):
        super().__init__()
        self.rnn = kind(2, 3, batch_first=True, **settings)
        self.out = nn.Linear(3, 2)

    def forward(self, x):
        h, _ = self.rnn(x)
        return self.out(h[:, -1])


class Attention(nn.Module):
    """Causal attention of so many heads, by hand or by torch's function for it."""

    def __init__(self, size, heads, is_by_hand):
        super().__init__()
        self.heads, self.is_by_hand = heads, is_by_hand
        self.qkv = nn.Linear(size, 3 * size)
        self.proj = nn.Linear(size, size)

    def forward(self, x):
        n, t, size = x.shape
        split = (n, t, self.heads, size // self.heads)
        q, k, v = (each.view(split).transpose(1, 2) for each in self.qkv(x).chunk(3, dim=-1))
        if self.is_by_hand:
            scores = q @ k.transpose(-2, -1) / math.sqrt(split[-1])
            mask = torch.triu(torch.ones(t, t, dtype=torch.bool), diagonal=1)
            scores = scores.masked_fill(mask, float("-inf"))
            y = torch.softmax(scores, dim=-1) @ v
        else:
            y = functional.scaled_dot_product_attention(q, k, v, is_causal=True)
        return self.proj(y.transpose(1, 2).reshape(n, t, size))


class Transformer(nn.Module):
    """A block of a transformer over tokens, with a head that predicts the next."""

    def __init__(self, is_by_hand, tokens=5, size=4, length=3):
        super().__init__()
        self.token = nn.Embedding(tokens, size)
        self.place = nn.Parameter(0.1 * torch.randn(length, size))
        self.ln1, self.ln2 = nn.LayerNorm(size), nn.LayerNorm(size)
        self.attn = Attention(size, 2, is_by_hand)
        self.mlp = nn.Sequential(nn.Linear(size, 2 * size), nn.GELU(), nn.Linear(2 * size, size))
        self.head = nn.Linear(size, tokens, bias=False)

    def forward(self, tokens):
        x = self.token(tokens) + self.place
        x = x + self.attn(self.ln1(x))
        x = x + self.mlp(self.ln2(x))
        return self.head(x)


class EmbeddingClassifier(nn.Module):
    """A classifier of the mean of word vectors, in which padding counts for nothing."""

    def __init__(self):
        super().__init__()
        self.embedding = nn.Embedding(6, 3)
        self.fc = nn.Linear(3, 4)

    def forward(self, tokens):
        mask = (tokens != 0).unsqueeze(-1)
        vectors = self.embedding(tokens) * mask
        mean = vectors.sum(dim=1) / mask.sum(dim=1).clamp(min=1)
        return self.fc(torch.tanh(mean))


def next_token(logits, tokens):
    """The loss of predictions at every place."""
    return functional.cross_entropy(logits.view(-1, logits.size(-1)), tokens.view(-1))


def numbers():
    """Samples with three features, and two numbers to predict."""
    return torch.randn(5, 3), torch.randn(5, 2)


def images():
    """Images of eight by eight, of three kinds."""
    return torch.randn(4, 1, 8, 8), torch.tensor([0, 1, 2, 1])


def sequences():
    """Sequences of four steps, of two kinds."""
    return torch.randn(3, 4, 2), torch.tensor([1, 0, 1])


def texts():
    """Texts of three tokens, and the tokens that follow."""
    return torch.tensor([[0, 3, 1], [4, 2, 2]]), torch.tensor([[3, 1, 4], [2, 2, 0]])


def words():
    """Texts that end early, of four kinds."""
    return torch.tensor([[1, 2, 0, 0], [3, 4, 5, 0], [2, 2, 1, 5]]), torch.tensor([2, 0, 3])


MODULES = {
    "residual_mlp": (ResidualMLP, nn.MSELoss(), numbers),
    "lenet": (LeNet, functional.cross_entropy, images),
    "elman": (Elman, functional.cross_entropy, sequences),
    "elman_nn": (lambda: Recurrent(nn.RNN), functional.cross_entropy, sequences),
    "lstm": (LSTM, functional.cross_entropy, sequences),
    "lstm_nn": (lambda: Recurrent(nn.LSTM), functional.cross_entropy, sequences),
    "gru": (GRU, functional.cross_entropy, sequences),
    "gru_nn": (lambda: Recurrent(nn.GRU), functional.cross_entropy, sequences),
    "transformer": (lambda: Transformer(True), next_token, texts),
    "transformer_sdpa": (lambda: Transformer(False), next_token, texts),
    "embedding_classifier": (EmbeddingClassifier, functional.cross_entropy, words),
}
"""What makes each module, its loss, and what makes its batch."""


def made(name, seed=1):
    """A module by its name, with its loss, inputs and targets, all in float64."""
    make, loss, batch = MODULES[name]
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        before = torch.get_default_dtype()
        torch.set_default_dtype(torch.float64)
        try:
            return make(), loss, *batch()
        finally:
            torch.set_default_dtype(before)
