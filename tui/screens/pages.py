"""The page beside the graph: opened, walked in, and gone from to the steps that it is about."""

from __future__ import annotations

import time
from collections.abc import Generator, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from textual import events

from engine.debugger.debugger import Debugger
from engine.debugger.stop import Stop
from engine.errors import DebuggerError
from engine.iterations.timeline import SLICE
from engine.language.text import plain
from engine.program.program import Program
from tui.commands.command import Command, CommandError
from tui.commands.job import Job
from tui.commands.pages import checking, is_mostly_unread, page_file
from tui.commands.table import BY_NAME
from tui.drawing.look import Look
from tui.screens.jobs import Jobs
from tui.screens.keys import Keys
from tui.screens.panels import Panels
from tui.screens.views import Views
from tui.screens.voice import Voice

if TYPE_CHECKING:
    from engine.checking.judging.judgement import Checked
    from tui.drawing.page import OpenPage

AT_ONCE = 0.1
"""A page that takes no more seconds is checked without a progress bar."""

MISTAKES = {"tab": 1, "shift+tab": -1}
"""Which way each key looks for a mistake."""

STEPS = {"down": 1, "up": -1}

ENDS = {"home": 0, "end": -1}

OTHERS = frozenset({"enter", "y", "escape"})

FINDS = "«Tab page.next-mistake» next mistake"
LEADS = "«Enter page.go» goes  «y page.why» why  «Esc page.close» closes"
"""How the keys are told that find mistakes on a page, and those that lead through it."""


class PagesHost(Protocol):
    """The screen, as far as pages need it."""

    @property
    def debugger(self) -> Debugger:
        """What takes over the data of a page."""

    @property
    def stop(self) -> Stop:
        """Where the debugger stands."""

    @property
    def look(self) -> Look:
        """How to write."""

    @property
    def voice(self) -> Voice:
        """Says what is wrong."""

    @property
    def jobs(self) -> Jobs:
        """Do what takes a while."""

    @property
    def keys(self) -> Keys:
        """Know the count for the next key."""

    @property
    def panels(self) -> Panels:
        """Have the panel that shows it."""

    @property
    def views(self) -> Views:
        """Show what there is to say of a claim."""

    def do(self, command: Command, argument: str = "", count: int = 1) -> None:
        """Do a command."""

    def stand(self, stop: Stop, said: str = "") -> None:
        """Show where the debugger has come to."""


class Pages:
    """Opens pages, and leads through the one that is open.

    Args:
        host: the screen.
    """

    def __init__(self, host: PagesHost) -> None:
        self._host = host
        self._name = ""
        self._path: Path | None = None
        self._programs: tuple[Program, ...] = ()

    @property
    def hint(self) -> str:
        """The keys that lead through the page; empty where none is open."""
        page, has_graph = self._host.panels.page, self._host.panels.stage.shows_graph
        if page is None or self._host.panels.header.is_presenting:
            return ""
        keys = [FINDS] * bool(page.mistakes) + [LEADS] * has_graph
        return self._host.look.told("  ".join(keys))

    def open(self, argument: str) -> None:
        """Check a page, and show it in the place of the values; without a name the last again.

        Raises:
            CommandError: where there is no such page.
        """
        stop = self._host.stop
        again = None if argument else self._path
        path = again or page_file(argument, stop)
        work = Work(checking(path, stop))
        begun = time.monotonic()
        for _ in work:
            if time.monotonic() - begun > AT_ONCE:
                self._go_on(work, path)
                return
        self._show(work, path)

    def takes(self, event: events.Key) -> bool:
        """Lead through the page, if one is open and the key is one of those that do."""
        host, page = self._host, self._host.panels.page
        key = host.look.keymap.read("page", event.key)
        if page is None or host.stop.is_veiled or not self._is_taken(key):
            return False
        if key in MISTAKES:
            self._turn_to(page.mistake(MISTAKES[key]))
        elif key in STEPS:
            self._turn_to(page.at(page.here + STEPS[key] * int(host.keys.count or "1")))
        elif key in ENDS:
            self._turn_to(page.at(ENDS[key] % max(len(page.checked.judgements), 1)))
        elif key == "enter":
            try:
                self._go(page)
            except DebuggerError as error:
                host.voice.complain(str(error))
        elif key == "y":
            self._say_why(page)
        else:
            host.panels.show_page(None)
            host.voice.say("")
        host.keys.count = ""
        return True

    def _is_taken(self, key: str) -> bool:
        """Whether a key leads through the page: not where what is on the stage has it."""
        host = self._host
        if host.panels.header.is_presenting:
            return False  # it is not to be seen
        if key in MISTAKES:
            return True
        if key == "escape" and (host.keys.count or host.voice.problem):
            return False  # it clears these first
        return host.panels.stage.shows_graph and (key in STEPS or key in ENDS or key in OTHERS)

    def _say_why(self, page: OpenPage) -> None:
        from tui.drawing.page import why_lines

        self._host.views.answer(self._name, why_lines(page, self._host.look))

    def _go_on(self, work: Work, path: Path) -> None:
        """Check the rest of a long page a little at a time."""
        show, stopped = partial(self._show, work, path), partial(self._say_stopped, work)
        job = Job(work.in_slices(), 0, 100, show, 0, stopped, "checking", "%")
        self._host.jobs.start(job)

    def _say_stopped(self, work: Work) -> None:
        self._host.voice.say(f"stopped at {100 * work.done:.0f} %: no page is shown")

    def _show(self, work: Work, path: Path) -> None:
        if work.problem or work.checked is None:
            self._host.voice.complain(work.problem)
            return
        from tui.drawing.page import OpenPage, wrong_said

        checked, stop = work.checked, self._host.stop
        self._path = path
        self._name, self._programs = plain(path.name), (stop.program,)
        page = OpenPage.of(checked)
        self._host.panels.show_page(page)
        if is_mostly_unread(checked) and checked.notes:
            more = checked.notes[0]
        elif checked.given:
            more = self._host.look.told("«Enter page.go» takes its data, ") + given_said(
                checked, stop
            )
        else:
            more = self.hint
        self._host.voice.say(f"{wrong_said(page)}: {more}")

    def _turn_to(self, page: OpenPage | None) -> None:
        if page is None:
            self._host.voice.say("nothing on this page is wrong")
        else:
            self._host.panels.show_page(page)

    def _go(self, page: OpenPage) -> None:
        """Go to the step and the iteration that a claim is about, with the data of the page.

        Raises:
            DebuggerError: where it is about none, or the network is another by now.
        """
        claim = page.current
        if claim is None:
            return
        said = self._take(page.checked)
        stop = self._host.stop
        index = None if claim.symbol is None else stop.program.index.get(claim.symbol)
        if index is None:
            about = "this" if claim.symbol is None else stop.program.style.name(claim.symbol)
            raise CommandError(f"no step computes {about}: there is nowhere to go")
        if stop.branches.number:
            self._host.do(BY_NAME["branch"], "0")  # as the page knows of no change
        at = stop.cursor.iteration if claim.iteration is None else claim.iteration
        self._host.do(BY_NAME["goto"], f"{index + 1} {at}")
        if claim.entry and not self._host.voice.problem:
            self._host.do(BY_NAME["entry"], " ".join(map(str, claim.entry)))
        if said and not self._host.voice.problem:
            self._host.voice.say(self._host.look.keymap.said(said))

    def _take(self, checked: Checked) -> str:
        """Take over the data that a page gives, unless that is done; tells what was."""
        host = self._host
        if host.stop.program is self._programs[-1] and len(self._programs) > 1:
            return ""
        if host.stop.program is not self._programs[0]:
            raise CommandError(f"the network is another by now: check {self._name} again")
        if not checked.given:
            return ""
        stop = host.debugger.set_given(checked.given, f"the data of {self._name}")
        self._programs = (self._programs[0], stop.program)
        host.stand(stop)
        return stop.message


class Work:
    """A page while it is checked; iterated over it is checked a little at a time.

    Args:
        pieces: checks it; each tells how much is done, from 0 to 1.
    """

    def __init__(self, pieces: Generator[float, None, Checked]) -> None:
        self._pieces = pieces
        self.done = 0.0
        self.checked: Checked | None = None
        self.problem = ""

    def __iter__(self) -> Iterator[float]:
        """Check it, and tell how much is done."""
        while True:
            try:
                self.done = next(self._pieces)
            except StopIteration as end:
                self.checked = end.value
                return
            except DebuggerError as error:
                self.problem = str(error)
                return
            yield self.done

    def in_slices(self) -> Iterator[int]:
        """Check it, and tell now and then how many per cent are done."""
        due = time.monotonic() + SLICE
        for done in self:
            if time.monotonic() > due:
                yield min(int(100 * done), 99)
                due = time.monotonic() + SLICE


def given_said(checked: Checked, stop: Stop) -> str:
    """The data that a page gives, as in: x = 2, w0 = 0.3."""
    style = stop.program.style
    return ", ".join(
        f"{style.name(name)} = {style.number(value)}" for name, value in checked.given.items()
    )
