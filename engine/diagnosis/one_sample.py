"""One sample of a batch: its share of the loss, and of the gradient of every parameter.

The backward pass is run with what the loss passes back to the other samples left out, where the
samples come together for the last time. So what is left of each gradient is what this sample
contributes; over all samples, and what depends on none, they add up to the gradient.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from engine.derivation.samples import has_samples
from engine.errors import DebuggerError, NetworkError
from engine.iterations.run import Run, add, started_as
from engine.iterations.step import Step
from engine.language.expression import Call, Expression, Name, free_names, gradient_name
from engine.language.values import Array, Value, is_array, shape_of, unwarned, zeros
from engine.network.network import Network
from engine.program.differentiation import Term
from engine.program.program import Phase, derive


class Shares(NamedTuple):
    """What the samples of a batch add to the loss.

    Args:
        shares: of each; what they add up to is the loss, but for what depends on no sample.
        losses: the loss of each by itself: where the loss is a mean, that of a batch of it alone.
    """

    shares: Array
    losses: Array


def shares(run: Run) -> Shares | None:
    """What each sample adds to the loss; None where the loss is no sum over samples."""
    network = run.program.network
    if network.samples is None:
        return None
    step = Step(run, run.program.index[network.loss])
    with unwarned():
        found = _shares(step, step.equation.expression)
    if found is None:
        return None
    total, is_mean = found
    return Shares(total, total * network.samples if is_mean else total)


def _shares(step: Step, expression: Expression) -> tuple[Array, bool] | None:
    """What each sample adds to an expression, and whether that is a mean over the samples."""
    program = step.run.program
    match expression:
        case Name(name=name) if name in program.network.definitions:
            inner = Step(step.run, program.index[name])
            return _shares(inner, inner.equation.expression)
        case Call(op="sum" | "mean" as op, operands=(summed,), options=()):
            if not has_samples(program, summed):
                found = _shares(step, summed)
                return found if shape_of(step.evaluate(summed)) == () else None
            rows = step.evaluate(summed)
            assert is_array(rows)  # noqa: S101  (it has a row for each sample)
            added: Array = rows.reshape(len(rows), -1).sum(axis=1)
            return (added / rows.size, True) if op == "mean" else (added, False)
        case Call(op="add" | "sub" as op, operands=(left, right)):
            one, other = _shares(step, left), _shares(step, right)
            if other is not None and op == "sub":
                other = -other[0], other[1]
            if one is not None and other is not None:
                return one[0] + other[0], one[1] and other[1]
            only, rest = (other, left) if one is None else (one, right)
            return only if only is not None and _is_apart(step, rest) else None
        case Call(op="neg", operands=(operand,)):
            found = _shares(step, operand)
            return None if found is None else (-found[0], found[1])
        case Call(op="mul" | "div" as op, operands=(left, right)):
            return _scaled(step, op, left, right)
    return None


def _scaled(step: Step, op: str, left: Expression, right: Expression) -> tuple[Array, bool] | None:
    """Of a sum times, or over, what depends on no sample."""
    for part, factor in ((left, right), (right, left)):
        if _is_apart(step, factor) and shape_of(step.evaluate(factor)) == ():
            found, by = _shares(step, part), float(step.evaluate(factor))
            if found is None:
                return None
            divides = by == step.run.program.network.samples  # a mean, written out
            if op == "div":
                return found[0] / by, found[1] or divides
            return found[0] * by, found[1] or by * (step.run.program.network.samples or 0) == 1.0
        if op == "div":
            return None
    return None


def _is_apart(step: Step, expression: Expression) -> bool:
    """Whether an expression depends on no sample."""
    network = step.run.program.network
    return free_names(expression).isdisjoint(network.per_sample | _gathered(network))


def _gathered(network: Network) -> set[str]:
    """The nodes that are computed from samples and have no row for each."""
    found: set[str] = set()
    for name, operands in network.operands.items():
        if name not in network.per_sample and any(
            each in network.per_sample or each in found for each in operands
        ):
            found.add(name)
    return found


def _tail(network: Network) -> set[str]:
    """Those of these from which no node with a row for each sample is computed again."""
    feeds: set[str] = set()
    for name, operands in reversed([*network.operands.items()]):
        if name in network.per_sample or name in feeds:
            feeds.update(operands)
    return _gathered(network) - feeds


def with_gradients(run: Run) -> Run:
    """An iteration with its backward pass, where its program has none, as it only predicts.

    Raises:
        DebuggerError: where that would be too large.
    """
    program, loss = run.program, run.program.network.loss
    if all(gradient_name(loss, name) in program.index for name in program.network.parameters):
        return run
    try:
        whole = derive(program.network)
    except NetworkError as error:
        raise DebuggerError(str(error)) from None
    return Run(whole, run.number, tuple(started_as(run, whole)))


def gradients_of(run: Run, sample: int) -> Mapping[str, Value]:
    """What a sample, counted from 0, contributes to the gradient of each parameter."""
    program = run.program
    network, index = program.network, program.index
    tail, backward = _tail(network), program.phases[Phase.BACKWARD]
    known = len(run.start)
    memory = list(run.memory(backward.start)[: known + backward.start])
    with unwarned():
        for at in backward:
            equation, functions = program.equations[at], program.functions.of(at)
            terms = [
                _kept(term, equation.node, function(memory), sample, network, tail)
                for term, function in zip(equation.terms, functions, strict=True)
            ]
            memory.append(add(tuple(terms)))
    return {
        name: memory[known + index[gradient_name(network.loss, name)]]
        for name in network.parameters
    }


def _kept(
    term: Term, node: str, value: Value, sample: int, network: Network, tail: set[str]
) -> Value:
    """What of a contribution is that of the sample."""
    if term.child not in tail or node in tail:
        return value
    if node not in network.per_sample or not is_array(value):
        return zeros(shape_of(value))
    kept: Array = value * 0.0
    kept[sample] = value[sample]
    return kept
