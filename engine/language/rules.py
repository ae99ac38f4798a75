"""Interpretations of the op table: what something has to know of every op, in one form.

To compute with numpy, to write an entry in scalars, to say an expression: each is a mapping with a
rule for an op. A test asks each of them about every op of the table, and names the file of the one
in which a new op is not decided.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Generic, TypeVar

from engine.language.op import Op
from engine.language.ops import OPS

Rule = TypeVar("Rule", covariant=True)


class Rules(Mapping[str, Rule], Generic[Rule]):
    """One interpretation: a rule for each op, by name.

    >>> words = Rules("words", "engine.language.rules", {"add": "plus"}, {"moves": "as it is"})
    >>> words["add"], words["transpose"]
    ('plus', 'as it is')
    >>> words.decided(OPS["mul"])
    False

    Args:
        name: what it interprets the ops as.
        module: the one it stands in.
        rules: the rules of single ops.
        defaults: the rule of all ops with a flag in their row, by the flag's name; the first that
            is set decides.
        exceptions: the ops that have a rule of their own although a default would decide them.
    """

    def __init__(
        self,
        name: str,
        module: str,
        rules: Mapping[str, Rule],
        defaults: Mapping[str, Rule] | None = None,
        exceptions: tuple[str, ...] = (),
    ) -> None:
        self.name = name
        self.module = module
        self.rules: Mapping[str, Rule] = rules
        self.defaults: Mapping[str, Rule] = defaults or {}
        self.exceptions = exceptions

    @property
    def file(self) -> str:
        """The file to write a rule in, from the root of the repository."""
        return f"{self.module.replace('.', '/')}.py"

    def decided(self, op: Op) -> bool:
        """Whether there is a rule for an op: one of its own, or that of a flag in its row."""
        return op.name in self.rules or self._flag(op) is not None

    def __getitem__(self, op: str) -> Rule:
        if op in self.rules:
            return self.rules[op]
        flag = self._flag(OPS[op])
        if flag is None:
            raise KeyError(f"{op} is not decided in {self.file}")
        return self.defaults[flag]

    def __iter__(self) -> Iterator[str]:
        return (name for name, op in OPS.items() if self.decided(op))

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def _flag(self, op: Op) -> str | None:
        """The flag that decides an op; None where none does, or the op is an exception."""
        if op.name in self.exceptions:
            return None
        return next((flag for flag in self.defaults if getattr(op, flag)), None)
