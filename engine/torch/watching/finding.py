"""What a watched loop came to: a number that is not finite, and the batch that made it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from engine.frozen import frozen
from engine.torch.kinds import some
from engine.torch.watching.program import End

Kind = Literal["loss", "gradient", "parameter"]


@frozen(slots=True, eq=False)
class Batch:
    """A batch that a loop goes back from.

    Args:
        number: how many it went back from before.
        ends: the losses, as the tape has them.
        precision: what autocast keeps numbers in; None where it is off.
    """

    number: int
    ends: Sequence[End]
    precision: str | None


@frozen(slots=True, eq=False)
class Finding:
    """A number that is not finite, as it is found.

    Args:
        kind: what it is a number of.
        batch: where it was made.
        names: which gradients or parameters; for a loss none.
        value: the loss; None where it is not that.
    """

    kind: Kind
    batch: Batch
    names: Sequence[str] = ()
    value: float | None = None

    @property
    def words(self) -> str:
        """What is not finite, in a line."""
        where = f"batch {self.batch.number}"
        if self.value is not None:
            return f"{where}: the loss is {self.value:g}"
        if self.kind == "loss":
            return f"{where}: not all numbers of the loss are finite"
        what = some(self.names)
        if self.kind == "gradient":
            return f"{where}: the loss is finite, gradients are not: {what}"
        return f"{where}: the gradients are finite, after the update parameters are not: {what}"
