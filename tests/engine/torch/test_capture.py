"""Modules of torch as drafts: what is written, and how it is called."""

import pytest
import torch
from torch import nn
from torch.nn import functional

from engine.torch.capture import captured


class Block(nn.Module):
    def __init__(self, size):
        super().__init__()
        self.fc1 = nn.Linear(size, size)
        self.fc2 = nn.Linear(size, size)

    def forward(self, x):
        h = functional.relu(self.fc1(x), inplace=True)
        return x + self.fc2(h) * 0.5


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = nn.Linear(4, 3)
        self.blocks = nn.Sequential(Block(3), Block(3))
        self.w2 = nn.Parameter(torch.ones(3))
        self.W = nn.Parameter(torch.ones(3, 3))
        self.register_buffer("scale", torch.tensor([2.0]))

    def forward(self, x):
        h0 = torch.tanh(self.stem(x))
        z = self.w2 * self.blocks(h0) + self.scale * h0
        for _ in range(2):
            z = torch.tanh(z @ self.W)
        return z - 1


def equations(model, loss, x, y=None):
    drafted = captured(model, loss, x, y).draft.drafted()
    drafted.network()
    return [line.partition("  #")[0].strip() for line in drafted.equations.split("\n")]


def half_the_square(prediction, t):
    error = prediction - t
    return (error * error).mean() * 0.5


def test_equations_are_the_statements_of_the_file_and_groups_its_modules():
    found = equations(Net(), half_the_square, torch.randn(5, 4), torch.randn(5, 3))
    assert [line for line in found if not line.startswith("group")] == [
        "stem = linear(x, stem_weight, stem_bias)",
        "h0 = tanh(stem)",
        "blocks_0_fc1 = linear(h0, blocks_0_fc1_weight, blocks_0_fc1_bias)",
        "blocks_0_h = relu(blocks_0_fc1)",
        "blocks_0_fc2 = linear(blocks_0_h, blocks_0_fc2_weight, blocks_0_fc2_bias)",
        "blocks_0 = h0 + blocks_0_fc2 * 0.5",
        "blocks_1_fc1 = linear(blocks_0, blocks_1_fc1_weight, blocks_1_fc1_bias)",
        "blocks_1_h = relu(blocks_1_fc1)",
        "blocks_1_fc2 = linear(blocks_1_h, blocks_1_fc2_weight, blocks_1_fc2_bias)",
        "blocks_1 = blocks_0 + blocks_1_fc2 * 0.5",
        "z = w2 * blocks_1 + scale * h0",
        "z_2 = tanh(z @ W)",
        "z_3 = tanh(z_2 @ W)",
        "yhat = z_3 - 1",
        "error = yhat - t",
        "L = mean(error * error) * 0.5",
    ]
    groups = [line.split('"')[0].strip() for line in found if line.startswith("group")]
    assert groups == ["group blocks", "group blocks.0", "group blocks.1"]


@pytest.mark.parametrize("loss", [nn.MSELoss(), functional.mse_loss])
def test_a_loss_of_torch_is_one_equation_and_its_target_y(loss):
    found = equations(nn.Linear(2, 1), loss, torch.randn(3, 2), torch.randn(3, 1))
    assert found == ["yhat = linear(x, weight, bias)", "L = mean(square(yhat - y))"]
