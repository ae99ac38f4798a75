"""What a restricted process does not do, in a process of its own: it stays restricted."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tui.cli.main import main
from tui.commands.table import COMMANDS
from tui.terminal.bubblewrap import fenced


def restricted(code, cwd):
    """What a restricted process prints."""
    code = f"import tui.terminal.sandbox\ntui.terminal.sandbox.restrict()\n{code}"
    root = Path(__file__).parents[3]
    done = subprocess.run(
        [sys.executable, "-c", f"import sys; sys.path.append({str(root)!r})\n{code}"],
        capture_output=True, text=True, check=False, cwd=cwd,
    )  # fmt: skip
    return done.stdout + done.stderr


def test_every_command_about_a_file_is_marked():
    about = {each.name for each in COMMANDS if "FILE" in each.argument}
    assert {"save", "record", "check"} <= about
    assert about <= {each.name for each in COMMANDS if each.touches_files or each.reads_files}


@pytest.mark.parametrize(
    "code",
    [
        "open('mine')",
        "open('mine', 'rb')",
        "open('new', 'w')",
        "import os; os.open('new', os.O_CREAT | os.O_WRONLY)",
        "import os; os.mkdir('new')",
        "import os; os.remove('mine')",
        "import os; os.rename('mine', 'new')",
        "import os; os.listdir('.')",
        "import os; os.system('touch new')",
        "import subprocess; subprocess.run(['touch', 'new'])",
        "from pathlib import Path; Path('new').touch()",
        "import socket; socket.create_connection(('127.0.0.1', 9))",
        "open('link')",
    ],
)
def test_what_touches_files_is_refused(code, tmp_path):
    (tmp_path / "mine").write_text("mine")
    (tmp_path / "link").symlink_to("/etc/hostname")
    assert "PermissionError" in restricted(code, tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["link", "mine"]


def test_networks_that_ship_are_read_and_commands_that_touch_no_file_are_done(tmp_path):
    code = (
        "from engine.debugger.debugger import Debugger\n"
        "from engine.program.recipe import Recipe\n"
        "from engine.language.notation import Style\n"
        "from tui.commands.headless import Headless\n"
        "from tui.commands.line import parse_line\n"
        "from tui.commands.perform import perform\n"
        "from tui.commands.command import CommandError\n"
        "debugger = Debugger(Recipe('xor').program(), Recipe('xor'))\n"
        "for line in ('train 30', 'goto 15', 'save mine'):\n"
        "    command, argument, count = parse_line(line)\n"
        "    try:\n"
        "        perform(command, argument, count, Headless(debugger, Style()))\n"
        "        print(debugger.stop.cursor)\n"
        "    except CommandError as error:\n"
        "        print(error)\n"
    )
    *_, place, refusal = restricted(code, tmp_path).splitlines()
    assert "step=15, iteration=30" in place or "iteration=30, step=15" in place
    assert refusal == "save is not allowed here: it touches files"


@pytest.mark.skipif(sys.platform != "linux", reason="other systems bound less")
def test_the_system_bounds_memory_and_time(tmp_path):
    code = (
        "import resource as r\n"
        "print(r.getrlimit(r.RLIMIT_CPU)[0], r.getrlimit(r.RLIMIT_FSIZE)[0])\n"
        "bytes(4_000_000_000)\n"
    )
    said = restricted(code, tmp_path)
    assert said.startswith("1800 0\n")
    assert "MemoryError" in said


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--resume"], "--resume"),
        (["--session", "x.json"], "--session"),
        (["--watch"], "--watch"),
        (["--record", "x.cast"], "--record"),
        (["mine.toml"], "mine.toml does not ship"),
        (["../engine/networks/skip.toml"], "does not ship"),
    ],
)
def test_options_and_networks_that_touch_files_are_refused(arguments, words, capsys):
    assert main(["--restricted", *arguments]) == 2
    said = capsys.readouterr().err
    assert said.startswith("--restricted: ")
    assert words in said
    assert len(said.splitlines()) == 1


def test_in_bubblewrap_no_file_of_the_machine_is_seen_and_no_network(tmp_path):
    root = Path(__file__).parents[3]
    code = (
        "import os, socket, tui.cli\n"
        f"print(os.path.exists({str(tmp_path)!r}), os.path.exists('/etc/passwd'))\n"
        "print(socket.socket().connect_ex(('192.0.2.1', 9)))\n"
    )
    try:
        command = fenced([sys.executable, "-c", code], root)
    except ValueError as error:
        pytest.skip(str(error))
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == ["False False", "101"]  # unreachable


def test_where_bubblewrap_is_missing_a_line_says_so(monkeypatch, capsys):
    pytest.importorskip("textual_serve")
    monkeypatch.setattr(shutil, "which", lambda name: None)
    assert main(["serve", "xor", "--sandbox", "bwrap"]) == 2
    said = capsys.readouterr().err
    assert "bubblewrap is not installed" in said
    assert len(said.splitlines()) == 1
