"""The plotter: makes charts of what is plotted, and finds the values that they take."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from weakref import WeakKeyDictionary

from engine.debugger.plot import Apart, Plot, Recorded, Wanted
from engine.debugger.stop import Stop
from engine.iterations.run import Run
from engine.iterations.timeline import SLICE, Timeline
from engine.language.notation import Style
from engine.queries.blocks import Blocks
from engine.queries.curves import Curve
from engine.queries.points import fill, known_of, missing
from tui.drawing.chart import sample_iterations
from tui.drawing.chart_data import Chart, Plotted
from tui.drawing.charted import Charted

SPARE = 3
"""So many times the values that are drawn are kept, before those that are not are forgotten."""


AT_ONCE = 0.03
"""The seconds in which values are found while the chart is drawn; more of them are a job."""


class Plotter:
    """Makes charts, and keeps the losses of what it has drawn: of a million no copies are made."""

    def __init__(self) -> None:
        self._losses: WeakKeyDictionary[Timeline, tuple[Blocks, int]] = WeakKeyDictionary()
        self._frontiers: WeakKeyDictionary[Timeline, Run] = WeakKeyDictionary()

    def last(self, plot: Plot, stop: Stop) -> int:
        """The last iteration of a chart."""
        ends = [max(stop.timeline.length, stop.cursor.iteration), 1]
        for each in plot.curves:
            if isinstance(each, Recorded):
                ends.append(each.iterations[-1])
            elif (timeline := each.timeline(stop)) is not None:
                ends.append(timeline.length)
        return max(ends)

    def samples(self, plot: Plot, stop: Stop, width: int) -> Sequence[int]:
        """The iterations in which curves are followed, for a chart of this width."""
        sampled = sample_iterations(0, self.last(plot, stop), width)
        return sorted({*sampled, stop.cursor.iteration})

    def chart(self, charted: Charted, stop: Stop, width: int, style: Style) -> Chart:
        """The chart, with the values that are known, and without what happened."""
        plot, is_log, scaling = charted
        samples = self.samples(plot, stop, width)
        found = [self._plotted(each, stop, samples, style) for each in plot.curves]
        return Chart(
            [each for each in found if each is not None],
            0,
            self.last(plot, stop),
            stop.cursor.iteration,
            is_log,
            scaling,
            rises=self.losses(stop).rises if charted.has_loss_of(stop) else None,
        )

    def losses(self, stop: Stop) -> Blocks:
        """The losses of the branch in which one stands, and that of the iteration behind them."""
        return self._losses_of(stop.timeline, stop)

    def _plotted(
        self, each: Wanted | Recorded, stop: Stop, samples: Sequence[int], style: Style
    ) -> Plotted | None:
        """A curve as far as it is known; None where it is gone."""
        if isinstance(each, Recorded):
            return Plotted(each.iterations, each.values, each.title(stop, style))
        timeline, name = each.timeline(stop), each.name(stop, style)
        if timeline is None:
            return None
        if each.curve.is_loss_of(timeline.program):
            blocks = self._losses_of(timeline, stop)
            return Plotted(range(len(blocks)), blocks, name)
        found = timeline.followed.setdefault(each.curve, {})
        if len(found) > SPARE * len(samples):
            kept = {number: found[number] for number in samples if number in found}
            found = timeline.followed[each.curve] = kept
        known = [number for number in samples if number in found and number < timeline.length]
        values = [found[number] for number in known]
        run = self._frontier(timeline, stop)
        if run is not None and run.number >= each.curve.first:
            known.append(run.number)
            before = timeline.anew(run.number - 1) if each.curve.first else None
            values.append(each.curve.value(run, before))
        return Plotted(known, Blocks(values), name)

    def _losses_of(self, timeline: Timeline, stop: Stop) -> Blocks:
        blocks, sure = self._losses.get(timeline) or (Blocks(), 0)
        blocks.cut(min(sure, timeline.length))
        blocks.take(timeline.losses)
        self._losses[timeline] = blocks, timeline.length
        run = self._frontier(timeline, stop)
        if run is not None:
            blocks.add([run.loss])
        return blocks

    def _frontier(self, timeline: Timeline, stop: Stop) -> Run | None:
        """The iteration behind those that have been run; None where NaN or infinity has ended it.

        Where it starts is known, so that its loss is as well.
        """
        run = stop.state.run
        if timeline is stop.timeline and run.number >= timeline.length:
            return run
        if timeline.divergence is not None:
            return None
        known = self._frontiers.get(timeline)
        if known is None or known.number != timeline.length:
            known = self._frontiers[timeline] = timeline.anew(timeline.length)
        return known

    # What is still to be found

    def find(self, plot: Plot, stop: Stop, width: int) -> bool:
        """Find values for a moment; tells whether all are found then."""
        if self.missing(plot, stop, width):
            end = time.monotonic() + AT_ONCE
            for _ in self.work(plot, stop, width):
                if time.monotonic() > end:
                    return not self.missing(plot, stop, width)
        return True

    def missing(self, plot: Plot, stop: Stop, width: int) -> int:
        """How many iterations have to be run, or looked at, before all is known."""
        found = sum(each.missing(stop) for each in _apart(plot))
        samples = self.samples(plot, stop, width)
        for timeline, curves in _followed(plot, stop):
            known = [number for number in samples if number < timeline.length]
            found += len(missing(curves, timeline, known))
        return found

    def work(self, plot: Plot, stop: Stop, width: int) -> Iterator[int]:
        """Find it, and say now and then how much is done."""
        done, said = 0, time.monotonic()
        for each in _apart(plot):
            begin = each.iterations.length
            for length in each.iterations.reach(each.target(stop)):
                yield done + length - begin
            done += each.iterations.length - begin
        samples = self.samples(plot, stop, width)
        for timeline, curves in _followed(plot, stop):
            known = known_of(min(curves, key=_first), timeline, samples)
            for _ in fill(curves, timeline, known):
                done += 1
                if time.monotonic() - said > SLICE:
                    yield done
                    said = time.monotonic()


def _first(curve: Curve) -> int:
    return curve.first


def _apart(plot: Plot) -> Iterator[Apart]:
    """The runs apart, each once."""
    sources = (each.source for each in plot.curves if isinstance(each, Wanted))
    yield from dict.fromkeys(each for each in sources if isinstance(each, Apart))


def _followed(plot: Plot, stop: Stop) -> Iterator[tuple[Timeline, Sequence[Curve]]]:
    """The curves that are followed, of each timeline together."""
    found: dict[Timeline, list[Curve]] = {}
    for each in plot.curves:
        timeline = each.timeline(stop) if isinstance(each, Wanted) else None
        if timeline is None or not isinstance(each, Wanted):
            continue
        if not each.curve.is_loss_of(timeline.program):
            found.setdefault(timeline, []).append(each.curve)
    yield from found.items()
