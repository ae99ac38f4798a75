"""Drafts that are drawn, of groups in groups: read back they are what was put together."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from engine.drafts.draft import Draft
from engine.iterations.timeline import Timeline
from engine.network.files import load_network
from engine.program.program import derive

WORDS = ["fc", "relu", "0", "1", "h", "if", "W", "my-layer", "größe", "weight", "linear", "L_1"]
OPS = {"tanh({0})": np.tanh, "({0} * {1})": np.multiply, "({0} - {1})": np.subtract}
TYPES = [np.float64, np.float32, np.float16, np.int64]


class Drawn:
    """A draft, with what each node is by numpy, and how many equations stand in each group."""

    def __init__(self, draw):
        self.draw, self.draft, self.values, self.groups = draw, Draft("drawn"), {}, []
        for _ in range(draw(st.integers(1, 4))):
            numbers = draw(st.lists(st.integers(-8, 8), min_size=3, max_size=3))
            array = np.array(numbers, draw(st.sampled_from(TYPES)))
            give = draw(st.sampled_from([self.draft.parameter, self.draft.constant]))
            self.values[give(self.path(), array)] = array.astype(float)
        self.values[self.draft.parameter("own", np.ones(3))] = np.ones(3)
        self.block("", 0)
        total = self.draft.equation("total", " + ".join(self.values))
        self.draft.loss(self.draft.equation("loss", f"sum({total})"))
        self.loss = sum(each.sum() for each in self.values.values())

    def path(self, above=""):
        parts = self.draw(st.lists(st.sampled_from(WORDS), min_size=1, max_size=3))
        return ".".join(filter(None, [above, *parts]))

    def block(self, above, depth):
        """The number of equations that are drawn."""
        count = 0
        for _ in range(self.draw(st.integers(0 if depth else 1, 3))):
            if depth < 3 and self.draw(st.booleans()):
                path, place = self.path(above), len(self.groups)
                self.groups.append(0)
                with self.draft.group(path, f"Block({depth}), model.py:{place}"):
                    self.groups[place] = self.block(path, depth + 1)
                count += self.groups[place]
                continue
            text = self.draw(st.sampled_from(sorted(OPS)))
            names = [self.draw(st.sampled_from(sorted(self.values))) for _ in "ab"]
            name = self.draft.equation(self.path(above), text.format(*names))
            operands = [self.values[each] for each in names[: OPS[text].nin]]
            self.values[name] = OPS[text](*operands)
            count += 1
        return count


@given(st.composite(Drawn)())
def test_a_draft_is_read_back_as_what_was_put_together(tmp_path_factory, drawn):
    drafted = drawn.draft.drafted()
    path = tmp_path_factory.mktemp("drawn") / "my.toml"
    drafted.save(path)
    network, direct = load_network(path), drafted.network()
    assert {*network.nodes} == {*drawn.values, "total", "loss"} == {*direct.nodes}
    for name in network.constants:
        np.testing.assert_array_equal(network.constants[name], drawn.values[name])
        np.testing.assert_array_equal(direct.constants[name], drawn.values[name])
    assert [len(group.members) for group in network.groups] == [n for n in drawn.groups if n > 1]
    assert all(group.is_block and group.about.startswith("It comes") for group in network.groups)
    assert len({*map(network.names.get, network.names)}) == len(network.names)
    loss = Timeline(derive(network)).run(0).loss
    np.testing.assert_allclose(loss, drawn.loss, rtol=1e-12, atol=1e-9)
