"""The mouse, left to the terminal and taken again with one key."""

from tui.terminal.mouse import toggle_mouse


class FakeDriver:
    """Notes what it is told to do."""

    def __init__(self, mouse=True, pixels=False):
        self._mouse, self._mouse_pixels, self.told = mouse, pixels, []

    def _enable_mouse_support(self):
        self.told.append(("on", self._mouse))

    def _disable_mouse_support(self):
        self.told.append(("off", self._mouse))

    def _enable_mouse_pixels(self):
        self.told.append(("pixels", self._mouse))


def test_the_terminal_is_told_while_the_driver_would_tell_it():
    driver = FakeDriver()
    assert toggle_mouse(driver).startswith("mouse off")
    assert toggle_mouse(driver).startswith("mouse on")
    assert driver.told == [("off", True), ("on", True)]


def test_a_terminal_that_counts_in_pixels_does_so_again():
    driver = FakeDriver(mouse=False, pixels=True)
    toggle_mouse(driver)
    assert driver.told == [("on", True), ("pixels", True)]


def test_textual_has_what_is_asked_of_it():
    from textual.drivers.linux_driver import LinuxDriver

    for name in ("_enable_mouse_support", "_disable_mouse_support", "_enable_mouse_pixels"):
        assert callable(getattr(LinuxDriver, name))


async def test_the_footer_says_which_it_is_now(opened):
    async with opened() as driver:
        await driver.press("M")
        assert "mouse off" in driver.lines[-1]
        await driver.enter(":mouse")
        assert "mouse on" in driver.lines[-1]
