"""Lectures that are played."""

from engine.network.source import Source
from tui.lectures.reader import parse_lecture

HEAD = 'title "T"\nopen skip\n'


def lecture(text):
    return parse_lecture(Source("a.walk", HEAD + text))


async def play(driver, text, **options):
    driver.app.screen.play(lecture(text), **options)
    await driver.pause()
