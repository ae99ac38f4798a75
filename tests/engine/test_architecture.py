import json
import subprocess
import sys

from tests.engine.modules import engine_modules

MODULES = engine_modules()

STEPPING = """
from engine.debugger.debugger import Debugger
from engine.derivation.lines import derivation
from engine.derivation.note import note
from engine.language.notation import Style
from engine.program.program import derive
from engine.network.files import load_network
network = load_network("skip")
debugger = Debugger(derive(network))
for _ in range(50):
    stop = debugger.step()
    note(stop.step, Style()), derivation(stop.step, Style()), stop.state.values()
debugger.goto(14, 1)
debugger.into(3)
debugger.back(20)
"""


FIRST = """
import importlib, json, sys
sys.path.insert(0, sys.argv[1])
wrong = {}
for name in sys.argv[2:]:
    package = name.split(".")[0]
    for each in [each for each in sys.modules if each.split(".")[0] == package]:
        del sys.modules[each]
    try:
        importlib.import_module(name)
    except Exception as error:
        wrong[name] = repr(error)
print(json.dumps(wrong))
"""
"""Loads each module as if it were the first of its package."""


def loaded_by(code):
    """The top-level packages that a fresh Python has loaded after running some code."""
    report = (
        "import json, sys; print(json.dumps(sorted({name.split('.')[0] for name in sys.modules})))"
    )
    done = subprocess.run(
        [sys.executable, "-c", f"{code}\n{report}"], capture_output=True, text=True, check=True
    )
    assert done.stderr == ""
    return set(json.loads(done.stdout))


def first_loads(modules, folder="."):
    """What went wrong in loading each of some modules before any other of its package."""
    done = subprocess.run(
        [sys.executable, "-c", FIRST, folder, *modules], capture_output=True, text=True, check=True
    )
    assert done.stderr == ""
    return json.loads(done.stdout)


def test_there_are_modules_to_look_at():
    assert {"engine.debugger.debugger", "engine.network.reader", "engine.iterations.run"} <= set(
        MODULES
    )


def test_the_engine_loads_no_user_interface():
    loaded = loaded_by("\n".join(f"import {module}" for module in MODULES))
    assert "numpy" in loaded
    assert not loaded & {"tui", "textual", "rich"}


def test_stepping_through_the_skip_network_needs_no_numpy_and_no_networkx():
    loaded = loaded_by(STEPPING)
    assert "engine" in loaded
    assert not loaded & {"numpy", "networkx", "tui", "textual", "rich"}


def test_any_module_can_be_loaded_first():
    """Some of them: that no import leads back is held for all by `tests/test_circles.py`."""
    assert first_loads(MODULES[::10]) == {}


def test_a_module_that_cannot_be_loaded_first_is_found(tmp_path):
    """The first needs what the second has, and that needs what the first has not yet."""
    for name, other in (("one", "two"), ("two", "one")):
        (tmp_path / "circle").mkdir(exist_ok=True)
        text = f"from circle.{other} import {other}\n{name} = 1\n"
        (tmp_path / "circle" / f"{name}.py").write_text(text)
    (tmp_path / "circle" / "three.py").write_text("")
    found = first_loads(["circle.one", "circle.two", "circle.three"], tmp_path)
    assert set(found) == {"circle.one", "circle.two"}
    assert "circular import" in found["circle.one"]
