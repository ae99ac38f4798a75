"""The command `gradcheck`, without a terminal."""

import json
from dataclasses import replace

import pytest

from engine.language.ops import OPS
from tui.cli.main import main

UNUSABLE = """\
loss = "L"
equations = '''
L = log(w)
'''
[parameters]
w = -1
"""


@pytest.fixture
def run(capsys):
    """Runs the command and gives exit status, standard output and standard error."""

    def run(*arguments):
        status = main(["gradcheck", *arguments])
        captured = capsys.readouterr()
        return status, captured.out, captured.err

    return run


@pytest.mark.parametrize("name", ["classifier", "neuron", "skip", "xor"])
def test_a_network_that_is_right_has_status_0(name, run):
    status, output, errors = run(name)
    assert (status, errors) == (0, "")
    assert output.splitlines()[-1].endswith(" agree")


def test_a_kink_is_no_failure(run):
    status, output, _ = run("skip", "--iteration", "1")
    assert status == 0
    assert "z1: 0 on the left, 0.25 on the right (kink of h1); taken: 0.25, on the right" in output
    assert output.endswith("10 gradients in iteration 1: 8 agree, 2 at a kink\n")


def test_a_wrong_rule_has_status_1(run, monkeypatch):
    broken = replace(OPS["sub"], vjp=lambda g, site, a, b: (g, g))
    monkeypatch.setitem(OPS, "sub", broken)
    status, output, errors = run("skip")
    assert (status, errors) == (1, "")
    assert output.splitlines()[-1] == "10 gradients in iteration 0: 10 differ"


def test_what_is_not_finite_has_status_1(run, tmp_path):
    path = tmp_path / "net.toml"
    path.write_text(UNUSABLE)
    status, output, _ = run(str(path))
    assert status == 1
    assert output.splitlines()[-1] == "1 gradient in iteration 0: 1 not finite"


def test_the_json_tells_iteration_and_changes(run):
    status, output, _ = run(
        "xor", "--format", "json", "--iteration", "2", "--seed", "5", "--lr", "3"
    )
    found = json.loads(output)
    assert (status, found["network"], found["iteration"], found["passes"]) == (0, "xor", 2, True)
    assert [node["node"] for node in found["nodes"]] == ["O", "W2", "b2", "H", "Z", "W1", "b1"]
    assert found["nodes"][1]["shape"] == [2, 2]


def test_a_changed_value_is_what_is_checked(run):
    """At w1 = -0.5 the second ReLU is dead and nothing is at a kink; at w1 = 0 it is."""
    assert "kink" not in run("skip", "--set", "w1=-0.5")[1]
    assert "at a kink" in run("skip", "--set", "w1=0")[1]


@pytest.mark.parametrize(
    "arguments",
    [
        ("nowhere",),
        ("skip", "--iteration", "-1"),
        ("skip", "--iteration", "x"),
        ("skip", "--iteration", "99999999999"),
        ("regression", "--lr", "1e9", "--iteration", "1000"),
        ("skip", "--format", "csv"),
        ("skip", "--set", "w9=1"),
    ],
)
def test_input_that_cannot_be_used_is_refused(arguments, run):
    status, output, errors = run(*arguments)
    assert (status, output) == (2, "")
    assert 1 <= len(errors.splitlines()) <= 2
    assert "Traceback" not in errors
