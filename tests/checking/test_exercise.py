"""The exercise checked, in every format: exactly its slips, each with its line."""

import json

import pytest

from tests.checking.exercise import FORMATS, MISTAKES, as_latex, as_plain
from tui.cli.main import main


def _bare(line):
    """A line of a file without what is not the equality on it."""
    for sign in ("&", "$", "\\n", '"'):
        line = line.replace(sign, "")
    return line.strip().removesuffix("\\\\").strip(" ,").replace("\\\\", "\\").replace("  ", " ")


def _expected(name, text):
    """Line, symbol and tag of each mistake, by where it stands in the text."""
    written = as_plain if name in ("page.txt", "page.csv") else as_latex
    lines = [_bare(line) for line in text.split("\n")]
    for chain, side, tag in MISTAKES:
        symbol = as_plain(chain).split(" = ")[0]
        if name == "page.csv":
            row = f"{symbol},{as_plain(side)},"
            found = [number for number, line in enumerate(lines, 1) if line.startswith(row)]
        else:
            found = [number for number, line in enumerate(lines, 1) if line == written(chain)]
        if found:  # a table has no middles
            yield found[0], symbol, tag


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_has_exactly_the_slips_of_the_exercise(name, tmp_path, capsys):
    text = FORMATS[name]()
    file = tmp_path / name
    file.write_text(text)
    status = main(["check", str(file), "--format", "json"])
    report = json.loads(capsys.readouterr().out)
    found = [
        (each["line"], each["symbol"], each["tag"])
        for each in report["claims"]
        if each["verdict"] not in ("right", "follow-on")
    ]
    expected = list(_expected(name, text))
    assert len(expected) == (3 if name == "page.csv" else 4)
    assert (status, found) == (1, expected)
    follows = [each for each in report["claims"] if each["verdict"] == "follow-on"]
    assert all(each["follows"] == expected[0][0] for each in follows)
    assert len(follows) == (name != "page.csv")  # ŷ = g1(z1) = z1
    assert len(report["claims"]) >= (29 if name == "page.csv" else 75)


def test_the_second_loss_is_named_for_itself(tmp_path, capsys):
    file = tmp_path / "page.md"
    file.write_text(FORMATS["page.md"]())
    assert main(["check", str(file), "--format", "json"]) == 1
    losses = [
        each
        for each in json.loads(capsys.readouterr().out)["claims"]
        if each["symbol"] == "L" and each["verdict"] != "right"
    ]
    assert [(each["found"], each["expected"], each["iteration"]) for each in losses] == [
        ("0.375", "3.375", 0),
        ("0", "3", 1),
    ]
    assert all(each["follows"] is None and "y were 0" in each["note"] for each in losses)
