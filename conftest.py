"""What is not collected: modules for libraries that are not installed, as extras may not be."""

from importlib.util import find_spec

EXTRAS = {
    "torch": ["engine/torch/*", "tests/engine/torch/*"],
    "onnx": ["engine/onnx/*", "tests/engine/onnx/*"],
}

collect_ignore_glob = [
    files for library, all_files in EXTRAS.items() if find_spec(library) is None
    for files in all_files
]  # fmt: skip
