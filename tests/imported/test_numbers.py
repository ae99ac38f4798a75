"""Networks that were imported from torch: their files, against numbers that torch computed.

`tests.engine.torch.numbers` writes both; what is compared there with torch itself is here too,
where torch is not installed.
"""

import json
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from engine.gradients.gradcheck import check_gradients
from engine.iterations.run import Run, trace
from engine.iterations.state import State
from engine.iterations.timeline import Timeline
from engine.language.expression import gradient_name
from engine.network.files import network_source
from engine.network.reader import read_network
from engine.program.program import derive
from engine.why.answer import why

FOLDER = Path(__file__).parent / "networks"
NAMES = sorted(path.stem for path in FOLDER.glob("*.toml"))

TRAINING = {
    "sgd": {"optimiser": "gd", "learning_rate": 0.05, "weight_decay": 0.01},
    "momentum": {"optimiser": "momentum", "momentum": 0.9, "learning_rate": 0.02},
    "adam": {"optimiser": "adam", "learning_rate": 0.01, "epsilon": 1e-4},
    "adamw": {"optimiser": "adamw", "learning_rate": 0.01, "epsilon": 1e-4, "weight_decay": 0.1},
}
"""What torch's optimizers were."""


@cache
def numbers(name):
    return json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))


def opened(name, kind="sgd"):
    source = network_source(str(FOLDER / f"{name}.toml"))
    return derive(read_network(source, training=TRAINING[kind]))


def test_all_modules_are_there():
    assert len(NAMES) == 11


@pytest.mark.parametrize("name", NAMES)
def test_loss_and_gradients_are_those_of_torch(name):
    program, of_torch = opened(name), numbers(name)
    run = Run(program, 0, program.start)
    assert run.loss == pytest.approx(of_torch["loss"], rel=0, abs=1e-12)
    assert of_torch["gradients"].keys() == program.network.parameters.keys()
    for parameter, gradient in of_torch["gradients"].items():
        value = run.value(program.index[gradient_name(program.network.loss, parameter)])
        np.testing.assert_allclose(value, gradient, rtol=0, atol=1e-12)


@pytest.mark.parametrize(("place", "name"), list(enumerate(NAMES)))
def test_updates_are_those_of_torch(place, name):
    kind = list(TRAINING)[place % len(TRAINING)]  # each is tried with every module, with torch
    losses = [run.loss for run in trace(opened(name, kind), 20)]
    assert losses == pytest.approx(numbers(name)["losses"][kind], rel=0, abs=1e-9)


def test_why_a_gradient_of_very_many_contributions_is_0_is_told():
    program = opened("lenet")
    timeline = Timeline(program)
    state = State(timeline.run(0), len(program.equations))
    cancels = why("dL/dconv1_bias[0]", state, timeline)  # the norm behind takes the mean away
    assert "136 more" in "\n".join(cancels.lines(program.style))
    assert all(claim.holds(timeline) for claim in cancels.claims)


@pytest.mark.parametrize("name", ["elman", "embedding_classifier"])
def test_every_gradient_is_right(name):
    program = opened(name)
    assert check_gradients(Run(program, 0, program.start)).passes
