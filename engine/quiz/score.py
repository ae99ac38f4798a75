"""The score: what was asked, what was answered, and how many of each rule were right."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace

COLUMNS = ("iteration", "step", "symbol", "rule", "result", "tries", "hints", "slips")


@dataclass(frozen=True, slots=True)
class Answered:
    """A question and what became of it.

    Args:
        iteration: counted from 0.
        step: counted from 1.
        symbol: what was asked for, an entry with its place behind it.
        rule: which rule it was about.
        is_right: whether it was answered rightly; else it was skipped.
        tries: how many answers were given.
        hints: how many hints were asked for before it was answered.
        slips: the tags of what was answered wrongly, in order.
    """

    iteration: int
    step: int
    symbol: str
    rule: str
    is_right: bool
    tries: int
    hints: int
    slips: tuple[str, ...] = ()

    @property
    def result(self) -> str:
        """What became of it, in a word."""
        return "right" if self.is_right else "skipped"


@dataclass(frozen=True, slots=True)
class Score:
    """What has been answered, in order."""

    answers: tuple[Answered, ...] = ()

    def joined_by(self, answer: Answered) -> Score:
        """The score with one more."""
        return replace(self, answers=(*self.answers, answer))

    @property
    def by_rule(self) -> dict[str, tuple[int, int]]:
        """How many were right, and how many there were, for each rule in the order of asking."""
        found: dict[str, tuple[int, int]] = {}
        for each in self.answers:
            right, asked = found.get(each.rule, (0, 0))
            found[each.rule] = right + each.is_right, asked + 1
        return found

    def lines(self) -> Iterator[str]:
        """The score in words: all of it, then a line for each rule."""
        if not self.answers:
            yield "nothing is answered yet"
            return
        right = sum(each.is_right for each in self.answers)
        first = sum(each.is_right and each.tries == 1 for each in self.answers)
        hints = sum(each.hints for each in self.answers)
        yield (
            f"{right} of {len(self.answers)} right, {first} of them at once; "
            f"{len(self.answers) - right} skipped, {hints} {'hint' if hints == 1 else 'hints'}"
        )
        for rule, (right, asked) in self.by_rule.items():
            yield f"{rule} {right} of {asked}"

    def as_json(self) -> str:
        """The score as JSON: `rules`, each with its numbers, and `answers` in order."""
        rules = {
            rule: {"right": right, "asked": asked} for rule, (right, asked) in self.by_rule.items()
        }
        answers = [dict(zip(COLUMNS, _row(each), strict=True)) for each in self.answers]
        return json.dumps({"rules": rules, "answers": answers}, indent=2, ensure_ascii=False)

    def as_csv(self) -> str:
        """The score as a table, a row for each answer; several slips are separated by `;`."""
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(COLUMNS)
        for each in self.answers:
            *row, slips = _row(each)
            writer.writerow([*row, ";".join(slips)])
        return text.getvalue()


def _row(each: Answered) -> tuple[int, int, str, str, str, int, int, tuple[str, ...]]:
    return (
        each.iteration, each.step, each.symbol, each.rule, each.result, each.tries, each.hints,
        each.slips,
    )  # fmt: skip
