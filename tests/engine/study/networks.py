"""Plans of small studies, and networks of random shapes for them."""

import json

import numpy as np

from engine.program.recipe import Recipe
from engine.study.plan import Plan
from tests.engine.diagnosis.mlp_oracle import random_mlp


def plan_of(name, seeds, rates, iterations, varied=(), optimisers=("gd",), **changes):
    return Plan(Recipe(name, **changes).read(), range(seeds), rates, iterations, varied, optimisers)


def random_recipe(seed):
    """A random perceptron as a network file whose weights are drawn, and its learning rate."""
    mlp = random_mlp(seed)
    parameters = "\n".join(
        f"{name} = {{ normal = {0.1 + 3 * float(np.abs(value).mean()):.3f},"
        f" shape = {list(value.shape)} }}"
        for name, value in mlp.parameters.items()
    )
    text = (
        f'loss = "L"\nequations = """\n{mlp.equations()}\n"""\n'
        f"[inputs]\nX = {json.dumps(mlp.x.tolist())}\n[targets]\nY = {json.dumps(mlp.y.tolist())}\n"
        f"[parameters]\n{parameters}\n[training]\nlearning_rate = 1\n"
    )
    return Recipe(f"random-{seed}.toml", text=text), mlp
