"""The tape: what is computed of what a module gave, as a graph that lives as long as its tensors.

A tensor is known by the node that made it. Nodes hold the nodes of their arguments, as autograd's
do, and nothing holds a node but tensors that are alive and nodes that came after it: what a loop
computes and never goes back through is forgotten with it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import count
from typing import Any, Protocol
from weakref import ref

import torch
from torch.overrides import TorchFunctionMode
from torch.utils._pytree import tree_flatten

from engine.frozen import frozen
from engine.torch.watching.frames import Places, persons_frame, places_within

GOING_BACK = (torch.Tensor.backward, torch.autograd.backward, torch.autograd.grad)
"""What goes back from a loss."""

PROPERTY = type(torch.Tensor.grad.__get__)
"""The type of what gets and sets a property of a tensor."""

Function = Callable[..., Any]


@frozen(slots=True, eq=False)
class Node:
    """A call that was made; a tensor that is on the tape stands in its arguments as a `Given`.

    Args:
        order: when it was made.
        function: what was called; None for the module that is watched, or one within it.
        path: the path of that module, which is empty for the whole.
        arguments: what it was called with.
        named: the arguments with names.
        places: where in the person's code.
        before: what has to be done before, though nothing is taken from it.
    """

    order: int
    function: Function | None
    path: str
    arguments: tuple[Any, ...]
    named: Mapping[str, Any]
    places: Places
    before: tuple[Given, ...] = ()

    @property
    def needed(self) -> Iterator[Node]:
        """The nodes that come before it."""
        for given in (*_givens(self.arguments), *_givens(self.named), *self.before):
            yield given.node


@frozen(slots=True)
class Given:
    """A tensor that a node gave.

    Args:
        node: what gave it.
        index: which of the tensors of the result.
    """

    node: Node
    index: int


class GoesBack(Protocol):
    """What is asked where a loop goes back from a loss."""

    def __call__(self, tensors: object, factors: object, go_back: Callable[[], Any]) -> Any:
        """Look around, go back, and give what that gives."""


class Tape(TorchFunctionMode):
    """Notes calls of torch through which gradients flow, and what it is told of modules.

    Args:
        goes_back: asked where the loop goes back from a loss for the last time.
    """

    def __init__(self, goes_back: GoesBack) -> None:
        super().__init__()
        self._goes_back = goes_back
        self.is_ended = False
        """Whether nothing is noted any more."""
        self._known: dict[int, tuple[ref[torch.Tensor], Given]] = {}
        self._orders = count()
        self._outermost = 0

    def begin(self) -> None:
        """Begin in the person's function that is run now: what calls it is of no interest."""
        self._outermost = id(persons_frame())
        self.__enter__()

    def __torch_function__(
        self,
        func: Function,
        types: object,
        args: tuple[Any, ...] = (),
        kwargs: Mapping[str, Any] | None = None,
    ) -> Any:
        """Call a function of torch, and note it if gradients flow back through what it gives."""
        if self.is_ended or type(func) is PROPERTY:
            return self._got(func(*args, **(kwargs or {})), func, args)
        named = kwargs or {}
        if func in GOING_BACK and not named.get("create_graph"):
            factors = [named.get(name) for name in ("gradient", "grad_tensors", "grad_outputs")]
            given = next((each for each in factors if each is not None), None)
            return self._goes_back(args[0], given, lambda: func(*args, **named))
        start = _start(func, args)
        result = func(*args, **named)
        changes = func is torch.Tensor.__setitem__ or (bool(args) and result is args[0])
        changed = args[0] if changes else None
        if not _needs_gradient(result if changed is None else changed):
            return result
        if start is not None:
            self._note(torch.clone, (start,), {}, changed)
        if changed is None:
            self._note(func, args, named, result)
        elif torch.is_grad_enabled():
            self._note(func, args, named, changed)
            self._note_elsewhere(changed)
        return result

    def _got(self, result: Any, getter: Function, args: tuple[Any, ...]) -> Any:
        """What a property has, noted where it is another view of a tensor, as `x.T` is."""
        if isinstance(result, torch.Tensor) and result.requires_grad and not self.is_ended:
            self._note(getter, args, {}, result)
        return result

    def note_module(
        self, path: str, arguments: tuple[Any, ...], named: Mapping[str, Any], result: object
    ) -> None:
        """Note what a module gave, if gradients flow back through it."""
        if _needs_gradient(result):
            self._note(None, arguments, named, result, path)

    def given(self, tensor: object) -> Given | None:
        """What made a tensor; None where that is not on the tape."""
        held = self._known.get(id(tensor))
        return held[1] if held is not None and held[0]() is tensor else None

    def _note(
        self,
        function: Function | None,
        arguments: tuple[Any, ...],
        named: Mapping[str, Any],
        result: object,
        path: str = "",
    ) -> None:
        taken, by_name = mapped(self._taken, arguments), mapped(self._taken, dict(named))
        node = Node(next(self._orders), function, path, taken, by_name, self._places())
        for index, tensor in enumerate(tensors_in(result)):
            if tensor.requires_grad:
                self._keep(tensor, Given(node, index))

    def _note_elsewhere(self, changed: torch.Tensor) -> None:
        """Have others that look at the same numbers come after what has just changed these."""
        mine = self.given(changed)
        address = changed.untyped_storage().data_ptr()
        for held, given in list(self._known.values()):
            tensor = held()
            if mine is None or tensor is None or tensor is changed:
                continue
            if tensor.untyped_storage().data_ptr() == address:
                before = (*given.node.before, mine)
                order = next(self._orders)
                after = Node(order, _same, "", (given,), {}, mine.node.places, before)
                self._keep(tensor, Given(after, 0))

    def _places(self) -> Places:
        return places_within(self._outermost)

    def _taken(self, value: object) -> object:
        known = self.given(value) if isinstance(value, torch.Tensor) else None
        return value if known is None else known

    def _keep(self, tensor: torch.Tensor, given: Given) -> None:
        key, known = id(tensor), self._known

        def forget(gone: object) -> None:
            if key in known and known[key][0] is gone:
                del known[key]

        known[key] = ref(tensor, forget), given


def mapped(change: Callable[[object], object], value: Any) -> Any:
    """What a function makes of each thing in tuples, lists and mappings within one another."""
    if type(value) is tuple:
        return tuple(mapped(change, each) for each in value)
    if type(value) is list:
        return [mapped(change, each) for each in value]
    if type(value) is dict:
        return {key: mapped(change, each) for key, each in value.items()}
    return change(value)


def tensors_in(value: object) -> Iterable[torch.Tensor]:
    """The tensors in a result, in the order in which torch goes through it."""
    if isinstance(value, torch.Tensor):
        return (value,)
    return [each for each in tree_flatten(value)[0] if isinstance(each, torch.Tensor)]


def _givens(value: object) -> Iterator[Given]:
    if isinstance(value, Given):
        yield value
    elif type(value) in (tuple, list):
        for each in value:  # type: ignore[attr-defined]  # mypy does not take `in` for a check
            yield from _givens(each)
    elif type(value) is dict:
        yield from _givens([*value.values()])


def _needs_gradient(result: object) -> bool:
    if isinstance(result, torch.Tensor):
        return bool(result.requires_grad)
    if result is None or isinstance(result, (bool, int, float, str, torch.Size)):
        return False
    return any(each.requires_grad for each in tensors_in(result))


def _start(function: Function, arguments: tuple[Any, ...]) -> torch.Tensor | None:
    """A copy of what a call may write to, where that does not depend on any parameter yet."""
    if not (_writes(function) and arguments and torch.is_grad_enabled()):
        return None
    first = arguments[0]
    is_new = isinstance(first, torch.Tensor) and not first.requires_grad
    return first.detach().clone() if is_new else None


@lru_cache
def _writes(function: Function) -> bool:
    """Whether a function writes to its first argument, as its name says."""
    name = getattr(function, "__name__", "")
    if name.endswith("__"):
        return name == "__setitem__" or (name.startswith("__i") and name != "__invert__")
    return name.endswith("_") and name != "requires_grad_"


def _same(tensor: torch.Tensor) -> torch.Tensor:
    return tensor
