"""Sessions know the machine they were computed on, and say it where another may round otherwise."""

import msgspec
import numpy as np

from engine.language.shapes import is_small
from engine.network.files import parse_network
from engine.program.program import derive
from engine.sessions import machine
from engine.sessions.machine import is_elsewhere, machine_of
from engine.sessions.restore import ELSEWHERE, restore
from engine.sessions.session import session_of
from engine.sessions.state_line import read_state, state_line
from engine.sweeps import fingerprint as prints
from tests.engine.sessions.restored import least, opened

LARGE = f"""
loss = "L"
equations = "L = sum(exp(X @ w))"
[inputs]
X = {np.ones((99, 4)).tolist()}
[targets]
[parameters]
w = [1, 2, 3, 4]
"""


def test_a_session_that_is_restored_where_it_was_saved_says_nothing():
    session = session_of(opened("xor").stop)
    assert session.machine == prints.scalar_fingerprint()
    assert restore(session).notes == ()


def test_one_from_another_machine_says_so_in_a_line():
    session = msgspec.structs.replace(session_of(opened("xor").stop), machine="00000000")
    restored = restore(session)
    assert restored.notes == (ELSEWHERE,)
    assert restored.is_whole


def test_older_ones_and_shared_lines_name_no_machine():
    assert restore(least()).notes == ()
    shared = read_state(state_line(opened("xor").stop))
    assert (shared.machine, shared.version) == ("", 2)


def test_numpy_matters_only_where_it_computes():
    scalars, other = prints.scalar_fingerprint(), "00000000"
    large, small = derive(parse_network(LARGE)), opened("xor").stop.program
    assert machine_of(large) == prints.fingerprint()
    assert is_elsewhere(f"{scalars} {other}", large)
    assert not is_elsewhere(f"{scalars} {other}", small)
    assert not is_elsewhere(prints.fingerprint(), large)


def test_few_entries_are_always_computed_one_by_one():
    few = machine.FEW
    for rows in range(1, few + 1):
        for inner in range(1, few // rows + 1):
            for columns in range(1, min(few // rows, few // inner) + 1):
                assert is_small("matmul", [(rows, inner), (inner, columns)], (rows, columns))


def test_another_bit_is_another_fingerprint(monkeypatch):
    before = prints.array_fingerprint.__wrapped__()
    monkeypatch.setattr(np, "exp", Bent(np.exp))
    assert prints.array_fingerprint.__wrapped__() != before


class Bent:
    """A function of which one result is another in its last bit."""

    def __init__(self, function):
        self._function = function

    def __call__(self, array):
        result = self._function(array)
        result[700] = np.nextafter(result[700], np.inf)
        return result
