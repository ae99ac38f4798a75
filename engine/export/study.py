"""A study for machines: JSON, CSV and Parquet, with a row for each outcome of each cell."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from typing import Any

from engine.language.values import plain_value
from engine.study.identity import program_hash
from engine.study.study import Cell, Outcome, Study


def as_json(study: Study) -> Iterator[str]:
    """Everything in one object."""
    plan = study.plan
    yield json.dumps(
        {
            "network": plan.recipe.name,
            "program": program_hash(plan),
            "seeds": [plan.seeds[0], plan.seeds[-1]],
            "iterations": plan.iterations,
            "runs": study.done,
            "machines": [*study.machines.values()],
            "plateaus": [*_plateaus(study)],
            "cells": [
                {**_settings(study, cell), "outcomes": [*map(_outcome, cell.outcomes)]}
                for cell in study.cells
            ],
        },
        ensure_ascii=False,
        indent=2,
    )


def _plateaus(study: Study) -> Iterator[dict[str, Any]]:
    for number, plateau in enumerate(study.plateaus):
        shared = study.sharing(number)
        yield {
            "loss": plateau.loss,
            "low": plateau.low,
            "high": plateau.high,
            "count": plateau.count,
            "words": shared.words if shared else "",
            "form": shared.form if shared else "",
        }


def _settings(study: Study, cell: Cell) -> dict[str, Any]:
    """The learning rate of a cell, and what else varies."""
    found: dict[str, Any] = {"lr": cell.settings.rate}
    if len(study.plan.optimisers) > 1:
        found["optimiser"] = cell.optimiser
    labels = (each.label for each in study.plan.varied)
    return {**found, **dict(zip(labels, cell.settings.values, strict=True))}


def _outcome(outcome: Outcome) -> dict[str, Any]:
    return {
        "outcome": outcome.end.words,
        "count": outcome.count,
        "fraction": outcome.fraction,
        "low": outcome.low,
        "high": outcome.high,
        "loss": None if outcome.loss is None else plain_value(outcome.loss),
        "median_iterations": outcome.median_iterations,
        "reasons": dict(outcome.reasons),
    }


def rows(study: Study) -> Iterator[dict[str, Any]]:
    """A row for each outcome of each cell; reasons are text, `linear:98 dead:2`."""
    for cell in study.cells:
        for outcome in cell.outcomes:
            reasons = " ".join(f"{word}:{count}" for word, count in outcome.reasons.items())
            yield {
                "optimiser": cell.optimiser,
                **_settings(study, cell),
                **_outcome(outcome),
                "reasons": reasons,
                "dead_units": outcome.dead_units,
            }


def as_csv(study: Study) -> Iterator[str]:
    """A table with a line for each of `rows`."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="")
    for number, row in enumerate(rows(study)):
        for line in [row.keys()] * (number == 0) + [row.values()]:
            writer.writerow(line)
            yield text.getvalue()
            text.seek(0)
            text.truncate()


def as_parquet(study: Study) -> bytes:
    """The same table as a Parquet file.

    Raises:
        ImportError: where pyarrow is not installed, the extra `parquet`.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    found = [*rows(study)]
    texts = dict.fromkeys(("optimiser", "outcome", "reasons"), pa.string())
    kinds = {**texts, "count": pa.int64()}
    schema = pa.schema([(name, kinds.get(name, pa.float64())) for name in found[0]])
    sink = pa.BufferOutputStream()
    pq.write_table(pa.Table.from_pylist(found, schema), sink)
    data: bytes = sink.getvalue().to_pybytes()
    return data
