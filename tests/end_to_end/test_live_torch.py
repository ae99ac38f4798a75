"""Ten lines of a person's, with a training loop that comes to infinity: opened where it does."""

import sys

import pytest

pytest.importorskip("torch")

SCRIPT = """\
import torch
from tui import watch

torch.manual_seed(0)
model = torch.nn.Sequential(torch.nn.Linear(4, 8), torch.nn.ReLU(), torch.nn.Linear(8, 3))
optimizer = torch.optim.SGD(model.parameters(), lr=30.0)
with watch(model):
    for step in range(100):
        x, y = torch.randn(16, 4), torch.randint(0, 3, (16,))
        p = torch.softmax(model(x), 1)
        loss = -torch.log(p[range(16), y]).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
"""


@pytest.mark.parametrize("size", [(80, 24), (160, 50)])
def test_a_loop_is_opened_at_the_step_that_made_it(open_terminal, tmp_path, size):
    path = tmp_path / "train.py"
    path.write_text(SCRIPT, encoding="utf-8")
    terminal = open_terminal(str(path), command=sys.executable, size=size, OMP_NUM_THREADS="1")
    terminal.process.timeout = 60
    terminal.until_shown("FORWARD", "L inf", "batch 2: the loss is inf; ", "in it ln(0)")
    terminal.press("q")
    assert terminal.end() == 1
    last = terminal.output.decode().rpartition("Traceback")[2].split()
    said = " ".join(last)
    assert "train.py" in said
    assert "loss.backward()" in said
    assert said.endswith("NotFiniteError: batch 2: the loss is inf")
    assert said.count("File") == 1
