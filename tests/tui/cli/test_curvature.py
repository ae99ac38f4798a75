"""The command `curvature`, without a terminal."""

import json
import tomllib

import pytest

from engine.network.files import load_network
from engine.program.program import derive
from tui.cli.main import main


@pytest.fixture
def run(capsys):
    """Runs the command and gives exit status, standard output and standard error."""

    def run(*arguments):
        status = main(["curvature", *arguments])
        captured = capsys.readouterr()
        return status, captured.out, captured.err

    return run


def test_it_says_what_kind_of_point_it_is(run):
    status, output, errors = run("skip", "--iteration", "1")
    assert (status, errors) == (0, "")
    assert output.startswith("plateau: flat all around, without slope and curvature\n")
    assert "of 4 directions all are flat" in output


def test_scripts_read_it_as_json(run):
    said = json.loads(run("skip", "--format", "json", "--of", "w0 w3")[1])
    assert said["kind"] == "slope"
    assert said["parameters"] == ["w0", "w3"]
    assert said["eigenvalues"] == pytest.approx([-1, 1])
    assert [each["kind"] for each in said["claims"]][:2] == ["PointVerdict", "Bends"]
    along = json.loads(run("skip", "--format", "json", "--of", "dL/dw0")[1])
    assert along[0]["kind"] == "BendsAlong"
    assert along[0]["product"] == [0, 0.5, 0.5, 1]


def test_the_program_of_the_second_derivatives_is_a_network_file(run, tmp_path):
    path = tmp_path / "second.toml"
    path.write_text(run("xor", "--format", "toml")[1])
    value = float(path.read_text().split("times v: ")[1].split(" times")[0])
    network = load_network(str(path))
    assert tomllib.loads(path.read_text())["notation"]["dL_dZ"] == "∂L/∂Z"
    assert network.inputs["X"].tolist() == load_network("xor").inputs["X"].tolist()
    from engine.iterations.run import Run

    program = derive(network)
    run = Run(program, 0, program.start)
    for name in network.parameters:  # H v is the eigenvalue times v
        product = run.value(program.index[f"dD/d{name}"])
        assert product == pytest.approx(value * network.inputs[f"v_{name}"], rel=1e-5, abs=1e-12)


def test_what_cannot_be_used_has_status_2(run):
    for arguments, problem in (
        (("skip", "--of", "w9"), "'w9' is no parameter and no direction; did you mean 'w3'?"),
        (("skip", "--of", "dL/dw0", "--iteration", "1"), "dL/dw0 is 0: it is no direction"),
        (("skip", "--of", "dL/dw0", "--format", "toml"), "--format toml: leave --of out"),
        (("skip", "--iteration", "-1"), "-1"),
        (("regression", "--of", "dL/db", "--set", "b=inf"), "b"),
    ):
        status, output, errors = run(*arguments)
        assert (status, output) == (2, "")
        assert problem in errors
        assert "Traceback" not in errors
