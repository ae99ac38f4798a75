"""The bug hunt of docs/pytorch.md, in torch: its numbers, and the network file it is told by."""

import importlib
import re
import sys
from pathlib import Path

import pytest

from engine.language.values import same
from engine.network.files import load_network

pytestmark = pytest.mark.torch

torch = pytest.importorskip("torch")

DOCS = Path(__file__).parents[3] / "docs"
PAGE = (DOCS / "pytorch.md").read_text(encoding="utf-8")
SCRIPT = next(
    block for block in re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL) if "x =" in block
)
LOOP = next(
    block for block in re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL) if "watch(" in block
)
SAID = " ".join(PAGE.split())
MENDED = "return self.out(h)[:, 0]"
UPDATES = 500


def module(folder, monkeypatch, text):
    (folder / "house.py").write_text(text, encoding="utf-8")
    monkeypatch.syspath_prepend(folder)
    monkeypatch.delitem(sys.modules, "house", raising=False)
    with torch.random.fork_rng():
        return importlib.import_module("house")


def ends_at(house):
    """The losses of training: before it, and after all updates."""
    losses = []
    for _ in range(UPDATES + 1):
        house.optimizer.zero_grad()
        loss = house.loss(house.model(house.x), house.y)
        losses.append(loss.item())
        loss.backward()
        house.optimizer.step()
    return losses[0], losses[-1]


def test_it_stops_at_the_variance_until_it_is_mended(tmp_path, monkeypatch):
    first, last = ends_at(module(tmp_path, monkeypatch, SCRIPT))
    assert f"begins at a loss of {first:.4f} and stops at {last:.4f}." in SAID
    house = module(tmp_path, monkeypatch, SCRIPT)
    assert round(house.y.var(unbiased=False).item(), 4) == round(last, 4)
    assert f"`{MENDED}` mends it" in SAID
    (tmp_path / "mended").mkdir()
    text = SCRIPT.replace("return self.out(h)", MENDED)
    _, mended = ends_at(module(tmp_path / "mended", monkeypatch, text))
    assert f"updates end at {mended:.1e}." in SAID


def test_the_network_file_is_that_of_the_script(tmp_path, monkeypatch):
    from engine.torch.imported import import_module

    house = module(tmp_path, monkeypatch, SCRIPT)
    made = import_module(house.model, house.loss, house.x, house.y, optimizer=house.optimizer)
    made.save(tmp_path / "house.toml")
    wanted = (DOCS / "networks" / "house.toml").read_text(encoding="utf-8")
    assert (tmp_path / "house.toml").read_text(encoding="utf-8") == wanted
    found, network = (
        load_network(tmp_path / "house.toml"),
        load_network(DOCS / "networks/house.toml"),
    )
    assert all(same(found.constants[name], network.constants[name]) for name in network.constants)
