"""Lectures that are played."""

import re

from engine.network.source import Source
from tui.lectures.lecture import Playing
from tui.lectures.reader import parse_lecture

HEAD = 'title "T"\nopen skip\n'


def lecture(text):
    return parse_lecture(Source("a.walk", HEAD + text))


async def play(driver, text, **options):
    driver.app.screen.play(Playing(lecture(text), "a.walk", **options))
    await driver.pause()


def caption(driver):
    return " ".join(" ".join(driver.panel("#caption")).split())


def number(driver):
    found = re.search(r"(\d+)/\d+", caption(driver))
    return int(found[1]) if found else 0


def shown(driver):
    """All that is seen but the last line."""
    return driver.lines[:-1]
