"""The command line, without a terminal: what it lists, and what it loads."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from engine.network.files import shipped_networks

COMMAND = Path(sys.executable).with_name("makabaka-tui")


# networks, help, version


def test_networks_lists_what_ships(out):
    lines = out("networks").splitlines()
    assert [line.split()[0] for line in lines] == shipped_networks()
    assert {"skip", "plain"} <= set(shipped_networks())
    assert all(len(line.split()) > 3 for line in lines)


@pytest.mark.parametrize("name", shipped_networks())
def test_every_shipped_network_can_be_traced_and_drawn(out, name):
    assert json.loads(out("trace", name, "--format", "json"))
    assert out("graph", name)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (
            ["--help"],
            ["trace", "graph", "networks", "NETWORK", "--set", "--lr", "--goto", "--iteration",
             "--ascii", "--no-mouse", "--theme", "--version", "train", "new", "--seed",
             "--optimiser", "--watch"],
        ),
        (["train", "--help"], ["--iterations", "--every", "--format", "--seed", "--optimiser"]),
        (["new", "--help"], ["FILE"]),
        (["trace", "--help"], ["--iterations", "--format", "text", "json", "csv", "--set"]),
        (["graph", "--help"], ["--format", "dot", "mermaid", "--set"]),
        (["networks", "--help"], ["networks"]),
    ],
)  # fmt: skip
def test_help_is_complete(out, arguments, words):
    text = out(*arguments)
    assert [word for word in words if word not in text] == []
    assert "\x1b" not in text


def test_version(out):
    assert re.fullmatch(r"makabaka-tui \d+\.\d+\S*\n", out("--version"))


def test_without_a_terminal_the_app_names_trace(refused):
    message = refused()
    assert "trace" in message
    assert "terminal" in message
    assert "trace" in refused("plain", "--goto", "3")


# Processes


def python(code):
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def loaded_by(*commands):
    """The top-level packages that a process has loaded after some command lines."""
    lines = [
        "import sys, tui.cli.main",
        *(f"tui.cli.main.main({command.split()!r})" for command in commands),
        "print('loaded', *sorted({name.split('.')[0] for name in sys.modules}))",
    ]
    return set(python("\n".join(lines)).splitlines()[-1].split()[1:])


def test_the_command_line_loads_no_textual_networkx_or_numpy_for_what_needs_none():
    loaded = loaded_by("trace skip", "trace plain --format json --iterations 3")
    assert {"tui", "engine", "cyclopts"} <= loaded
    assert not loaded & {"textual", "networkx", "numpy"}


def test_the_first_frame_of_a_network_of_numbers_loads_no_numpy():
    """Of a deep one on a usual screen, which shows where in it one is."""
    lines = [
        "import sys",
        "from engine.debugger.debugger import Debugger",
        "from engine.program.recipe import Recipe",
        "from tui.drawing.look import Look",
        "from tui.graph.pictures import Pictures",
        "from tui.screens.first_frame import first_frame",
        "look, stop = Look(), Debugger(Recipe('deep').program()).stop",
        "frame = first_frame(stop, look, (80, 24), Pictures(look.glyphs))",
        "texts = [text for row in frame for text, _ in row]",
        "print(any('equations' in text for text in texts), 'numpy' in sys.modules)",
    ]
    assert python("\n".join(lines)) == "True False\n"


def test_the_command_line_loads_no_textual_or_networkx_to_list_and_to_train():
    loaded = loaded_by("networks", "train xor --iterations 30")
    assert not loaded & {"textual", "networkx"}


def test_drawing_the_graph_loads_no_textual():
    loaded = loaded_by("graph skip", "graph skip --format json")
    assert "networkx" in loaded
    assert "textual" not in loaded


@pytest.mark.parametrize("form", ["text", "json"])
def test_a_reader_that_has_seen_enough_is_no_error(form):
    command = [str(COMMAND), "trace", "--iterations", "1000", "--format", form]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(timeout=30) == 0


def test_an_installed_command_gives_its_exit_status():
    done = subprocess.run(
        [COMMAND, "trace", "nowhere"], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert "nowhere" in done.stderr
