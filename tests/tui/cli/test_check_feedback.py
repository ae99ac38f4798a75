"""The command `check --feedback`: a page for each student, none lost and none for another."""

import re
from pathlib import Path

import pytest

from engine.checking.judging.judgement import Checked, Judgement, Verdict
from engine.checking.marking.credit import Credit
from engine.checking.marking.feedback import feedback
from engine.checking.marking.marks import Marks
from engine.checking.reading.written import Place

SLIP = "z0 = 0.5\nh0 = 0.5\nz2 = 0.375\nL = 0.375\n"

HOSTILE = "q`<b>`![x](y)*z*\x1b[31m"


@pytest.fixture
def pages(tmp_path, monkeypatch):
    """Writes pages in a folder of their own, which is the current one."""
    monkeypatch.chdir(tmp_path)

    def pages(**texts):
        for name, text in texts.items():
            path = tmp_path / name.replace("__", "/").replace("_", ".")
            path.parent.mkdir(exist_ok=True)
            path.write_text(text)

    return pages


def _check(run, *arguments):
    return run("check", "--network", "skip", "--feedback", "out", *arguments)


def test_a_page_for_each_student(run, pages):
    pages(anna_txt=SLIP, ben_txt=SLIP.replace("0.375\n", "3.375\n"))
    assert _check(run, "anna.txt", "ben.txt")[0] == 1
    assert sorted(path.name for path in Path("out").iterdir()) == [
        "anna-feedback.md",
        "ben-feedback.md",
    ]
    anna = Path("out/anna-feedback.md").read_text()
    assert anna.startswith("# Feedback on anna.txt\n\n**Marks 3 of 4**: 3 right and 1 slip.\n")
    assert "1. Line 4: `L = 0.375`" in anna
    assert (
        "0.375 is what L would be if y were 0: the target was forgotten. (target-forgotten)" in anna
    )
    assert "Expected: `3.375`." in anna
    assert "see step 7, iteration 0 of skip" in anna


def test_a_right_page_is_told_so(run, pages):
    pages(anna_txt="z0 = 0.5\nL = 3.375\n")
    assert _check(run, "anna.txt")[0] == 0
    text = Path("out/anna-feedback.md").read_text()
    assert "Nothing on this page is wrong." in text
    assert "look at again" not in text


def test_what_is_there_is_left_alone(run, refused, pages):
    pages(anna_txt=SLIP, ben_txt=SLIP)
    assert _check(run, "ben.txt")[0] == 1
    before = Path("out/ben-feedback.md").read_bytes()
    said = refused("check", "--network", "skip", "--feedback", "out", "anna.txt", "ben.txt")
    assert "ben-feedback.md: exists already" in said
    assert "--force" in said
    assert not Path("out/anna-feedback.md").exists()  # nothing is done in halves
    assert Path("out/ben-feedback.md").read_bytes() == before
    assert _check(run, "anna.txt", "ben.txt", "--force")[0] == 1


def test_no_two_pages_have_one_name(run, pages):
    pages(a__hw_txt=SLIP, b__hw_txt="L = 3.375\n", hw_txt=SLIP, hw_md=SLIP)
    assert _check(run, "a/hw.txt", "b/hw.txt", "hw.txt", "hw.md")[0] == 1
    names = sorted(path.name for path in Path("out").iterdir())
    assert len(names) == 4
    assert "a-hw.txt-feedback.md" in names
    right = [path.name for path in Path("out").iterdir() if "Nothing on" in path.read_text()]
    assert right == ["b-hw.txt-feedback.md"]


def test_a_page_is_not_named_twice(refused, pages):
    pages(anna_txt=SLIP)
    assert "named twice" in refused("check", "--feedback", "out", "anna.txt", "anna.txt")


def test_the_page_itself_is_never_written_over(run, pages):
    pages(anna_md=SLIP)
    status, _, _ = run("check", "--network", "skip", "--feedback", ".", "--force", "anna.md")
    assert status == 1
    assert Path("anna.md").read_text() == SLIP


def test_a_folder_that_is_none(refused, pages):
    pages(anna_txt=SLIP, out=SLIP)
    assert "out: cannot be written" in refused("check", "--feedback", "out", "anna.txt")


@pytest.mark.parametrize("verdict", [Verdict.SLIP, Verdict.NOT_READ, Verdict.ROUNDING])
def test_what_a_page_says_is_not_markdown_in_the_feedback(verdict):
    judgement = Judgement(
        Place(3, 1), "L", None, 0, 7, HOSTILE, verdict, expected=HOSTILE, note=HOSTILE
    )
    checked = Checked(f"{HOSTILE}.md", HOSTILE, (HOSTILE,), (judgement,))
    text = feedback(Marks(checked, Credit()))
    assert "`` q`<b>`![x](y)*z*\\x1b[31m ``" in text  # it is told, as code
    outside = re.sub(r"``.*?``|\\.", "", text)
    assert not re.search(r"[<>\[\]]|\*z", outside)
    assert all(c.isprintable() or c == "\n" for c in text)


def test_a_page_that_cannot_be_used_gets_none(run, pages):
    pages(anna_txt=SLIP, ben_txt="no mathematics here\n")
    status, _, errors = _check(run, "anna.txt", "ben.txt", "nobody.txt")
    assert status == 2
    assert [path.name for path in Path("out").iterdir()] == ["anna-feedback.md"]
    assert len(errors.splitlines()) == 2
