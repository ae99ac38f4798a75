import gc
import importlib
import os
import sys
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

os.environ["MAKABAKA_TUI_CONFIG"] = ""  # whoever runs the tests may have settings
os.environ.setdefault("MAKABAKA_TUI_DEBUG", "1")  # a fault of the tool is to be seen as that

# What is compiled is kept, whatever is set: tests start a hundred processes, and each worker would
# compile every test for itself. Git ignores it.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

collect_ignore = ["benchmarks"]  # scripts, which pytest would load to look for doctests in them

settings.register_profile(
    "suite",
    deadline=None,
    max_examples=int(os.environ.get("EXAMPLES", "15")),  # more by hand: EXAMPLES=1000 pytest
    suppress_health_check=[HealthCheck.too_slow],
    print_blob=True,
)
settings.load_profile("suite")


def pytest_configure(config):
    config.addinivalue_line("markers", "torch: compares with torch; skipped where it is missing")


def pytest_xdist_auto_num_workers():
    """One more than there are processors: the tests in real terminals mostly wait."""
    return (os.cpu_count() or 1) + 1


@pytest.hookimpl(tryfirst=True)
def pytest_collection(session):
    """The workers begin at different files: what one of them has compiled the others only read."""
    gc.disable()  # all that is collected stays
    given = getattr(session.config, "workerinput", None)
    if given is None:
        return
    root = Path(__file__).parents[1]
    paths = [path for each in session.config.args for path in sorted(Path(each).rglob("test_*.py"))]
    number = int(given["workerid"].removeprefix("gw"))
    begin = len(paths) * number // given["workercount"]
    for path in paths[begin:] + paths[:begin]:
        name = ".".join(path.resolve().relative_to(root).with_suffix("").parts)
        with suppress(Exception, pytest.skip.Exception):  # told when it is collected
            importlib.import_module(name)


def pytest_collection_finish():
    gc.freeze()
    gc.enable()


@pytest.fixture(scope="session", autouse=True)
def _state_home(tmp_path_factory):
    """Sessions are kept elsewhere than those of the person who runs the tests."""
    before = os.environ.get("XDG_STATE_HOME")
    os.environ["XDG_STATE_HOME"] = str(tmp_path_factory.mktemp("state"))
    yield
    if before is None:
        del os.environ["XDG_STATE_HOME"]
    else:
        os.environ["XDG_STATE_HOME"] = before
