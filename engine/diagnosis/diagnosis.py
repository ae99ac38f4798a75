"""The diagnosis of training: a verdict and its reasons, read off the run itself."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from engine.diagnosis.curvature import Curvature, forms
from engine.diagnosis.findings import Findings, largest, parameter_gradients
from engine.iterations.run import Run
from engine.iterations.step import every_step
from engine.iterations.timeline import Place, Timeline
from engine.language.notation import Style
from engine.language.text import all_of, capitalised, listed
from engine.language.values import is_array

WINDOW = 10
"""The last tenth of a run, and at least so many iterations, tells whether the loss still falls."""

SETTLED = 1e-3
"""A loss that stays within this part of itself has settled."""

ABOUT = f"within {100 * SETTLED:g} % of"
"""How that is said."""

SOLVED = 1e-2
"""A loss that cannot be negative and is below this part of its first value is as good as 0."""

FADED = 1e-2
"""A gradient whose entries are all below this part of the largest at first has faded."""

VANISHED = 1e-5
"""At the minimum of a convex loss it is below this part: it may be much flatter in one direction.
"""

NOISE = 1e-9
"""A gradient below this may be rounding."""


@dataclass(frozen=True)
class Course:
    """The course of the loss.

    Args:
        losses: the loss of every iteration, and of the one that training would go on with.
    """

    losses: Sequence[float]

    @property
    def last(self) -> float:
        """What it is."""
        return self.losses[-1]

    @property
    def recent(self) -> Sequence[float]:
        """What it was in the last iterations."""
        return self.losses[-1 - max(len(self.losses) // 10, WINDOW) :]

    @property
    def since(self) -> int:
        """The iteration since which it has been about what it is."""
        for number in range(len(self.losses) - 1, -1, -1):
            if abs(self.losses[number] - self.last) > SETTLED * abs(self.last):
                return number + 1
        return 0

    @property
    def is_flat(self) -> bool:
        """Whether it has settled."""
        return len(self.losses) > WINDOW and self.since <= len(self.losses) - len(self.recent)


@dataclass(frozen=True, repr=False)
class Diagnosis:
    """A diagnosis: what came of training, in words.

    Args:
        verdict: what came of it, as in `settled: the loss has stayed ...`.
        reasons: why, and what else there is to know.
    """

    verdict: str
    reasons: tuple[str, ...] = ()

    def sentences(self) -> Iterator[str]:
        """The verdict, then a line for each reason."""
        yield f"{capitalised(self.verdict)}{':' if self.reasons else '.'}"
        for number, reason in enumerate(self.reasons, 1):
            yield f"- {reason}{'.' if number == len(self.reasons) else ';'}"

    def __str__(self) -> str:
        return "\n".join(self.sentences())

    __repr__ = __str__


def diagnosis_of(timeline: Timeline, style: Style) -> Diagnosis:
    """What came of the iterations that have been run, in a notation."""
    verdict, *reasons = diagnose(timeline, style)
    return Diagnosis(verdict, tuple(reasons))


def diagnose(timeline: Timeline, style: Style) -> list[str]:
    """Sentences about the end of a training run: the verdict, then its reasons.

    >>> from engine import Style, Timeline, derive, load_network
    >>> timeline = Timeline(derive(load_network("xor", seed=0)))
    >>> for _ in timeline.reach(1000):
    ...     pass
    >>> diagnose(timeline, Style(digits=4))[0]
    'not learning: the loss has stayed within 0.1 % of 0.6931 since iteration 0'
    """
    run = timeline.run(timeline.length)
    spoilt = timeline.divergence
    if spoilt is None and (step := run.first_non_finite()) is not None:
        spoilt = Place(run.number, step)
    if spoilt is not None:
        return [_diverged(timeline, spoilt, style)]
    if timeline.length == 0:
        return ["nothing is learnt yet: no iteration has been run"]
    course, findings = Course([*timeline.losses, run.loss]), Findings(timeline, run, style)
    return (
        _solved(course, findings)
        or _jumping(findings)
        or _settled(course, findings)
        or _under_way(course, findings)
    )


def _diverged(timeline: Timeline, spoilt: Place, style: Style) -> str:
    step = every_step(timeline.run(spoilt.iteration))[spoilt.step - 1]
    name, value = style.name(step.symbol), step.value
    if is_array(value):
        name = f"an entry of {name}"
        value = next(entry for entry in value.ravel().tolist() if not math.isfinite(entry))
    where = f"step {spoilt.step} ({step.phase}) of iteration {spoilt.iteration}"
    return f"diverged: {name} is {style.number(value)} in {where}"


def _solved(course: Course, findings: Findings) -> list[str]:
    """The verdict on a loss that is as good as 0, where all classes are right."""
    network, number = findings.network, findings.style.number
    loss = forms(network, network.parameters)[network.loss]
    right = [each.right in (None, len(each.found)) for each in findings.predictions]
    if not loss.is_nonnegative or course.last > SOLVED * course.losses[0] or not all(right):
        return []
    fell = course.last < course.losses[0]
    way = f"fell from {number(course.losses[0])} to {number(course.last)}" if fell else "is 0"
    return [f"solved: the loss {way}", *_classes(findings), *_at_minimum(course, findings)]


def _classes(findings: Findings) -> Iterator[str]:
    """How many samples get the right class."""
    for each in findings.predictions:
        right, samples = each.right, len(each.found)
        if right is None:
            continue
        if samples == 1:
            yield f"the class is {'right' if right else 'wrong'}"
        elif right == samples:
            yield f"{all_of(samples, 'samples')} get the right class"
        else:
            yield f"{right} of {samples} samples {'gets' if right == 1 else 'get'} the right class"


def _jumping(findings: Findings) -> list[str]:
    """The verdict on parameters that go to and fro between two values and settle at neither."""
    names = list(map(findings.style.name, _jumping_parameters(findings)))
    if not names or _largest_gradient(findings.run) <= NOISE:
        return []
    rate = findings.style.number(findings.run.start[-1])
    verb = "jump" if len(names) > 1 else "jumps"
    return [
        f"jumping: the learning rate, {rate}, is too large, "
        f"and {listed(names)} {verb} to and fro between two values",
        *findings.illnesses(),
        *findings.small_gradients(),
    ]


def _jumping_parameters(findings: Findings) -> Iterator[str]:
    timeline, network = findings.timeline, findings.network
    if timeline.length < 4:
        return
    starts = [timeline.run(timeline.length - back).start for back in range(5)]
    for name in network.parameters:
        slot = findings.run.program.base[name]
        a, b, c, d, e = (start[slot] for start in starts)
        moved, back = largest(a - b), max(largest(a - c), largest(b - d), largest(c - e))
        if moved > 0.0 and back <= SETTLED * moved:
            yield name


def _settled(course: Course, findings: Findings) -> list[str]:
    """The verdict on a loss that stays as it is: at its minimum, ill, too slow, or just there."""
    stays = _stays(course, findings)
    if not stays:
        return []
    if minimum := _at_minimum(course, findings):
        return [f"settled at its minimum: {stays}", *minimum[1:]]
    verdict = f"{'stopped' if course.since else 'not'} learning: {stays}"
    if illnesses := list(findings.illnesses()):
        return [verdict, *illnesses, *findings.small_gradients()]
    if vanished := findings.vanishing():
        return [verdict, vanished]
    if not _has_faded(findings, FADED):
        return [f"hardly learning: {stays}", _slowness(course, findings)]
    none = ["no hidden unit is dead"] if findings.units else []
    return [f"settled: {stays}", _gradient(findings), *findings.linearity(), *none]


def _stays(course: Course, findings: Findings) -> str:
    """How the loss stays as it is; empty if it does not."""
    network, last = findings.network, findings.style.number(course.last)
    moving = findings.movable
    if moving is not None and not any(moving[name].any() for name in network.parameters):
        return f"no parameter moves any more, and the loss stays {last}"
    return f"the loss has stayed {ABOUT} {last} since iteration {course.since}" * course.is_flat


def _at_minimum(course: Course, findings: Findings) -> list[str]:
    """That the loss stays at its minimum, and how that is known; nothing if it is not."""
    stays, network = _stays(course, findings), findings.network
    loss = forms(network, network.parameters)[network.loss]
    if not stays or loss.curvature > Curvature.CONVEX or not _has_faded(findings, VANISHED):
        return []
    return [stays, _gradient(findings), "the loss is convex, so there is no lower minimum"]


def _has_faded(findings: Findings, part: float) -> bool:
    first = _largest_gradient(findings.timeline.run(0))
    return _largest_gradient(findings.run) <= max(part * first, NOISE)


def _slowness(course: Course, findings: Findings) -> str:
    number = replace(findings.style, digits=3).number
    entry = number(_largest_gradient(findings.run))
    change = number(abs(course.losses[-1] - course.losses[-2]))
    return f"the largest entry of a gradient is {entry}, but an update changes the loss by {change}"


def _gradient(findings: Findings) -> str:
    entry = _largest_gradient(findings.run)
    shown = replace(findings.style, digits=3).number(entry)
    if not entry:
        return "the gradient of every parameter is 0"
    return f"no parameter has a gradient larger than {shown}"


def _largest_gradient(run: Run) -> float:
    return max(largest(step.value) for step in parameter_gradients(run))


def _under_way(course: Course, findings: Findings) -> list[str]:
    """The verdict on a loss that still changes, or has not been followed for long."""
    number, recent = findings.style.number, course.recent
    before, last, low, high = recent[0], recent[-1], min(recent), max(recent)
    count = len(recent) - 1
    span = f"{count} iteration{'s' * (count > 1)}"
    if count < findings.timeline.length:
        span = f"the last {span}"
    if high - low <= SETTLED * abs(last):
        return [f"too early to tell: the loss has stayed {ABOUT} {number(last)} in {span}"]
    if abs(last - before) < (high - low) / 2:
        between = f"between {number(low)} and {number(high)}"
        return [f"not settling: the loss went to and fro {between} in {span}"]
    if last > before:
        rose = f"the loss rose from {number(before)} to {number(last)} in {span}"
        return [f"rising: {rose}", *findings.bad_rate()]
    fell = f"the loss fell from {number(before)} to {number(last)} in {span}"
    return [f"still learning: {fell}", *_classes(findings)]
