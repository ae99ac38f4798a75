"""Charts: chart, scale, plot, rises, events, profile."""

from __future__ import annotations

from collections.abc import Sequence

from engine.debugger.stop import Stop
from engine.language.notation import Style
from tui.commands.action import List, Question, View, ViewName
from tui.commands.command import Command
from tui.commands.lists import Choices


def _answer_plot(stop: Stop, argument: str, style: Style) -> Sequence[str]:
    from tui.commands.plot_words import answer_plot

    return answer_plot(stop, argument, style)


def _answer_profile(stop: Stop, _: str, style: Style) -> Sequence[str]:
    from tui.drawing.profile import profile_words

    return profile_words(stop, style)


def _choose_rise(stop: Stop, _: str, style: Style) -> Choices:
    from tui.commands.happenings import choose_rise

    return choose_rise(stop, style)


def _choose_event(stop: Stop, _: str, style: Style) -> Choices:
    from tui.commands.happenings import choose_event

    return choose_event(stop, style)


CHARTS = (
    Command(
        "chart", ("l",), "l", "show the loss over the iterations, or the graph",
        View(ViewName.CHART), hint="loss",
    ),
    Command(
        "scale", ("o",), "o",
        "make the chart logarithmic, or linear again; or each curve its own: scale own",
        View(ViewName.SCALE), argument="SCALE", optional=True,
    ),
    Command(
        "plot", (), "",
        "chart expressions: plot dL/dW1, plot L @0, L @1, plot L seeds 1-5, plot ratios, "
        "plot L, validation, accuracy; "
        "without one the loss",
        Question(_answer_plot, ViewName.PLOT), argument="EXPRESSIONS", optional=True,
    ),
    Command("rises", (), "", "list where the loss rose", List(_choose_rise)),
    Command(
        "events", (), "", "list what happened: ReLUs that changed or died, changes by hand, rises",
        List(_choose_event),
    ),
    Command(
        "profile", (), "", "show the size of the gradient and of the values over depth, "
        "or the graph", Question(_answer_profile, ViewName.PROFILE),
    ),
)  # fmt: skip
