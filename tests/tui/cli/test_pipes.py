"""Pipes and devices in the place of files: refused at once, and not waited for."""

import os
import time

import pytest

LINES = [["{}"], ["play", "{}", "--check"], ["run", "skip", "-x", "{}"], ["--session", "{}"]]


@pytest.mark.parametrize("words", LINES, ids=lambda words: words[0])
@pytest.mark.parametrize("kind", ["pipe", "zero"])
def test_what_has_no_end_is_refused_at_once(refused, tmp_path, words, kind):
    path = tmp_path / f"{kind}.toml"
    if kind == "pipe":
        os.mkfifo(path)
    else:
        path.symlink_to("/dev/zero")
    began = time.perf_counter()
    assert "not a regular file" in refused(*(word.format(path) for word in words))
    assert time.perf_counter() - began < 2


async def test_a_pipe_is_no_lecture_in_the_app(opened, tmp_path):
    os.mkfifo(tmp_path / "pipe")
    async with opened() as driver:
        driver.app.screen.submit(f"play {tmp_path / 'pipe'}")
        await driver.pause()
        assert "not a regular file" in driver.app.screen.voice.problem
