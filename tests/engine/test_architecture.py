import json
import pkgutil
import subprocess
import sys

import pytest

import engine

MODULES = sorted(
    module.name for module in pkgutil.walk_packages(engine.__path__, "engine.") if not module.ispkg
)

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


@pytest.mark.parametrize("module", MODULES)
def test_a_module_can_be_loaded_first(module):
    assert "engine" in loaded_by(f"import {module}")
