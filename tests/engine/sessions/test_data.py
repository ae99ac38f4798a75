"""Sessions of networks that take data, in batches, with dropout: they have the same bits."""

import shutil

import msgspec
import numpy as np
import pytest

from engine.data.shipped_sets import FOLDER
from engine.errors import SessionError
from engine.iterations.timeline import Timeline
from engine.sessions.restore import restore
from engine.sessions.state_line import read_state, state_line
from tests.engine.sessions.restored import opened, session_after

NETWORK = """\
loss = "L"
equations = '''
h = linear(X, W1, b1)
n = batch_norm(h, g, o)
d = dropout(relu(n), rate=0.2)
z = linear(d, W2, b2)
L = mean(cross_entropy(z, y))
'''
[inputs]
X = { file = "iris.csv", columns = ["petal_length", "petal_width"], standardise = true }
[targets]
y = { file = "iris.csv", columns = "species", one_hot = true }
[parameters]
W1 = { normal = 0.5, shape = [6, 2] }
b1 = { constant = 0, shape = [6] }
g = { constant = 1, shape = [6] }
o = { constant = 0, shape = [6] }
W2 = { normal = 0.5, shape = [3, 6] }
b2 = { constant = 0, shape = [3] }
[training]
optimiser = "adam"
learning_rate = 0.01
batch_size = 16
validation = 0.2
"""
MIDDLE = 7 * 7 + 3
"""An iteration in the middle of epoch 7."""


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "iris.toml"
    path.write_text(NETWORK)
    shutil.copy(FOLDER / "iris.csv", tmp_path)
    return path


def bits(run):
    """Every number of an iteration."""
    return [np.asarray(each).tobytes() for each in run.memory(len(run.program.equations))]


def test_time_travel_into_the_middle_of_an_epoch_and_back_gives_the_same_bits(file):
    debugger = opened(file, seed=5)
    last = len(debugger.stop.program.equations)
    stepped = Timeline(debugger.stop.program)
    wanted = {}
    for iteration in range(MIDDLE + 12):  # each recorded, none of them compiled
        wanted[iteration] = bits(stepped.run(iteration))
    for iteration in (MIDDLE, 2, MIDDLE + 11, MIDDLE, MIDDLE - 1, 0, MIDDLE):
        debugger.goto(last, iteration)
        assert bits(debugger.stop.state.run) == wanted[iteration]


def test_a_session_that_goes_on_has_the_same_bits_and_so_has_what_comes_then(file):
    debugger = opened(file, seed=5)
    debugger.goto(4, MIDDLE)
    debugger.set_value("W2[0,1] = 0.25")
    restored = restore(session_after(debugger))
    stop = restored.arrive()
    assert restored.notes == ()
    assert stop.cursor == debugger.stop.cursor
    for iteration in (MIDDLE, MIDDLE + 30, 5):
        for each in (debugger, restored.debugger):
            each.goto(4, iteration)
        assert bits(restored.debugger.stop.state.run) == bits(debugger.stop.state.run)


def test_a_file_of_data_that_has_changed_is_told(file):
    session = session_after(opened(file))
    data = file.with_name("iris.csv")
    data.write_text(data.read_text().replace("5.1", "5.2", 1))
    assert restore(session).notes == (
        "iris.csv has changed since the session was saved: the numbers are others",
    )


def test_a_line_holds_no_file_of_data_but_names_what_ships(file):
    with pytest.raises(SessionError, match=r"takes its data of iris.csv, and no line holds a file"):
        state_line(opened(file).stop)
    file.write_text(NETWORK.replace('file = "iris.csv"', 'data = "iris"'))
    debugger = opened(file)
    debugger.goto(3, 9)
    restored = restore(read_state(state_line(debugger.stop)))
    stop = restored.arrive()
    assert bits(stop.state.run) == bits(debugger.stop.state.run)


def test_a_line_from_elsewhere_reads_no_file(file):
    text = NETWORK.replace('file = "iris.csv"', 'data = "iris"')
    file.write_text(text)
    session = read_state(state_line(opened(file).stop))
    hostile = {"file": 'file = "iris.csv"', "path": f'file = "{file.with_name("iris.csv")}"'}
    for said in hostile.values():
        other = msgspec.structs.replace(session, text=text.replace('data = "iris"', said))
        with pytest.raises(SessionError, match="no file is read here"):
            restore(other)


def test_a_session_finds_data_in_the_folder_that_was_asked_for(file, tmp_path):
    elsewhere = tmp_path / "data"
    elsewhere.mkdir()
    shutil.move(file.with_name("iris.csv"), elsewhere)
    debugger = opened(file, data=str(elsewhere))
    debugger.goto(2, 3)
    restored = restore(session_after(debugger))
    assert bits(restored.arrive().state.run) == bits(debugger.stop.state.run)
