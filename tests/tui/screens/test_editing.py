"""The network file, edited beside the app: what is opened, and what comes of it."""

from pathlib import Path

import pytest

from engine.network.files import parse_network
from engine.program.program import derive
from tests.engine.sessions.restored import NETWORK
from tui.screens import editing
from tui.terminal import editor


@pytest.fixture
def edited(monkeypatch, tmp_path):
    """Has an editor do something to the file; gives the commands that it was opened with."""
    commands, does = [], []

    def edit(_, words):
        commands.append(list(words))
        for each in does:
            path = Path(words[-1])
            path.write_text(each(path.read_text()))

    monkeypatch.setattr(editor, "edit", edit)
    monkeypatch.setattr(editor, "program_of", lambda words: words[0])
    monkeypatch.setenv("EDITOR", "vi")
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.chdir(tmp_path)
    return commands, does


async def test_what_ships_is_copied_first_and_only_where_nothing_is_lost(opened, edited, tmp_path):
    commands, does = edited
    does.append(lambda text: text.replace("w3 = 0.5", "w3 = 0.75"))
    async with opened("skip", values={"w1": 0.25}) as driver:
        await driver.enter(":select w3")
        await driver.press("E")
        assert "skip is in no file of yours; write a copy skip.toml here" in driver.words
        await driver.press("n")
        assert not (tmp_path / "skip.toml").exists()
        await driver.press("E", "y")
        ((_, line, path),) = commands
        copy = (tmp_path / "skip.toml").read_text()
        assert path == str(tmp_path / "skip.toml")
        assert "w3 = 0.75" in copy.splitlines()[int(line[1:]) - 1]
        assert driver.stop.state.value("w3") == 0.75
        assert driver.stop.state.value("w1") == 0.25
        assert driver.stop.recipe.name == "skip.toml"
    async with opened("skip") as driver:
        await driver.press("E")
        assert "skip.toml is there already" in driver.words
        assert driver.stop.recipe.name == "skip"


async def test_a_copy_of_what_is_generated_has_its_size(opened, edited, tmp_path):
    async with opened("deep", values={"depth": 3.0}) as driver:
        steps = driver.stop.steps
        await driver.press("E", "y")
        assert (tmp_path / "deep.toml").exists()
        assert driver.stop.recipe.name == "deep.toml"
        assert driver.stop.steps == steps
    assert len(edited[0]) == 1


async def test_what_cannot_be_edited_is_told(opened, edited, tmp_path, monkeypatch):
    path = tmp_path / "mine.toml"
    path.write_text(NETWORK)
    commands, does = edited
    async with opened(str(path)) as driver:
        await driver.enter(":editor nobody")
        assert "unknown node 'nobody'" in driver.lines[-1]
        does.append(lambda text: "nothing")
        await driver.press("E")
        assert "not loaded: mine.toml:1" in driver.lines[-1]
        monkeypatch.setenv("EDITOR", "")
        await driver.press("E")
        assert "no editor is set: set EDITOR" in driver.lines[-1]
        monkeypatch.setattr("tui.commands.perform.is_restricted", lambda: True)
        await driver.press("E")
        assert "editor is not allowed here: it touches files" in driver.lines[-1]
    assert len(commands) == 1


async def test_a_file_that_is_gone_is_written_again(opened, edited, tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text(NETWORK)
    async with opened(str(path)) as driver:
        path.unlink()
        await driver.press("E")
        assert "mine.toml is gone; write it again as it is here" in driver.words
        assert not edited[0]
        await driver.press("y")
        assert path.read_text() == NETWORK
        assert driver.stop.recipe.path == path
    assert len(edited[0]) == 1


def test_each_node_has_its_line():
    program = derive(parse_network(NETWORK))
    for node, line in {"h": "h = relu(z)", "x": "x = 2", "b": "b = 0.5"}.items():
        assert NETWORK.splitlines()[editing._line_of(node, NETWORK, program) - 1] == line
