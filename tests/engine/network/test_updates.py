"""Updates with decay, clipping and schedules: numbers by hand, and their equations."""

from dataclasses import replace

import numpy as np
import pytest

from engine.iterations.compile import compile_program
from engine.iterations.run import trace
from engine.language.notation import TEXT
from engine.language.values import same, unwarned
from engine.network.files import load_network
from engine.network.optimisers import KINDS, Optimiser
from engine.network.schedules import Schedule
from engine.program.program import Phase, derive
from tests.claims.optimisers import random_optimiser
from tests.engine.network.by_hand import updated
from tests.engine.network.test_optimisers import skip_gradients, xor_gradients

GRADIENTS = {"skip": skip_gradients, "xor": xor_gradients}

SOME = [
    *(Optimiser(kind) for kind in KINDS),
    Optimiser("adamw", weight_decay=0.3, clip_norm=0.2, schedule=Schedule("cosine", length=6.0)),
    Optimiser("rmsprop", alpha=0.5, weight_decay=0.1, clip_value=0.01),
    Optimiser("nesterov", momentum=0.5, schedule=Schedule("step", step_size=2.0, warmup=3.0)),
]


def drawn(seed):
    return random_optimiser(np.random.default_rng(seed))


@pytest.mark.parametrize("name", GRADIENTS)
@pytest.mark.parametrize("optimiser", [*SOME, *map(drawn, range(12))])
def test_every_update_is_as_by_hand(name, optimiser):
    """As it is recorded; and compiled, it is the same to the bit."""
    network = replace(load_network(name), optimiser=optimiser, learning_rate=0.1)
    start = {each: np.array(value) for each, value in network.parameters.items()}
    by_hand = updated(optimiser, start, GRADIENTS[name], 0.1, 9)
    program = derive(network)
    compiled, memory = compile_program(program), program.start
    for run, wanted in zip(trace(program, 9), by_hand, strict=True):
        with unwarned():
            memory, *_ = compiled(memory)
        assert all(map(same, memory, run.end))
        for parameter, number in wanted.items():
            found = run.end[program.base[parameter]]
            np.testing.assert_allclose(found, number, rtol=1e-9, atol=1e-12)


def shown(name, optimiser):
    program = derive(replace(load_network(name), optimiser=optimiser))
    return [
        f"{each.symbol} = {TEXT.write(each.expression)}"
        for each in program.equations
        if each.phase is Phase.UPDATE
    ]


def test_what_all_parameters_share_stands_before_them():
    optimiser = Optimiser(clip_norm=1.0, schedule=Schedule("exponential", gamma=0.9))
    assert shown("plain", optimiser)[:6] == [
        "lr_t = lr*0.9**t",
        "t = t + 1",
        "norm = sqrt(square(dL/dw0) + square(dL/dw1) + square(dL/dw2))",
        "clip = minimum(1, 1 / (norm + 1e-06))",
        "g_w0 = clip*dL/dw0",
        "w0 = w0 - lr_t*g_w0",
    ]


@pytest.mark.parametrize(
    ("optimiser", "equations"),
    [
        (Optimiser(weight_decay=0.1), ["g_w0 = dL/dw0 + 0.1*w0", "w0 = w0 - lr*g_w0"]),
        (Optimiser(weight_decay=0.1, decoupled=True),
         ["u_w0 = dL/dw0 + 0.1*w0", "w0 = w0 - lr*u_w0"]),
        (Optimiser("momentum", weight_decay=0.1, decoupled=True),
         ["v_w0 = 0.9*v_w0 + dL/dw0", "u_w0 = v_w0 + 0.1*w0", "w0 = w0 - lr*u_w0"]),
        (Optimiser(clip_value=0.5, weight_decay=0.1),
         ["g_w0 = minimum(maximum(dL/dw0, -0.5), 0.5) + 0.1*w0", "w0 = w0 - lr*g_w0"]),
        (Optimiser("nesterov"), ["v_w0 = 0.9*v_w0 + dL/dw0", "n_w0 = dL/dw0 + 0.9*v_w0",
                                 "w0 = w0 - lr*n_w0"]),
    ],
)  # fmt: skip
def test_decay_and_clipping_are_steps_of_their_own(optimiser, equations):
    assert shown("plain", optimiser)[: len(equations)] == equations


def test_a_weight_without_a_gradient_decays():
    """The skip network is dead after its first update; then only the decay moves its weights."""
    network = replace(load_network("skip"), optimiser=Optimiser(weight_decay=0.25))
    program = derive(replace(network, learning_rate=1.0))
    first, second = trace(program, 2)
    assert second.value(program.index["dL/dw1"]) == 0.0
    assert first.end[program.base["w1"]] == 0.5 - (0.25 + 0.125)
    assert second.end[program.base["w1"]] == 0.125 * 0.75


def test_gradients_of_many_parameters_are_added_up_without_deep_nesting():
    from engine.network.arguments import build_network

    names = [f"w{i}" for i in range(1100)]
    equations = [
        f"s{i} = {'' if not i else f's{i - 1} + '}3*{name}" for i, name in enumerate(names)
    ]
    network = build_network(
        "\n".join([*equations, "L = s1099"]), loss="L", parameters=dict.fromkeys(names, 1.0),
        clip_norm=1.0, learning_rate=1.0,
    )  # fmt: skip
    program = derive(network)
    (run,) = trace(program, 1)
    assert run.value(program.index["norm"]) == pytest.approx(3 * 1100**0.5, rel=1e-12)
    assert run.end[program.base["w0"]] == pytest.approx(1 - 1100**-0.5, rel=1e-7)
