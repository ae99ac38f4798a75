"""Colours on the screen: themes, none, and what an ASCII terminal gets."""

import pytest
from textual.app import App
from textual.color import Color

from tui.drawing.themes import THEMES

# Colours


def colours(driver):
    """Every colour on the screen, of characters and of what is behind them."""
    found = set()
    for strip in driver.app.screen._compositor.render_strips():
        for segment in strip:
            if segment.style is not None:
                found |= {segment.style.color, segment.style.bgcolor}
    return found - {None}


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
async def test_a_theme_opens_and_is_walked_through(opened, theme):
    async with opened(theme=theme.name) as driver:
        await driver.press(*"15n", "]")
        assert driver.app.theme == theme.name
        assert "h0✗" in driver.text
        assert len(colours(driver)) > 3


async def test_the_terminal_theme_uses_the_terminals_own_colours(opened):
    async with opened(theme="terminal") as driver:
        await driver.press(*"15n", "]")
        assert {colour for colour in colours(driver) if colour.is_system_defined} == colours(driver)


@pytest.mark.parametrize("theme", ["dark", "light", "terminal"])
async def test_a_theme_to_begin_with_is_what_a_change_to_it_gives(opened, monkeypatch, theme):
    """All is read and styled once: the start takes no change of the theme."""
    changes = []
    refresh = App.refresh_css
    monkeypatch.setattr(
        App, "refresh_css", lambda *given, **how: changes.append(refresh(*given, **how))
    )

    def state(app):
        filters = [(type(each), each.enabled) for each in app._filters]
        return app.classes - {"-theme-textual-dark"}, app.theme_variables, filters

    async with opened(theme=theme) as driver:
        at_first, seen = state(driver.app), colours(driver)
        assert not changes
        await driver.enter(f":theme {'light' if theme == 'dark' else 'dark'}")
        await driver.enter(f":theme {theme}")
        await driver.pause()
        assert len(changes) == 2
        assert state(driver.app) == at_first
        assert seen <= colours(driver)


async def test_the_theme_can_be_changed(opened):
    async with opened(theme="dark") as driver:
        dark = colours(driver)
        await driver.enter(":theme light")
        assert driver.app.theme == "light"
        await driver.pause()
        assert not colours(driver) & dark


@pytest.mark.parametrize("theme", [each for each in THEMES if not each.ansi], ids=lambda t: t.name)
def test_colours_can_be_read(theme):
    """WCAG asks for a contrast of 4.5 to 1."""
    ground = Color.parse(theme.background)
    for name in ("foreground", "primary", "secondary", "accent", "success", "warning", "error"):
        ink = Color.parse(getattr(theme, name))
        assert contrast(ink, ground) >= 4.5, name


def contrast(one, other):
    lights = sorted(luminance(colour) for colour in (one, other))
    return (lights[1] + 0.05) / (lights[0] + 0.05)


def luminance(colour):
    parts = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4
             for part in colour.normalized]  # fmt: skip
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


@pytest.mark.parametrize("theme", ["dark", "terminal"])
async def test_no_color_gives_no_colour(opened, monkeypatch, theme):
    monkeypatch.setenv("NO_COLOR", "1")
    async with opened(theme=theme) as driver:
        await driver.press(*"15n", "]")
        assert "h0✗" in driver.text
        assert [colour.name for colour in colours(driver) if not is_grey(colour)] == []


async def test_without_colour_the_terminals_own_colours_stay(opened, monkeypatch):
    """Ink and ground that are both made grey are black on black."""
    monkeypatch.setenv("NO_COLOR", "1")
    async with opened(theme="terminal") as driver:
        await driver.press(*"15n", "]")
        assert "h0✗" in driver.text
        assert {colour.name for colour in colours(driver) if not colour.is_default} == set()


def is_grey(colour):
    if colour.is_default:
        return True
    red, green, blue = colour.get_truecolor()
    return red == green == blue


# ASCII


def odd_characters(driver):
    return {character for character in driver.text if not character.isascii()}


async def test_in_ascii_every_screen_is_ascii(opened):
    async with opened(ascii_only=True) as driver:
        assert odd_characters(driver) == set()
        for keys in ("n", "14n", "s", "]", ":x1", ["enter"], ["escape"], "?", "G"):
            await driver.press(*keys)
            assert odd_characters(driver) == set(), keys


async def test_in_ascii_the_palette_is_ascii(opened):
    async with opened(ascii_only=True) as driver:
        await driver.press("ctrl+p")
        await driver.pause()
        assert odd_characters(driver) == set()


async def test_in_ascii_a_terminal_that_is_too_small_says_so_in_ascii(opened):
    async with opened(ascii_only=True, size=(50, 10)) as driver:
        assert "60x16" in driver.text
        assert driver.text.isascii()


async def test_in_ascii_relus_have_their_signs(opened):
    async with opened(ascii_only=True) as driver:
        await driver.press(*"15n")
        assert "h0^" in driver.text
        await driver.press("]")
        assert "h0x" in driver.text
        assert "h1o" in driver.text
