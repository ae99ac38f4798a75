"""Lectures: how they are read, and checked without a screen."""

from pathlib import Path

import pytest

from engine.errors import SpecError
from engine.network.source import Source
from tui.cli import main as cli
from tui.commands.lists import shipped_lectures
from tui.drawing.look import Look
from tui.lectures.check import check
from tui.lectures.lecture import Ask, Do, Expect, Light, Open, Pause, Say, Wait
from tui.lectures.reader import load_lecture, parse_lecture

HEAD = 'title "T"\nopen skip\n'


def read(text, path="talks/a.walk"):
    return parse_lecture(Source(path, text))


def refusal(text):
    with pytest.raises(SpecError) as caught:
        read(text)
    return str(caught.value)


def checked(text, tmp_path=Path("talks")):
    return check(read(HEAD + text, str(tmp_path / "a.walk")), Look())


# Reading


def test_a_lecture_is_read_a_statement_a_line():
    lecture = read(
        '# how it begins\ntitle "The \\"skip\\" network"\n\nopen skip --seed 3 --lr 0.1\n'
        'say "Two paths   meet."\nsay\npause\nwait 0.5s\nspotlight h0 w3\nspotlight\n'
        'ask "How much?" dL/dz2*w3\nask "Why?"\nexpect dL/dh0 == 0.75\nstep 3\n15\nset w3 = 0\n'
    )
    assert lecture.title == 'The "skip" network'
    kinds = [Open, Say, Say, Pause, Wait, Light, Light, Ask, Ask, Expect, Do, Do, Do]
    assert [type(each) for each in lecture.statements] == kinds
    assert [each.line for each in lecture.statements] == list(range(4, 17))
    opening, said, silence, _, wait, lit, unlit, asked, plain_ask, _, step, goto, change = (
        lecture.statements
    )
    assert (opening.recipe.seed, opening.recipe.learning_rate) == (3, 0.1)
    assert (said.text, silence.text, wait.seconds) == ("Two paths meet.", "", 0.5)
    assert lit.spotlight == ({"h0", "w3"}, set())
    assert not unlit.spotlight.is_on
    assert (asked.question, asked.text, plain_ask.text) == ("How much?", "dL/dz2*w3", "")
    assert (step.command.name, step.count) == ("step", 3)
    assert (goto.command.name, goto.argument) == ("goto", "15")
    assert (change.command.name, change.argument) == ("set", "w3 = 0")


@pytest.mark.parametrize("written", ["z2->h1 -> z1,  h0->z2", "h1→z2 z1→h1 z2 → h0"])
def test_a_spotlight_lights_paths_whichever_way_they_are_written(written):
    *_, lit = read(f"{HEAD}spotlight {written}\n").statements
    assert lit.spotlight.nodes == {"h0", "z1", "h1", "z2"}
    assert lit.spotlight.wires == {("z1", "h1"), ("h1", "z2"), ("h0", "z2")}


def test_a_network_is_opened_with_changes():
    lecture = read('title "T"\nopen deep --set depth=4 skip=0 --optimiser adam\nexpect w4 == 0.5\n')
    assert lecture.opening.program.network.optimiser.kind == "adam"
    assert "w5" not in lecture.opening.program.base


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ('say "a"', 1, 'a lecture begins with its title: title "..."'),
        ('title "T"\nsay "a"', 2, "nothing is open yet: write open NETWORK before it"),
        ('title "T"\ntitle "U"', 2, "there is a title already"),
        (HEAD + 'say "a', 3, "the quote is not closed"),
        (HEAD + "say a", 3, 'say takes a text in quotes: say "..."'),
        (HEAD + 'say "a" b', 3, "there is more behind the text: 'b'"),
        (HEAD + "wait 2", 3, "wait takes seconds: write wait 2s"),
        (HEAD + "wait 1e9s", 3, "wait takes seconds"),
        (HEAD + "wait 6000s", 3, "a wait lasts 600s at the most"),
        (HEAD + "pause 2s", 3, "pause stands alone"),
        (HEAD + "spotlite h0", 3, "'spotlite' is neither a statement nor a command; did you mean"),
        (HEAD + "gotoo 3", 3, "'gotoo' is neither a statement nor a command; did you mean 'goto'?"),
        (HEAD + "goto", 3, "goto needs more: write goto STEP/SYMBOL [ITERATION]"),
        (HEAD + "quit", 3, "quit is for a person at the keys"),
        (HEAD + "spotlight h9", 3, "nothing is called 'h9'"),
        (HEAD + "spotlight h0->h9", 3, "nothing is called 'h9'"),
        (HEAD + "spotlight h0->", 3, "nothing is called ''"),
        (HEAD + "spotlight h0->h1", 3, "no wire leads from h0 to h1: write every node on the way"),
        (HEAD + "expect h9 == 1", 3, "nothing is called 'h9'"),
        (HEAD + "expect h0", 3, "'h0' is neither true nor false"),
        (HEAD + 'ask "q" h9', 3, "nothing is called 'h9'"),
        ('title "T"\nopen skp', 2, "skp: no such network; did you mean 'skip'?"),
        ('title "T"\nopen my.toml', 2, "talks/my.toml: cannot be read: No such file"),
        ('title "T"\nopen skip --sed 3', 2, "open: unrecognized arguments: --sed 3"),
        ('title "T"\nopen skip --set w0', 2, "--set w0: write name=value"),
        ('title "T"\nopen skip --set w9=1', 2, "skip: 'w9' cannot be set"),
    ],
)
def test_what_is_wrong_is_told_with_file_and_line(text, line, message):
    told = refusal(text)
    assert told.startswith(f"talks/a.walk:{line}: {message}")
    assert len(told.splitlines()) == 2
    assert told.splitlines()[1].strip() == text.splitlines()[line - 1]


def test_what_is_missing_as_a_whole_is_told_with_the_file():
    assert refusal("").startswith("talks/a.walk: it is empty")
    assert refusal('title "T"').startswith("talks/a.walk: nothing is opened")


def test_no_control_character_of_a_file_reaches_the_terminal():
    assert "\x1b" not in refusal(HEAD + "say \x1b[31m")
    assert read(HEAD + 'say "a\x1b[31m"').statements[1].text == "a\\x1b[31m"


def test_a_lecture_names_files_relative_to_itself(tmp_path):
    cli.main(["new", str(tmp_path / "my.toml")])
    path = tmp_path / "a.walk"
    path.write_text('title "T"\nopen my.toml\nsave here.session\n')
    lecture = load_lecture(str(path))
    assert lecture.statements[1].argument == str(tmp_path / "here.session")
    assert check(lecture, Look()).failure == ""
    assert not (tmp_path / "here.session").exists()  # a test leaves nothing behind


# Checking


def test_expectations_that_hold_are_counted():
    assert checked("goto 15\nexpect dL/dh0 == 0.75\nexpect active(h0)\n").held == 2


@pytest.mark.parametrize(
    ("text", "failure"),
    [
        (
            "goto 15\nexpect dL/dh0 == 0.5",
            "talks/a.walk:4: expect dL/dh0 == 0.5 fails: ∂L/∂h0 = 0.75\n"
            "    at iteration 0, step 15/21, backward: ∂L/∂h0 = 0.75",
        ),
        (
            "goto 3\nexpect dL/dh0 == 0.75",
            "talks/a.walk:4: expect dL/dh0 == 0.75 cannot be told: "
            "dL/dh0 is not computed yet: step 15 computes it",
        ),
        (
            "goto 2 1\nexpect active(h0)",
            "talks/a.walk:4: expect active(h0) fails: h0 = 0 (dead)\n"
            "    at iteration 1, step 2/21, forward: h0 = 0",
        ),
        (
            "goto 7\nexpect prev(L) > L",
            "talks/a.walk:4: expect prev(L) > L cannot be told: it is the first iteration",
        ),
    ],
)
def test_the_first_that_fails_is_told_with_the_values(text, failure):
    assert checked(f"{text}\nexpect 1 == 2\n").failure == failure


def test_of_an_array_every_entry_has_to_agree():
    text = 'title "T"\nopen xor\n'  # X holds zeros and ones
    assert check(read(text + "expect X >= 0\n"), Look()).held == 1
    assert "expect X > 0 fails" in check(read(text + "expect X > 0\n"), Look()).failure


def test_what_is_for_the_screen_alone_is_left_out():
    assert checked('chart\nspotlight h0\nsay "x"\npause\nwait 9s\nwhy z0\ntheme light\n').held == 0


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("goto 99", "there is no step 99"),
        ("continue", "nothing would stop it"),
        ("print dL/dh0", "dL/dh0 is not computed yet"),
        ('ask "How much?" dL/dh0', "dL/dh0 is not computed yet: step 15 computes it"),
    ],
)
def test_a_command_that_cannot_be_done_ends_it_with_its_line(text, message):
    with pytest.raises(SpecError, match=rf"talks/a.walk:4: {message}"):
        checked(f"goto 2\n{text}\n")


def test_a_second_network_may_be_opened():
    assert checked("goto 7\nopen skip --set w0=1\ngoto 1\nexpect z0 == 1\n").failure == ""


# The command line


@pytest.fixture
def play(capsys, tmp_path):
    def play(text, *options):
        path = tmp_path / "a.walk"
        path.write_text(text)
        status = cli.main(["play", str(path), *options])
        printed = capsys.readouterr()
        return status, printed.out, printed.err.replace(str(path), "a.walk")

    return play


def test_the_exit_status_says_whether_all_holds(play):
    status, out, err = play(HEAD + "goto 1\nexpect z0 == 0.5\n", "--check")
    assert (status, err) == (0, "")
    assert out.endswith("a.walk: 1 expectation holds\n")
    status, out, err = play(HEAD + "goto 1\nexpect z0 == 1\n", "--check")
    assert (status, out) == (1, "")
    assert err.startswith("a.walk:4: expect z0 == 1 fails: z0 = 0.5\n")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ((), "play: this is no terminal; --check or --record FILE needs none"),
        (("--speed", "0"), "--speed 0: write a number from 0.01 to 100"),
        (("--check", "--size", "big"), "--size big: write columns and rows, as in 100x30"),
        (("--check", "--size", "10x30"), "--size 10x30: write a size from 60x16 to 500x200"),
        (("--check", "--theme", "pink"), "--theme pink: write dark, light or terminal"),
    ],
)
def test_options_that_cannot_be_used(play, options, message):
    assert play(HEAD, *options) == (2, "", f"{message}\n")


def test_what_is_wrong_with_a_file_is_unusable_input(play, capsys):
    assert play(HEAD + "fly", "--check")[0] == 2
    assert cli.main(["play", "skp", "--check"]) == 2
    assert "skp: there is no such lecture; did you mean 'skip'?" in capsys.readouterr().err


def test_the_lectures_that_ship_are_listed(capsys):
    assert cli.main(["lectures"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == sorted(shipped_lectures())
    assert any("skip network" in line for line in lines)
