"""A landscape for machines: as JSON and as CSV, whose names are stable."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from engine.landscape.line import Break, Curve
from engine.landscape.path import Path
from engine.landscape.plane import Axis, Entry, Landscape
from engine.language.figures import exact
from engine.language.notation import TEXT
from engine.language.values import plain_value


def as_json(found: Landscape | Curve) -> Iterator[str]:
    """Everything in one object; numbers that JSON has not are texts."""
    place = found.place
    network = place.program.network
    data = {
        "network": network.name,
        "seed": network.seed,
        "iteration": place.run.number,
        "loss": plain_value(place.loss),
        "axes": [_axis(axis) for axis in found.axes],
        **(_line(found) if isinstance(found, Curve) else _plane(found)),
        "path": _path(found.path),
    }
    yield json.dumps(data, ensure_ascii=False)


def as_csv(found: Landscape | Curve) -> Iterator[str]:
    """A table of points with their losses, a row for each."""
    if isinstance(found, Curve):
        yield f"{_quoted(found.axis)},loss"
        for at, loss in zip(found.places.tolist(), found.losses.tolist(), strict=True):
            yield f"{exact(at)},{exact(loss)}"
        return
    yield ",".join([*map(_quoted, found.axes), "loss"])
    for y, row in zip(found.rows.tolist(), found.losses.tolist(), strict=True):
        for x, loss in zip(found.columns.tolist(), row, strict=True):
            yield f"{exact(x)},{exact(y)},{exact(loss)}"


def _quoted(axis: Axis) -> str:
    return f'"{axis.way.name}"' if "," in axis.way.name else axis.way.name


def _axis(axis: Axis) -> dict[str, Any]:
    return {"name": axis.way.name, "low": axis.low, "high": axis.high}


def _plane(found: Landscape) -> dict[str, Any]:
    return {
        "point": list(found.here),
        "update": list(map(plain_value, found.update)),
        "columns": found.columns.tolist(),
        "rows": found.rows.tolist(),
        "losses": plain_value(found.losses),
        "kinks": _kinks(found.crossed),
    }


def _line(found: Curve) -> dict[str, Any]:
    return {
        "point": [found.here.at],
        "update": [plain_value(found.update)],
        "slope": plain_value(found.slope),
        "places": found.places.tolist(),
        "losses": plain_value(found.losses),
        "here": _break(found.here),
        "kinks": [_break(each) for each in found.breaks],
    }


def _break(each: Break) -> dict[str, Any]:
    numbers = {name: plain_value(getattr(each, name)) for name in ("at", "loss", "left", "right")}
    return {**numbers, "kinks": _kinks(each.kinks)}


def _kinks(kinks: Sequence[Entry]) -> list[str]:
    return [kink.said(index, TEXT) for kink, index in kinks]


def _path(path: Path) -> dict[str, Any]:
    return {
        "iterations": list(path.iterations),
        "places": plain_value(path.places),
        "projected": path.is_projected,
    }
