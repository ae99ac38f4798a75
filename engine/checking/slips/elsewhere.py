"""Slips with values of elsewhere: after the update, of another iteration, of another node."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from engine.checking.slips.rewrite import (
    Rewrite,
    Rule,
    base_of,
    is_gradient,
    substituted,
    valued,
)
from engine.language.expression import Expression, Name, gradient_name
from engine.language.index import Index
from engine.language.values import Value, same
from engine.program.equation import Phase

MOST_OTHERS, MOST_NEIGHBOURS = 40, 10
"""So many other nodes are tried in the place of one; so many other entries in that of one."""


def updated_weight(rule: Rule) -> Iterator[Rewrite]:
    """A parameter's value after the update, used in the backward pass."""
    if not rule.is_backward:
        return
    weights = [
        each for each in rule.names if base_of(each) in rule.scene.program.network.parameters
    ]
    for name in weights:
        value = rule.scene.updated(name)
        words = "if {0} were {1}, its value after the update: the backward pass has the one before"
        expression = substituted(rule.expression, name, valued(value))
        yield Rewrite("updated-weight", expression, words, (Name(name), valued(value)))
    if len(weights) > 1:
        updated = {name: rule.scene.updated(name) for name in weights}
        expression = _replaced(rule.expression, updated)
        words = "with all parameters after the update: the backward pass has those before"
        yield Rewrite("updated-weight", expression, words)


def _replaced(expression: Expression, values: Mapping[str, Value]) -> Expression:
    for name, value in values.items():
        expression = substituted(expression, name, valued(value))
    return expression


def stale_value(rule: Rule) -> Iterator[Rewrite]:
    """The same symbol, or something that it is made of, one iteration before or after."""
    scene = rule.scene
    if rule.is_update and not rule.is_entry:
        words = "without an update: it is the value before"
        yield Rewrite("stale-value", Name(scene.symbol), words)
    for name in (*(() if rule.is_entry else (scene.symbol,)), *rule.names):
        for value, where in _then(rule, name):
            here = scene.right if name == scene.symbol else scene.value_of(name)
            if value is None or same(value, here):
                continue
            if name == scene.symbol and not rule.is_update:
                words = f"in the iteration {where}"
                yield Rewrite("stale-value", valued(value), words)
            elif name != scene.symbol:
                words = f"if {{0}} were {{1}}, its value in the iteration {where}"
                expression = substituted(rule.expression, name, valued(value))
                yield Rewrite("stale-value", expression, words, (Name(name), valued(value)))
    yield from _stale_parameters(rule)


def _stale_parameters(rule: Rule) -> Iterator[Rewrite]:
    """All parameters one iteration before or after."""
    scene = rule.scene
    names = [each for each in rule.names if base_of(each) in scene.program.network.parameters]
    if len(names) < 2 or rule.is_update:
        return
    before = {name: value for name in names if (value := scene.before(name)) is not None}
    if before:
        words = "with all parameters as they were in the iteration before"
        yield Rewrite("stale-value", _replaced(rule.expression, before), words)
    if not rule.is_backward:
        after = {name: scene.updated(name) for name in names}
        words = "with all parameters after the update"
        yield Rewrite("stale-value", _replaced(rule.expression, after), words)


def _then(rule: Rule, name: str) -> Iterator[tuple[Value | None, str]]:
    yield rule.scene.before(name), "before"
    is_parameter = base_of(name) in rule.scene.program.network.parameters
    if name == rule.scene.symbol or (is_parameter and not rule.is_backward):
        # Of other symbols what comes later is not known yet, and in the backward pass a
        # parameter's value after the update is a slip of its own.
        yield rule.scene.after(name), "after"


def wrong_node(rule: Rule) -> Iterator[Rewrite]:
    """Another node's value, or the rule with another node in the place of one."""
    whole = () if isinstance(rule.expression, Name) else _others(rule, rule.scene.symbol)
    for name in whole:
        words = "if it were {0}: that is another quantity"
        yield Rewrite("wrong-node", Name(name), words, (Name(name),))
    if rule.is_update:
        rest = rule.paths[1:]
        if len(rest) == 1:
            words = "if it were {0}, what is to be subtracted from it"
            yield Rewrite("wrong-node", -rest[0][1], words, (-rest[0][1],))
    for name in rule.names:
        for other in _others(rule, name):
            if other == rule.scene.symbol:
                continue
            words = "if {0} stood in the place of {1}"
            said = (Name(other), Name(name))
            expression = substituted(rule.expression, name, Name(other))
            yield Rewrite("wrong-node", expression, words, said)
            places = [put for part, put in rule.places if part == Name(name)]
            if len(places) > 1:
                for put in places:
                    yield Rewrite("wrong-node", put(Name(other)), words, said)


def _others(rule: Rule, name: str) -> list[str]:
    """The symbols of the same kind and shape, the nearest first."""
    program, base = rule.scene.program, base_of(name)
    network, shape = program.network, program.shapes[base]
    memo = {symbol: name for name, symbols in program.memo.of.items() for symbol in symbols}
    if base == rule.scene.symbol and rule.is_update:
        kinds = [list(network.parameters)]
    elif base in memo:
        gradient = gradient_name(network.loss, memo[base])
        kinds = [[*program.memo.of[memo[base]], gradient], list(memo)]
    elif is_gradient(base):
        kinds = [[each.symbol for each in program.equations if each.phase is Phase.BACKWARD]]
    else:
        nodes = [*network.inputs, *network.definitions]
        kinds = [each for each in (nodes, list(network.parameters)) if base in each]
    suffix = name[len(base) :]
    found = [
        each + suffix
        for kind in kinds
        for each in kind
        if each != base and program.shapes[each] == shape
    ]
    if suffix:
        found += _neighbours(name, rule)
    places = {each.symbol: i for i, each in enumerate(program.equations)}
    here = places.get(base, -1)
    found.sort(key=lambda each: abs(places.get(base_of(each), -1) - here))
    return found[: MOST_NEIGHBOURS if suffix else MOST_OTHERS]


def _neighbours(name: str, rule: Rule) -> list[str]:
    """Other entries of the same array, in the same row or column, or across the diagonal."""
    base = base_of(name)
    place = tuple(map(int, name[len(base) + 1 : -1].split(",")))
    shape = rule.scene.program.shapes[base]
    found: list[Index] = [place[::-1]] if len(place) == 2 else []
    for axis, size in enumerate(shape):
        found += [(*place[:axis], i, *place[axis + 1 :]) for i in range(min(size, MOST_OTHERS))]
    fitting = [
        each
        for each in found
        if each != place and all(i < n for i, n in zip(each, shape, strict=True))
    ]
    return [f"{base}[{','.join(map(str, each))}]" for each in dict.fromkeys(fitting)]
