"""What a person can do: every action once, for the keys, the `:` line, the palette and the help."""

from __future__ import annotations

from collections.abc import Mapping

from tui.commands.breakpoints import BREAKPOINTS
from tui.commands.charts import CHARTS
from tui.commands.command import Command
from tui.commands.curvature import CURVATURE
from tui.commands.diagnosis import DIAGNOSIS
from tui.commands.graph import GRAPH
from tui.commands.groups import GROUPS
from tui.commands.health import HEALTH
from tui.commands.landscape import LANDSCAPE
from tui.commands.moving import MOVING
from tui.commands.nodes import NODES
from tui.commands.notes import NOTES
from tui.commands.pages import PAGES
from tui.commands.panels import PANELS
from tui.commands.places import PLACES
from tui.commands.questions import QUESTIONS
from tui.commands.quiz import QUIZ
from tui.commands.samples import SAMPLES
from tui.commands.session import SESSION
from tui.commands.sharing import SHARING
from tui.commands.studies import STUDIES
from tui.commands.tables import TABLES
from tui.commands.watches import WATCHES
from tui.commands.what_if import WHAT_IF

SECTIONS: Mapping[str, tuple[Command, ...]] = {
    "Moving": MOVING,
    "Breakpoints": BREAKPOINTS,
    "Nodes": NODES,
    "The graph": GRAPH,
    "Groups": GROUPS,
    "Charts": CHARTS,
    "The landscape": LANDSCAPE,
    "Samples": SAMPLES,
    "What if": WHAT_IF,
    "Studies": STUDIES,
    "Places": PLACES,
    "Notes": NOTES,
    "Questions": QUESTIONS,
    "Health": HEALTH,
    "Diagnosis": DIAGNOSIS,
    "Curvature": CURVATURE,
    "Pages": PAGES,
    "Quiz": QUIZ,
    "Watches": WATCHES,
    "Panels": PANELS,
    "Tables": TABLES,
    "Sharing": SHARING,
    "The session": SESSION,
}
"""The sections of the help, each from a file of its own, in the order in which they are listed."""

COMMANDS = tuple(command for section in SECTIONS.values() for command in section)

BY_NAME = {command.name: command for command in COMMANDS}

BY_CHARACTER = {character: command for command in COMMANDS for character in command.characters}
"""The commands by the keys that can be typed as a word: `n` takes a step behind `:` too."""
