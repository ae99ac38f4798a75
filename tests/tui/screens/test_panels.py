"""The panels of the screen, where something is added to them."""

from tui.drawing.caption import Caption


async def test_nothing_is_added_to_a_screen_that_is_about_to_go(opened):
    """A lecture may go on, and a watch be set, after the app was told to quit."""
    async with opened() as driver:
        screen = driver.app.screen
        screen.debugger.watch("h0")
        driver.app.exit()
        screen.panels.show_caption(Caption("The fan-in sum."))
        screen.panels.update(screen.debugger.stop, screen.debugger.stop)
