"""A module of torch run in float64, with masks of dropout that are given, and left as it was.

Parameters and buffers are put in from outside, so neither the module nor its state is copied or
touched. Whatever makes numbers of less precision on the way (constants, `.float()`, autocast) gives
float64 there, below autograd, so gradients are those of float64 as well.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any

import torch
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_leaves, tree_map

from engine.errors import ModelError
from engine.language.shapes import say_shape
from engine.language.text import shortened
from engine.language.values import Array

LESS = (torch.float32, torch.float16, torch.bfloat16)
"""The precisions in the place of which float64 is computed."""

DRAWN = "aten.bernoulli_.float"
"""What draws a mask of dropout on a processor, whichever module asks for it."""


def _hardsigmoid_backward(upstream: torch.Tensor, x: torch.Tensor) -> torch.Tensor:
    """Its slope is 1/6 between -3 and 3; torch has that in float32 whatever it computes in."""
    return torch.where((x > -3.0) & (x < 3.0), upstream / 6.0, 0.0)


def _elu_backward(
    upstream: torch.Tensor, alpha: float, scale: float, stretch: float, *rest: Any
) -> Any:
    """Of celu torch has 1/alpha in float32 on the way back."""
    is_celu = bool(alpha) and abs(stretch * alpha - 1.0) < CLOSE
    exact = 1.0 / alpha if is_celu else stretch
    return torch.ops.aten.elu_backward(upstream, alpha, scale, exact, *rest)


CLOSE = 1e-6
"""So close to what it is in float64 a number of float32 is, next to its size."""

INSTEAD: Mapping[str, Callable[..., Any]] = {
    "aten.hardsigmoid_backward.default": _hardsigmoid_backward,
    "aten.elu_backward.default": _elu_backward,
}
"""What is computed in the place of ops of torch that are less exact than float64."""


def as_float64(tensor: torch.Tensor) -> torch.Tensor:
    """A tensor on the processor, in float64 where it has numbers with a point; it may be shared."""
    kind = torch.float64 if tensor.is_floating_point() else tensor.dtype
    return tensor.detach().to("cpu", kind)


def run_in_float64(
    module: torch.nn.Module,
    values: Mapping[str, torch.Tensor],
    examples: Sequence[Any],
    masks: Sequence[Array],
) -> torch.Tensor:
    """What a module gives, with other values in the place of parameters and buffers.

    Args:
        module: which is in the state, of training or not, in which it is to run.
        values: parameters and buffers by their names; those that are left out are copied.
        examples: what it is called with: tensors, or tuples and mappings of them.
        masks: those of dropout, in the order of its calls; 0 where something is left out.

    Raises:
        ModelError: where it does not run so, or asks for other masks.
    """
    found = {name: as_float64(each).clone() for name, each in module.named_buffers()}
    found |= {
        name: as_float64(each) for name, each in module.named_parameters() if name not in values
    }
    computing = _Computing(masks)
    given = tree_map(_taken, tuple(examples))
    with _kept_as_it_is(), computing:
        try:
            result: torch.Tensor = torch.func.functional_call(module, {**found, **values}, given)
        except ModelError:
            raise
        except Exception as error:
            reason = shortened(" ".join(str(error).split()), 200)
            raise ModelError(
                f"the model does not run in float64, in which it is compared: torch says: {reason}"
            ) from error
    computing.check_end()
    return result


def differentiate(
    loss: torch.Tensor,
    values: Mapping[str, torch.Tensor],
    take: Callable[[str, torch.Tensor], None],
) -> None:
    """Go back from what `run_in_float64` gave.

    Args:
        loss: what it gave.
        values: those whose gradients are asked for.
        take: is given the name and the gradient of each that the loss depends on, as it comes
            about; it is let go then.
    """
    for name, value in values.items():
        value.register_post_accumulate_grad_hook(partial(_hand_over, name, take))
    with _Computing(()):
        torch.autograd.backward([loss])


def _hand_over(name: str, take: Callable[[str, torch.Tensor], None], value: torch.Tensor) -> None:
    assert value.grad is not None  # noqa: S101  (it has just been computed)
    take(name, value.grad)
    value.grad = None


@contextmanager
def _kept_as_it_is() -> Iterator[None]:
    """Leave random numbers and gradients as they were.

    The default precision stays what it is: a number that the model writes down, as in
    `torch.tensor([0.1])`, is rounded to it before anything is computed.
    """
    with torch.random.fork_rng(devices=[]), torch.enable_grad(), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what there is to warn of was said when it was traced
        yield


def _is_made(func: Any, found: Any, arguments: Any) -> bool:
    """Whether an op made numbers of none, in less than float64: `torch.full((2,), 1 / 3)`."""
    if not isinstance(found, torch.Tensor) or found.dtype not in LESS:
        return False
    if any(isinstance(each, torch.Tensor) for each in tree_leaves(arguments)):
        return False
    return any(each.name == "dtype" for each in func._schema.arguments)


class _Computing(TorchDispatchMode):
    """Computes in float64, and gives masks in the place of those that would be drawn."""

    def __init__(self, masks: Sequence[Array]) -> None:
        super().__init__()
        self._masks = iter(masks)
        self._count = len(masks)

    def __torch_dispatch__(
        self,
        func: Any,
        types: Sequence[type],
        args: tuple[Any, ...] = (),
        kwargs: Mapping[str, Any] | None = None,
    ) -> Any:
        """Called by torch below autograd, for every op."""
        del types
        name = str(func)
        if name == DRAWN:
            return args[0].copy_(self._next(args[0]))
        if name in INSTEAD:
            return INSTEAD[name](*args)
        given, named = tree_map(_raised, (args, dict(kwargs or {})))
        found = func(*given, **named)
        if _is_made(func, found, (given, named)):
            found = func(*given, **{**named, "dtype": torch.float64})
        return tree_map(_raised, found)

    def _next(self, drawn: torch.Tensor) -> torch.Tensor:
        mask = next(self._masks, None)
        if mask is None or mask.shape != tuple(drawn.shape):
            here = "none" if mask is None else say_shape(mask.shape)
            raise ModelError(
                f"dropout of the model asks for {say_shape(tuple(drawn.shape))} as its mask, "
                f"where the equations have {here}"
            )
        return torch.from_numpy((mask != 0.0).astype(float))

    def check_end(self) -> None:
        """Refuse masks that were not asked for."""
        left = sum(1 for _ in self._masks)
        if left:
            raise ModelError(
                f"{left} of {self._count} masks of dropout are in the equations and not in what "
                "the model computes"
            )


def _taken(value: Any) -> Any:
    """An example as it is taken."""
    return as_float64(value) if isinstance(value, torch.Tensor) else value


def _raised(value: Any) -> Any:
    """A tensor, or a name of a precision, with that of float64 in the place of one that is less."""
    if isinstance(value, torch.Tensor):
        return value.to(torch.float64) if value.dtype in LESS else value
    return torch.float64 if value in LESS and isinstance(value, torch.dtype) else value
