"""A state in a line: it opens the very same elsewhere, and is refused where it is not whole."""

import random
import zlib
from base64 import urlsafe_b64decode
from contextlib import suppress

import pytest

from engine.errors import DebuggerError, SessionError
from engine.sessions.restore import restore
from engine.sessions.seal import sealed
from engine.sessions.state_line import LONGEST, read_state, state_line, written
from tests.engine.sessions.restored import NETWORK, assert_same, opened

CHANGES = {
    "skip": {"values": {"w1": 0.1 + 0.2}, "learning_rate": 1 / 3},
    "xor": {"seed": 7, "optimiser": "adam"},
    "deep": {"values": {"depth": 3.0}, "conventions": {"relu_at_zero": 1.0}},
}

ROUNDS = 40


def wandered(debugger, chance):
    """Whatever may be done to a debugger, at random."""
    program = debugger.stop.program
    nodes, parameters = program.network.nodes, list(program.network.parameters)
    for _ in range(chance.randrange(1, 12)):
        node, parameter = chance.choice(nodes), chance.choice(parameters)
        does = chance.choice([
            lambda: debugger.goto(chance.randint(0, debugger.stop.steps), chance.randint(0, 4)),
            lambda: debugger.into(chance.randint(1, 3)),
            lambda p=parameter: debugger.set_value(f"{p} = {chance.uniform(-1, 1)!r}"),
            lambda n=node: debugger.set_value(f"{n} = {chance.choice([0, 1e-7, -2.5])}"),
            lambda p=parameter: debugger.freeze(p, chance.random() < 0.7),
            lambda: debugger.set_learning_rate(chance.random()),
            lambda: debugger.switch(chance.randrange(len(debugger.stop.branches))),
            lambda n=node: debugger.break_at(chance.choice([n, f"{n} > 0", f"{n} backward"])),
            lambda: debugger.enable_breakpoint(1, chance.random() < 0.5),
            lambda n=node: debugger.watch(chance.choice([n, f"{n} * 2"])),
            lambda n=node: debugger.note(n, chance.choice(["why?", "\x1b[2J 'é' \\ \"", "∂" * 90])),
            lambda: debugger.mark(chance.choice(["here", "dort ↔", "a b"])),
            lambda n=node: debugger.select(n),
            lambda: debugger.single_out(0),
            lambda: debugger.undo(),
        ])  # fmt: skip
        with suppress(DebuggerError):
            does()
    return debugger


def kept(stop):
    """All that is kept but for the numbers, as plain text and numbers."""
    return {
        "branches": [(each.title, each.parent, each.step) for each in stop.branches],
        "stands": (stop.branches.number, str(stop.cursor), stop.selection.node, stop.entry),
        "breakpoints": [(b.number, b.text, b.is_enabled, b.hits) for b in stop.breakpoints],
        "watches": [(each.number, each.text) for each in stop.watches],
        "marks": {name: str(spot) for name, spot in stop.marks.items()},
        "notes": dict(stop.notes),
        "rate": stop.program.network.learning_rate,
        "optimiser": str(stop.program.network.optimiser),
        "conventions": str(stop.program.network.conventions),
        "seed": stop.recipe.seed,
    }


def drawn(chance, file):
    name = chance.choice([*CHANGES, str(file)])
    return wandered(opened(name, **CHANGES.get(name, {})), chance)


def test_whatever_was_done_is_the_same_again(file):
    for seed in range(ROUNDS):
        one = drawn(random.Random(seed), file)  # noqa: S311
        restored = restore(read_state(state_line(one.stop)))
        assert restored.is_whole
        stop = restored.arrive()
        assert kept(stop) == kept(one.stop), seed
        assert_same(one, restored.debugger)
        assert state_line(stop) == state_line(one.stop)


def test_the_text_of_a_file_goes_along_and_no_file_is_read_for_it(file, tmp_path, monkeypatch):
    line = state_line(opened(file).stop)
    file.write_text(NETWORK.replace("x = 2", "x = 3"))
    monkeypatch.chdir(tmp_path)
    stop = restore(read_state(line)).arrive()
    assert stop.state.value("x") == 2.0
    assert stop.recipe.path is None
    assert (
        str(tmp_path)
        not in zlib.decompressobj().decompress(urlsafe_b64decode(line + "===")).decode()
    )


def test_every_cut_and_every_mutation_is_refused_in_a_line(file):
    chance = random.Random(1)  # noqa: S311
    line = state_line(drawn(chance, file).stop)
    letters = "ABCXYZabcxyz0189-_=+/ \n\x00é"
    broken = [line[:cut] for cut in range(0, len(line), 7)]
    for _ in range(400):
        place = chance.randrange(len(line))
        other = chance.choice(letters)
        broken.append(line[:place] + other + line[place + chance.randrange(2) :])
    for each in broken:
        if "".join(each.split()) == line:
            continue
        with pytest.raises(SessionError) as caught:
            read_state(each)
        assert "\n" not in str(caught.value)
        assert "state" in str(caught.value)


def test_a_line_that_was_wrapped_is_read(file):
    line = state_line(opened(file).stop)
    wrapped = "\n".join(line[at : at + 60] for at in range(0, len(line), 60))
    assert read_state(f"  {wrapped}\n") == read_state(line)


def packed(data):
    return written(zlib.compress(data))


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (packed(b"0" * 20_000_000), "comes to more than 2,000,000 bytes"),
        ("A" * (LONGEST + 1), "more than 30,000 characters"),
        ("", "no state is in this line"),
        (packed(b'{"makabaka-tui session":2,"network":"skip"}'), "cut off or was changed"),
        (packed(sealed(b'{"makabaka-tui session":99}')), "saved by another version"),
        (packed(sealed(b'{"makabaka-tui session":2,"network":"skip"}')), "no session"),
        (
            packed(sealed(b'{"makabaka-tui session":2,"network":"/etc/passwd",'
                          b'"moved":{"place":{"iteration":0,"step":0}}}')),
            "does not ship",
        ),
    ],
)  # fmt: skip
def test_what_is_no_state_is_refused_in_a_line(line, said):
    with pytest.raises(SessionError, match=said):
        read_state(line)


def test_what_is_too_large_for_a_line_is_told(file):
    chance = random.Random(2)  # noqa: S311
    numbers = [chance.random() for _ in range(3000)]
    file.write_text(f"{NETWORK}\n# {numbers}")
    with pytest.raises(SessionError, match="save FILE keeps it"):
        state_line(opened(file).stop)
