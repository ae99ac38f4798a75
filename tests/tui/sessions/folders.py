"""Folders with sessions in them."""

from engine.sessions.files import read_session


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def place(path):
    saved = read_session(path).moved.place
    return saved.iteration, saved.step
