"""The chain rule as a line of a hand computation: `∂L/∂w2 = ∂L/∂z2 · ∂z2/∂w2`."""

from __future__ import annotations

from engine.iterations.step import Step
from engine.language.expression import Call, Expression, Name, gradient_name
from engine.program.program import Phase


def chain_rule(step: Step) -> tuple[Expression, ...]:
    """The chain rule that a step applies: a product for each child whose gradient it needs.

    Of a node that a child uses twice there is one product, as ∂z/∂y is the derivative of all of z.
    It is left out, and there is none,

    - where a child is an array: to multiply by its derivative, a Jacobian, is not what is done;
    - where the loss itself uses the node: then ∂L/∂ŷ is no product, or stands for two things;
    - where no gradient is computed: forward, in an update, and where the value is set by hand.

    >>> from engine.iterations.run import trace
    >>> from engine.language.notation import Style
    >>> from engine.network.files import load_network
    >>> from engine.program.program import derive
    >>> program = derive(load_network("skip"))
    >>> (run,) = trace(program, 1)
    >>> Style().write_sum(chain_rule(Step(run, program.index["dL/dh0"])))
    '∂L/∂z2 · ∂z2/∂h0 + ∂L/∂z1 · ∂z1/∂h0'
    """
    if step.phase is not Phase.BACKWARD or step.is_set:
        return ()
    program = step.run.program
    loss, shapes = program.network.loss, program.shapes
    children = dict.fromkeys(term.child for term in step.equation.terms)
    if loss in children or any(shapes[child] for child in children):
        return ()
    return tuple(
        Call("mul", (Name(gradient_name(loss, child)), Name(gradient_name(child, step.node))))
        for child in children
    )
