"""What an audience would stumble over in a lecture, told by its check."""

import pytest

from engine.errors import SpecError
from engine.network.source import Source
from tui.cli.main import main
from tui.drawing.look import Look
from tui.lectures.reader import parse_lecture
from tui.offscreen.warnings import warnings_of

HEAD = 'title "T"\nopen skip\n'
LONG = 'say "' + "Words upon words " * 20 + '"\n'

FAN = """loss = "L"
equations = \"\"\"
h = w*x
a = h*h
b = h*a
c = h*b
d = h*c
yhat = a + b + c + d
L = square(y - yhat)
\"\"\"
[inputs]
x = 2
[targets]
y = 1
[parameters]
w = 0.3
"""


def warned(text, path="a.walk"):
    return warnings_of(parse_lecture(Source(str(path), HEAD + text)), Look())


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ('goto 15\nask "How much?" dL/dh0\n', 4, "dL/dh0, is computed already"),
        ('goto 9\nask "What is z2?" w2*h1 + w3*h0\n', 4, "is computed already, and to be seen"),
        ('goto 15\nask "Over the skip?" dL/dz1*w1\n', 4, "0.25, stands on the step card"),
        ('goto 18\nask "Eleven of it?" 11*w0\nstep\n', 4, ""),
        (f"{LONG}pause\n", 3, "the caption is too long for 80x24, and is cut"),
        ('goto 3\nspotlight h0\nsay "Look at w3 and ŷ."\npause\n', 5, "speaks of w3 and ŷ"),
        ('spotlight h0->z2 w3\nsay "From h0 over w3 to z2."\npause\n', 4, ""),
        ('goto 14\nask "h0?" dL/dz2*w3 + dL/dz1*w1\n', 4, ""),
        ('goto 2\nask "How many?" step(z0)\nask "Is it?" dead(h0)\n', 4, ""),
        ('spotlight h0\nsay "A unit a day: x, y and L."\npause\n', 4, ""),
    ],
)
def test_what_an_audience_stumbles_over(text, line, said):
    found = warned(text)
    assert len(found) == bool(said)
    assert all(each.startswith(f"line {line}: ") and said in each for each in found)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("S[0,1]", "is computed already"),
        ("softmax(S)[0,1]", ""),
        ("(Q @ K.T / sqrt(2))[0,1]", "is computed already"),
    ],
)
def test_an_entry_is_computed_once_the_array_is(asked, said):
    text = f'title "T"\nopen attention\ngoto S\nask "How much?" {asked}\n'
    found = warnings_of(parse_lecture(Source("a.walk", text)), Look())
    assert [said in each for each in found] == [True] * bool(said)


def test_the_card_of_a_fan_in_sum_that_is_cut(tmp_path):
    (tmp_path / "fan.toml").write_text(FAN)
    text = "open fan.toml\nrun h\nrun h\n{}pause\n"
    two_lines = 'say "' + "word " * 24 + '"\n'
    (said,) = warned(text.format(two_lines), tmp_path / "a.walk")
    assert said == "line 6: at 80x24 the card of the fan-in sum is cut: a shorter caption helps"
    assert warned('goto 15\nsay "Short."\npause\n') == []


def test_a_question_with_its_answer_may_be_too_long():
    question = "Is it so, or is it otherwise? " * 6
    (said,) = warned(f'goto 14\nask "{question}" dL/dz2*w3 + dL/dz1*w1\n')
    assert "too long" in said


def test_what_the_app_alone_does_has_to_be_done():
    with pytest.raises(SpecError, match=r"a\.walk:3: .*nonsense"):
        warned("plot nonsense\n")


def test_the_check_tells_of_it_and_passes(tmp_path, capsys):
    path = tmp_path / "a.walk"
    path.write_text(f"{HEAD}{LONG}goto 1\nexpect z0 == 0.5\npause\nsave a.json\n")
    assert main(["play", str(path), "--check"]) == 0
    printed = capsys.readouterr()
    assert f"{path}: 1 expectation holds" in printed.out
    assert f"{path}: warning: line 3: the caption is too long" in printed.err
    assert not (tmp_path / "a.json").exists()
