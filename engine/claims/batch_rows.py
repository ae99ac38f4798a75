"""Claims about batches: which rows of the data an input has in an iteration."""

from __future__ import annotations

from dataclasses import dataclass

from engine.claims.close import entries, is_close
from engine.claims.step_claim import StepClaim
from engine.iterations.step import Step
from engine.network.samples import samples_of


@dataclass(frozen=True, eq=False)
class HasRows(StepClaim):
    """An input, or a target, has these rows of the data.

    Args:
        name: of the input.
        rows: their numbers from 0.
    """

    name: str
    rows: tuple[int, ...]

    def is_proved_by(self, step: Step) -> bool:
        """Whether they are those of the data, standardised by the samples not kept apart."""
        import numpy as np

        network = step.run.program.network
        samples = samples_of(network.feeds)
        if samples is None:
            return False
        every = samples.arrays[self.name]
        found = every[list(self.rows)]
        if self.name in samples.standardised:
            apart = set(samples.validation_rows(network.seed or 0).tolist())
            trained = [row for number, row in enumerate(every) if number not in apart]
            mean, spread = np.mean(trained, axis=0), np.std(trained, axis=0)
            found = (found - mean) / np.where(spread > 0.0, spread, 1.0)
        size = 1.0 + abs(entries(found))
        return is_close(entries(step.before(self.name)), found, size)
