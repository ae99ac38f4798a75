"""Sessions: what is written of them, and what is read or refused."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.debugger.debugger import Debugger
from engine.errors import SessionError
from engine.language.parser import parse
from engine.language.values import same
from engine.network.network import Network
from engine.network.parts import Definition
from engine.program.program import derive
from engine.program.recipe import Recipe
from engine.sessions import session as sessions
from engine.sessions.files import encode, encode_moved, read_session, write_session
from engine.sessions.session import moved_of, session_of, value_of
from engine.sweeps.fingerprint import scalar_fingerprint
from tests.engine.sessions.restored import SMALL

PLACE = '"moved":{"place":{"iteration":0,"step":0}}'
LEAST = f'{{"makabaka-tui session":2,"network":"skip",{PLACE}}}'


NOW = f'{{"makabaka-tui session":5,"network":"skip",{PLACE},MACHINE}}'


@pytest.fixture
def refusal(path):
    """What is said about a file that holds this: one line that names it."""

    def refusal(data):
        path.write_bytes(data.encode() if isinstance(data, str) else data)
        with pytest.raises(SessionError) as caught:
            read_session(path)
        said = str(caught.value)
        assert said.startswith(f"{path}: ")
        assert said.isprintable()
        assert len(said) < 300 + len(str(path))
        return said

    return refusal


# What is written


def test_the_least_session_is_short_and_says_what_it_is(debugger):
    machine = f'"machine":"{scalar_fingerprint()}"'
    assert encode(session_of(debugger.stop)).decode() == NOW.replace("MACHINE", machine)


def test_a_session_names_all_that_was_done(debugger):
    debugger.goto(15, 1)
    debugger.set_value("w3 = 0.25")
    debugger.freeze("w0")
    debugger.break_at("z1 < 0")
    debugger.watch("dL/dh0")
    debugger.mark("here")
    debugger.select("h1")
    found = msgspec.json.decode(encode(session_of(debugger.stop, "/home/me")))
    here = {"iteration": 1, "step": 15, "branch": 2}
    assert found == {
        "makabaka-tui session": 5,
        "network": "skip",
        "moved": {"place": here, "selected": "h1"},
        "machine": scalar_fingerprint(),
        "branches": [
            {
                "kind": "start", "symbol": "w3", "iteration": 1, "made": 1, "parent": 0,
                "step": 15, "value": 0.25, "text": "w3 = 0.25",
            },
            {"kind": "freeze", "symbol": "w0", "iteration": 1, "made": 1, "parent": 1, "step": 15},
        ],
        "breakpoints": [{"number": 1, "text": "z1 < 0"}],
        "watches": [{"number": 1, "text": "dL/dh0"}],
        "marks": {"here": here},
    }  # fmt: skip


def test_a_session_of_a_file_holds_the_file(tmp_path):
    file = tmp_path / "my.toml"
    file.write_text(SMALL)
    recipe = Recipe(str(file), {"w": 4.0}, 0.5, "adam", 3).read()
    found = session_of(Debugger(recipe.program(), recipe).stop, "/somewhere")
    assert found.recipe() == recipe
    assert (found.folder, found.text) == ("/somewhere", SMALL)


def test_a_network_made_in_python_has_no_session():
    network = Network((Definition("L", parse("w*x")),), "L", {"x": 1.0}, {}, {"w": 1.0})
    with pytest.raises(SessionError, match="no session to save"):
        session_of(Debugger(derive(network)).stop)


def test_a_name_that_is_no_text_is_refused(debugger):
    named = msgspec.structs.replace(session_of(debugger.stop), network="\udcff.toml")
    with pytest.raises(SessionError, match="UTF-8"):
        encode(named)


def test_what_would_be_too_large_to_read_is_not_written(debugger, path, monkeypatch):
    monkeypatch.setattr("engine.sessions.files.MAX_BYTES", 20)
    with pytest.raises(SessionError, match="20 bytes"):
        write_session(debugger.stop, path)
    assert not path.exists()


# What is read


def test_what_is_written_is_read(debugger, path):
    debugger.goto(15)
    debugger.into(2)
    write_session(debugger.stop, path)
    assert read_session(path) == session_of(debugger.stop)
    assert read_session(path).moved.place == sessions.SavedPlace(0, 15, arrived=1)


def test_the_last_line_says_where_one_is(debugger, path):
    lines = [encode(session_of(debugger.stop))]
    lines += [encode_moved(debugger.step()) for _ in range(30)]
    path.write_bytes(b"\n".join(lines) + b"\n")
    assert read_session(path).moved == moved_of(debugger.stop)
    assert read_session(path).moved.place == sessions.SavedPlace(1, 9)


def test_wherever_the_last_line_is_cut_off_the_one_before_counts(debugger, path):
    whole = encode(session_of(debugger.stop)) + b"\n" + encode_moved(debugger.step(3)) + b"\n"
    last = encode_moved(debugger.step(2))
    for length in range(len(last)):
        path.write_bytes(whole + last[:length])
        assert read_session(path).moved.place.step == 3
    path.write_bytes(whole + last)
    assert read_session(path).moved.place.step == 5


def test_a_first_line_that_is_cut_off_is_no_session(refusal):
    for length in range(len(LEAST)):
        assert "no session of makabaka-tui" in refusal(LEAST[:length])


@pytest.mark.parametrize(
    "data",
    [
        b"", b"\n\n", b"\0" * 100, bytes(range(256)), b"\xff\xfe{", b"[]", b"{}", b"null", b"1",
        b'"makabaka-tui session"', b'{"version": 1}', b'{"makabaka-tui session": "1"}',
        b'{"makabaka-tui session": -1}', b'{"makabaka-tui session": 1}', SMALL.encode(),
        b"[" * 1_000_000, b'{"makabaka-tui session": 1, "more": ' + b"[" * 1_000_000,
        LEAST.replace("skip", "\udcff").encode(errors="surrogateescape"),
        LEAST.replace("skip", "\\ud800").encode(),
    ],
    ids=lambda data: ascii(data[:24]),
)  # fmt: skip
def test_what_is_no_session_is_refused(refusal, data):
    assert "no session of makabaka-tui" in refusal(data)


@given(st.binary(max_size=200))
def test_whatever_bytes_are_no_session(tmp_path_factory, data):
    path = tmp_path_factory.getbasetemp() / "junk.json"
    path.write_bytes(data)
    with pytest.raises(SessionError):
        read_session(path)


@pytest.mark.parametrize(
    ("old", "new", "word"),
    [
        ('"iteration":0', '"iteration":-1', "iteration"),
        ('"iteration":0', '"iteration":1000001', "iteration"),
        ('"iteration":0', '"iteration":0.5', "int"),
        ('"iteration":0', '"iteration":' + "9" * 30, "iteration"),
        ('"step":0', '"step":-1', "step"),
        ('"step":0', '"step":true', "int"),
        ('"step":0', '"step":0,"arrived":-2', "arrived"),
        ('"step":0', '"step":0,"later":1', "later"),
        ("}}}", '}},"seed":-1}', "seed"),
        ("}}}", '}},"learning_rate":1e999}', "range"),
        ("}}}", '}},"values":{"w0":1e999}}', "range"),
        ("}}}", '}},"breakpoints":[{"number":1}]}', "text"),
        ("}}}", '}},"marks":{"a":{"iteration":0}}}', "step"),
        ("}}}", '}},"unheard of":1}', "unheard of"),
        ("}}}", '}},"\\u001b[31m":1}', "x1b"),
        ("}}}", '}},"branches":[{"kind":"sudo"}]}', "sudo"),
    ],
)
def test_what_does_not_belong_is_named(refusal, old, new, word):
    assert word in refusal(LEAST.replace(old, new))


def test_nan_is_no_json(refusal):
    assert "cut off" in refusal(LEAST.replace("}}}", '}},"learning_rate":NaN}'))


def test_a_session_of_a_later_version_is_refused_whatever_is_in_it(refusal):
    said = refusal('{"makabaka-tui session": 7, "network": ["of", "another", "kind"]}')
    assert "format 7" in said
    assert "reads formats 1 to 6" in said


@pytest.mark.parametrize("name", ["missing.json", "."])
def test_what_cannot_be_read_is_refused(tmp_path, name):
    with pytest.raises(SessionError, match=r"cannot be read|a directory"):
        read_session(tmp_path / name)


def test_a_file_without_an_end_is_refused(monkeypatch, tmp_path):
    monkeypatch.setattr("engine.sessions.files.MAX_BYTES", 1000)
    (tmp_path / "zero").symlink_to("/dev/zero")
    with pytest.raises(SessionError, match="not a regular file"):
        read_session(tmp_path / "zero")


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_comes_back_bit_for_bit(number):
    assert same(value_of(msgspec.json.decode(msgspec.json.encode(number))), number)


def deep(levels):
    return [1.0] if not levels else [deep(levels - 1)]


@pytest.mark.parametrize(
    "saved",
    ["w", [1, [2]], [[1, 2], [3]], [{}], [10**400], ["a"], deep(90)],
    ids=lambda saved: str(saved)[:20],
)
def test_what_is_no_value_is_refused(saved):
    with pytest.raises(SessionError, match="no number"):
        value_of(saved)
