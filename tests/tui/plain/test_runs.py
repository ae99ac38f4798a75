"""Runs in the line mode: diagnosed, tried otherwise, opened anew."""

import pytest


@pytest.fixture(autouse=True)
def _state(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("LC_ALL", "C.UTF-8")


def test_the_diagnosis_is_told_with_what_to_type(piped):
    said = piped("train 30", "diagnose", "try leaky 0.5", "branches")
    assert said[0].startswith(
        "Loss after 30 iterations: 3 since iteration 1, stopped learning: D tells why."
    )
    assert "ReLU 0 is dead since iteration 1 and cannot recover: goto 2 1" in said[3]
    helps = said.index("What may help:")
    assert said[helps + 1].endswith(": try lr 0.1")
    assert said[helps + 2].endswith(": try leaky 0.1")
    assert said[helps + 3].startswith("Branch 1: leaky ReLU 0.5 ")
    assert said[-1].endswith("1, leaky ReLU 0.5")


def test_another_network_of_the_same_name_is_told_from_the_one_before(piped):
    """Both stand at the same place: arrays of one are not to be compared with the other's."""
    said = piped("goto 4", "rerun seed=3 at=0", "seed 4", arguments=["xor"])
    assert all("Iteration 0, before the first of 15 steps." in line for line in said[1:])
