"""Steps by name, and as a list."""

import pytest

from engine.debugger.debugger import Debugger
from engine.errors import DebuggerError
from engine.language.notation import Style
from engine.network.files import load_network
from engine.network.generated import generate
from engine.network.reader import read_network
from engine.program.program import derive
from tests.tui.commands.obeying import obey
from tui.commands.steps import choose_step


@pytest.fixture
def debugger():
    return Debugger(derive(load_network("skip")))


@pytest.mark.parametrize(
    ("line", "place"),
    [
        ("goto dL/dh0", (0, 15)),
        ("goto ∂L/∂h0", (0, 15)),
        ("goto h0", (0, 2)),
        ("goto ŷ", (0, 6)),
        ("goto yhat 3", (3, 6)),
        ("goto w3", (0, 21)),
        ("goto dL/dw0 1", (1, 17)),
    ],
)
def test_a_step_is_named_by_what_it_computes(debugger, line, place):
    cursor = obey(debugger, line).cursor
    assert (cursor.iteration, cursor.step) == place


def test_an_entry_is_computed_with_its_array():
    debugger = Debugger(derive(load_network("xor", seed=0)))
    assert obey(debugger, "goto dL/dW2[0,1]").cursor == obey(debugger, "goto dL/dW2").cursor


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("goto x", "x is given: no step computes it"),
        ("goto h", "nothing is called 'h'; did you mean 'h"),
        ("goto dL/dL", "the backward pass starts from it"),
        ("goto dL/dx", "no equation needs the gradient of the input x"),
        ("goto 3.5", "write a step's number, or what it computes"),
    ],
)
def test_what_no_step_computes_is_refused(debugger, line, reason):
    with pytest.raises(DebuggerError, match=reason.replace(".", r"\.")):
        obey(debugger, line)


def listed(debugger, kind="unicode"):
    return choose_step(debugger.stop, "", Style(kind, names=debugger.stop.program.network.names))


def test_the_steps_are_listed_with_what_they_have_come_to(debugger):
    obey(debugger, "goto 15")
    steps = listed(debugger)
    assert steps.start == 14
    assert steps.lines[14] == ("  15  backward  ∂L/∂h0 = ∂L/∂z2 · w3 + ∂L/∂z1 · w1 = 0.75")
    assert steps.lines[15] == "  16  backward  ∂L/∂z0 = ∂L/∂h0 · [z0 ≥ 0]"
    assert [row.is_off for row in steps.rows] == [False] * 15 + [True] * 6


def test_breakpoints_stand_in_the_list_and_are_set_in_it(debugger):
    for line, kind, signs in (
        ("break h0", "unicode", {2: "●", 15: "●"}),
        ("break w1 update", "unicode", {2: "●", 15: "●", 19: "●"}),
        ("disable 1", "unicode", {2: "○", 15: "○", 19: "●"}),
        ("disable 2", "text", {2: "o", 15: "o", 19: "o"}),
    ):
        obey(debugger, line)
        rows = listed(debugger, kind).lines
        assert {place: row[0] for place, row in enumerate(rows, 1) if row[0] != " "} == signs
    row = listed(debugger).rows[18]
    obey(debugger, row.actions["b"].line)
    assert [each.text for each in debugger.stop.breakpoints] == ["h0"]
    obey(debugger, row.actions["b"].line.replace("delete 2", "break w1 update"))
    obey(debugger, listed(debugger).rows[3].actions["b"].line)
    assert [each.text for each in debugger.stop.breakpoints][1:] == ["w1 update", "h1 forward"]
    assert obey(debugger, row.actions["enter"].line).cursor.step == 19


def test_the_list_of_a_large_network_is_made_as_it_is_looked_at():
    source = generate("deep", {"depth": 3_000})
    debugger = Debugger(derive(read_network(source)))
    steps = listed(debugger)
    assert len(steps.rows) == debugger.stop.steps > 10_000
    assert steps.rows[-1].text.split()[0] == str(debugger.stop.steps)
    assert len(steps.rows[5_000:5_010]) == 10


def test_the_steps_of_a_group_are_marked():
    debugger = Debugger(derive(load_network("elman")))
    debugger.unfold("t=1")
    groups = debugger.stop.program.network.groups
    for kind, opened, folded in (("unicode", "┌│└╶", "╔║╚═"), ("text", "/|\\-", "####")):
        rows = [row.partition(" = ")[0].split()[1:] for row in listed(debugger, kind).lines]
        found = {number: marks for number, (_, *marks, _) in enumerate(rows, 1)}
        for group in groups:
            signs = opened if group.name == "t=1" else folded
            steps = [
                1 + place
                for place, each in enumerate(debugger.stop.program.equations)
                if each.phase == "forward" and each.node in group.members
            ]
            assert steps == list(range(steps[0], steps[-1] + 1))
            for step in steps:
                sign = signs[0 if step == steps[0] else 2 if step == steps[-1] else 1]
                assert sign in "".join(found[step]), (kind, group.name, step)
    assert all(set("".join(marks)) <= set("/|\\-#") for marks in found.values())
