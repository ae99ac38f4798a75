"""Sessions of networks whose values are read of a file of arrays: they have the same bits."""

import numpy as np
import pytest
from safetensors.numpy import save_file

from engine.drafts.draft import Draft
from engine.errors import SessionError
from engine.language.values import same
from engine.sessions.restore import restore
from engine.sessions.state_line import state_line
from tests.engine.sessions.restored import opened, session_after


@pytest.fixture
def file(tmp_path):
    rng = np.random.default_rng(4)
    draft = Draft()
    x, y = draft.input("x", rng.normal(size=(9, 4))), draft.target("y", rng.normal(size=(9, 2)))
    w = draft.parameter("fc.weight", rng.normal(size=(2, 4)).astype(np.float32))
    with draft.group("fc", "Linear(4, 2), model.py:3"):
        h = draft.equation("fc.h", f"{x} @ transpose({w})")
        o = draft.equation("fc", f"tanh({h})")
    draft.loss(draft.equation("L", f"mean(square({o} - {y}))"))
    draft.training(optimiser="adam", batch_size=3)
    path = tmp_path / "my.toml"
    draft.drafted().save(path)
    return path


def test_a_session_that_goes_on_has_the_same_bits(file):
    debugger = opened(file)
    debugger.goto(2, 5)
    debugger.set_value("fc.W[0,1] = 0.25")
    restored = restore(session_after(debugger))
    assert restored.notes == ()
    assert restored.arrive().cursor == debugger.stop.cursor
    for iteration in (5, 7, 1):
        one, other = (each.goto(3, iteration) for each in (debugger, restored.debugger))
        assert all(map(same, one.state.run.end, other.state.run.end))


def test_arrays_that_have_changed_are_told(file):
    session = session_after(opened(file))
    arrays = {"fc.weight": np.ones((2, 4)), "x": np.ones((9, 4)), "y": np.ones((9, 2))}
    save_file(arrays, file.with_suffix(".safetensors"))
    assert restore(session).notes == (
        "my.safetensors has changed since the session was saved: the numbers are others",
    )


def test_a_line_holds_no_arrays(file):
    with pytest.raises(SessionError, match=r"my\.safetensors, and no line holds a file"):
        state_line(opened(file).stop)


def test_arrays_that_are_gone_are_told(file):
    session = session_after(opened(file))
    file.with_suffix(".safetensors").unlink()
    with pytest.raises(SessionError, match=r"my\.safetensors: there is no such file"):
        restore(session)
