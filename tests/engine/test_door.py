"""What `from engine import ...` gives, and what it costs."""

import ast
import json
import pkgutil
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

import engine
import tui

HERE = Path(engine.__file__)
HOMES = engine._HOMES


def typed_exports(path):
    """The names that the TYPE_CHECKING block of a package re-exports, with their modules."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    block = next(each for each in tree.body if isinstance(each, ast.If))
    assert ast.unparse(block.test) == "TYPE_CHECKING"
    found = {}
    for each in block.body:
        assert isinstance(each, ast.ImportFrom)
        for alias in each.names:
            assert alias.name == alias.asname  # so that a type checker takes it for an export
            found[alias.name] = each.module
    return found


@pytest.mark.parametrize("name", HOMES)
def test_every_name_of_the_door_is_at_home_where_it_says(name):
    home = import_module(f"engine.{HOMES[name]}")
    assert getattr(engine, name) is getattr(home, name)
    assert getattr(home, name).__module__ == home.__name__  # and not only passed on there


def test_type_checkers_and_star_imports_know_the_same_names():
    assert typed_exports(HERE) == {name: f"engine.{home}" for name, home in HOMES.items()}
    assert sorted(HOMES) == engine.__all__ == dir(engine)
    assert sorted(typed_exports(Path(tui.__file__))) == tui.__all__ == dir(tui)


def test_no_name_hides_a_package():
    packages = {module.name for module in pkgutil.iter_modules(engine.__path__)}
    assert "network" in packages
    assert not packages & HOMES.keys()


def test_another_name_is_refused_as_any_module_does():
    with pytest.raises(AttributeError, match=r"^module 'engine' has no attribute 'Debuger'$"):
        engine.Debuger  # noqa: B018
    with pytest.raises(ImportError, match="cannot import name 'Debuger' from 'engine'"):
        from engine import Debuger  # noqa: F401


def test_the_door_alone_loads_nothing_behind_it():
    code = "import engine, json, sys; print(json.dumps([*sys.modules]))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert [name for name in json.loads(done.stdout) if name.startswith("engine")] == ["engine"]


@pytest.mark.parametrize("package", [engine, tui])
def test_a_package_says_that_it_is_typed(package):
    assert Path(package.__file__).with_name("py.typed").read_bytes() == b""
