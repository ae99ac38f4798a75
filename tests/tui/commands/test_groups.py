"""Groups are folded and unfolded: by z for the selected node, and by name."""

import pytest

from engine.debugger.debugger import Debugger
from engine.errors import DebuggerError
from engine.network.files import load_network
from engine.network.reader import read_network
from engine.network.source import Source
from engine.program.program import derive
from tests.engine.export.test_graph_groups import NESTED
from tests.tui.commands.obeying import obey


@pytest.fixture
def elman():
    return Debugger(derive(load_network("elman")))


@pytest.fixture
def nested():
    """A network in which y.z stands in y."""
    return Debugger(derive(read_network(Source("nested.toml", NESTED))))


def test_z_unfolds_the_group_of_the_selected_node_and_folds_it_again(elman):
    elman.select("h_2")
    obey(elman, "group")
    assert elman.stop.folded == {"t=1", "t=3"}
    elman.select("z_2")
    obey(elman, "group")
    assert elman.stop.folded == {"t=1", "t=2", "t=3"}


def test_without_a_selection_it_is_the_group_of_the_step(elman):
    elman.step(3)
    obey(elman, "group")
    assert elman.stop.folded == {"t=1", "t=2"}


def test_z_goes_inwards_one_group_at_a_time_and_folds_the_inner_one_first(nested):
    nested.select("y_z")
    seen = [nested.stop.folded]
    for _ in range(3):
        obey(nested, "group")
        seen.append(nested.stop.folded)
    assert seen == [{"y", "y.z"}, {"y.z"}, set(), {"y.z"}]


def test_a_count_goes_so_many_groups_in_or_out(nested):
    nested.select("y_z")
    obey(nested, "group 2")
    assert not nested.stop.folded
    obey(nested, "group 2")
    assert nested.stop.folded == {"y"}


def test_fold_and_unfold_take_a_name_or_all(elman):
    obey(elman, "unfold")
    assert not elman.stop.folded
    obey(elman, "fold t=2")
    assert elman.stop.folded == {"t=2"}
    obey(elman, "fold all")
    assert elman.stop.folded == {"t=1", "t=2", "t=3"}
    obey(elman, "unfold all")
    assert not elman.stop.folded


def test_a_node_without_a_group_is_named(elman):
    elman.select("b")
    with pytest.raises(DebuggerError, match="b is in no group"):
        obey(elman, "group")


def test_where_there_are_no_groups_that_is_said():
    debugger = Debugger(derive(load_network("skip")))
    assert "no groups" in obey(debugger, "group").message
