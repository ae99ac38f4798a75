"""The least that Textual can put on a screen: what every start is measured against."""

from textual.app import App, ComposeResult
from textual.widgets import Static


class BaselineStart(App[None]):
    """An app that shows one word."""

    def compose(self) -> ComposeResult:
        """Show the word that the benchmark waits for."""
        yield Static("ready")


if __name__ == "__main__":
    BaselineStart().run()
