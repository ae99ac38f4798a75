"""Groups in the graph for networkx, Graphviz and Mermaid."""

import re

from engine.export.graph import dot, mermaid, node_link
from engine.network.files import load_network
from engine.network.graph import to_networkx
from engine.network.reader import read_network
from engine.network.source import Source

NESTED = """
loss = "L"
equations = '''
y = twice(x, w)
L = sum(y)
'''
[layers]
twice = '''
twice(x, w):
    z = linear(x, w)
    twice = 2*z
'''
[inputs]
x = [[1, 2]]
[parameters]
w = [[0.5, 1]]
"""


def clusters(text, begin, end):
    """The nodes right in each group of a text, by what is said of it."""
    found, around = {}, []
    for line in map(str.strip, text.splitlines()[1:]):
        if found_begin := re.search(begin, line):
            around.append(found_begin[1])
        elif line == end and around:
            around.pop()
        elif around and (node := re.search(r'["\w]+ ?\[(?:label=)?"(\w+) =', line)):
            found.setdefault(tuple(around), []).append(node[1])
    return found


def test_groups_are_clusters_and_subgraphs():
    graph = to_networkx(load_network("elman"))
    rounds = {(f"t={t}",): [f"z_{t}", f"h_{t}"] for t in (1, 2, 3)}
    assert clusters(dot(graph), r'^subgraph cluster_\d+ { label="(.*)";', "}") == rounds
    assert clusters(mermaid(graph), r'^subgraph g\d+\["(.*)"\]', "end") == rounds
    assert [group["name"] for group in node_link(graph)["graph"]["groups"]] == ["t=1", "t=2", "t=3"]


def test_groups_in_groups_are_within_them():
    network = read_network(Source("nested.toml", NESTED))
    outer, inner = "y = twice(x, w)", "y.z = linear(x, w)"
    found = clusters(dot(to_networkx(network)), r'^subgraph cluster_\d+ { label="(.*)";', "}")
    assert found == {(outer, inner): ["y_z"], (outer,): ["y"]}
