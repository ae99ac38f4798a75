"""The module of a script and its loss: a class, and a function of what it gives."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property

from engine.export.pytorch.expressions import Writer
from engine.export.pytorch.layers import Layer, layers_of
from engine.export.pytorch.ops import FUNCTIONS
from engine.export.pytorch.parts import Parts
from engine.export.pytorch.values import Values
from engine.frozen import frozen
from engine.language.expression import Name
from engine.language.text import plain
from engine.network.groups import Group
from engine.network.parts import Definition

STEP, BODY = " " * 4, " " * 8


@frozen(eq=False)
class Module:
    """The text of a module and of its loss.

    Args:
        parts: what stands in which.
        names: what nodes are called in Python.
        values: writes values.
        title: what the class is called.
    """

    parts: Parts
    names: Mapping[str, str]
    values: Values
    title: str

    def module(self) -> Iterator[str]:
        """The class, line by line."""
        network, parts = self.parts.network, self.parts
        yield f"class {self.title}(nn.Module):"
        yield f'{STEP}"""{docstring(network.teaches or network.title)}"""'
        yield ""
        yield f"{STEP}def __init__(self):"
        yield f"{BODY}super().__init__()"
        yield from self.values.drawn_first(BODY, network.parameters)
        for name in network.parameters:
            yield from self.values.lines(
                name, f"{BODY}self.{self.names[name]} = nn.Parameter(", ")"
            )
        for name in parts.buffers:
            start = f'{BODY}self.register_buffer("{self.names[name]}", '
            yield from self.values.lines(name, start, ")")
        yield ""
        yield f"{STEP}def forward({', '.join(['self', *self._called(parts.inputs)])}):"
        writer = self._writer([*network.parameters, *parts.buffers])
        yield from self._equations(parts.of_module, writer)
        yield from self._remembered(writer)
        given = ", ".join(writer.names[name] for name in parts.outputs)
        yield f"{BODY}return {given}"

    def loss(self) -> Iterator[str]:
        """The function of the loss, line by line."""
        parts, network = self.parts, self.parts.network
        outputs = self._called(parts.outputs)
        is_one = len(outputs) == 1
        takes = [*(outputs if is_one else ["outputs"]), *self._called(parts.targets)]
        yield f"def loss({', '.join(takes)}):"
        also = " and the targets" if parts.targets else ""
        yield f'{STEP}"""The loss, of what the module gives{also}."""'
        if outputs and not is_one:
            yield f"{STEP}{', '.join(outputs)} = outputs"
        for line in self._equations(parts.of_loss, self._writer([])):
            yield line.removeprefix(STEP)
        yield f"{STEP}return {self.names[network.loss] if parts.of_loss else outputs[0]}"

    def _writer(self, own: Iterable[str]) -> Writer:
        network = self.parts.network
        names = {**self.names, **{name: f"self.{self.names[name]}" for name in own}}
        return Writer(
            names,
            network.shapes,
            network.conventions,
            FUNCTIONS,
            self.values.whole,
            self.values.choosing,
        )

    def _called(self, nodes: Iterable[str]) -> list[str]:
        return [self.names[name] for name in nodes]

    def _equations(self, equations: Iterable[Definition], writer: Writer) -> Iterator[str]:
        """Equations, with what belongs together under the line that it is written out from."""
        inside: list[Group] = []
        is_first = True
        within, layers = self._within, self.layers
        hidden = frozenset().union(*(layer.inside for layer in layers.values()))
        for name, expression in equations:
            if name in hidden:
                continue
            groups = within.get(name, [])
            if groups[:1] != inside[:1] and not is_first:
                yield ""
            for group in groups:
                if group not in inside:
                    yield f"{BODY}# {plain(group.call)}"
            inside, is_first = groups, False
            layer = layers.get(name)
            text = writer.equation(expression) if layer is None else layer.text(writer)
            if isinstance(expression, Name):
                text += ".clone()"
            yield f"{BODY}{writer.names[name]} = {text}"

    @cached_property
    def layers(self) -> Mapping[str, Layer]:
        """What PyTorch has one function for."""
        return layers_of(self.parts.network)

    @property
    def _within(self) -> Mapping[str, list[Group]]:
        """The groups in which each node stands, from the outermost."""
        found: dict[str, list[Group]] = {}
        calls = {layer.group for layer in self.layers.values()}
        for group in self.parts.network.groups:
            if len(group.members) > 1 and group.name not in calls:
                for member in group.members:
                    found.setdefault(member, []).append(group)
        return found

    def _remembered(self, writer: Writer) -> Iterator[str]:
        """What the module remembers for the next iteration."""
        seen_to = frozenset().union(*(layer.remembers for layer in self.layers.values()))
        buffers = {
            name: each for name, each in self.parts.network.buffers.items() if name not in seen_to
        }
        if not buffers:
            return
        yield f"{BODY}if self.training:"
        yield f"{BODY}{STEP}with torch.no_grad():"
        for name, expression in buffers.items():
            yield f"{BODY}{STEP * 2}{writer.names[name]}.copy_({writer.equation(expression)})"


def docstring(text: str) -> str:
    """A text as it stands in a docstring: one line, which cannot end it."""
    said = " ".join(plain(text).split()).replace("\\", "\\\\").replace('"', '\\"')
    return said or "A network."
