"""Groups that a file says: what stands in them, what they are called, what is wrong."""

import pytest

from engine.errors import SpecError
from engine.network.files import parse_network

FILE = """
loss = "L"
equations = '''
{}
'''
[inputs]
x = [[1, 2], [3, 4]]
[targets]
y = [[1, 2, 3], [3, 4, 5]]
[parameters]
W = [[1, 2], [3, 4], [5, 6]]
"""


def read(*lines):
    return parse_network(FILE.format("\n".join(lines)))


def test_groups_hold_equations_layers_and_loops():
    network = read(
        'group blocks.0 "Block(2), model.py:12":',
        '    group blocks.0.fc "Linear(2, 3)":',
        "        z = linear(x, W)",
        "        h = relu(z)",
        "    for t in 1..2:",
        "        s[t] = h*t",
        "        k[t] = s[t] - y",
        "group end: L = mean(square(k[2])) + sum(k[1])",
    )
    found = {group.name: group for group in network.groups}
    assert [*found] == ["blocks.0", "blocks.0.fc", "z", "blocks.0.t=1", "blocks.0.t=2", "end"]
    assert found["blocks.0"].members == ("z", "h", "s_1", "k_1", "s_2", "k_2")
    assert found["blocks.0"].call == "blocks.0 = Block(2)"
    assert found["blocks.0"].about == "It comes from model.py:12."
    assert found["z"].parent == "blocks.0.fc"
    assert found["end"].layer == "group"


def test_a_node_may_be_called_group():
    assert [*read("group = x @ W.T", "L = sum(group - y)").definitions] == ["group", "L"]


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (["group g:", "L = sum(x @ W.T - y)"], "4: nothing stands in 'group g:'"),
        (['group g "a: L = 1'], "4: a group is written: group fc1"),
        (["group a b: L = 1"], "4: a group is written: group fc1"),
        (["group g:", "  L = sum(x @ W - y)"], "5: group, L: "),
        (["group g:", "  L = f(x)"], "5: unknown op 'f'"),
        (["group g:", "  for t in 1..0: L = 1"], "5: a loop from 1 to 0"),
        (["group " + "a" * 101 + ": L = 1"], "4: a name of more than 100 characters"),
        (["group 漢字: L = sum(x @ W.T - y)"], "4: '漢字' has characters that are not one column"),
    ],
)
def test_mistakes_name_the_line(lines, said):
    with pytest.raises(SpecError) as caught:
        read(*lines)
    assert f"network:{said}" in str(caught.value)


def test_a_layer_holds_no_group():
    text = FILE.format("L = sum(mine(x, W) - y)") + (
        '[layers]\nmine = """mine(x, W)\ngroup g:\n  h = x @ W.T\n  y = h*h\n"""\n'
    )
    with pytest.raises(SpecError, match="not in a layer"):
        parse_network(text)
