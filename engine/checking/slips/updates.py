"""Slips of the update: signs, learning rates, the rules of Adam."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from engine.checking.slips.rewrite import Rewrite, Rule, is_call, substituted
from engine.language.expression import ONE, Call, Expression, Name, Number
from engine.language.op import call
from engine.program.equation import Phase
from engine.program.program import LEARNING_RATE, Program


def update_sign(rule: Rule) -> Iterator[Rewrite]:
    """The gradient added in place of subtracted."""
    if rule.is_update and is_call(rule.expression, "sub") and isinstance(rule.expression, Call):
        other = Call("add", rule.expression.operands)
        words = "if {0} were added: one goes against the gradient"
        yield Rewrite("update-sign", other, words, rule.expression.operands[1:])


def lr_forgotten(rule: Rule) -> Iterator[Rewrite]:
    """The learning rate taken as 1."""
    if LEARNING_RATE in rule.names:
        expression = substituted(rule.expression, LEARNING_RATE, ONE)
        words = "if {0} were 1: the learning rate was forgotten"
        yield Rewrite("lr-forgotten", expression, words, (_LR,))


def lr_twice(rule: Rule) -> Iterator[Rewrite]:
    """The learning rate multiplied by twice."""
    if LEARNING_RATE in rule.names:
        expression = substituted(rule.expression, LEARNING_RATE, _LR * _LR)
        words = "if it were multiplied by {0} twice: the learning rate counts once"
        yield Rewrite("lr-twice", expression, words, (_LR,))


_LR = Name(LEARNING_RATE)


def adam(rule: Rule) -> Iterator[Rewrite]:
    """Bias correction left out, t off by one, ε inside of the root, β1 and β2 mixed up."""
    program = rule.scene.program
    network, corrected = program.network, program.memo.corrected
    if rule.scene.phase is not Phase.UPDATE or not corrected or rule.is_entry:
        return
    rule = rule.rewritten(_written_out(rule.expression, program, corrected))
    yield from _uncorrected(rule)
    count = rule.scene.program.memo.count
    if count in rule.names:
        for other, words in (
            (Name(count) - 1, "if {0} were one less: the first update has 1"),
            (Name(count) + 1, "if {0} were one more: the first update has 1"),
        ):
            expression = substituted(rule.expression, count, other)
            yield Rewrite("adam", expression, words, (Name(count),))
    for part, put in rule.places:
        match part:
            case Call("add", (Call("sqrt", (inner,)), epsilon)):
                words = "if ε stood inside of the root: it is added to the root"
                yield Rewrite("adam", put(call("sqrt", inner + epsilon)), words)
    betas = network.optimiser.beta1, network.optimiser.beta2
    swapped = _swapped(rule.expression, *betas)
    if swapped != rule.expression:
        yield Rewrite("adam", swapped, "if β1 and β2 were mixed up", ())


def _written_out(expression: Expression, program: Program, corrected: Sequence[str]) -> Expression:
    """An expression with the running means corrected in it, as on a page that has it in one."""
    for symbol in corrected:
        made = program.equations[program.index[symbol]].expression
        expression = substituted(expression, symbol, made)
    return expression


def _uncorrected(rule: Rule) -> Iterator[Rewrite]:
    """The running means as they are, one of them or both."""
    corrected = [
        part
        for part, _ in rule.places
        if is_call(part, "div") and isinstance(part, Call) and _is_correction(part.operands[1])
    ]
    if len(corrected) > 1:
        everywhere = _without(rule.expression)
        words = "without bias correction: the running means start at 0"
        yield Rewrite("adam", everywhere, words)
    for part, put in rule.places:
        if isinstance(part, Call) and any(part is each for each in corrected):
            words = "without the bias correction of {0}: the running means start at 0"
            yield Rewrite("adam", put(part.operands[0]), words, part.operands[:1])


def _is_correction(divisor: Expression) -> bool:
    match divisor:
        case Call("sub", (Number(value=1.0), Call("pow", (Number(), Name())))):
            return True
    return False


def _without(expression: Expression) -> Expression:
    match expression:
        case Call("div", (top, bottom)) if _is_correction(bottom):
            return top
        case Call(operands=operands):
            return expression.of(map(_without, operands))
    return expression


def _swapped(expression: Expression, one: float, other: float) -> Expression:
    match expression:
        case Number(value=value) if value in (one, other):
            return Number(other if value == one else one)
        case Call(operands=operands):
            return expression.of(_swapped(each, one, other) for each in operands)
    return expression
