"""The mouse: the app's, or the terminal's where it selects text."""

from __future__ import annotations

from textual.driver import Driver

OFF = "mouse off: the terminal selects text; M turns it on"
ON = "mouse on: a click selects a node; M turns it off to select text"


def toggle_mouse(driver: Driver) -> str:
    """Turn the mouse off, or on again, and say which it is now.

    The driver has no public way to do that. One that draws in no terminal has nothing to tell it.
    """
    if driver._mouse:
        _call(driver, "_disable_mouse_support")
        driver._mouse = False
        return OFF
    driver._mouse = True
    _call(driver, "_enable_mouse_support")
    if getattr(driver, "_mouse_pixels", False):
        _call(driver, "_enable_mouse_pixels")  # or places would be taken for pixels
    return ON


def _call(driver: Driver, name: str) -> None:
    method = getattr(driver, name, None)
    if method is not None:
        method()
