"""The answer to why something is what it is: as data, and in lines of text."""

from __future__ import annotations

from dataclasses import dataclass

from engine.claims.claim import Claim
from engine.iterations.state import State
from engine.iterations.timeline import Timeline
from engine.language.notation import Style
from engine.language.values import Value
from engine.queries.symbols import why_no_gradient
from engine.why.causes import cause_of, causes, claims
from engine.why.quantity import Quantity, ask
from engine.why.reasons import Cause
from engine.why.words import MAX_WRITTEN, say_answer, say_details


@dataclass(frozen=True, eq=False, repr=False)
class Why:
    """The answer to why a symbol, or an entry of one, is what it is.

    Args:
        state: where the debugger stood when it was asked.
        quantity: what was asked about; None for a gradient that the program does not compute.
        unasked: why the program does not compute it; empty where it does.
    """

    state: State
    quantity: Quantity | None
    unasked: str = ""

    @property
    def value(self) -> Value | None:
        """What it is, or will be when the iteration comes to it."""
        return None if self.quantity is None else self.quantity.value

    @property
    def cause(self) -> Cause | None:
        """What makes it that."""
        return None if self.quantity is None else cause_of(self.quantity)

    @property
    def causes(self) -> tuple[Quantity, ...]:
        """What was asked about, then what makes it what it is, cause by cause to the first."""
        return () if self.quantity is None else tuple(causes(self.quantity))

    @property
    def claims(self) -> tuple[Claim, ...]:
        """Everything that is claimed in the answer, each with its proof."""
        return () if self.quantity is None else tuple(claims(self.quantity))

    def lines(self, style: Style) -> list[str]:
        """The sentence that answers, then the causes behind it."""
        if self.quantity is None:
            return [f"{self.unasked}."]
        lines, chain = say_answer(self.quantity, self.state, style), self.causes
        shown = chain if len(chain) <= MAX_WRITTEN + 1 else [*chain[:MAX_WRITTEN], chain[-1]]
        for depth, each in enumerate(shown):
            if depth == MAX_WRITTEN and len(chain) > len(shown):
                lines.append(f"{'  ' * (depth + 1)}… ({len(chain) - len(shown):,} more)")
            lines += ["  " * (depth + 1) + line for line in say_details(each, style)]
        return lines

    def __str__(self) -> str:
        return "\n".join(self.lines(self.state.run.program.style))

    __repr__ = __str__


def why(text: str, state: State, timeline: Timeline) -> Why:
    """Why what a text names is what it is.

    Args:
        text: the symbol as it is typed, which may be an entry's: `dL/dW2[0,0]`.
        state: where the debugger stands.
        timeline: the iterations that the state is one of.

    Raises:
        DebuggerError: where nothing is called so.
    """
    unasked = why_no_gradient(text, state.run.program)
    if unasked:
        return Why(state, None, unasked)
    return Why(state, ask(text, state, timeline))


def why_lines(text: str, state: State, timeline: Timeline, style: Style) -> list[str]:
    """The answer of `why` in lines of text."""
    return why(text, state, timeline).lines(style)
