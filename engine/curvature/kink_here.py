"""The kink on which a run stands: the slopes on its sides, or the jump that the loss makes."""

from __future__ import annotations

from collections.abc import Iterator

from engine.curvature.kink_claims import NEARER, OnJump, OnKink
from engine.curvature.kinks import Kinks
from engine.curvature.local import as_move
from engine.curvature.surface import Flat, Surface
from engine.language.ops import OPS

KINKED = 1e-4
"""What differs on the sides of a kink differs by more than this part of the larger one."""

ROUNDINGS = 1e-4
"""And so many roundings of the loss, next to how near it is looked, are no difference of slopes."""

HIDDEN = 1e5
"""Slopes below so many roundings of the loss cannot be seen in its differences."""

STRAIGHT = 1e-2
"""Slopes at a kink are told that differ less from those beside it, next to how they differ."""

MOST_NEARER = 4
"""So often it is looked nearer."""


def kink_here(
    surface: Surface, kinks: Kinks, near: float, rounding: float
) -> OnKink | OnJump | None:
    """What is said of the kink, if the loss has another slope on each side of it, or jumps.

    Args:
        surface: where the run stands.
        kinks: its kinks.
        near: so near on both sides it is looked.
        rounding: how far the loss may be off.
    """
    standing = _Standing(surface, kinks, near, rounding)
    return next((each for each in standing.found() if each is not None), None)


class _Standing:
    """The sides of the kinks on which a run stands; arguments as of `kink_here`."""

    def __init__(self, surface: Surface, kinks: Kinks, near: float, rounding: float) -> None:
        self._surface, self._kinks = surface, kinks
        self._near, self._rounding = near, rounding
        self._about = surface.run.number, surface.parameters

    def found(self) -> Iterator[OnKink | OnJump | None]:
        """What is said of each, of the jumps first: there no slope means anything."""
        touched = self._kinks.touched
        jumps = [each for each in touched if OPS[self._kinks.at(0.0, each).op].jumps]
        yield from map(self._jump, jumps)
        yield from (self._kink(each) for each in touched if each not in jumps)

    def _jump(self, touched: int) -> OnJump | None:
        near = self._near * self._kinks.across(touched)
        left, right, near_left, near_right = (
            self._surface.loss(part * near) for part in (-1.0, 1.0, -1.0 / NEARER, 1.0 / NEARER)
        )
        rise = abs(right - left)
        is_slope = abs(near_right - near_left) <= 0.5 * rise
        if is_slope or rise <= max(KINKED * max(abs(left), abs(right)), 4.0 * self._rounding):
            return None
        node, op, entry, _ = self._kinks.at(0.0, touched)
        return OnJump(*self._about, node, op, entry, as_move(near), left, right)

    def _kink(self, touched: int) -> OnKink | None:
        across = self._kinks.across(touched)
        found = self._sides(across)
        if found is None:
            return None
        left, right = found
        node, op, entry, _ = self._kinks.at(0.0, touched)
        return OnKink(*self._about, node, op, entry, as_move(across), left, right)

    def _sides(self, across: Flat) -> tuple[float, float] | None:
        """The slopes before and behind the kink; None where they are alike, or cannot be told.

        Where the loss bends much they are looked at ever nearer, until that changes them no more.
        """
        near = self._near
        for _ in range(MOST_NEARER):
            (left, far_left), (right, far_right) = (
                self._slope(sign * near, across) for sign in (-1.0, 1.0)
            )
            most = max(map(abs, (left, far_left, right, far_right)))
            if most < HIDDEN * self._rounding:
                return None
            is_bent = max(abs(left - far_left), abs(right - far_right)) > STRAIGHT * abs(
                right - left
            )
            if not is_bent:
                is_told = abs(right - left) > max(KINKED * most, ROUNDINGS * self._rounding / near)
                return (left, right) if is_told else None
            near /= NEARER
        return None

    def _slope(self, near: float, across: Flat) -> tuple[float, float]:
        """The slope at the kink, as the slopes beside it lead to, and that so near."""
        halfway, far = (
            float(self._surface.gradient(part * near * across) @ across) for part in (0.5, 1.0)
        )
        return 2.0 * halfway - far, far
