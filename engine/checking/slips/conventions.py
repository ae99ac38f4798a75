"""Conventions: other choices that are as good, and no slips."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from engine.checking.slips.drawn import drawn
from engine.checking.slips.printed import Printed
from engine.checking.slips.rewrite import Rule, substituted
from engine.checking.slips.scene import Scene, Values, computed, is_place, numbers_of
from engine.checking.slips.slip import Site
from engine.language.expression import ONE, Call, Expression, Name, Number, calls
from engine.language.index import Index, entry_of
from engine.language.op import call
from engine.language.values import Value
from engine.program.equation import Phase
from engine.program.program import LEARNING_RATE


@dataclass(frozen=True, slots=True)
class Convention:
    """A choice that a page makes otherwise than the network.

    Args:
        name: the stable name of it: `relu-at-zero`, `abs-at-zero`, `delta-sign`, `per-sample`,
            `momentum-sign`, `half-in-loss`, `lr-is-one`.
        sentence: what is chosen, for the student.
        is_global: whether it is one only where the whole page keeps to it: else it is a slip.
    """

    name: str
    sentence: str
    is_global: bool


def conventional(
    site: Site, found: Printed | Expression, entry: Index | None = None
) -> Convention | None:
    """The convention by which a number, or a formula, is right; None where there is none.

    Args:
        site: what it should be.
        found: what the page has.
        entry: which entry of the symbol it is, where it is one.

    >>> from engine.iterations.timeline import Timeline
    >>> from engine.network.files import load_network
    >>> from engine.program.program import derive
    >>> timeline = Timeline(derive(load_network("skip")))
    >>> at_kink = Site(timeline, 1, "dL/dz1")
    >>> conventional(at_kink, Printed(0.0)).name
    'relu-at-zero'
    """
    for own in numbers_of(site) if is_place(site, entry) else ():
        scene = Scene(site, own)
        for convention, expression in choices(scene):
            if isinstance(found, Printed):
                value = computed(scene.values, expression)
                is_it = value is not None and found.holds(_picked(value, entry))
            else:
                is_it = entry is None and _same(site, found, expression)
            if is_it:
                return convention
    return None


def choices(scene: Scene) -> Iterator[tuple[Convention, Expression]]:
    """The conventions that make a difference to a symbol, each with what it is by it."""
    rule = Rule.of(scene)
    yield from _at_kinks(rule)
    if scene.phase is Phase.UPDATE:
        yield from _velocities(rule)
        yield from _rates(rule)
        return
    yield from _halves(rule)
    if rule.is_backward:
        yield from _deltas(rule)


def _at_kinks(rule: Rule) -> Iterator[tuple[Convention, Expression]]:
    conventions = rule.scene.program.network.conventions
    for op, name, function, here, others in (
        ("step", "relu-at-zero", "ReLU", conventions.relu_at_zero, (0.0, 1.0, 0.5)),
        ("sign", "abs-at-zero", "|·|", conventions.abs_at_zero, (0.0, 1.0, -1.0)),
    ):
        for other in others:
            expression = _with_kink(rule.expression, op, here, other)
            if other != here and expression is not rule.expression:
                style = rule.scene.style
                sentence = (
                    f"the derivative of {function} at 0 is taken as {style.number(other)} here, "
                    f"where the network takes {style.number(here)}: both are in use"
                )
                yield Convention(name, sentence, False), expression


def _with_kink(expression: Expression, op: str, here: float, other: float) -> Expression:
    """The expression with another derivative at kinks, or itself where there is none."""
    if not isinstance(expression, Call):
        return expression
    parts = [_with_kink(each, op, here, other) for each in expression.operands]
    if expression.op == op and dict(expression.options).get("at_zero") == here:
        return call(op, *parts, at_zero=other)
    if all(new is old for new, old in zip(parts, expression.operands, strict=True)):
        return expression
    return expression.of(parts)


def _velocities(rule: Rule) -> Iterator[tuple[Convention, Expression]]:
    """A velocity that has the learning rate in it, or the sign of the step."""
    network, memo = rule.scene.program.network, rule.scene.program.memo
    remembered = {symbol for symbols in memo.of.values() for symbol in symbols}
    if network.optimiser.kind != "momentum" or rule.scene.symbol not in remembered:
        return
    step = Name(LEARNING_RATE) * rule.expression
    for expression, words in (
        (-rule.expression, "the velocity has the sign of the step here: it is added to the weight"),
        (-step, "the velocity is the step itself here, with its sign and the learning rate"),
        (step, "the velocity has the learning rate in it here"),
    ):
        yield Convention("momentum-sign", words, True), expression


def _rates(rule: Rule) -> Iterator[tuple[Convention, Expression]]:
    """A learning rate of 1 that is not written."""
    if LEARNING_RATE in rule.names and rule.scene.value_of(LEARNING_RATE) == 1.0:
        words = "the learning rate is 1, so that it need not be written"
        expression = substituted(rule.expression, LEARNING_RATE, ONE)
        yield Convention("lr-is-one", words, False), expression


def _halves(rule: Rule) -> Iterator[tuple[Convention, Expression]]:
    """A ½ in a loss of squares that has none, or none where it has one."""
    network = rule.scene.program.network
    if rule.scene.phase is Phase.FORWARD and rule.scene.symbol != network.loss:
        return
    nodes = [network.loss, *network.operands[network.loss]]
    made = [network.definitions[each] for each in nodes if each in network.definitions]
    parts = [part for each in made for part in calls(each)]
    if not any(_is_square(part) for part in parts):
        return
    if any(_is_half(part) for part in parts):
        words = "the loss has no ½ here: with it, it would be half of this"
        yield Convention("half-in-loss", words, True), 2.0 * rule.expression
    else:
        words = "the loss has a ½ here: without it, it would be twice this"
        yield Convention("half-in-loss", words, True), rule.expression / 2.0


def _deltas(rule: Rule) -> Iterator[tuple[Convention, Expression]]:
    """Gradients with the other sign, and those of samples without the 1/m of the mean."""
    scene = rule.scene
    name = scene.style.name(scene.symbol)
    words = f"this is −{name}: δ has the other sign here"
    yield Convention("delta-sign", words, True), -rule.expression
    samples = scene.program.network.samples
    if samples is not None and samples > 1 and scene.symbol in scene.program.per_sample:
        words = f"this is without the 1/{samples} of the mean, which has to come later then"
        yield Convention("per-sample", words, True), samples * rule.expression


def _is_square(part: Call) -> bool:
    return part.op == "square" or (part.op == "pow" and part.operands[1] == Number(2.0))


def _is_half(part: Call) -> bool:
    return (part.op == "mul" and Number(0.5) in part.operands) or (
        part.op == "div" and part.operands[1] == Number(2.0)
    )


def _picked(value: Value, entry: Index | None) -> Value:
    return value if entry is None else entry_of(value, entry)


def _same(site: Site, found: Expression, expression: Expression) -> bool:
    """Whether two formulas have the same value in every draw, those at kinks included."""
    draws = drawn(site.timeline)
    return _agree([*draws.loose(), *draws.kinks()], found, expression)


def _agree(draws: list[Values], one: Expression, other: Expression) -> bool:
    pairs = [(computed(values, one), computed(values, other)) for values in draws]
    known = [(a, b) for a, b in pairs if a is not None and b is not None]
    return len(known) > 1 and all(Printed.about(a).holds(b) for a, b in known)
