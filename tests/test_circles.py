"""The imports of the program: wherever they stand, none leads back to where it came from.

The contracts of `pyproject.toml` hold the packages in layers; this holds the files within them.
"""

import ast
from functools import cache
from pathlib import Path

import networkx as nx
import pytest

ROOT = Path(__file__).parents[1]
FILES = [path for package in ("engine", "tui") for path in (ROOT / package).rglob("*.py")]


def name_of(path):
    """The name of a module, that of a package for its `__init__.py`."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@cache
def imported(text):
    """All names that are imported, at the top, in functions and for types alike."""
    found = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
            found.update(f"{node.module}.{alias.name}" for alias in node.names)
    return found


def graph_of(texts):
    """The imports between modules, given their texts by name."""
    graph = nx.DiGraph()
    for name, text in texts.items():
        found = texts.keys() & imported(text)
        graph.add_edges_from((name, each) for each in found if not name.startswith(f"{each}."))
    return graph


@pytest.fixture(scope="module")
def texts():
    return {name_of(path): path.read_text(encoding="utf-8") for path in FILES}


def circles(graph):
    return [sorted(each) for each in nx.strongly_connected_components(graph) if len(each) > 1]


def test_no_import_leads_back_to_where_it_came_from(texts):
    graph = graph_of(texts)
    assert graph.has_edge("tui.terminal.compositor", "tui.terminal.direct")
    assert circles(graph) == []


@pytest.mark.parametrize(
    "text",
    [
        "from tui.terminal.compositor import SpansCompositor",
        "def late():\n    from tui.terminal import compositor",
        "if TYPE_CHECKING:\n    import tui.terminal.compositor",
    ],
)
def test_a_circle_is_found_wherever_the_import_stands(texts, text):
    closed = texts | {"tui.terminal.direct": text}
    assert ["tui.terminal.compositor", "tui.terminal.direct"] in circles(graph_of(closed))
