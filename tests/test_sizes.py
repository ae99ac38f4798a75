"""The size of files and classes: small enough to be read at one go.

A class counts with everything that it inherits from our own classes, since that is the object.
"""

import ast
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("engine", "tui", "tests")

MAX_FILE = 300
MAX_CLASS = 250

LARGE_FILES: set[str] = set()
"""Files that are still larger; whoever makes one small takes it out."""

LARGE_CLASSES: set[str] = set()
"""Classes that are still larger, `path:Class`."""

FILES = {
    path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8")
    for package in PACKAGES
    for path in sorted((ROOT / package).rglob("*.py"))
}


@cache
def nodes_of(path):
    """The classes and imports of a file, wherever they stand."""
    wanted = (ast.ClassDef, ast.ImportFrom)
    return [node for node in statements(ast.parse(FILES[path])) if isinstance(node, wanted)]


def statements(block):
    """All statements in one, without going through expressions, which are most of a tree."""
    for part in ("body", "orelse", "handlers", "finalbody", "cases"):
        inner = getattr(block, part, ())
        for each in inner if isinstance(inner, list) else ():
            yield each
            yield from statements(each)


def file_of(module):
    """The file of one of our modules; None for any other."""
    base = module.replace(".", "/")
    return next((path for path in (f"{base}.py", f"{base}/__init__.py") if path in FILES), None)


@cache
def names_of(path):
    """What a file calls its classes and what it imports: for each name its file and class."""
    found = {}
    for node in nodes_of(path):
        if isinstance(node, ast.ImportFrom) and node.module:
            source = file_of(node.module)
            for alias in node.names:
                found[alias.asname or alias.name] = (source, alias.name)
        elif isinstance(node, ast.ClassDef):
            found[node.name] = (path, node.name)
    return found


@cache
def class_of(path, name):
    """A class of a file, or that an imported name leads to; None where it is not ours."""
    while path is not None:
        for node in nodes_of(path):
            if isinstance(node, ast.ClassDef) and node.name == name:
                return path, node
        path, name = names_of(path).get(name, (None, name))
    return None


def lineage(path, node):
    """A class and every class of ours that it inherits from, each once."""
    found, pending = {}, [(path, node)]
    while pending:
        path, node = pending.pop()
        found[path, node.name] = node
        for base in node.bases:
            named = base.value if isinstance(base, ast.Subscript) else base
            if isinstance(named, ast.Name):
                parent = class_of(*names_of(path).get(named.id, (None, named.id)))
            elif isinstance(named, ast.Attribute):  # module.Class
                parent = class_of(*module_and_class(path, named))
            else:
                parent = None
            if parent is not None:
                pending.append(parent)
    return found


def module_and_class(path, named):
    """The file and the class of `module.Class`."""
    source, name = names_of(path).get(ast.unparse(named.value), (None, ""))
    module = source and f"{source.removesuffix('/__init__.py').removesuffix('.py')}/{name}"
    return (module and file_of(module.replace("/", "."))), named.attr


def lines_of(node):
    first = min([node.lineno, *(each.lineno for each in node.decorator_list)])
    return node.end_lineno - first + 1


@cache
def sizes_of_classes():
    return {
        f"{path}:{node.name}": sum(map(lines_of, lineage(path, node).values()))
        for path in FILES
        if "class " in FILES[path]
        for node in nodes_of(path)
        if isinstance(node, ast.ClassDef)
    }


def test_no_file_is_longer_than_can_be_read_at_one_go():
    large = {path for path, text in FILES.items() if len(text.splitlines()) > MAX_FILE}
    assert large == LARGE_FILES


def test_no_class_is_longer_with_all_that_it_inherits():
    large = {name for name, size in sizes_of_classes().items() if size > MAX_CLASS}
    assert large == LARGE_CLASSES


def test_a_class_counts_with_what_it_inherits():
    path = "engine/language/expression.py"
    call = class_of(path, "Call")
    assert set(lineage(*call)) == {(path, "Call"), (path, "Expression")}
    sizes = sizes_of_classes()
    assert sizes[f"{path}:Call"] == sizes[f"{path}:Expression"] + lines_of(call[1])


def test_a_base_is_found_through_imports():
    error = class_of("tui/commands/command.py", "CommandError")
    assert ("engine/errors.py", "DebuggerError") in lineage(*error)
