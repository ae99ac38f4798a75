"""Contrast and colour-blind safety of the themes, and what is told without any colour."""

from itertools import combinations

import numpy as np
import pytest
from rich.color import ColorSystem

from tui.drawing.themes import DARK, LIGHT, ROLES
from tui.widgets.themes import role_style, textual_theme

THEMES = pytest.mark.parametrize("theme", [DARK, LIGHT], ids=lambda theme: theme.name)
COLOURS = pytest.mark.parametrize("system", [ColorSystem.TRUECOLOR, ColorSystem.EIGHT_BIT])
"""In full, and rounded to the 256 colours that the app asks most terminals for."""

LEAST_CONTRAST = 4.5
"""WCAG 2.2, success criterion 1.4.3: the least for text of usual size."""

LEAST_DIFFERENCE = 18.4
"""Eight times 2.3, the difference in CIE 1976 L*a*b* that is just noticed (Mahy, Van Eycken and
Oosterlinck 1994): that was measured on large patches side by side, letters are thin and apart."""

# Machado, Oliveira and Fernandes 2009, "A Physiologically-based Model for Simulation of Color
# Vision Deficiency", severity 1.0; applied to linear RGB.
SIGHTS = {
    "usual": np.eye(3),
    "protanopia": np.array([
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ]),
    "deuteranopia": np.array([
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ]),
    "tritanopia": np.array([
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
    ]),
}  # fmt: skip

# IEC 61966-2-1: linear sRGB to CIE XYZ, for white D65.
TO_XYZ = np.array([
    [0.4124564, 0.3575761, 0.1804375],
    [0.2126729, 0.7151522, 0.0721750],
    [0.0193339, 0.1191920, 0.9503041],
])  # fmt: skip


def colours_of(theme, role, system=ColorSystem.TRUECOLOR):
    """Ink and ground of a role, as red, green and blue; drawn in reverse they change places."""
    style = role_style(role, textual_theme(theme).to_color_system().generate())
    return [colour.downgrade(system).get_truecolor() for colour in (style.color, style.bgcolor)]


def linear(colour):
    """Red, green and blue as amounts of light, from 0 to 1."""
    parts = np.array(colour) / 255
    return np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)


def contrast(one, other):
    dark, light = sorted(linear(each) @ [0.2126, 0.7152, 0.0722] for each in (one, other))
    return (light + 0.05) / (dark + 0.05)


def lab(colour, sight):
    """CIE 1976 L*a*b* of a colour as it is seen."""
    seen = np.clip(sight @ linear(colour), 0, 1)
    x, y, z = (TO_XYZ @ seen) / (TO_XYZ @ np.ones(3))
    cube = [
        np.cbrt(t) if t > (6 / 29) ** 3 else t / (3 * (6 / 29) ** 2) + 4 / 29 for t in (x, y, z)
    ]
    return np.array([
        116 * cube[1] - 16, 500 * (cube[0] - cube[1]), 200 * (cube[1] - cube[2])
    ])  # fmt: skip


def difference(one, other, sight):
    return float(np.linalg.norm(lab(one, sight) - lab(other, sight)))


def test_the_measures_are_those_of_the_standards():
    # WCAG: black on white is 21:1, and #767676 the lightest grey with 4.5:1 on white.
    assert contrast((0, 0, 0), (255, 255, 255)) == pytest.approx(21)
    grey = (0x76,) * 3
    assert contrast(grey, (255, 255, 255)) > 4.5 > contrast((0x77,) * 3, (255, 255, 255))
    # Red of sRGB in L*a*b* with D65, as in every table of colours: 53.24, 80.09, 67.20.
    assert lab((255, 0, 0), np.eye(3)) == pytest.approx([53.24, 80.09, 67.20], abs=0.02)
    # A dichromat sees greys as they are.
    for sight in SIGHTS.values():
        assert sight @ np.ones(3) == pytest.approx(np.ones(3), abs=1e-4)


@THEMES
@COLOURS
@pytest.mark.parametrize("role", ROLES)
def test_every_role_has_enough_contrast(theme, system, role):
    assert contrast(*colours_of(theme, role, system)) >= LEAST_CONTRAST


@THEMES
@COLOURS
@pytest.mark.parametrize("sight", SIGHTS)
@pytest.mark.parametrize(
    "roles", [("active", "dead", "kink"), ("active", "dead", "mixed"), ("hot", "title", "text")]
)
def test_roles_side_by_side_stay_apart_however_colours_are_seen(theme, system, sight, roles):
    for one, other in combinations(roles, 2):
        inks = [colours_of(theme, role, system)[0] for role in (one, other)]
        assert difference(*inks, SIGHTS[sight]) >= LEAST_DIFFERENCE, (one, other)


# Without any colour, in ASCII


@pytest.fixture
def bare(opened, monkeypatch):
    """Opens the app as on a terminal without colours and without Unicode."""
    monkeypatch.setenv("NO_COLOR", "1")
    return lambda *arguments, **settings: opened(
        *arguments, ascii_only=True, theme="terminal", **settings
    )


def attributes(driver, panel, wanted):
    """Each place in a panel where a text stands as a whole: with which attributes."""
    region = driver.app.screen.query_one(panel).region
    found = []
    for strip in driver.app.screen._compositor.render_strips()[region.y : region.bottom]:
        for segment in strip.crop(region.x, region.right):
            style = segment.style
            assert style is None or style.color is None or style.color.is_default
            if wanted in segment.text.split():
                names = ("bold", "reverse", "underline")
                found.append({name for name in names if style is not None and getattr(style, name)})
    return found


async def test_the_current_node_is_in_reverse(bare):
    async with bare() as driver:
        await driver.enter(":15")
        assert {"bold", "reverse"} in attributes(driver, "Graph", "h0^")
        assert attributes(driver, "Values", ">h0") == [{"bold", "reverse"}]
        assert attributes(driver, "Graph", "z1") == [set()]


async def test_the_selected_node_is_underlined(bare):
    async with bare() as driver:
        await driver.enter(":15")
        await driver.enter(":select z1")
        assert attributes(driver, "Graph", "z1") == [{"underline"}]
        assert {"underline"} in attributes(driver, "Values", "z1")


async def test_relu_states_have_signs_and_words(bare):
    async with bare(size=(120, 30)) as driver:
        await driver.enter(":15")
        assert "h0^" in driver.text
        await driver.enter(":15 1")
        graph, values = ("\n".join(driver.panel(each)) for each in ("Graph", "Values"))
        assert "h0x" in graph
        assert "h1o" in graph
        assert "x dead" in values
        assert "o kink" in values


async def test_contributions_on_lit_wires_are_bold_and_their_wires_double(bare):
    async with bare() as driver:
        await driver.enter(":14")
        before = "\n".join(driver.panel("Graph"))
        await driver.enter(":15")
        after = "\n".join(driver.panel("Graph"))
        assert "=== 0.5 ===" in after
        assert "=== 0.5 ===" not in before
        assert {"bold"} in attributes(driver, "Graph", "0.25")


async def test_what_a_step_computes_is_bold_in_the_table(bare):
    async with bare() as driver:
        await driver.enter(":15")
        assert attributes(driver, "Values", "0.75") == [{"bold"}]
        assert {"bold"} not in attributes(driver, "Values", "0.375")


async def test_a_watch_that_a_step_has_changed_is_bold(bare):
    async with bare() as driver:
        await driver.enter(":14")
        await driver.enter(":watch dL/dh0")
        assert attributes(driver, "WatchStrip", ".")[0] == set()
        await driver.press("n")
        assert attributes(driver, "WatchStrip", "0.75") == [{"bold"}]
        await driver.press("n")
        assert {"bold"} not in attributes(driver, "WatchStrip", "0.75")


async def test_breakpoints_and_what_was_set_by_hand_have_signs(bare):
    async with bare() as driver:
        await driver.enter(":15")
        await driver.enter(":break z1")
        await driver.enter(":set h0 = 1")
        assert "z1*" in "\n".join(driver.panel("Graph"))
        assert any(line.startswith("|*z1") for line in driver.panel("Values"))
        assert any("=1" in line for line in driver.panel("Values"))


async def test_what_differs_between_branches_has_a_sign(bare):
    async with bare() as driver:
        await driver.enter(":15")
        await driver.enter(":set w3 = 0")
        await driver.enter(":compare")
        lines = [line[1:-1].strip(" >") for line in driver.panel("ComparisonPanel")]
        rows = {line.split()[0]: line for line in lines if line}
        assert "!" in rows["h0"]
        assert "!" not in rows["x"]


async def test_errors_have_a_sign_that_messages_do_not_have(bare):
    async with bare() as driver:
        await driver.enter(":fly")
        assert driver.lines[-1].startswith(" ! unknown command 'fly'")
        await driver.enter(":mark here")
        assert driver.lines[-1].startswith(" mark here: ")


async def test_the_line_of_a_list_that_one_is_on_is_marked_and_in_reverse(bare):
    async with bare() as driver:
        await driver.enter(":break h0")
        await driver.enter(":break z1")
        await driver.enter(":breakpoints")
        rows = attributes(driver, "Chooser", "h0")
        assert sorted(map(len, rows + attributes(driver, "Chooser", "z1"))) == [0, 2]


async def test_terms_that_have_arrived_are_bold(bare):
    async with bare() as driver:
        await driver.enter(":15")
        await driver.press("s", "s")
        assert attributes(driver, "StepCard", "z2")[:1] == [{"bold"}]
        assert attributes(driver, "StepCard", "z1:") == [set()]
