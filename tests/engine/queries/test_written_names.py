"""Names of loops and layers, typed as they are written."""

import pytest

from engine.debugger.debugger import Debugger
from engine.network.arguments import build_network
from engine.program.program import derive
from engine.program.told import in_names
from engine.queries.formulas import parse_asked

NAMES = {"h_2": "h[2]", "h_2_z": "h[2].z", "g_1_2": "g[1,2]", "z_mu": "z.mu", "yhat": "ŷ"}


@pytest.mark.parametrize(
    ("typed", "named"),
    [
        ("h[2]", "h_2"),
        ("h[2][0]", "h_2[0]"),
        ("h[2].z[0,1]", "h_2_z[0,1]"),
        ("g[1, 2] + g[1,2]", "g_1_2 + g_1_2"),
        ("dL/dh[2]", "dL/dh_2"),
        ("2*∂L/∂z.mu[0]", "2*∂L/∂z_mu[0]"),
        ("L/dh[2]", "L/dh_2"),
        ("z.mu > 0.5 and h[2] < 1", "z_mu > 0.5 and h_2 < 1"),
        ("h[3]", "h[3]"),
        ("xh[2]", "xh[2]"),
        ("x.h[2]", "x.h[2]"),
        ("z.mu_2", "z.mu_2"),
        ("ŷ", "ŷ"),
        ("1.5", "1.5"),
    ],
)
def test_what_is_written_is_found(typed, named):
    assert in_names(typed, NAMES) == named


def test_a_name_as_it_is_written_may_be_asked_and_stopped_at():
    network = build_network(
        "for t in 1..2: h[t] = w*h[t-1]\nz = layer_norm(x*h[2])\nL = sum(square(z - y))",
        loss="L", inputs={"h_0": 1, "x": [[1, 2, 4]]}, targets={"y": 1}, parameters={"w": 0.5},
    )  # fmt: skip
    debugger = Debugger(derive(network))
    assert debugger.goto(len(debugger.stop.program.equations)).step.symbol == "w"
    for text, value in (("h[2]", 0.25), ("z.mu[0]", 0.25 * 7 / 3), ("h[1] > h[2]", True)):
        asked = parse_asked(text, debugger.stop.program)
        found = (
            asked.holds(debugger.stop.state) if value is True else asked.value(debugger.stop.state)
        )
        assert found == pytest.approx(value)
