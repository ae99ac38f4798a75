"""The steps of a network, with what is said about them."""

from engine.derivation.note import note
from engine.language.notation import Style
from engine.network.reader import read_network
from engine.network.source import Source
from engine.program.program import derive
from tests.engine.derivation.steps import steps_of

PLAIN = Style(digits=6)


def network_of(equations, convention="", **given):
    values = {"inputs": {}, "targets": {}, "parameters": {}} | given
    tables = "".join(
        f"[{table}]\n" + "".join(f"{name} = {value}\n" for name, value in entries.items())
        for table, entries in values.items()
    )
    text = f"loss = 'L'\nequations = '''\n{equations}\n'''\n{tables}[conventions]\n{convention}\n"
    return read_network(Source("test.toml", text))


def style_of(network):
    return Style(names=network.names, shapes=derive(network).shapes, digits=6)


def note_on(network, symbol):
    return note(steps_of(network)[symbol], style_of(network))
