"""Ops on rows of logits, each as one formula that can be read in several ways.

A formula asks a `Rows` for each of its steps: one that computes with numpy, one that writes code,
one that gives an entry in symbols. So what is shown is what is run, the shift by the maximum of
a row included, without which exp overflows.
"""

from __future__ import annotations

from typing import Protocol, TypeVar

V = TypeVar("V")


class Rows(Protocol[V]):
    """The pieces a formula is made of; everything works along the last axis."""

    def highest(self, x: V) -> V:
        """The largest entry of each row, as a column."""

    def total(self, x: V) -> V:
        """The sum of each row, as a column."""

    def minus(self, x: V, y: V) -> V:
        """A difference."""

    def over(self, x: V, y: V) -> V:
        """A quotient."""

    def exp(self, x: V) -> V:
        """The exponential of each entry."""

    def log(self, x: V) -> V:
        """The logarithm of each entry."""

    def losses(self, onehot: V, log_probabilities: V) -> V:
        """What the classes add to the cross-entropy of each row, added up."""


def shifted(rows: Rows[V], logits: V) -> V:
    """The logits of each row less the largest of them."""
    return rows.minus(logits, rows.highest(logits))


def softmax(rows: Rows[V], logits: V) -> V:
    """The share of each exponential in the sum of those of its row."""
    powers = rows.exp(shifted(rows, logits))
    return rows.over(powers, rows.total(powers))


def log_softmax(rows: Rows[V], logits: V) -> V:
    """The logarithm of the softmax, without a quotient that could be 0."""
    logarithms = shifted(rows, logits)
    return rows.minus(logarithms, rows.log(rows.total(rows.exp(logarithms))))


def cross_entropy(rows: Rows[V], logits: V, onehot: V) -> V:
    """One loss for each row."""
    return rows.losses(onehot, log_softmax(rows, logits))
