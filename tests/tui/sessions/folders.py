"""Folders with sessions in them."""

from engine.sessions.files import read_session


def names(folder):
    """What is in a folder, less the marks of what is in use."""
    return sorted(path.name for path in folder.iterdir() if path.suffix != ".lock")


def place(path):
    saved = read_session(path).moved.place
    return saved.iteration, saved.step
