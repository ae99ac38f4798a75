"""The study of the visit: made in the background, shown as a census, its runs opened and left."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from textual import events
from textual.app import App

from engine.debugger.stop import Stop
from engine.language.figures import grouped
from engine.language.text import plain
from tui.commands.command import CommandError
from tui.commands.job import Job
from tui.drawing.look import Look
from tui.screens.curves import Curves
from tui.screens.keys import Keys
from tui.screens.overlays import Overlays
from tui.screens.panels import Panels
from tui.screens.runs import Runs, RunsHost
from tui.screens.voice import Voice
from tui.terminal.sandbox import is_restricted

if TYPE_CHECKING:
    from engine.study.background import Background
    from engine.study.plan import Plan
    from engine.study.records import Records
    from tui.drawing.census.census import Census
    from tui.drawing.census.view import View
    from tui.widgets.census import CensusView

TICK = 0.2
"""The seconds after which it is looked at how far a study has come."""


class StudyHost(RunsHost, Protocol):
    """The screen, as far as a study needs it."""

    @property
    def app(self) -> App[object]:
        """Tells whether anybody sees it."""

    @property
    def stop(self) -> Stop:
        """Where the debugger stands, with the network to study."""

    @property
    def is_lecture(self) -> bool:
        """Whether a lecture is played, which waits for what it has begun."""

    @property
    def voice(self) -> Voice:
        """Says what has come of it."""

    @property
    def keys(self) -> Keys:
        """Know the count for the next key."""

    @property
    def panels(self) -> Panels:
        """Show the graph, or what Esc closes first."""

    @property
    def overlays(self) -> Overlays:
        """Show the census."""

    def after(self, seconds: float, do: Callable[[], None]) -> None:
        """Do something after so many seconds."""


class Studying:
    """The study that was made last, if one was.

    Args:
        host: the screen.
        look: how to draw.
    """

    def __init__(self, host: StudyHost, look: Look) -> None:
        self._host, self._look = host, look
        self._making: Background[Census] | None = None
        self._view: View | None = None
        self._note = ""
        self._shown: CensusView | None = None
        self._curves = Curves(host, self._show)
        self._runs = Runs(host, look)

    # What is asked for

    def study(self, argument: str) -> None:
        """Show the study of the visit, make another, or open the run that the cursor is on.

        Raises:
            DebuggerError: where there is none, or it cannot be made.
        """
        from tui.commands.study_plans import names_a_file, plan_asked, saved

        does = {"open": self._open, "stop": self.halt, "continue": self._go_on}.get(argument)
        if does is not None:
            if self._making is None:
                raise CommandError("there is no study yet: study makes one")
            does()
        elif names_a_file(argument):
            self._take_up(*saved(self._host.stop, argument))
            self._lay()
        elif argument or not self._is_of_this_network:
            plan = plan_asked(self._host.stop, argument)
            if self._has_made(plan):
                self._lay()
            else:
                self._make(self._take_up(plan, note=_note(plan, argument)))
        else:
            self._lay()

    def takes(self, event: events.Key) -> bool:
        """Go back to the study from a run of it by Esc, where Esc has nothing else to do."""
        host = self._host
        if not self._runs.is_open or self._look.keymap.read("study", event.key) != "escape":
            return False
        is_free = not (host.keys.count or host.voice.problem) and host.panels.stage.shows_graph
        if is_free:
            self._lay()
        return is_free

    def halt(self) -> None:
        """Stop the study where it is; what is made stays."""
        if self._making is not None:
            self._making.stop()
            self._show()

    def end(self) -> None:
        """Stop the study, as the app ends."""
        making, self._making = self._making, None
        if making is not None:
            making.stop()

    @property
    def _is_of_this_network(self) -> bool:
        recipe = self._host.stop.recipe
        if self._making is None or recipe is None:
            return False
        known = self._making.plan.recipe
        return (known.name, known.text) == (recipe.name, recipe.text)

    def _has_made(self, plan: Plan) -> bool:
        """Whether this very study is made, so that it need not be made again."""
        making = self._making
        return making is not None and making.done == plan.count and making.plan == plan

    # Making it

    def _take_up(
        self, plan: Plan, known: Records | None = None, note: str = ""
    ) -> Background[Census]:
        """Have another study in the place of the one that there is."""
        self._note = note
        from engine.study.background import Background
        from tui.drawing.census.census import Census
        from tui.drawing.census.view import View

        self.halt()
        making = self._making = Background(plan, Census.of, known)
        self._curves.forget()
        rate = self._host.stop.state.learning_rate
        column = plan.rates.index(rate) if rate in plan.rates else 0
        self._view = View(making.latest, column=column)
        return making

    def _go_on(self) -> None:
        """Go on with a study that was stopped."""
        from engine.study.background import Background
        from tui.drawing.census.census import Census

        before = self._making
        if before is not None and not before.is_running:
            self._making = Background(before.plan, Census.of, before.records)
            self._make(self._making)

    def _make(self, making: Background[Census]) -> None:
        """Make a study while a person goes on; or a bit at a time, where that is waited for."""
        host = self._host
        if waits_for_it(host):
            done, total = making.done, making.plan.count
            ends = partial(self._halt_here, making)
            steps: Iterator[int] = making.steps()
            host.jobs.start(Job(steps, done, total + 1, self._lay, done, ends, "study", "runs"))
            return
        making.start()
        self._lay()
        self._tick(making)

    def _halt_here(self, making: Background[Census]) -> None:
        making.halt()
        self._lay()

    def _tick(self, making: Background[Census]) -> None:
        """Show how far it has come, until it is done."""
        if making is not self._making:
            return
        self._show()
        if making.is_running:
            self._host.after(TICK, partial(self._tick, making))
        elif self._shown_now is None and not self._host.voice.said:
            title = self._title(making)
            self._host.voice.say(f"the study is made: {title}; {self._look.told('«S study»')}")

    # Showing it

    @property
    def _shown_now(self) -> CensusView | None:
        """The census that lies over the panels; None where something else does, or nothing."""
        return self._shown if self._shown is self._host.overlays.top else None

    def _lay(self) -> None:
        """Lay the census over the panels, with the cursor where it was."""
        from tui.widgets.census import CensusView

        self._runs.leave()
        if self._note:
            self._host.voice.say(self._note)
        if self._view is not None and self._shown_now is None:
            self._shown = CensusView(self._look, self._view, self._follow)
            self._host.overlays.lay(self._shown)
        self._show()
        if self._view is not None:
            self._follow(self._view)

    def _show(self) -> None:
        from tui.widgets.census import Made

        making, shown = self._making, self._shown_now
        if making is None or self._view is None:
            return
        self._view = self._view.seen(making.latest, self._view.grid)
        if shown is not None:
            census = making.latest
            curves = {
                run: losses
                for run in shown.view.compared
                if (losses := self._curves.of(census.number(shown.view.column, run))) is not None
            }
            is_whole = census.study.done == census.study.total
            shown.take(Made(census, curves, self._title(making), making.is_running, is_whole))
            self._view = shown.view

    def _title(self, making: Background[Census]) -> str:
        from tui.commands.study_plans import title_of

        plan, done = making.plan, making.latest.study.done
        title = f"Study of {plain(Path(plan.recipe.name).name)}: {title_of(plan)}"
        if done < plan.count:
            title += f"; {grouped(done)} of {grouped(plan.count)} runs"
            left = making.seconds_left if making.is_running else None
            title += f", {_duration(left)} left" if left is not None else ""
            title += "" if making.is_running else ", stopped"
        return f"{title}; {making.error}" if making.error else title

    def _follow(self, view: View) -> None:
        """Show the loss of the run that the cursor is on, once it rests there."""
        self._view = view
        census = view.census
        numbers = [census.number(view.column, run) for run in view.compared]
        self._curves.want(numbers, census.plan)

    def _open(self) -> None:
        """Open the run that the cursor is on where its fate was decided."""
        from tui.drawing.census.page import what

        view, making = self._view, self._making
        if view is None or making is None or not view.inside:
            raise CommandError("no run is shown: nothing has what is asked for")
        plan = making.plan
        recipe = plan.recipe_of(plan.place(view.census.number(view.column, view.run)))
        self._host.overlays.close()
        name = f"{what(view)}, {view.census.words(view.column)}"
        self._runs.open(recipe, name, plan.iterations)


def _note(plan: Plan, argument: str) -> str:
    """What there is to say where it was not asked for what is varied; else nothing."""
    is_asked = not plan.varied or ":" in argument
    return "" if is_asked else f"nothing here is drawn, so {plan.varied[0].label} is varied"


def waits_for_it(host: StudyHost) -> bool:
    """Whether a study is waited for: by a lecture, by nobody, and where no process may be begun."""
    return host.is_lecture or host.app.is_headless or is_restricted()


def _duration(seconds: float) -> str:
    """As in: 40 s; 3 min; 2 h."""
    if seconds < 100:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 6000 else f"{seconds / 3600:.0f} h"
