"""The command derive."""

import json
import os

import pytest

from tests.tui.cli.files import GOOD

BEGINNINGS = {
    "markdown": "# Skip network: worked solution\n",
    "latex": r"\documentclass",
    "html": "<!DOCTYPE html>",
    "ipynb": "{",
}
SUFFIXES = {".md": "markdown", ".tex": "latex", ".html": "html", ".ipynb": "ipynb"}


@pytest.mark.parametrize("form", BEGINNINGS)
def test_it_prints_the_solution_in_each_form(out, form):
    text = out("derive", "skip", "--format", form)
    assert text.startswith(BEGINNINGS[form])
    assert r"= 1 \cdot 0.25 = 0.25" in (text if form != "ipynb" else text.replace("\\\\", "\\"))


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_the_name_of_the_file_says_the_form(out, tmp_path, suffix):
    path = tmp_path / f"page{suffix}"
    assert f"{path} is written" in out("derive", "-o", str(path))
    assert path.read_text(encoding="utf-8").startswith(BEGINNINGS[SUFFIXES[suffix]])


def test_what_is_set_is_solved(out):
    text = out("derive", "skip", "--set", "w0=2", "--lr", "0.5", "--iterations", "2")
    assert "w_{0} &= 2" in text
    assert r"z_{0} = w_{0} \cdot x = 2 \cdot 1 = 2" in text
    assert "## Iteration 2" in text


def test_a_decimal_comma(out):
    assert "x = 0{,}5" in out("derive", "skip", "--decimal-comma", "--set", "x=0.5").replace(
        "&", ""
    )


@pytest.mark.parametrize("name", ["xor", "skip"])
def test_a_seed_gives_each_student_other_numbers(out, name):
    sheets = [out("derive", name, "--seed", seed, "--worksheet") for seed in ("1", "2", "1")]
    assert sheets[0] == sheets[2] != sheets[1]
    assert "drawn with seed 2" in sheets[1]


def test_what_is_set_is_not_drawn(out):
    text = out("derive", "skip", "--seed", "4", "--set", "w1=0.375")
    assert "w_{1} &= 0.375" in text
    assert "w_{0} &= 0.5" not in text


def test_a_worksheet_has_no_answer(out):
    assert "3.375" in out("derive", "skip", "--solution")
    assert "3.375" not in out("derive", "skip", "--worksheet")


def test_a_file_is_not_written_over_unless_that_is_wanted(out, refused, tmp_path):
    path = tmp_path / "page.md"
    path.write_text("mine")
    assert "exists already" in refused("derive", "-o", str(path))
    assert path.read_text() == "mine"
    out("derive", "-o", str(path), "--force")
    assert path.read_text().startswith("# Skip")
    assert os.listdir(tmp_path) == ["page.md"]  # noqa: PTH208


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["nope"], "no such network"),
        (["skip", "--iterations", "0"], "from 1"),
        (["skip", "--iterations", "100000"], "or fewer"),
        (["deep", "--set", "depth=900"], "too long"),
        (["skip", "--worksheet", "--solution"], "--worksheet"),
        (["skip", "--set", "q=1"], "'q'"),
        (["skip", "--seed", "-1"], "--seed"),
        (["skip", "--format", "pdf"], "pdf"),
        (["skip", "-o", "/dev/null/page.md"], "cannot be written"),
        (["skip", "-o", "/dev/null", "--force"], "no file that could be written over"),
        (["skip", "-o", "/"], "folder"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_line(refused, arguments, message):
    assert message in refused("derive", *arguments)


def test_a_network_file_and_adam(out, file):
    made = json.loads(out("derive", file(GOOD), "--format", "ipynb", "--optimiser", "adam"))
    text = "".join(line for cell in made["cells"] for line in cell["source"])
    assert "The update is that of Adam" in text
    assert r"\sqrt" in text
