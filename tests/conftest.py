import os

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile(
    "suite",
    deadline=None,
    max_examples=60,
    suppress_health_check=[HealthCheck.too_slow],
    print_blob=True,
)
settings.load_profile("suite")


def pytest_configure(config):
    config.addinivalue_line("markers", "torch: compares with torch; skipped where it is missing")


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
