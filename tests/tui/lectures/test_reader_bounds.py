"""Lectures that would take long to be read: refused with their line."""

import time

import pytest

from engine.errors import SpecError
from engine.network.source import Source
from tui.lectures import reader
from tui.lectures.reader import parse_lecture

MANY = "\n".join(f"open xor --seed {seed}" for seed in range(99))
START = 'title "A lecture"\nopen skip\n'


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (START + "expect L == 1\n" * 60_000, "mine:5002: a lecture has 5,000 statements"),
        (START + MANY, "mine:22: a lecture opens 20 networks"),
    ],
    ids=["statements", "networks"],
)
def test_a_lecture_that_would_take_long_is_refused(text, message):
    began = time.process_time()
    with pytest.raises(SpecError, match=message):
        parse_lecture(Source("mine", text))
    assert time.process_time() - began < 2


def test_a_network_that_is_opened_again_is_read_once(monkeypatch):
    read = []
    recipe = reader._recipe
    monkeypatch.setattr(reader, "_recipe", lambda *asked: read.append(asked) or recipe(*asked))
    lecture = parse_lecture(Source("mine", START + "n\nopen skip\n" * 50))
    assert len(read) == 1
    assert len(lecture.statements) == 101
