"""Casts, read."""

import json

from tui.drawing.look import Look

UNICODE, ASCII = Look(), Look(ascii=True)


def events(path):
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()[1:]]


def sent(path):
    return [data for _, code, data in events(path) if code == "o"]


def marked(path):
    return [data for _, code, data in events(path) if code == "m"]
