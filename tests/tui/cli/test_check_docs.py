"""What docs/checking.md shows is what `check` prints, and its options are those that there are."""

import re
from pathlib import Path

from engine.checking.judging.judgement import Verdict
from engine.checking.marking.credit import DEFAULTS
from engine.checking.marking.records import COLUMNS

ROOT = Path(__file__).parents[3]
TEXT = (ROOT / "docs" / "checking.md").read_text(encoding="utf-8")


def _block(name):
    (found,) = re.findall(rf"<!-- {name} -->\n```\n(.*?)```", TEXT, re.DOTALL)
    return found


def test_the_page_that_is_shown_gives_the_output_that_is_shown(run, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("page.txt").write_text(_block("page"))
    status, output, errors = run("check", "page.txt")
    assert (status, errors) == (1, "")
    assert output == _block("output")


def test_every_verdict_is_told_with_its_credit():
    for verdict in Verdict:
        credit = f"{DEFAULTS[verdict]:g}" if verdict in DEFAULTS else "not counted"
        assert re.search(rf"^\| `{verdict.value}` \|.*\| {credit} \|$", TEXT, re.MULTILINE)


def test_every_column_is_told():
    assert all(f"`{column}`" in TEXT for column in COLUMNS)


def test_every_option_is_there(out):
    told = set(re.findall(r"--[a-z]+", TEXT))
    known = set(re.findall(r"--[a-z]+", out("check", "--help")))
    assert told <= known


def test_the_readme_names_the_command_and_its_page():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert "makabaka-tui check " in readme
    assert "docs/checking.md" in readme
