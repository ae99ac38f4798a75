"""The health of networks that were imported from torch: every claim proved, every layer sized."""

import numpy as np
import pytest

from engine.health.health import health_of
from engine.iterations.timeline import Timeline
from engine.language.expression import gradient_name
from engine.network.files import load_network
from engine.program.program import derive
from tests.imported.test_numbers import FOLDER, NAMES


@pytest.mark.parametrize("name", NAMES)
def test_what_is_said_is_proved_and_every_parameter_has_a_layer(name):
    timeline = Timeline(derive(load_network(str(FOLDER / f"{name}.toml"))))
    program, health = timeline.program, health_of(timeline, 0)
    assert health.claims
    assert all(claim.holds(timeline) for claim in health.claims)
    listed = [each for size in health.sizes for each in size.layer.parameters]
    assert sorted(listed) == sorted(program.network.parameters)
    run = timeline.run(0)
    for size in health.sizes:
        gradient = gradient_name(program.network.loss, size.layer.out)
        found = np.ravel(run.value(program.index[gradient]))
        assert size.gradient == pytest.approx(float(np.sqrt(np.sum(found**2))))
