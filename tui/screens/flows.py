"""The flow of gradients in the graph: one path of it alone, and how the weights of wires are."""

from __future__ import annotations

from typing import Protocol

from textual import events

from engine.debugger.stop import Stop
from tui.commands.command import CommandError
from tui.commands.paths import OFF, answer_paths, ask_path, choose_path
from tui.drawing.look import Look
from tui.graph.scale import Scaling
from tui.screens.keys import Keys
from tui.screens.panels import Panels
from tui.screens.views import Views
from tui.screens.voice import Voice

SAID = {
    Scaling.AUTO: "wires gone over weigh by |contribution|: linear, or by powers of ten",
    Scaling.LINEAR: "wires gone over weigh by |contribution|, in thirds of the largest",
    Scaling.LOG: "wires gone over weigh by |contribution|: a tenth and a thousandth of the largest",
    Scaling.OFF: "wires gone over weigh the same, but for those over which 0 came",
}
"""What there is to say of each scaling."""


class FlowsHost(Protocol):
    """The screen, as far as the flow in the graph needs it."""

    @property
    def stop(self) -> Stop:
        """Where the debugger stands."""

    @property
    def panels(self) -> Panels:
        """Have the graph."""

    @property
    def views(self) -> Views:
        """Show lists and answers."""

    @property
    def keys(self) -> Keys:
        """Know the count, which Escape clears first."""

    @property
    def voice(self) -> Voice:
        """Says what there is to say, which Escape clears first."""


class Flows:
    """Lights a path in the graph, and puts it out.

    Args:
        host: the screen.
        look: how to write.
    """

    def __init__(self, host: FlowsHost, look: Look) -> None:
        self._host, self._look = host, look

    def takes(self, event: events.Key) -> bool:
        """Put a path out, where one is seen and there is nothing else to clear."""
        stage = self._host.panels.stage
        if self._look.keymap.read("graph", event.key) != "escape" or not stage.shows_graph:
            return False
        if stage.graph.setting.path is None or self._host.keys.count or self._host.voice.problem:
            return False
        stage.graph.light(None)
        return True

    def paths(self, argument: str) -> None:
        """Show the paths of a gradient as a list; where none can be lit, say why.

        Raises:
            DebuggerError: where there is no such gradient.
        """
        style = self._look.style(self._host.stop.program)
        if choose_path(self._host.stop, argument, style).rows:
            self._host.views.choose(lambda stop: choose_path(stop, argument, style))
        else:
            title = f"paths {argument}".strip()
            self._host.views.answer(title, answer_paths(self._host.stop, argument, style))

    def path(self, argument: str) -> None:
        """Light a path of a gradient, `2 dL/dw0`, or put out the one that is lit, `off`.

        Raises:
            DebuggerError: where there is no such path.
        """
        graph = self._host.panels.stage.graph
        if argument.strip() == OFF:
            graph.light(None)
            return
        from tui.graph.lit_path import LitPath

        stop = self._host.stop
        gradient, number, found, path = ask_path(stop, argument)
        self._host.panels.stage.show_graph()
        graph.light(LitPath(gradient, number, found.count, path, stop.state.run))
        self._host.voice.say(self._look.told("«Esc graph.dark» puts the path out"))

    def scale(self, argument: str) -> None:
        """Weigh wires by another scale; without a word by the next.

        Raises:
            CommandError: where there is no such scale.
        """
        graph, word = self._host.panels.stage.graph, argument.strip()
        known = [each.value for each in Scaling]
        if word and word not in known:
            raise CommandError(f"no scale {word!r}: write one of {', '.join(known)}")
        scaling = Scaling(word) if word else graph.setting.scaling.following
        graph.scale(scaling)
        self._host.voice.say(SAID[scaling])
