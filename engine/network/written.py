"""Networks written as network files, so that what was derived can be opened like any other."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from engine.language.notation import TEXT
from engine.language.text import is_aligned
from engine.language.values import Value, is_array
from engine.network.network import Network
from engine.network.reader import is_short
from engine.network.training import said_of


def as_toml(network: Network, comment: str = "") -> str:
    """The text of a file that describes a network; how its parameters were drawn is left out.

    Args:
        network: what it describes.
        comment: what stands before it, a line or several.
    """
    return "\n".join(_lines(network, comment)) + "\n"


def _lines(network: Network, comment: str) -> Iterator[str]:
    for line in comment.splitlines():
        yield f"# {line}".rstrip()
    yield f"title = {_text(network.title)}"
    yield f"loss = {_text(network.loss)}"
    yield 'equations = """'
    for name, expression in network.equations:
        yield f"{name} = {TEXT.write(expression)}"
    yield '"""'
    if network.gradients:
        yield f"gradients = [{', '.join(map(_text, network.gradients))}]"
    fixed = {name: value for name, value in network.inputs.items() if name in network.fixed}
    inputs = {name: value for name, value in network.inputs.items() if name not in fixed}
    yield from _table("inputs", inputs)
    yield from _table("constants", fixed)
    yield from _table("targets", network.targets)
    yield from _table("parameters", network.parameters)
    yield from ("", "[training]", f"learning_rate = {_number(network.learning_rate)}")
    yield from (f"{key} = {_setting(value)}" for key, value in said_of(network.optimiser))
    conventions = network.conventions
    yield from ("", "[conventions]", f"relu_at_zero = {_number(conventions.relu_at_zero)}")
    yield f"abs_at_zero = {_number(conventions.abs_at_zero)}"
    if network.precision != "float64":
        yield f"precision = {_text(network.precision)}"
    written = {
        name: said for name, said in network.names.items() if is_short(said) and is_aligned(said)
    }
    if written:
        yield from ("", "[notation]")
        yield from (f"{_key(name)} = {_text(said)}" for name, said in written.items())


def _table(name: str, values: Mapping[str, Value]) -> Iterator[str]:
    if values:
        yield from ("", f"[{name}]")
        yield from (f"{_key(each)} = {_value(value)}" for each, value in values.items())


def _setting(value: str | bool | float) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return _text(value) if isinstance(value, str) else _number(value)


def _value(value: Value) -> str:
    return _nested(value.tolist()) if is_array(value) else _number(value)


def _nested(entries: object) -> str:
    if isinstance(entries, list):
        return f"[{', '.join(map(_nested, entries))}]"
    assert isinstance(entries, float)  # noqa: S101  (what tolist gives for float64)
    return _number(entries)


def _number(value: float) -> str:
    """A number that reads back as the same float."""
    return repr(float(value))


def _key(name: str) -> str:
    """The name of a node as a key; one with other letters needs quotes."""
    return name if name.isascii() else _text(name)


def _text(text: str) -> str:
    """A text in quotes, as TOML has it, which JSON's are too."""
    return json.dumps(text, ensure_ascii=False)
