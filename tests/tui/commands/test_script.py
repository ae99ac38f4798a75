"""Commands without a terminal: `makabaka-tui run`."""

from pathlib import Path

import pytest

from engine import Debugger, derive, load_network
from tui.cli import main as cli
from tui.commands.script import message_after
from tui.drawing.look import Look


@pytest.fixture
def run(capsys):
    def run(*arguments):
        status = cli.main(["run", *arguments])
        printed = capsys.readouterr()
        return status, printed.out.splitlines(), printed.err.splitlines()

    return run


def commands(*lines):
    return [part for line in lines for part in ("-e", line)]


def test_each_command_says_where_it_leads(run):
    status, out, err = run("skip", *commands("goto 15", "print dL/dh0 / dL/dh1", "step 2"))
    assert (status, err) == (0, [])
    assert out == [
        "iteration 0, step 15/21, backward: ∂L/∂h0 = 0.75",
        "∂L/∂h0 / ∂L/∂h1 = 1.5",
        "iteration 0, step 17/21, backward: ∂L/∂w0 = 0.75",
    ]


def test_training_tells_the_loss(run):
    _, out, _ = run("skip", *commands("train 1", "restart"))
    assert out == [
        "iteration 1, step 1/21, forward: z0 = −0.25",
        "  loss after 1 iteration: 3",
        "iteration 0, before the first step",
        "  restarted",
    ]


def test_a_file_comes_before_what_is_given_beside_it(run, tmp_path):
    script = tmp_path / "commands.txt"
    script.write_text("# to the fan-in sum\n\ngoto 15\n")
    status, out, _ = run("skip", "-x", str(script), *commands("print dL/dh0"))
    assert (status, out[-1]) == (0, "∂L/∂h0 = 0.75")


def test_a_rate_amid_iterations_makes_others_of_them(run):
    lines = "train 30", "iteration 0", "lr 0.5", "iteration 1", "print w0"
    assert run("skip", *commands(*lines))[1][-1] == "w0 = 0.125"  # 0.5 - 0.5*0.75


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("goto 99", "there is no step 99"),
        ("fly", "unknown command 'fly'"),
        ("print nothing", "nothing is called 'nothing'"),
        ("print", "print needs more: write print EXPRESSION"),
        ("theme dark", "theme needs the app"),
        ("chart", "chart needs the app"),
    ],
)
def test_a_line_that_cannot_be_done_ends_it_with_its_number(run, line, message):
    status, out, err = run("skip", *commands("goto 15", line, "goto 16"))
    assert status == 2
    assert out == ["iteration 0, step 15/21, backward: ∂L/∂h0 = 0.75"]
    assert err[0].startswith(f"line 2, {line!r}: {message}")


def test_without_commands_it_says_how_to_give_some(run, tmp_path):
    assert run("skip")[0::2] == (
        2, ["run: give commands by -e 'goto 15', or a file of them by -x FILE"]
    )  # fmt: skip
    missing = tmp_path / "missing.txt"
    status, _, err = run("skip", "-x", str(missing))
    assert (status, err) == (2, [f"{missing}: cannot be read: No such file or directory"])


def test_gradients_can_be_checked_where_one_stands(run):
    status, out, _ = run("skip", *commands("iteration 1", "gradcheck"))
    assert status == 0
    assert out[-1] == "10 gradients in iteration 1: 8 agree, 2 at a kink"
    _, _, err = run("deep", "--set", "depth=500", *commands("gradcheck"))
    assert "too large to check here" in err[0]


def test_why_a_gradient_is_zero(run):
    _, out, _ = run("skip", *commands("iteration 1", "why dL/dw3"))
    answer = " ".join(out)
    assert "h0 = 0" in answer
    assert "ReLU 0 is dead since iteration 1" in answer


def test_the_paths_of_a_gradient(run):
    _, out, _ = run("skip", *commands("last", "paths dL/dw0"))
    assert "∂L/∂w0 = 0.75" in out[1]
    assert [line.split()[0] for line in out[2:] if line.split()[0] in ("0.5", "0.25")] == [
        "0.5", "0.25"
    ]  # fmt: skip


def test_the_samples_that_cancel_are_named(run):
    _, out, _ = run("xor", *commands("train 1000", "goto 15", "why dL/dW2[0,0]"))
    answer = " ".join(out)
    assert all(f"sample {sample}" in answer for sample in range(4))
    assert "cancel" in answer


@pytest.mark.parametrize("line", ["why zz", "paths zz", "paths x"])
def test_what_cannot_be_asked_is_refused(run, line):
    status, _, err = run("skip", *commands("last", line))
    assert status == 2
    assert err[0].startswith(f"line 2, {line!r}: ")


def test_a_convention_is_switched_where_one_stands(run):
    lines = "iteration 1", "goto 13", "convention relu_at_zero 0", "gradcheck"
    status, out, _ = run("skip", *commands(*lines))
    assert status == 0
    assert "iteration 1, step 13/21, backward: ∂L/∂z1 = 0" in out
    assert any("taken: 0, on the left" in line for line in out)
    assert run("skip", *commands("convention relu_at_zero"))[0] == 2


def test_marks_are_set_listed_and_gone_to(run):
    lines = "marks", "goto 15", "mark sum", "train 30", "mark late", "jump sum", "marks", "jump x"
    status, out, err = run("skip", *commands(*lines))
    assert out[0] == "there is no mark: set one, as in mark here"
    assert out[-3:] == [
        "iteration 0, step 15/21, backward: ∂L/∂h0 = 0.75",
        "sum      iteration 0, step 15",
        "late     iteration 30, step 15",
    ]
    assert status == 2
    assert err == ["line 8, 'jump x': there is no mark 'x'; there are: sum, late"]


def test_what_a_move_said_is_what_there_is_to_say_of_some_commands():
    path = Path(__file__).parents[3] / "docs" / "networks" / "nan.toml"
    debugger = Debugger(derive(load_network(path)))
    style = Look().style(debugger.stop.program)
    said = message_after(debugger, ("nan", "print L"), style)
    assert said.startswith("in float32 ln(0) at [0,1] is −inf")
    assert message_after(debugger, ("goto 2",), style) == ""
