"""Numbers with fewer digits and a decimal comma: on the screen, in lines, and read back."""

import io
import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.debugger.debugger import Debugger
from engine.language.figures import Figures, fit_number, format_number, use_figures
from engine.program.recipe import Recipe
from tui.cli.main import main
from tui.commands.commas import with_points
from tui.commands.line import parse_line
from tui.drawing.look import Look
from tui.graph.pictures import Pictures
from tui.plain.mode import PlainMode
from tui.screens.first_frame import first_frame

pytestmark = pytest.mark.usefixtures("comma")


@pytest.fixture
def comma(monkeypatch):
    """Numbers are written with four digits and a comma, while a test runs."""
    monkeypatch.setenv("MAKABAKA_TUI_DECIMAL_COMMA", "yes")
    monkeypatch.setenv("MAKABAKA_TUI_DIGITS", "4")
    use_figures(Figures(digits=4, comma=True))
    yield
    use_figures(Figures())


def screen(network, place):
    debugger = Debugger(Recipe(network, seed=0).program())
    look = Look()
    stop = debugger.goto(*place)
    rows = first_frame(stop, look, (120, 40), Pictures(look.glyphs))
    return "\n".join("".join(text for text, _ in row) for row in rows)


@pytest.mark.parametrize(("network", "place"), [("skip", (15, 0)), ("xor", (12, 0))])
def test_the_whole_screen_has_commas_where_it_has_points(network, place):
    shown = screen(network, place)
    assert not re.search(r"\d\.\d", shown)
    use_figures(Figures(digits=4))
    assert shown == re.sub(r"(?<=\d)\.(?=\d)|(?<![\w.])\.(?=\d)", ",", screen(network, place))


def test_digits_are_as_many_as_are_asked_for():
    assert format_number(2 / 3) == "0,6667"
    assert fit_number(2 / 3, 20) == "0,6667"
    use_figures(Figures(digits=9))
    assert (format_number(2 / 3), fit_number(2 / 3, 20)) == ("0.666666667", "0.666666667")
    assert "0.666666667" in Debugger(Recipe("skip").program()).stop.program.style.number(2 / 3)


def test_the_line_mode_says_and_reads_commas():
    said = []
    mode = PlainMode(Debugger(Recipe("skip").program()), said.append, lambda _: False)
    for line in ("set w0 = 0,25", "15", "print h0 + 0,5", "lr 0,1", "break z0 < 0,3"):
        mode.obey(line)
    assert not [each for each in said if "error" in each]
    assert mode.stop.state.value("w0") == 0.25
    assert "h0 plus 0,5 is 0,75" in " ".join(said)
    mode.obey("print 2 / 3")
    assert said[-1].endswith("0,6667")


async def test_behind_the_colon_commas_are_read(opened):
    async with opened() as driver:
        await driver.enter(":set w3 = 0,25")
        assert driver.stop.state.value("w3") == 0.25
        assert "w3 = 0,25" in driver.lines[-1]


def test_what_is_read_by_programs_has_points(capsys):
    assert main(["trace", "skip", "--format", "json"]) == 0
    assert main(["graph", "skip", "--format", "dot"]) == 0
    json_text, _, dot = capsys.readouterr().out.partition("digraph")
    assert json.loads(json_text)[0]["value"] == 0.5
    assert "0,5" not in dot


@given(st.floats(-1e6, 1e6).map(lambda x: f"{x:.4f}"), st.floats(0, 99).map(lambda x: f"{x:.2f}"))
def test_a_comma_outside_of_calls_and_lists_is_a_point(one, other):
    text = f"w0 = {one} + ({other} - 1) * max({one}, 2) + W1[0,1]"
    typed = (
        f"w0 = {one.replace('.', ',')} + ({other.replace('.', ',')} - 1) * max({one}, 2) + W1[0,1]"
    )
    assert with_points(typed) == text
    assert with_points(text) == text


def test_a_script_has_points_whoever_plays_it():
    assert parse_line("set w0 = max(0,5)")[1] == "w0 = max(0,5)"


async def test_thousands_are_not_told_by_a_comma_that_would_be_a_decimal_one(opened):
    async with opened() as driver:
        await driver.train(":train 1200")
        await driver.enter(":chart")
        assert "in iteration 1 200" in driver.text
        assert "1,200" not in driver.text


def test_options_go_before_variables(monkeypatch, capsys):
    for options, said in (
        ([], "0,6667"),
        (["--digits", "3"], "0,667"),
        (["--digits", "3", "--no-decimal-comma"], "0.667"),
    ):
        monkeypatch.setattr("sys.stdin", io.StringIO("print 2 / 3\n"))
        assert main(["--plain", *options]) == 0
        assert capsys.readouterr().out.endswith(f"{said}\n")
    assert main(["--plain", "--digits", "99"]) == 2
    assert capsys.readouterr().err == "--digits 99: write a whole number from 2 to 15\n"
