"""The documentation: its command lines work, its links lead somewhere, its pictures are drawn."""

import io
import re
import shlex
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from tui.cli.main import main

ROOT = Path(__file__).parents[1]
PAGES = (*ROOT.glob("*.md"), *sorted((ROOT / "docs").glob("*.md")))

FENCED = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
INLINE = re.compile(r"(?<!`)`(makabaka-tui[^`]*)`(?!`)")
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")
PLACEHOLDER = re.compile(r"\b[A-Z]{3,}\b|…|\.\.\.")

LECTURE = 'title "Mine"\nopen skip\nsay "One caption."\ngoto 7\nexpect L == 3.375\n'


def commands_of(text):
    """The command lines of a page: those in blocks for a shell, and those in its sentences."""
    for kind, block in FENCED.findall(text):
        if kind == "sh":
            yield from (line for line in block.splitlines() if line.startswith("makabaka-tui"))
    yield from (" ".join(line.split()) for line in INLINE.findall(FENCED.sub("", text)))


COMMANDS = sorted(
    {
        command.partition(" #")[0].strip()
        for page in PAGES
        for command in commands_of(page.read_text(encoding="utf-8"))
        if not PLACEHOLDER.search(command.partition(" #")[0])
    }
)


@pytest.fixture(scope="module")
def prepared(tmp_path_factory):
    """The files that the command lines name."""
    folder = tmp_path_factory.mktemp("prepared")
    shutil.copytree(ROOT / "docs/networks", folder / "docs/networks")
    (folder / "my.walk").write_text(LECTURE)
    assert main(["play", str(folder / "my.walk"), "--record", str(folder / "lecture.cast")]) == 0
    for name in ("my.toml", "a.toml"):
        assert main(["new", str(folder / name)]) == 0
    (folder / "b.toml").write_text((folder / "a.toml").read_text() + "# as it is\n")
    for name in ("solution.md", "page.txt", "solutions/anna.md", "solutions/bert.md"):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text("z0 = 0.5\nL = 0.375\n")
    assert main(["run", "skip", "-e", f"save {folder / 'lecture.json'}"]) == 0
    np.save(folder / "x.npy", np.linspace(-1, 1, 20).reshape(5, 4))
    np.save(folder / "y.npy", np.array([0, 1, 2, 1, 0]))
    if find_spec("onnx"):
        from tests.engine.onnx.files import model, saved

        saved(folder / "model.onnx", model(has_loss=False))
    return folder


@pytest.fixture
def folder(prepared, tmp_path, monkeypatch):
    """A folder of its own for each command line, and nothing on standard input."""
    shutil.copytree(prepared, tmp_path / "here")
    monkeypatch.chdir(tmp_path / "here")
    monkeypatch.delenv("MAKABAKA_TUI_CONFIG")
    for name in ("XDG_CONFIG_HOME", "HOME"):
        monkeypatch.setenv(name, str(tmp_path))
    monkeypatch.setattr("sys.stdin", io.StringIO())
    return tmp_path / "here"


def matching(pattern):
    return sorted(map(str, Path().glob(pattern)))


def asked(words, capsys):
    """The exit status and the complaint of a command."""
    try:
        status = main(words)
    except SystemExit as ended:
        status = ended.code or 0
    return status, capsys.readouterr().err


def restricted(words):
    """The same of a process of its own: what is restricted stays so."""
    command = [sys.executable, "-m", "tui.cli", *words]
    done = subprocess.run(command, capture_output=True, text=True, stdin=subprocess.DEVNULL)
    return done.returncode, done.stderr


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_line_works(command, folder, capsys):
    words = shlex.split(command.partition(" | ")[0])[1:]
    words = [path for word in words for path in (matching(word) if "*" in word else [word])]
    if words[:1] == ["serve"]:
        words.append("--help")  # else it serves
    if words[:1] == ["study"]:
        words = ["40" if word == "10000" else word for word in words]  # else it takes a minute
    if words[:1] == ["new"]:
        (folder / words[1]).unlink()
    status, said = restricted(words) if "--restricted" in words else asked(words, capsys)
    if "takes an extra that is not installed" in said:
        pytest.skip(said)
    opens = status == 2 and ("no terminal" in said or said.startswith("--resume: there is no"))
    assert status in (0, 1) or opens, said
    assert opens or said == ""


def test_there_are_command_lines_to_run():
    assert len(COMMANDS) > 40
    assert "makabaka-tui train xor --seed 8" in COMMANDS


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page):
    text = page.read_text(encoding="utf-8")
    for link in LINK.findall(FENCED.sub("", text)):
        assert re.match("https?://", link) or (page.parent / link).exists(), link


def test_every_picture_is_drawn_by_the_script_and_shown():
    script = (ROOT / "docs/pictures.sh").read_text(encoding="utf-8")
    shown = {
        (page.parent / link).resolve()
        for page in PAGES
        for link in LINK.findall(page.read_text(encoding="utf-8"))
    }
    pictures = {path for path in (ROOT / "docs").rglob("*") if path.suffix in (".svg", ".gif")}
    assert len(pictures) > 30
    assert pictures <= shown
    drawn = {name.partition("-")[0] for name in (path.stem for path in pictures)}
    assert drawn == {*re.findall(r"^ *draw (\w+) ", script, re.MULTILINE), "first"}
    assert "--record first.gif" in script
