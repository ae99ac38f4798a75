"""A batch of a watched loop as a network: imported as it was, with the parameters of then."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import torch

from engine.errors import ModelError
from engine.torch.imported import Imported, import_module
from engine.torch.optimisers import taken_over
from engine.torch.plainly import plainly
from engine.torch.watching.finding import Finding
from engine.torch.watching.finite import not_finite
from engine.torch.watching.program import Program, Step
from engine.torch.watching.watcher import Watcher


def imported_again(watcher: Watcher, finding: Finding) -> tuple[Imported, tuple[str, ...]]:
    """What was found, as a network, and what there is to say about it besides.

    Raises:
        ModelError: where it cannot become one; also where there is nothing to look for, as what the
            batch begins with is not finite.
    """
    program = watcher.program(finding.batch)
    optimizer, notes = _usable(watcher.optimizer)
    with plainly(), watcher.snapshot.lent(), watcher.memory.lent():
        names = program.names(watcher.model)
        _check_begin(watcher.model, dict(zip(names, program.outside, strict=True)))
        import_it = partial(
            import_module,
            *_parts(watcher.model, program, names),
            optimizer=optimizer,
            precision=finding.batch.precision,
        )
        try:
            return import_it(), notes
        except ModelError as error:
            if finding.kind == "parameter":  # up to the update all is finite, and to be compared
                raise
            imported = import_it(checked=False)  # which raises it again, if it is not the numbers
            reason = str(error).split("\n", 1)[0].removesuffix("; no file is written")
            return imported, (*notes, f"not proved on numbers that are not finite: {reason}")


def _parts(model: Any, program: Program, names: Sequence[str]) -> tuple[Any, Any, Any, Any]:
    """A module, its loss, its inputs and the targets of that."""
    number = program.inputs
    if number is None:
        return Step(model, program), _itself, dict(zip(names, program.outside, strict=True)), None
    inputs, targets = tuple(program.outside[:number]), tuple(program.outside[number:])

    def loss(output: Any, *given: torch.Tensor) -> torch.Tensor:
        return program.loss(None, (*inputs, *given), output)

    return model, loss, inputs, targets or None


def _itself(output: Any) -> Any:
    """The loss of a module that gives it."""
    return output


def _check_begin(model: Any, given: Mapping[str, torch.Tensor]) -> None:
    """Refuse a batch that begins with numbers that are not finite: nothing in it makes them."""
    named = {**given, **dict(model.named_parameters())}
    numbers = {name: each for name, each in named.items() if each.is_floating_point()}
    bad = not_finite(numbers)
    if bad:
        first = numbers[bad[0]]
        where = ", ".join(map(str, torch.nonzero(~torch.isfinite(first))[0].tolist()))
        raise ModelError(
            f"the batch begins with it: {bad[0]}, of shape {tuple(first.shape)}, is "
            f"{float(first[~torch.isfinite(first)][0]):g}{where and f' at [{where}]'}"
        )


def _usable(optimizer: Any) -> tuple[Any, tuple[str, ...]]:
    """An optimizer that is taken over, and else what there is to say of it."""
    if optimizer is None:
        return None, ()
    try:
        taken_over(optimizer)
    except ModelError as error:
        return None, (f"{error}; the update shown is that of plain gradient descent",)
    return optimizer, ()
