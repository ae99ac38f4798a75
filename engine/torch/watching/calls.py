"""The calls of a module and of its parts, as they are made by a loop, and not by one another.

A hook makes every call of every module dear. So as soon as a module is called the hooks are taken
away, all but one that tells when it is done: within it nothing is hooked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from torch.nn.modules.module import register_module_forward_pre_hook


class Calls:
    """Tells of calls of a module, or of a part of it, within a context.

    Args:
        model: the module.
        wrapped: what is called in its place, as where it is compiled, or the module again.
        before: called before each.
        after: called after it, with the path of the part, what it was called with, in order and by
            name, and what it gave, which is None where it has failed.
    """

    def __init__(
        self,
        model: Any,
        wrapped: Any,
        before: Callable[[], None],
        after: Callable[[str, Any, Any, object], None],
    ) -> None:
        self._paths = {id(module): path for path, module in model.named_modules()}
        self._paths[id(wrapped)] = ""
        self._wrapped = None if wrapped is model else wrapped
        self._before, self._after = before, after
        self._hook: Any = None
        self._end: Any = None
        self._is_unseen = False
        self.is_ended = False
        """Whether no more is told."""

    def __enter__(self) -> Calls:
        self._hook = self._hooked()
        return self

    def __exit__(self, *_: object) -> None:
        self._hook.remove()
        self._forget_end()

    @contextmanager
    def unseen(self) -> Iterator[None]:
        """Calls are not told of for a while."""
        before, self._is_unseen = self._is_unseen, True
        try:
            yield
        finally:
            self._is_unseen = before

    def _begin(self, module: Any, _: object) -> None:
        if self._is_unseen or id(module) not in self._paths:
            return
        if not self.is_ended:
            self._before()
        if self.is_ended:
            return
        self._hook.remove()
        self._forget_end()
        self._end = module.register_forward_hook(self._finish, with_kwargs=True, always_call=True)

    def _finish(self, module: Any, arguments: Any, named: Any, result: object) -> None:
        if result is not None:  # else it has failed: torch goes through its hooks as they are
            self._forget_end()
        self._hook = self._hooked()
        if not self.is_ended:
            self._after(self._paths[id(module)], arguments, named, result)

    def _hooked(self) -> Any:
        """A hook on all modules; on the wrapped one alone, as torch warns of others if it compiles.

        A hook on all is in none of them: one that is copied or saved meanwhile has none.
        """
        if self._wrapped is not None:
            return self._wrapped.register_forward_pre_hook(self._begin)
        return register_module_forward_pre_hook(self._begin)

    def _forget_end(self) -> None:
        if self._end is not None:
            self._end.remove()
            self._end = None
