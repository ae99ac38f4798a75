"""The panels: focus, maximise, larger, smaller, layout."""

from __future__ import annotations

from tui.commands.action import View, ViewName
from tui.commands.command import Command

PANELS = (
    Command(
        "focus", ("tab",), "Tab", "go to the next panel, or to graph, watches, card or values",
        View(ViewName.FOCUS), argument="PANEL", optional=True,
    ),
    Command(
        "focus-back", ("shift+tab",), "Shift+Tab", "go to the panel before",
        View(ViewName.FOCUS, "back"),
    ),
    Command(
        "maximise", ("Z",), "Z", "show the panel in focus alone, or all again",
        View(ViewName.MAXIMISED),
    ),
    Command(
        "larger", ("greater_than_sign",), ">", "make the panel in focus larger",
        View(ViewName.SIZE, "larger"), counts=True,
    ),
    Command(
        "smaller", ("less_than_sign",), "<", "make the panel in focus smaller",
        View(ViewName.SIZE, "smaller"), counts=True,
    ),
    Command(
        "layout", (), "", "give all panels their usual sizes again", View(ViewName.LAYOUT),
    ),
)  # fmt: skip
