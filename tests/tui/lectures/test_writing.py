"""The files that a lecture writes: asked about, or allowed, and in its own folder only."""

import pytest

from engine.errors import SpecError
from engine.network.source import Source
from tui.cli.main import main
from tui.lectures.lecture import Playing
from tui.lectures.reader import parse_lecture

TEXT = 'title "T"\nopen skip\nsay "One."\n{}\nsay "Two."\npause\n'


def playing(folder, line, **options):
    path = folder / "a.walk"
    path.write_text(TEXT.format(line))
    return Playing(parse_lecture(Source(str(path), path.read_text())), "a.walk", **options)


async def play(driver, *arguments, **options):
    driver.app.screen.play(playing(*arguments, **options))
    await driver.pause()


@pytest.mark.parametrize(("line", "name"), [("save a.json", "a.json"), ("still h0.txt", "h0.txt")])
async def test_a_lecture_asks_before_it_writes(opened, tmp_path, line, name):
    async with opened() as driver:
        await play(driver, tmp_path, line)
        assert f"this lecture wants to write {line}; let it" in driver.lines[-1]
        assert not (tmp_path / name).exists()
        await driver.press("n")
        assert "Two." in driver.text
        assert not (tmp_path / name).exists()
        await play(driver, tmp_path, line)
        await driver.press("y")
        assert "Two." in driver.text
        assert (tmp_path / name).exists()


async def test_it_writes_where_that_is_allowed_but_over_no_file(opened, tmp_path):
    async with opened(size=(250, 24)) as driver:
        await play(driver, tmp_path, "save a.json", may_write=True)
        assert "Two." in driver.text
        before = (tmp_path / "a.json").read_text()
        (tmp_path / "a.json").write_text("mine")
        await play(driver, tmp_path, "save a.json", may_write=True)
        assert "exists; write over it" in driver.lines[-1]
        await driver.press("n")
        assert (tmp_path / "a.json").read_text() == "mine" != before
        assert "Two." in driver.text


async def test_going_back_writes_no_file_again(opened, tmp_path):
    async with opened() as driver:
        await play(driver, tmp_path, "pause\nstep\nsave a.json", may_write=True)
        await driver.press("space")
        (tmp_path / "a.json").unlink()
        await driver.press("pageup", "space")
        assert "Two." in driver.text
        assert not (tmp_path / "a.json").exists()


async def test_a_link_does_not_lead_out_of_the_folder(opened, tmp_path):
    talks, outside = tmp_path / "talks", tmp_path / "outside"
    talks.mkdir()
    outside.mkdir()
    (talks / "out").symlink_to(outside)
    async with opened(size=(250, 24)) as driver:
        await play(driver, talks, "save out/a.json", may_write=True)
        assert "a link leads out of the lecture's own folder" in driver.lines[-1]
        assert not list(outside.iterdir())


@pytest.mark.parametrize(
    "line",
    ["save /tmp/a.json", "save ../a.json", "still ~/x", "still /etc/x", "still a/../../x", "still"],
)
def test_names_that_lead_elsewhere_are_refused_when_it_is_read(tmp_path, line):
    with pytest.raises(SpecError, match=r"line 4|:4"):
        playing(tmp_path, line)


def test_a_recording_needs_to_be_allowed(tmp_path, capsys):
    playing(tmp_path, "save a.json")
    command = ["play", str(tmp_path / "a.walk"), "--record", str(tmp_path / "a.cast")]
    assert main(command) == 2
    assert "--allow-writes lets it write" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["a.walk"]
    assert main([*command, "--allow-writes"]) == 0
    assert (tmp_path / "a.json").exists()
    assert main(["play", str(tmp_path / "a.walk"), "--check"]) == 0
