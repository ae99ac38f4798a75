"""The numbers of torch that the suite compares layers with, where torch is not installed.

They are made anew by `python -m tests.engine.layers.numbers`, with torch.
"""

import json
from pathlib import Path

from tests.engine.layers.cases import CASES
from tests.engine.program.textbook import tensors
from tests.engine.program.torch_training import torch_updates

KEPT = Path(__file__).parent / "numbers.json"
COUNT = 20
KIND = "adam"


def of_torch(torch, case):
    """What a layer gives, the gradients, and losses of updates, by torch."""
    network = case.network(optimiser=KIND)
    values = tensors(torch, network.constants)
    given = case.module(torch, values)
    losses = [*torch_updates(torch, values, case.loss_of, network, COUNT)]
    values = tensors(torch, network.constants)
    case.loss_of(torch, values).backward()
    return {
        "gives": given.tolist(),
        "gradients": {name: values[name].grad.tolist() for name in network.parameters},
        "losses": losses,
    }


if __name__ == "__main__":
    import torch

    found = {name: of_torch(torch, case) for name, case in CASES.items()}
    lines = [f'"{name}": {json.dumps(numbers)}' for name, numbers in found.items()]
    KEPT.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")
