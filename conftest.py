"""What is not collected: modules that need torch, where it is not installed."""

from importlib.util import find_spec

collect_ignore_glob = [] if find_spec("torch") else ["engine/torch/*", "tests/engine/torch/*"]
