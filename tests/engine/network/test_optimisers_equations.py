"""The equations of the optimisers, and the names of what they remember."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.iterations.run import trace
from engine.iterations.state import State
from engine.iterations.step import every_step
from engine.language.notation import TEXT
from engine.network.files import load_network
from engine.network.optimisers import Optimiser
from engine.program.program import Phase, derive


def shown(program):
    """The equations of the update as they are written."""
    return [
        f"{each.symbol} = {TEXT.write(each.expression)}"
        for each in program.equations
        if each.phase is Phase.UPDATE
    ]


def with_optimiser(name, kind):
    return derive(replace(load_network(name), optimiser=Optimiser(kind)))


def test_gradient_descent_remembers_nothing():
    program = derive(load_network("skip"))
    assert shown(program) == [f"w{i} = w{i} - lr*dL/dw{i}" for i in range(4)]
    assert program.state_symbols == {"w0": (), "w1": (), "w2": (), "w3": ()}
    assert list(program.base) == ["x", "y", "w0", "w1", "w2", "w3", "lr"]
    assert program.start == (1.0, -3.0, 0.5, 0.5, 0.5, 0.5, 1.0)


def test_momentum_updates_in_two_steps():
    program = with_optimiser("skip", "momentum")
    assert shown(program) == [
        "v_w0 = 0.9*v_w0 + dL/dw0", "w0 = w0 - lr*v_w0",
        "v_w1 = 0.9*v_w1 + dL/dw1", "w1 = w1 - lr*v_w1",
        "v_w2 = 0.9*v_w2 + dL/dw2", "w2 = w2 - lr*v_w2",
        "v_w3 = 0.9*v_w3 + dL/dw3", "w3 = w3 - lr*v_w3",
    ]  # fmt: skip
    assert program.state_symbols == {f"w{i}": (f"v_w{i}",) for i in range(4)}


def test_adam_updates_in_five_steps_and_counts_in_one():
    program = with_optimiser("plain", "adam")
    count, *rest = shown(program)
    assert count == "t = t + 1"
    assert len(rest) == 5 * 3
    assert rest[:5] == [
        "m_w0 = 0.9*m_w0 + (1 - 0.9)*dL/dw0",
        "v_w0 = 0.999*v_w0 + (1 - 0.999)*square(dL/dw0)",
        "mhat_w0 = m_w0 / (1 - 0.9**t)",
        "vhat_w0 = v_w0 / (1 - 0.999**t)",
        "w0 = w0 - lr*mhat_w0 / (sqrt(vhat_w0) + 1e-08)",
    ]
    assert program.state_symbols["w2"] == ("m_w2", "v_w2")


@pytest.mark.parametrize("kind", ["momentum", "adam"])
@pytest.mark.parametrize("name", ["skip", "xor"])
def test_what_is_remembered_can_be_looked_at_in_every_step(name, kind):
    program = with_optimiser(name, kind)
    first, second = trace(program, 2)
    symbols = [symbol for each in program.state_symbols.values() for symbol in each]
    for symbol in symbols:
        after = program.index[symbol] + 1
        shape = program.shapes[symbol]
        for position in (0, after - 1):
            np.testing.assert_array_equal(State(first, position).value(symbol), np.zeros(shape))
        assert np.any(State(first, after).value(symbol))
        kept = State(first, len(every_step(first))).value(symbol)
        assert np.shape(kept) == shape
        np.testing.assert_array_equal(State(second, after - 1).value(symbol), kept)
        assert every_step(first)[after - 1].phase is Phase.UPDATE
        assert symbol in program.state_symbols[every_step(first)[after - 1].node]


NAMED_ALIKE = [
    ("momentum", "v_w0", ["v_w0_", "v_v_w0"]),
    ("momentum", "w0_", ["v_w0", "v_w0_"]),
    ("adam", "v_w0", ["t", "m_w0", "v_w0_", "m_v_w0", "v_v_w0"]),
    ("adam", "m_w0", ["t", "m_w0_", "v_w0", "m_m_w0", "v_m_w0"]),
    ("adam", "t", ["t_", "m_w0", "v_w0", "m_t", "v_t"]),
]


@pytest.mark.parametrize(("kind", "other", "symbols"), NAMED_ALIKE)
def test_what_is_remembered_takes_no_name_of_a_node(build, kind, other, symbols):
    network = build(f"L = square(w0*{other} - 2)", w0=1.0, **{other: 0.5})
    program = derive(replace(network, optimiser=Optimiser(kind)))
    assert list(program.base) == ["w0", other, *symbols, "lr"]


NAMES = ["w", "w_", "w__", "v_w", "v_w_", "m_w", "m_w_", "t", "t_", "v_v_w", "m_v_w"]


@given(
    names=st.lists(st.sampled_from(NAMES), min_size=3, max_size=6, unique=True),
    trained=st.integers(1, 5),
    kind=st.sampled_from(["momentum", "adam"]),
)
def test_the_numbers_do_not_depend_on_the_names(names, trained, kind, build):
    """A network that uses the optimiser's own names has the numbers of one that does not."""
    trained = min(trained, len(names) - 1)

    def ends(called):
        equations = "\n".join(
            [
                f"{called[-1]} = " + " + ".join(f"square({name} - 1)" for name in called[:-1]),
                f"L = tanh({called[-1]})",
            ]
        )
        values = {name: 0.25 * i for i, name in enumerate(called[:-1])}
        inputs = {name: values.pop(name) for name in called[trained:-1]}
        network = build(equations, inputs, **values)
        program = derive(replace(network, optimiser=Optimiser(kind), learning_rate=0.1))
        assert len(program.base) == len(called[:-1]) + len(names_of(program)) + 1
        assert not set(names_of(program)) & set(network.nodes)
        *_, last = trace(program, 3)
        return [State(last, len(every_step(last))).value(name) for name in called[:trained]]

    assert ends(names) == ends([f"n{i}" for i in range(len(names))])


def names_of(program):
    count = [program.memo.count] if program.memo.count else []
    return [*count, *(symbol for each in program.state_symbols.values() for symbol in each)]
