"""The table of figures: samples of both sides, their ratio, and whether a limit is met."""

import math
import statistics
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TypeVar

Round = TypeVar("Round")


@dataclass
class Row:
    """One figure: the samples of both sides, and the limit of the candidate if it has one."""

    name: str
    candidate: list[float]
    baseline: list[float] = field(default_factory=list)
    most: float | None = None
    most_ratio: float | None = None

    @property
    def ratio(self) -> float:
        """The candidate's median over the baseline's."""
        if not self.baseline or not self.candidate:
            return math.nan
        return statistics.median(self.candidate) / (statistics.median(self.baseline) or math.nan)

    @property
    def met(self) -> bool | None:
        """Whether the limit is met: None if there is none, False if nothing was measured."""
        if self.most is None and self.most_ratio is None:
            return None
        if not self.candidate:
            return False
        if self.most_ratio is not None:
            return self.ratio <= self.most_ratio
        return statistics.median(self.candidate) <= (self.most or 0.0)


@dataclass
class Report:
    """The rows of the table and the remarks below it."""

    rows: list[Row] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def take_turns(
    rounds: int, baseline: Callable[[], Round], candidate: Callable[[], Round]
) -> tuple[list[Round], list[Round]]:
    """Run both sides by turns, after one round that warms bytecode and disk and is not kept."""
    pairs = [(baseline(), candidate()) for _ in range(rounds + 1)][1:]
    return [pair[0] for pair in pairs], [pair[1] for pair in pairs]


def in_milliseconds(seconds: Iterable[float]) -> list[float]:
    """Convert times for the table."""
    return [1000 * value for value in seconds]


def print_table(report: Report) -> None:
    """Print every figure with its limit, then the remarks."""
    width = max(len(row.name) for row in report.rows)
    print(
        f"{'':{width}} {'baseline':>19} {'candidate':>19} {'ratio':>13}\n"
        f"{'figure':{width}} {'median':>10} {'min':>8} {'median':>10} {'min':>8}"
        f" {'median':>6} {'min':>6}  {'limit':<8} met"
    )
    for row in report.rows:
        ratio = f"{shown(row.ratio, 2):>6} {shown(ratio_of_least(row), 2):>6}"
        print(
            f"{row.name:{width}} {summary(row.baseline)} {summary(row.candidate)} {ratio}"
            f"  {limit(row):<8} {verdict(row)}"
        )
    for note in report.notes:
        print(note)


def ratio_of_least(row: Row) -> float:
    """Return the candidate's best round over the baseline's."""
    if not row.baseline or not row.candidate:
        return math.nan
    return min(row.candidate) / (min(row.baseline) or math.nan)


def shown(value: float, digits: int) -> str:
    """Return a number for the table, or a dash where there is none."""
    return "-" if math.isnan(value) else f"{value:.{digits}f}"


def summary(samples: list[float]) -> str:
    """Return the median and the least of some samples."""
    median, least = (statistics.median(samples), min(samples)) if samples else (math.nan,) * 2
    return f"{shown(median, 1):>10} {shown(least, 1):>8}"


def limit(row: Row) -> str:
    """Return a row's limit as text."""
    if row.most_ratio is not None:
        return f"{row.most_ratio:g} x"
    return "" if row.most is None else f"{row.most:g}"


def verdict(row: Row) -> str:
    """Return whether a row's limit is met; what was not measured is not met."""
    if row.met is None:
        return ""
    if not row.candidate:
        return "not measured"
    return "yes" if row.met else "NO"
