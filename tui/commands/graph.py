"""The graph: how much of it is seen, and which part."""

from __future__ import annotations

from tui.commands.action import View, ViewName
from tui.commands.command import Command

GRAPH = (
    Command(
        "zoom", (), "", "show the graph closer (in), from farther off (out), by itself (fit), "
        "or a node", View(ViewName.ZOOM), argument="ZOOM/NODE", optional=True,
    ),
    Command(
        "zoom-in", ("plus",), "+", "look at the graph from closer: more of each node",
        View(ViewName.ZOOM, "in"),
    ),
    Command(
        "zoom-out", ("minus",), "-", "look at the graph from farther off: more nodes",
        View(ViewName.ZOOM, "out"),
    ),
    Command(
        "zoom-fit", ("0",), "0", "let the graph fit its panel and follow the step again",
        View(ViewName.ZOOM, "fit"),
    ),
    Command(
        "pan-left", ("shift+left",), "Shift+←", "look at what is left of the part of the graph",
        View(ViewName.PAN, "left"), counts=True,
    ),
    Command(
        "pan-right", ("shift+right",), "Shift+→", "look at what is right of it",
        View(ViewName.PAN, "right"), counts=True,
    ),
    Command(
        "pan-up", ("shift+up",), "Shift+↑", "look at what is above it",
        View(ViewName.PAN, "up"), counts=True,
    ),
    Command(
        "pan-down", ("shift+down",), "Shift+↓", "look at what is below it",
        View(ViewName.PAN, "down"), counts=True,
    ),
    Command(
        "flow", (), "", "how wires gone over weigh by contribution: auto, linear, log, off",
        View(ViewName.FLOW), argument="SCALING", optional=True,
    ),
)  # fmt: skip
