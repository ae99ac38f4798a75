"""Themes of Textual's: those that can be read are offered, others refused with the figure."""

import pytest
from textual.color import Color
from textual.theme import BUILTIN_THEMES

from engine.debugger.debugger import Debugger
from engine.program.recipe import Recipe
from tui.commands.completion import complete
from tui.drawing.contrast import LEAST, too_little
from tui.drawing.look import USUAL
from tui.drawing.themes import BORROWED, COLOURS, DARK, OFFERED, THEMES
from tui.widgets.themes import refusal

THEIRS = {
    name: DARK._replace(
        name=name,
        **{part: Color.parse(colours[part]).hex.lower() for part in COLOURS},
    )
    for name, theme in BUILTIN_THEMES.items()
    if not theme.ansi
    for colours in [theme.to_color_system().generate()]
}


def test_exactly_those_that_can_be_read_are_offered_as_textual_has_them():
    passing = {name: theme for name, theme in THEIRS.items() if too_little(theme) is None}
    assert {theme.name: theme for theme in BORROWED} == passing
    assert len(THEIRS) > len(passing) > 2


def test_the_least_contrast_is_that_of_colours_on_the_background():
    pair = too_little(DARK._replace(error="#ff0000", secondary="#444444"))
    # #444444 on #121212 by WCAG's formula: (0.0578 + 0.05) / (0.0060 + 0.05).
    assert (pair.ink, round(pair.contrast, 1)) == ("secondary", 1.9)
    assert all(too_little(theme) is None for theme in THEMES)


@pytest.mark.parametrize(("name", "ink"), [("nord", "error"), ("dracula", "secondary")])
def test_others_are_refused_with_the_figure_and_the_pair(name, ink):
    said = refusal(name, OFFERED)
    theme = THEIRS[name]
    assert f"{ink} {getattr(theme, ink)} on background {theme.background} has a contrast of" in said
    assert f"and {LEAST} is the least" in said
    assert "take one of dark, light" in said


def test_what_is_no_theme_is_refused_with_the_nearest():
    assert refusal("tokyo-nihgt", OFFERED) == "no theme 'tokyo-nihgt'; did you mean 'tokyo-night'?"


async def test_a_theme_is_completed_chosen_and_listed(opened):
    stop = Debugger(Recipe("skip").program()).stop
    assert complete("theme catppuccin-m", stop, USUAL).words == (
        "catppuccin-macchiato", "catppuccin-mocha",
    )  # fmt: skip
    assert complete("theme tok", stop, USUAL).line == "theme tokyo-night"
    async with opened() as driver:
        await driver.enter(":theme tokyo-night")
        assert driver.app.theme == "tokyo-night"
        await driver.enter(":theme")
        assert "themes: dark, light, terminal" in driver.lines[-1]
        await driver.enter(":theme nord")
        assert "! theme nord: error #be616a on background" in driver.lines[-1]
        assert driver.app.theme == "tokyo-night"
