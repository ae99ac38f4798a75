"""The command quiz, with lines piped in."""

import io
import json
import sys

import pytest

from tui.cli import main as cli


@pytest.fixture
def quizzed(monkeypatch, capsys, tmp_path):
    """Runs the quiz with answers piped into it; gives the status, what it says, and errors."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("LC_ALL", "C.UTF-8")

    def quizzed(*lines, arguments=("skip", "--seed", "1")):
        monkeypatch.setattr(sys, "stdin", io.StringIO("".join(f"{line}\n" for line in lines)))
        status = cli.main(["quiz", *arguments, "--plain"])
        printed = capsys.readouterr()
        return status, printed.out.splitlines(), printed.err

    return quizzed


def test_answers_are_judged_and_counted(quizzed):
    status, said, _ = quizzed("7", "1", "1", "skip")  # w0 = -2, x = -0.5
    assert status == 0
    assert "what is z0?" in said[0]
    assert said[1].startswith("Not z0")
    assert said[2] == "Right: z0 is 1."
    assert said[3].startswith("Right: h0 is 1.")
    assert said[-3:] == [
        "2 of 2 right, 1 of them at once; 0 skipped, 0 hints", "products 1 of 1",
        "ReLU gates 1 of 1",
    ]  # fmt: skip


@pytest.mark.parametrize("network", ["skip", "xor", "regression"])
def test_nonsense_is_answered_in_plain_lines(quizzed, network):
    lines = ("", "?", "-", "(((", "=", "=x", "9" * 500, "\x00", "predict", "h", "k", "", "1/0", "ü")
    status, said, problem = quizzed(*lines, arguments=(network, "--seed", "2"))
    assert status == 0
    assert problem == ""
    assert not any("Traceback" in line or "went wrong" in line for line in said)


def test_the_score_is_written_as_json_and_as_csv(quizzed, tmp_path):
    for path in (tmp_path / "s.json", tmp_path / "s.csv"):
        quizzed("1", "", "k", arguments=("skip", "--seed", "1", "--score", str(path)))
    table = json.loads((tmp_path / "s.json").read_text())
    assert [each["result"] for each in table["answers"]] == ["right", "skipped"]
    assert (tmp_path / "s.csv").read_text().splitlines()[1] == "0,1,z0,products,right,1,0,"
    status, _, problem = quizzed(arguments=("--score", str(path)))
    assert (status, problem.endswith("exists already, and is left as it is\n")) == (2, True)


def test_a_seed_asks_the_same_again(quizzed):
    said = [quizzed("k", arguments=("plain", "--seed", seed))[1][1:] for seed in ("1", "1")]
    assert said[0] == said[1]
    assert said[0] != quizzed("k", arguments=("skip", "--seed", "7"))[1][1:]


def test_any_step_can_be_asked_about_first(quizzed):
    arguments = ("skip", "--seed", "1", "--goto", "15", "--iteration", "1")
    _, said, _ = quizzed(arguments=arguments)
    assert said[0].startswith("Skip network, 7 equations. Step 15 of 21, backward, iteration 1: wh")


def test_given_numbers_are_kept(quizzed):
    _, said, _ = quizzed("0.5", arguments=("skip", "--seed", "1", "--set=w0=0.5", "--set=x=1"))
    assert said[1] == "Right: z0 is 0.5."


def test_a_bug_is_hunted(quizzed):
    _, said, _ = quizzed("found 1", "h", "P", "print 1", arguments=("skip", "--seed=1", "--bug"))
    assert "z0 is w0 times x, that is 1" in said[0]
    assert said[1] == "Step 1, z0, is right."
    assert said[2] == "Hint 1 of 3: it is a step of the phase backward."
    assert said[3].startswith("It was step 15, gradient of h0 is 1.5 instead of 3, minus 1.5 off")
    assert said[4] == "1 is 1"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("nix",), "no such network"), (("--seed=-1",), "--seed -1"),
        (("--score", "a.txt"), "ends in .csv or in .json"), (("--set", "w9=1"), "w9"),
        (("--score", "no-such-folder/a.csv"), "no folder"),
        (("--goto=99",), "no step 99"), (("--bug", "--parsons"), "one kind of question"),
        (("--causes", "--score", "a.csv"), "--causes"), (("--bug", "--goto=3"), "--bug"),
    ],
)  # fmt: skip
def test_what_cannot_be_asked_is_refused(quizzed, arguments, said):
    status, printed, problem = quizzed(arguments=arguments)
    assert (status, printed) == (2, [])
    assert said in problem
    assert len(problem.splitlines()) <= 2
