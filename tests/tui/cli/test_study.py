"""The command that trains a network many times, as it is run."""

import csv
import json
import re
import shlex

import pytest

from engine.study import working as module
from tui.cli.main import main

XOR = ("xor", "--seeds=9", "--lr=1,30", "--iterations=12", "--jobs=1")
KEYS = {
    "outcome", "count", "fraction", "low", "high", "loss", "median_iterations", "reasons",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("engine.diagnosis.ahead.AHEAD", 40)
    monkeypatch.setattr("engine.study.chunks.size_of", lambda _: 5)


def told(capsys, *words):
    capsys.readouterr()
    status = main(["study", *words])
    printed = capsys.readouterr()
    assert "Traceback" not in printed.err
    return status, printed.out, printed.err


def test_the_table_is_printed_as_text_json_and_csv(capsys, tmp_path):
    status, text, error = told(capsys, *XOR)
    assert (status, error) == (0, "")
    assert text.startswith("xor: 12 iterations each, seeds 0 to 8, 18 runs in 2 cells\n\nlr 1  ")
    assert all(len(line) <= 80 and line.isascii() for line in text.splitlines())
    found = json.loads(told(capsys, *XOR, "--format=json")[1])
    assert [cell["lr"] for cell in found["cells"]] == [1.0, 30.0]
    for cell in found["cells"]:
        assert cell.keys() == {"lr", "outcomes"}
        assert all(each.keys() == KEYS for each in cell["outcomes"])
        assert sum(each["count"] for each in cell["outcomes"]) == 9
    status, out, _ = told(capsys, *XOR, "--format=csv", "--output=table.csv")
    assert (status, out) == (0, "")
    rows = list(csv.DictReader((tmp_path / "table.csv").read_text().splitlines()))
    assert sum(int(row["count"]) for row in rows) == 18
    assert "exists already" in told(capsys, *XOR, "--output=table.csv")[2]
    assert [each.name for each in tmp_path.iterdir()] == ["table.csv"]


def test_interrupted_it_says_how_to_go_on_and_nothing_is_lost(capsys, tmp_path, monkeypatch):
    whole = told(capsys, *XOR, "--format=json")[1]
    made = module.working

    def interrupted(*arguments):
        for each in made(*arguments):
            if each.done >= 10:
                raise KeyboardInterrupt
            yield each

    with monkeypatch.context() as patch:
        patch.setattr(module, "working", interrupted)
        status, out, error = told(capsys, *XOR)
    assert (status, out) == (130, "")
    said, command, _ = error.split("\n", 2)
    assert re.fullmatch(r"study: 10 of 18 runs are finished, and kept in xor-\w+\.study; .*", said)
    (file,) = tmp_path.iterdir()
    kept = file.read_bytes()
    again = told(capsys, *XOR, "--format=json")
    assert (again[:2], list(tmp_path.iterdir())) == ((0, whole), [])
    file.write_bytes(kept)
    name, *words = shlex.split(command)
    assert (name, words[0]) == ("makabaka-tui", "study")
    resumed = told(capsys, *words[1:], "--format=json")
    assert (resumed[:2], file.exists()) == ((0, whole), True)
    refused = told(capsys, "xor", "--seeds=9", "--lr=2", f"--resume={file.name}")
    assert refused[0] == 2
    assert "is of another study of this network" in refused[2]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["skip"], "nothing in skip is drawn .* write --vary w0=-1:1:101"),
        (["xor", "--vary=W1[0,1]=1:0:3"], "reversed"),
        (["xor", "--lr=nan"], "'nan' is no learning rate"),
        (["xor", "--seeds=5-3"], "are none"),
        (["xor", "--seeds=20000000"], "20,000,000 runs .* memory: write fewer seeds"),
        (["xor", "--iterations=0"], "from 1 to"),
        (["xor", "--jobs=-1"], "--jobs -1"),
        (["xor", "--output=nowhere/table"], "there is no folder nowhere"),
        (["xor", "--output=.", "--force"], "this is a folder"),
        (["xor", "--output=/dev/null", "--force"], "no file that could be written over"),
        (["xor", "--resume=nowhere/a.study"], "there is no folder nowhere"),
    ],
)
def test_what_cannot_be_studied_is_refused_in_a_line(capsys, words, said):
    status, out, error = told(capsys, *words)
    assert (status, out, error.count("\n")) == (2, "", 1)
    assert re.search(said, error)
