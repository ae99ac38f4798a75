"""What is copied: each text leads to what it is said to, when somebody else reads it."""

import random
import shlex
from io import StringIO

import numpy as np
import pytest

from engine.debugger.debugger import Debugger
from engine.errors import DebuggerError
from engine.language.parser import parse
from engine.language.values import evaluate, same
from engine.network.literals import parse_value
from engine.program.recipe import Recipe, recipe_of
from engine.sessions.session import session_of
from tests.engine.sessions.restored import NETWORK, assert_same, opened
from tests.engine.sessions.test_state_line import CHANGES, drawn, kept
from tui.cli.main import main
from tui.commands.copying import copied
from tui.commands.script import run_script
from tui.drawing.look import Look

ROUNDS = 25


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "my network.toml"
    path.write_text(NETWORK)
    return path


def followed(line):
    """The debugger that a copied command opens, its words read here by a reader of our own."""
    program, name, *words = shlex.split(line)
    assert program == "makabaka-tui"
    options = {
        "--set": [],
        "--training": [],
        "--lr": [None],
        "--optimiser": [None],
        "--seed": ["0"],
    }
    lines = []
    while words:
        word = words.pop(0)
        if word == "-e":
            lines.append(words.pop(0))
        else:
            option, _, value = word.partition("=")
            options[option].append(value)
    rate = options["--lr"][-1]
    recipe = recipe_of(
        name, options["--set"], rate and float(rate), options["--optimiser"][-1],
        int(options["--seed"][-1]), training=options["--training"],
    ).read()  # fmt: skip
    debugger = Debugger(recipe.program(), recipe)
    for _ in run_script(debugger, lines, Look().style(debugger.stop.program)):
        pass
    return debugger


def test_the_command_brings_one_to_the_very_place(file):
    followed_ones = 0
    for seed in range(ROUNDS):
        one = drawn(random.Random(seed), file)  # noqa: S311
        line = copied("command", one.stop)
        if line.startswith("makabaka-tui --state "):
            continue
        other, mine = followed(line), kept(one.stop)
        theirs = kept(other.stop)
        assert_same(one, other)
        assert mine["stands"][1:] == theirs["stands"][1:]
        assert all(mine[each] == theirs[each] for each in ("rate", "optimiser", "seed"))
        followed_ones += 1
    assert followed_ones > ROUNDS * 0.8


def test_it_goes_back_to_an_earlier_iteration_than_that_of_a_change():
    one = opened("skip")
    one.goto(13, 1)
    one.freeze("w2")
    one.goto(10, 0)
    line = copied("command", one.stop)
    assert line == "makabaka-tui skip -e 'goto 13 1' -e 'freeze w2' -e 'goto 10 0'"
    assert_same(one, followed(line))


@pytest.mark.parametrize("name", CHANGES)
def test_a_value_has_all_its_digits_and_a_formula_comes_to_it(name):
    debugger = opened(name, **CHANGES[name])
    for step in range(1, debugger.stop.steps + 1):
        stop = debugger.goto(step)
        symbol = stop.step.symbol
        value = parse_value(copied("value", stop))
        assert same(value, stop.state.value(symbol))
        left, _, right = copied("formula", stop).partition(" = ")
        assert left == symbol
        before = debugger.goto(step - 1).state
        values = {each: before.value(each) for each in (*stop.program.base, *stop.program.index)}
        np.testing.assert_array_equal(evaluate(parse(right), values), value)


def test_an_entry_that_is_singled_out_is_what_is_copied():
    debugger = opened("xor", seed=3)
    debugger.goto(2)
    stop = debugger.single_out(1, 0)
    assert float(copied("value", stop)) == stop.state.value(stop.step.symbol)[1, 0]
    assert float(copied("value W1[0,1]", stop)) == stop.state.value("W1")[0, 1]


def test_latex_has_the_step_worked_out():
    stop = opened("skip").goto(15)
    text = copied("latex", stop)
    assert text.startswith("\\begin{aligned}\n\\frac{\\partial L}{\\partial h_{0}} & = ")
    assert text.endswith("& = 0.75\n\\end{aligned}") or "= 0.75" in text
    assert copied("latex w3", stop) == "w_{3} = 0.5"
    assert copied("latex dL/dw0", stop).count("=") == 1  # it is not computed yet


@pytest.mark.parametrize(
    ("argument", "said"),
    [
        ("valu", "did you mean 'value'"),
        ("everything at all", "write one of value, formula, latex, command, state"),
        ("value dL/dw0", "∂L/∂w0 is not computed yet"),
        ("value nobody", "nothing is called 'nobody'"),
        ("state h0", "copy state stands alone"),
    ],
)
def test_what_cannot_be_copied_is_told(argument, said):
    with pytest.raises(DebuggerError, match=said):
        copied(argument, opened("skip").goto(15))


@pytest.mark.parametrize("kind", ["command", "state"])
def test_what_is_copied_is_run_as_it_stands(kind, file, monkeypatch, capsys):
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    one = opened(str(file), values={"w": -0.1})
    one.goto(4)
    one.set_value("b = 0.1 + 0.2")
    one.goto(7, 2)
    program, *words = shlex.split(copied(kind, one.stop))
    monkeypatch.setattr("sys.stdin", StringIO("print b\n"))
    assert program == "makabaka-tui"
    assert main([*words, "--plain"]) == 0
    said = capsys.readouterr().out
    assert "Step 7 of " in said
    assert "iteration 2" in said
    assert said.splitlines()[-1].startswith("b is ")


def test_settings_of_training_are_in_the_command_and_in_the_session(file):
    training = {"weight_decay": 0.1, "schedule": "cosine", "length": 20.0, "decoupled": True}
    recipe = Recipe(str(file), training=training).read()
    debugger = Debugger(recipe.program(), recipe)
    stop = debugger.goto(3, 7)
    assert session_of(stop).recipe().training == training
    again = followed(copied("command", stop))
    assert again.stop.recipe.training == training
    assert again.stop.state.same_as(stop.state)
