"""The table [training], read, written, and with settings that are asked for."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import SpecError
from engine.network.files import load_network
from engine.network.optimisers import KINDS, Optimiser
from engine.network.overridden import parse_setting
from engine.network.reader import read_network
from engine.network.schedules import SCHEDULES, Schedule
from engine.network.source import Source
from engine.network.training import RANGES
from engine.network.written import as_toml
from engine.program.recipe import Recipe

FILE = """
loss = "L"
equations = "L = square(w - 1)"
[parameters]
w = 0.5
[training]
"""


def read(lines):
    return read_network(Source("my.toml", FILE + lines)).optimiser


def refusal(lines):
    with pytest.raises(SpecError) as caught:
        read(lines)
    return str(caught.value)


SHARES = st.floats(0, 1, exclude_max=True)
POSITIVE = st.floats(1e-6, 1e6)
COUNTS = st.integers(1, 10**6).map(float)


@st.composite
def optimisers(draw):
    kind = draw(st.sampled_from(list(KINDS)))
    own = {name: draw(POSITIVE if name == "epsilon" else SHARES) for name in KINDS[kind].settings}
    decay = draw(st.none() | POSITIVE)
    clip = draw(
        st.sampled_from([{}, {"clip_norm": draw(POSITIVE)}, {"clip_value": draw(POSITIVE)}])
    )
    values = {"step_size": COUNTS, "gamma": POSITIVE, "length": COUNTS, "lowest_rate": POSITIVE}
    schedule = draw(st.sampled_from(list(SCHEDULES)))
    set_to = {name: draw(values[name]) for name in SCHEDULES[schedule]}
    return Optimiser(
        kind, **own, weight_decay=decay, decoupled=None if decay is None else draw(st.booleans()),
        **clip, schedule=Schedule(schedule, **set_to, warmup=draw(st.just(0.0) | COUNTS)),
    )  # fmt: skip


@given(optimisers())
def test_what_is_written_is_read_again(optimiser):
    network = replace(load_network("skip"), optimiser=optimiser)
    again = read_network(Source("my.toml", as_toml(network)))
    assert again.optimiser == optimiser


MISTAKES = [
    ("alpha = 0.5", '\'alpha\' belongs to optimiser = "rmsprop", not to "gd"'),
    ("weight_decay = -1", "'weight_decay' has to be a number from 0"),
    ("clip_norm = 0", "'clip_norm' has to be a number above 0"),
    ("clip_norm = 1\nclip_value = 1", "'clip_norm' and 'clip_value': write one of them"),
    ("decoupled = true", "'decoupled' says how weights decay: write weight_decay"),
    ("decoupled = 1\nweight_decay = 1", "'decoupled' has to be true or false"),
    ('schedule = "cosin"', "unknown schedule 'cosin'; did you mean 'cosine'?"),
    ('schedule = "cosine"', "schedule = \"cosine\" needs 'length', a number of updates, whole"),
    ('schedule = "step"\nstep_size = 1.5', "'step_size' has to be a number of updates, whole"),
    ("length = 5", '\'length\' belongs to schedule = "cosine", not to "constant"'),
    (
        'schedule = "cosine"\nlength = 5\ngamma = 1',
        '\'gamma\' belongs to schedule = "step" or "exp',
    ),
    ("warmup = -1", "'warmup' has to be a number of updates, whole, from 0"),
    ('optimiser = "adam"\noptimizer = "adam"', "'optimiser' and 'optimizer' are one key"),
]


@pytest.mark.parametrize(("lines", "problem"), MISTAKES)
def test_a_mistake_is_told_with_its_line(lines, problem):
    said = refusal(lines)
    assert said.startswith("my.toml:")
    assert problem in said
    assert said.count("\n") == 1
    assert said.partition("\n    ")[2] in lines.split("\n")


def test_each_number_has_a_range():
    known = {name for row in KINDS.values() for name in row.settings}
    known |= {name for names in SCHEDULES.values() for name in names}
    assert set(RANGES) == known | {"weight_decay", "clip_norm", "clip_value", "warmup"}


# Asked for


def asked(lines, optimiser=None, **training):
    text = FILE + lines
    return Recipe("my.toml", text=text, optimiser=optimiser, training=training).program().network


def test_what_is_asked_for_stands_in_the_place_of_the_file():
    found = asked("weight_decay = 0.1\nclip_value = 1", weight_decay=0.2, clip_norm=3.0)
    assert found.optimiser == Optimiser(weight_decay=0.2, clip_norm=3.0)
    assert asked("optimizer = 'adam'\nbeta1 = 0.5", beta2=0.5).optimiser == Optimiser(
        "adam", beta1=0.5, beta2=0.5
    )


def test_settings_of_another_optimiser_or_schedule_are_left_out():
    lines = "optimiser = 'momentum'\nmomentum = 0.5\nweight_decay = 0.1"
    assert asked(lines, "adam").optimiser == Optimiser("adam", weight_decay=0.1)
    assert asked(lines, "momentum").optimiser.momentum == 0.5
    assert asked(lines, optimiser="rmsprop", alpha=0.5).optimiser.alpha == 0.5
    lines = "schedule = 'step'\nstep_size = 3\ngamma = 0.5"
    scheduled = asked(lines, schedule="cosine", length=4.0).optimiser.schedule
    assert scheduled == Schedule("cosine", length=4.0)


@pytest.mark.parametrize(
    ("training", "problem"),
    [
        ({"weight_decay": -1.0}, "--training weight_decay=-1: 'weight_decay' has to be a number"),
        ({"weigth_decay": 1.0}, "--training weigth_decay=1: unknown key 'weigth_decay'"),
        ({"schedule": "cosine"}, "--training schedule=cosine: schedule = \"cosine\" needs"),
    ],
)  # fmt: skip
def test_a_mistake_in_what_is_asked_for_names_the_option(training, problem):
    with pytest.raises(SpecError, match="training") as caught:
        asked("", **training)
    assert str(caught.value).startswith(problem)


@pytest.mark.parametrize(
    ("text", "setting"),
    [
        ("weight_decay=0.01", ("weight_decay", 0.01)),
        (" warmup = 10 ", ("warmup", 10.0)),
        ("schedule=cosine", ("schedule", "cosine")),
        ('schedule="cosine"', ("schedule", "cosine")),
        ("decoupled=true", ("decoupled", True)),
        ("optimizer=sgd", ("optimiser", "gd")),
    ],
)
def test_a_setting_is_read_as_it_is_typed(text, setting):
    assert parse_setting(text) == setting


@pytest.mark.parametrize("text", ["", "weight_decay", "=1", "weight_decay=", "warmup=[1, 2]"])
def test_what_is_no_setting_is_refused(text):
    with pytest.raises(SpecError, match="--training"):
        parse_setting(text)
