"""The names of marks: letters that can be seen, and not too many."""

import pytest

from engine.debugger.marks import LONGEST
from engine.errors import DebuggerError


@pytest.mark.parametrize(
    "name", ["a\u202eb", "\u2067a", "a\u200bb", "a\x1b[31m", "a\nb", " ", "\ufeff"]
)
def test_what_cannot_be_seen_names_no_mark(debugger, name):
    with pytest.raises(DebuggerError) as caught:
        debugger.mark(name)
    said = str(caught.value)
    assert said.isascii()
    assert said.isprintable()
    assert said.endswith("is no name for a mark: write one to be seen, as in here")
    assert not debugger.stop.marks


def test_other_scripts_name_marks(debugger):
    for name in ("hier", "здесь", "这里", "כאן", "a b"):
        assert debugger.mark(name).message.startswith(f"mark {name}: ")


def test_a_name_is_not_too_long(debugger):
    assert debugger.mark("a" * LONGEST).marks
    with pytest.raises(DebuggerError, match="60 characters will do"):
        debugger.mark("a" * (LONGEST + 1))
    for number in range(30):
        debugger.mark(f"m{number}")
    with pytest.raises(DebuggerError) as caught:
        debugger.jump("x" * 10**6)
    assert len(str(caught.value)) < 200
