"""The least answer that Textual can give to a key: what every step is measured against."""

from textual.app import App, ComposeResult
from textual.widgets import Static


class BaselineStep(App[None]):
    """An app with a text that stays and a line that changes at each `n`."""

    CSS = "#text { height: 1fr; } #line { height: 1; }"
    BINDINGS = [("n", "step", "Step")]  # noqa: RUF012 - so Textual declares it

    steps = 0

    def compose(self) -> ComposeResult:
        """Show the text above the line; the text fills what is left of the screen."""
        yield Static("\n".join(f"line {number}" for number in range(60)), id="text")
        yield Static("step 0", id="line")

    def action_step(self) -> None:
        """Count one step on the line."""
        self.steps += 1
        self.query_one("#line", Static).update(f"step {self.steps}")


if __name__ == "__main__":
    BaselineStep().run()
