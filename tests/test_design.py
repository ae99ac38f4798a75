"""docs/design.md is true: its paths and names exist, and its packages stand in their order."""

import ast
import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PAGE = (ROOT / "docs" / "design.md").read_text(encoding="utf-8")

PATHS = sorted(
    set(re.findall(r"`((?:engine|tui|tests|docs)/[\w./]+|[\w-]+\.(?:md|toml))`", PAGE))
    | set(re.findall(r"\((docs/[\w.]+)\)", PAGE))
)

NAMED = [
    (path, name)
    for path, names in re.findall(r"`([\w/]+\.py)`\s+\(((?:`[\w.]+`(?:,\s+)?)+)\)", PAGE)
    for name in re.findall(r"`([\w.]+)`", names)
]


def defined_in(body, prefix=""):
    """What a module or a class defines, methods as `Class.method`."""
    for node in body:
        if isinstance(node, ast.ClassDef | ast.FunctionDef):
            yield f"{prefix}{node.name}"
        if isinstance(node, ast.ClassDef):
            yield from defined_in(node.body, f"{node.name}.")
        targets = getattr(node, "targets", [getattr(node, "target", None)])
        yield from (f"{prefix}{each.id}" for each in targets if isinstance(each, ast.Name))


def layers_of(package):
    """The layers of a package, as the contract in pyproject.toml has them."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    (contract,) = (
        each
        for each in settings["tool"]["importlinter"]["contracts"]
        if each["type"] == "layers" and each["containers"] == [package]
    )
    return contract["layers"]


def test_the_page_names_files_and_what_is_in_them():
    assert len(PATHS) > 40
    assert len(NAMED) > 40


def test_the_way_of_a_module_of_torch_leaves_out_no_file():
    way = PAGE.partition("## How a module of torch becomes a network")[2].partition("\n## ")[0]
    files = [file.name for file in (ROOT / "engine" / "torch").glob("[!_]*.py")]
    assert [name for name in files if f"`engine/torch/{name}`" not in way] == []


def test_the_paths_exist():
    assert [path for path in PATHS if not (ROOT / path).exists()] == []


def test_the_names_stand_in_their_files():
    found = {}
    for path, _ in NAMED:
        if path not in found:
            tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
            found[path] = set(defined_in(tree.body))
    assert [(path, name) for path, name in NAMED if name not in found[path]] == []


@pytest.mark.parametrize("package", ["engine", "tui"])
def test_the_packages_stand_in_the_order_of_the_contract(package):
    (listed,) = re.findall(rf"```{package}\n(.*?)\n```", PAGE, flags=re.DOTALL)
    rows = [re.split(r"\s{2,}", line)[0] for line in listed.splitlines()]
    assert rows == layers_of(package)


def test_every_name_of_a_file_is_asked_about():
    """A file named with something in parentheses behind it: no other way of writing slips by."""
    assert len(NAMED) == sum(
        group.count("`") // 2 for group in re.findall(r"\.py`\s+\((`[^)]*)\)", PAGE)
    )
