"""Sessions kept in a file and opened again."""

import msgspec

from engine.debugger.debugger import Debugger
from engine.language.values import same
from engine.program.recipe import Recipe
from engine.sessions.files import encode
from engine.sessions.restore import restore
from engine.sessions.session import Moved, SavedPlace, Session, session_of

NETWORK = """\
title = "Mine"
loss = "L"
equations = '''
z = w*x + b
h = relu(z)
L = square(h - y)
'''
[inputs]
x = 2
[targets]
y = 1
[parameters]
w = { normal = 1 }
b = 0.5
[training]
learning_rate = 0.1
"""


def opened(name, **changes):
    recipe = Recipe(str(name), **changes).read()
    return Debugger(recipe.program(), recipe)


def session_after(debugger):
    """The session as it is read again from what is written."""
    return msgspec.json.decode(encode(session_of(debugger.stop)), type=Session)


def again(debugger):
    """The debugger that goes on with the session of another."""
    restored = restore(session_after(debugger))
    assert restored.notes == ()
    assert restored.is_whole
    restored.arrive()
    return restored.debugger


def least(**parts):
    """A session of the skip network."""
    return Session(version=1, network="skip", moved=parts.pop("moved", at(0, 0)), **parts)


def at(iteration, step, branch=0, **more):
    return Moved(SavedPlace(iteration, step, branch), **more)


def assert_same(one, other):
    """Two debuggers stand at the same place and know the same, bit for bit."""
    mine, theirs = one.stop, other.stop
    assert mine.cursor == theirs.cursor
    assert mine.state.same_as(theirs.state)
    for symbol in (*mine.program.base, *mine.program.index):
        left, right = mine.state.value(symbol), theirs.state.value(symbol)
        assert (left is None) == (right is None)
        assert left is None or same(left, right)


SMALL = """
loss = "L"
equations = "L = square(w*x)"
inputs = { x = 2 }
parameters = { w = 3 }
"""
