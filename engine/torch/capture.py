"""Modules of torch captured: a model and its loss as a draft of a network."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import torch
from numpy.typing import NDArray
from torch import fx, nn
from torch.utils._pytree import tree_leaves

from engine.drafts.draft import Draft
from engine.drafts.operand import Operand
from engine.errors import ModelError
from engine.network.reader import PRECISIONS
from engine.torch.batches import Pair, joined, numbers_of, pairs, rows_of
from engine.torch.constants import Constants
from engine.torch.cuts import CutModel, find_ends
from engine.torch.decomposed import decomposed
from engine.torch.exported import exported
from engine.torch.functional import functional
from engine.torch.given import Array, Give, GivenArrays
from engine.torch.kinds import kept_in, some
from engine.torch.plan import Plan
from engine.torch.whole import (
    Whole,
    about,
    apart,
    check_numbers,
    examples,
    kept_as_it_is,
    named_leaves,
    unwrapped,
)
from engine.torch.writing import Writing, has_rule, kind_of


class Captured(NamedTuple):
    """A model and its loss, captured.

    Args:
        whole: both as one module; `whole(*examples)` is the loss.
        examples: what it is applied to: inputs and targets.
        draft: the network.
        parameters: for each parameter of `whole` that the loss depends on, by the name that it has
            there, what it is called in the equations.
    """

    whole: nn.Module
    examples: Pair
    draft: Draft
    parameters: Mapping[str, str]


def captured(
    model: nn.Module,
    loss: Callable[..., Any],
    inputs: Any,
    targets: Any = None,
    *,
    stop_at: str | None = None,
    batches: Iterable[tuple[Any, Any]] = (),
    trained: Collection[int] | None = None,
) -> Captured:
    """A model and its loss as a draft of a network; the model stays as it is.

    Args:
        model: the model, in training or not: it is taken as it stands.
        loss: gives the loss, of what the model gives and the targets: `loss(model(x), y)`.
        inputs: what the model is applied to: a tensor, several in a tuple, or by name.
        targets: what the loss has besides, likewise; None where nothing.
        stop_at: the path of the module at whose end the model is cut.
        batches: inputs and targets that training goes on with, of the same shapes.
        trained: `id` of the tensors that are trained; None for all that ask for a gradient.

    Raises:
        ModelError: where it cannot be, with the place in the person's file and what to do.
    """
    given = examples(inputs, "inputs"), examples(targets, "targets")
    module = unwrapped(model)
    check_numbers(module, stop_at is not None)
    whole = Whole(apart(module), loss)
    return _Capture(whole, given, pairs(given, batches), trained).run(stop_at)


class _Capture:
    """Captures.

    Args:
        whole: the model and its loss.
        given: inputs and targets.
        batches: further ones.
        trained: `id` of the tensors that are trained; None for all that ask for a gradient.
    """

    def __init__(
        self,
        whole: Whole,
        given: Pair,
        batches: Sequence[Pair],
        trained: Collection[int] | None,
    ) -> None:
        self._whole, self._examples, self._trained = whole, given, trained
        self._batches, self._rows = batches, rows_of(given)
        self._given = GivenArrays()
        self._draft = Draft(type(whole.model).__name__)
        self._operands: dict[fx.Node, Operand] = {}
        self._paths: dict[fx.Node, str] = {}
        self._parameters: dict[str, str] = {}
        self._names = {id(each): name for name, each in whole.named_parameters()}

    def run(self, stop_at: str | None) -> Captured:
        """Capture it, or what comes before the end of a module."""
        with kept_as_it_is(self._whole.model):
            program = exported(self._whole, *self._examples)
        graph = decomposed(functional(program.graph_module), has_rule)
        nodes = {node.name: node for node in graph.nodes if node.op == "placeholder"}
        kinds = {each.arg.name: each for each in program.graph_signature.input_specs}
        tensors = self._tensors(program, nodes, kinds)
        users = [nodes[name] for name, spec in kinds.items() if spec.kind.name == "USER_INPUT"]
        trained = {node for node, tensor in tensors.items() if self._is_trained(tensor)}
        known = {node: tensor for node, tensor in tensors.items() if node not in trained}
        constants = Constants(graph, known)
        loss = _result(graph)
        ends = [loss] if stop_at is None else find_ends(graph, stop_at, trained)
        plan = Plan(graph, ends, constants, loss if stop_at is None else None)
        if not trained & plan.needed:
            raise ModelError("the loss depends on no parameter that is trained")
        self._name_examples(users, plan, is_cut=stop_at is not None)
        for node in [each for each in tensors if each in trained & plan.needed]:
            self._add_parameter(node, tensors[node])
        abouts = {path: about(each) for path, each in self._whole.model.named_modules()}
        names = Writing(
            self._draft, plan, constants, self._operands, self._given, self._paths, abouts
        ).run()
        self._say_kinds(program.graph, tensors, plan, is_cut=stop_at is not None)
        if self._batches:
            self._draft.training(batch_size=self._rows, shuffle=False)
        if stop_at is None:
            self._draft.loss(names[loss])
            return Captured(self._whole, self._examples, self._draft, self._parameters)
        cut = CutModel(self._whole, program, graph, ends)
        self._end_at(cut, stop_at, [names[end] for end in ends])
        return Captured(cut, self._examples, self._draft, self._parameters)

    def _say_kinds(
        self, graph: fx.Graph, tensors: Mapping[fx.Node, torch.Tensor], plan: Plan, *, is_cut: bool
    ) -> None:
        """Say what numbers there are, and which parameters are not trained."""
        named = {
            self._paths[node]: tensor
            for node, tensor in tensors.items()
            if isinstance(tensor, nn.Parameter)
        }
        kept = kept_in(named, graph)
        if kept.precision in PRECISIONS and kept.precision != PRECISIONS[0]:
            self._draft.conventions(precision=kept.precision)
        for note in kept.notes:
            self._draft.note(note)
        used = {id(tensor) for node, tensor in tensors.items() if node in plan.needed}
        fixed = [path for path, each in named.items() if not self._is_trained(each)]
        left = [path for path, each in named.items() if id(each) not in used and path not in fixed]
        if fixed:
            self._draft.note(f"not trained, and constants here: {some(fixed)}")
        if left and not is_cut:
            self._draft.note(f"left out, as the loss does not depend on them: {some(left)}")

    def _end_at(self, cut: CutModel, path: str, ends: Sequence[str]) -> None:
        """Have the values at a cut, times the gradient that torch has there, as the loss."""
        if self._batches:
            raise ModelError("--stop-at takes one batch: the gradient at the cut is that of one")
        products = []
        for end, upstream in zip(ends, cut.upstream(self._examples), strict=True):
            alone = "upstream" if len(ends) == 1 else f"upstream.{end}"
            products.append(f"sum({end} * {self._draft.target(alone, numbers_of(upstream))})")
        self._draft.loss(self._draft.equation("L", " + ".join(products)))
        self._draft.note(
            f"cut behind {path}: L has the gradients of the loss of the whole model, for this "
            "batch and these parameters; its own number says nothing"
        )
        if cut.draws:
            self._draft.note(
                "dropout left out other entries when the gradient at the cut was found"
            )

    def _tensors(
        self, program: Any, nodes: Mapping[str, fx.Node], kinds: Mapping[str, Any]
    ) -> dict[fx.Node, torch.Tensor]:
        """The tensors of a module, by the nodes that stand for them."""
        found: dict[fx.Node, torch.Tensor] = {}
        for name, spec in kinds.items():
            if spec.target is not None:
                tensor = self._tensor(program, spec.target)
                if tensor.device.type == "meta":
                    raise ModelError(
                        f"{_path(spec.target)} has no values: it is on the device meta"
                    )
                found[nodes[name]] = tensor
                self._paths[nodes[name]] = _path(spec.target)
        return found

    def _tensor(self, program: Any, target: str) -> torch.Tensor:
        """A parameter or a buffer as the model has it; what torch has made a constant of."""
        value: Any = self._whole
        for part in target.split("."):
            value = getattr(value, part, None)
        if isinstance(value, torch.Tensor):
            return value
        found: torch.Tensor = program.constants[target]
        return found

    def _is_trained(self, tensor: torch.Tensor) -> bool:
        """Whether a tensor is a parameter that training changes."""
        if not isinstance(tensor, nn.Parameter):
            return False
        return tensor.requires_grad if self._trained is None else id(tensor) in self._trained

    def _name_examples(self, nodes: Sequence[fx.Node], plan: Plan, *, is_cut: bool) -> None:
        """Have the inputs and targets in the draft that the loss depends on."""
        model, loss = self._whole.model, self._whole.loss
        inputs, targets = self._examples
        named = [
            *((each, self._draft.input) for each in named_leaves(model, inputs, 0, "x")),
            *((each, self._draft.target) for each in named_leaves(loss, targets, 1, "y")),
        ]
        others = [tree_leaves(each) for each in self._batches]
        for place, (node, ((name, tensor), give)) in enumerate(zip(nodes, named, strict=True)):
            if not isinstance(tensor, torch.Tensor):
                continue
            if node in plan.needed:
                example = numbers_of(tensor)
                parts = [example, *(numbers_of(each[place]) for each in others)]
                wanted = self._with_gradient(give) if tensor.requires_grad else give
                array = Array(wanted, name, joined(parts, self._rows), example)
                self._operands[node] = self._given.add(array, kind_of(tensor))
            elif not is_cut:
                self._draft.note(f"{name} is left out: the loss does not depend on it")

    def _with_gradient(self, give: Give) -> Give:
        """Have an array in the draft, and ask for its gradient too."""

        def given(path: str, numbers: NDArray[Any]) -> str:
            name = give(path, numbers)
            self._draft.gradient(name)
            return name

        return given

    def _add_parameter(self, node: fx.Node, tensor: torch.Tensor) -> None:
        """Have a parameter in the draft; one that two modules share once."""
        name = self._names[id(tensor)]
        if name not in self._parameters:
            self._parameters[name] = self._draft.parameter(_path(name), numbers_of(tensor))
        self._operands[node] = Operand(self._parameters[name], tuple(tensor.shape))


def _result(graph: fx.Graph) -> fx.Node:
    """The node of the loss.

    Raises:
        ModelError: where the loss is no number.
    """
    output = next(node for node in reversed(graph.nodes) if node.op == "output")
    results = output.args[0]
    if len(results) != 1 or not isinstance(results[0], fx.Node):
        raise ModelError("the loss has to give one tensor")
    found = results[0]
    shape = tuple(found.meta["val"].shape)
    if shape != ():
        raise ModelError(
            f"the loss has the shape {shape} and has to be a number: take its mean() or sum()"
        )
    return found


def _path(target: str) -> str:
    """A path within the model, of one within model and loss."""
    return target.removeprefix("model.")
