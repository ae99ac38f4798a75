"""Pages checked: the network found, the data taken, every chain judged in order."""

from __future__ import annotations

from collections.abc import Generator, Mapping

from engine.checking.judging.checker import Checker
from engine.checking.judging.draws import with_gradients
from engine.checking.judging.judgement import Checked, Judgement, Rule
from engine.checking.judging.leftover import left_out, proposals, settled
from engine.checking.matching.choice import choose
from engine.checking.matching.entries import spread
from engine.checking.matching.given import take
from engine.checking.matching.keys import Key, key_of_name
from engine.checking.matching.names import Names
from engine.checking.reading.page import Chain, Page
from engine.checking.reading.written import Ratio
from engine.errors import NetworkError, PageError
from engine.iterations.timeline import Timeline
from engine.language.values import Value, same
from engine.network.network import Network
from engine.program.program import LEARNING_RATE, Program, derive
from engine.slowly import at_once


def check_page(
    page: Page,
    network: Network | None = None,
    aliases: Mapping[str, str] | None = None,
    rule: Rule = Rule(),  # noqa: B008  (frozen)
) -> Checked:
    """A page with a verdict for every equality on it.

    Args:
        page: as it was read.
        network: what it is compared with; without one the network that ships whose names fit best.
        aliases: names of the page, and the names of the network that they stand for.
        rule: how strictly numbers are judged; what the page says of its digits counts as well.

    Raises:
        PageError: where no network fits, or an alias stands for nothing.
    """
    return at_once(check_steps(page, network, aliases, rule))


def check_steps(
    page: Page, network: Network | None, aliases: Mapping[str, str] | None, rule: Rule
) -> Generator[int, None, Checked]:
    """As `check_page`, in pieces: gives the line of each equality as soon as it is judged."""
    notes: list[str] = []
    page = spread(page)
    keys = {key_of_name(name): symbol for name, symbol in (aliases or {}).items()}
    if network is None:
        choice = choose(page, keys)
        if choice.network is None:
            raise PageError(
                f"{page.name}: no network that ships has these names: "
                "say which one it is with --network FILE, or --alias NAME=NODE"
            )
        network = choice.network
        notes.append(f"compared with the network {network.name}, whose names fit best")
        if choice.equal:
            others = ", ".join(choice.equal)
            notes.append(f"{others} would fit as well: --network says which one is meant")
    program = _program(network, page, keys)
    for name, symbol in (aliases or {}).items():
        if symbol not in program.base and symbol not in program.index:
            raise PageError(f"--alias {name}={symbol}: {network.name} has no {symbol}")
    taken = take(page, Names(program, keys))
    if taken.network is not network:
        program = _program(taken.network, page, keys)
    notes += taken.notes
    names, timeline = Names(program, keys), Timeline(program)
    checker = Checker(page, program, names, rule, taken.chains, timeline)
    found: list[Judgement] = []
    for judgement in checker.judgements():
        found.append(judgement)
        yield judgement.place.line
    judgements = settled(tuple(found), checker.doubts)
    notes += checker.notes
    notes += proposals(checker.unknown, program, checker.met)
    notes += left_out(judgements, program)
    given = _changes(network, taken.network)
    aliases = dict(aliases or {})
    return Checked(page.name, network.name, tuple(notes), judgements, aliases, given)


def _changes(network: Network, taken: Network) -> dict[str, Value]:
    """What is given other values in another network, the learning rate too."""
    values = {**network.constants, LEARNING_RATE: network.learning_rate}
    others = {**taken.constants, LEARNING_RATE: taken.learning_rate}
    return {name: other for name, other in others.items() if not same(other, values[name])}


def _program(network: Network, page: Page, keys: Mapping[Key, str]) -> Program:
    """The program, with the gradients of the inputs that the page asks for as well."""
    program = derive(network)
    names = Names(program, keys)
    wanted = {
        meant.symbol
        for chain in page.items
        if isinstance(chain, Chain)
        for side in chain.sides
        if isinstance(side.tree, Ratio)
        for meant in (names.meant(side.tree.bottom),)
        if meant is not None
    }
    given = {*network.inputs, *network.targets}
    try:
        return with_gradients(program, frozenset(wanted & given))
    except NetworkError:
        return program
