"""Sessions, mutated as data and byte by byte, whole and torn: each goes on or is refused.

The long run: `python -m tests.fuzz.sessions --cases 10000` (a minute).
"""

import copy
import json
import sys
from contextlib import suppress

from engine.debugger.debugger import Debugger
from engine.errors import DebuggerError, SessionError
from engine.program.recipe import Recipe
from engine.sessions.files import encode, encode_moved, read_session, write_session
from engine.sessions.restore import restore
from engine.sessions.seal import sealed
from engine.sessions.session import session_of
from tests.engine.sessions.formats import FILE, SKIP
from tests.fuzz.machine import is_for_people, main
from tests.fuzz.mutate import HOSTILE, ODD, WORDS, huge, mutated

FAR = 200
"""A session that ends in a later iteration is not run up to it: that may well take a while."""

LINES = (
    "w0 = 0.5", "w3 = 0", "x = -1", "z1 = 3", "w1 = [1]", "h0 = nan", "nothing = 1", "dL/dh0 = 1",
)  # fmt: skip

VALUES = (
    None, True, -1, 0, 1, 10**6, 10**30, 0.5, 1e308, "", "nan", "inf", "skip", "xor", "\u202e",
    "a" * 10**4, [], [[]], [1, [2]], {}, {"iteration": 0, "step": 1}, {"a": 1},
    "../../etc/passwd", "w0", "L", "freeze",
)  # fmt: skip


def worked_on(chance):
    """A session in which a few things were done, in a network that ships."""
    name = chance.choice(["skip", "skip", "xor", "deep", "neuron"])
    debugger = Debugger(Recipe(name).program(), Recipe(name))
    moves = (
        lambda: debugger.step(chance.randrange(1, 9)),
        lambda: debugger.next_iteration(),
        lambda: debugger.set_value(chance.choice(LINES)),
        lambda: debugger.freeze("w0"),
        lambda: debugger.break_at(chance.choice(["h0", "L < 1", "w0 > 0"])),
        lambda: debugger.watch(chance.choice(["L", "dL/dw0", "w0 + 1"])),
        lambda: debugger.mark(chance.choice(["a", "b"])),
    )
    for _ in range(chance.randrange(6)):
        with suppress(DebuggerError):
            chance.choice(moves)()
    return debugger


def places(data):
    """Every place in nested data where something else can stand."""
    if isinstance(data, dict | list):
        for key in data if isinstance(data, dict) else range(len(data)):
            yield data, key
            yield from places(data[key])


def changed(line, chance):
    """A session, or where one went, as JSON with something else at a place or two."""
    data = json.loads(line)
    for _ in range(chance.choice([1, 1, 2, 4])):
        found = list(places(data))
        if not found:
            break
        parent, key = chance.choice(found)
        if chance.random() < 0.2:
            del parent[key]
        elif chance.random() < 0.1 and isinstance(parent, dict):
            parent[chance.choice([*WORDS, *ODD])] = copy.deepcopy(chance.choice(VALUES))
        elif chance.random() < 0.1 and isinstance(parent[key], list):
            parent[key] = parent[key] * chance.choice([2, 50, 3_000])
        else:
            parent[key] = copy.deepcopy(chance.choice([*VALUES, *HOSTILE, *WORDS]))
    return json.dumps(data, ensure_ascii=chance.random() < 0.5).encode("utf-8", "surrogatepass")


def drawn_session(chance, folder):
    """What stands in a file of a session, as bytes."""
    kind = chance.random()
    if kind < 0.1:
        path = write_session(worked_on(chance).stop, folder / "shared.json", overwrite=True)
        return mutated(path.read_text(), chance).encode("utf-8", "surrogatepass")
    if kind < 0.4:
        first, *rest = chance.choice([SKIP, FILE]).splitlines()
    else:
        debugger = worked_on(chance)
        first = encode(session_of(debugger.stop))
        rest = [encode_moved(debugger.step()) for _ in range(chance.randrange(4))]
    if chance.random() < 0.7:
        first = changed(first, chance)
    if rest and chance.random() < 0.3:
        rest[-1] = changed(rest[-1], chance)
    if kind > 0.99:
        piece = chance.choice(["[],", "[", "1,", '"",', "{}"])
        more = huge(piece, chance.choice([10**5, 10**7]))
        first = first[:-1] + b',"values":{"w0":' + more.encode()
    if chance.random() < 0.6:
        first = sealed(first, chance.randrange(99)) if len(first) > 2 else first
    data = bytearray(b"\n".join([first, *rest]) + b"\n")
    for _ in range(chance.choice([0, 0, 0, 1, 3])):
        data[chance.randrange(len(data))] = chance.randrange(256)
    return bytes(data[: chance.choice([len(data)] * 4 + [chance.randrange(len(data))])])


def run(chance, folder):
    """Go on with a session as the app does, and take a step."""
    path, before = folder / "session.json", folder / "session.before"
    path.write_bytes(drawn_session(chance, folder))
    before.unlink(missing_ok=True)
    if chance.random() < 0.3:
        before.write_bytes(drawn_session(chance, folder))
    try:
        session = read_session(path, before)
        restored = restore(session)
    except SessionError as error:
        is_for_people(str(error))
        return "refused"
    for note in restored.notes:
        is_for_people(note)
    if restored.spot.cursor.iteration > FAR:
        return "far"
    stop = restored.arrive()
    encode(session_of(stop))
    restored.debugger.step()
    return "goes on"


if __name__ == "__main__":
    sys.exit(main(run, 10_000))
