"""Networks imported from torch and torch's numbers, as the suite has them where torch is not.

They are made anew by `python -m tests.engine.torch.numbers`, with torch.
"""

import json
from pathlib import Path

import torch

from engine.network.files import load_network
from engine.torch.imported import import_module
from tests.engine.torch.modules import MODULES, made
from tests.engine.torch.training import OPTIMIZERS, Training

FOLDER = Path(__file__).parents[2] / "imported" / "networks"


def write(name):
    """The network file of a module, and the numbers of torch."""
    found = import_module(*made(name))
    path, *_ = found.save(FOLDER / f"{name}.toml", force=True)
    network = load_network(path)
    training = Training(*made(name))
    gradients = training.gradients(network)
    numbers = {
        "loss": training.loss(network).item(),
        "gradients": {
            parameter: gradients[path].tolist() for path, parameter in found.parameters.items()
        },
        "losses": {kind: [*Training(*made(name)).losses(network, kind)] for kind in OPTIMIZERS},
    }
    path.with_suffix(".json").write_text(json.dumps(numbers) + "\n", encoding="utf-8")


if __name__ == "__main__":
    torch.set_num_threads(1)
    FOLDER.mkdir(exist_ok=True)
    for each in MODULES:
        write(each)
