"""The tree of why a value is what it is: what it was computed from, what that was, and so on.

It leads back in time: what a parameter was computed from is the update of the iteration before.
Nothing of it is looked up before it is asked for, so a tree of any size can be walked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from engine.iterations.state import ReluState, relu_state
from engine.iterations.timeline import Place
from engine.language.index import entry_name, entry_of
from engine.language.notation import Style
from engine.language.values import Value
from engine.program.program import Phase
from engine.why.causes import cause_of
from engine.why.quantity import Quantity, names_in, omitted_terms
from engine.why.reasons import Contribution, Reason
from engine.why.say_zeros import say_name
from engine.why.words import say_by_hand, say_cause, say_source, write_equation

MAX_CHILDREN = 20
"""So many branches of one are given: the first, or of contributions that cancel the largest."""

_BECAUSE = (Reason.ZERO_FACTOR, Reason.FLAT, Reason.UNCHANGED, Reason.FROZEN)
"""The reasons that need a word before them."""


@dataclass(frozen=True, eq=False)
class WhyBranch:
    """A quantity, or one of the contributions that cancel in it.

    Args:
        quantity: what it is about.
        iteration: the one that was asked about.
        style: how names and numbers are written.
        part: the contribution; None for the quantity itself.
    """

    quantity: Quantity
    iteration: int
    style: Style
    part: Contribution | None = None

    @property
    def name(self) -> str:
        """What it is called."""
        if self.part is None:
            return say_name(self.quantity, self.style)
        return say_source(self.part, self.quantity, self.style)

    @property
    def value(self) -> Value:
        """Its value; of a contribution to an array that to one entry."""
        return self.quantity.value if self.part is None else self.part.value

    @property
    def relu(self) -> ReluState | None:
        """The state of the ReLU that it is; None where it is none."""
        symbol, run = self.quantity.symbol, self.quantity.run
        relu = run.program.network.relus.get(symbol)
        if self.part is not None or relu is None:
            return None
        z, index = run.pre_activation(relu), self.quantity.index
        return relu_state(entry_of(z, index) if index else z)

    @property
    def note(self) -> str:
        """Since when it is what it is, and for a value that has a reason the reason."""
        if self.part is not None:
            entry, symbol = cause_of(self.quantity).entry, self.quantity.symbol
            is_one = self.quantity.index or not entry
            return "" if is_one else f"to {self.style.name(entry_name(symbol, entry))}"
        since, cause = self._since, say_cause(self.quantity, self.style)
        if cause_of(self.quantity).reason in _BECAUSE:
            cause = f"because {cause}"
        return ", ".join(filter(None, [since, cause]))

    @property
    def equation(self) -> str:
        """Its equation in symbols and numbers, and which step that is; empty for what is given.

        Of what was set by hand, what would be there otherwise.
        """
        place, by_hand = self.place, self.quantity.by_hand
        if by_hand:
            name = say_name(self.quantity, self.style)
            return f"{name} was {say_by_hand(self.quantity, by_hand, self.style)}."
        if place is None:
            return ""
        written = write_equation(self.quantity, self.style)
        return f"Step {place.step} of iteration {place.iteration}: {written}"

    @property
    def place(self) -> Place | None:
        """The step that computed it, or that would have; None for what is given."""
        by_hand = self.quantity.by_hand
        step = by_hand.step if by_hand else self.quantity.step
        return None if step is None else Place(step.iteration, step.index + 1)

    @property
    def children(self) -> Sequence[WhyBranch]:
        """What it was computed from, without what there is too much of."""
        return self._children[0]

    @property
    def left_out(self) -> str:
        """How many children are not given; empty where all are."""
        return self._children[1]

    @property
    def leading(self) -> Sequence[int]:
        """Which of the children make it 0, together; empty where none does."""
        zeros = cause_of(self.quantity).zeros if self.part is None else ()
        sources = [source for zero in zeros for source in zero.sources[:1]]
        return [
            place
            for place, child in enumerate(self.children)
            if child.part is None and any(_is_same(child.quantity, each) for each in sources)
        ]

    @cached_property
    def _children(self) -> tuple[Sequence[WhyBranch], str]:
        quantity, parts = self.quantity, cause_of(self.quantity).parts
        if self.part is not None:
            terms = () if self.part.expression is None else (self.part.expression,)
            return self._read(quantity.read(names_in(terms)), omitted_terms(terms))
        if not parts:
            return self._read(quantity.children, omitted_terms(quantity.terms))
        largest = sorted(range(len(parts)), key=lambda i: -abs(parts[i].value))[:MAX_CHILDREN]
        branches = [replace(self, part=parts[i]) for i in sorted(largest)]
        left_out = _more(len(parts) - len(branches), "contributions, none larger")
        if parts[0].expression is None and not left_out:
            # A sample's part is not written as an equation: what is read stands behind the parts.
            read, left_out = self._read(quantity.children, omitted_terms(quantity.terms))
            branches += read
        return branches, left_out

    def _read(self, found: Sequence[Quantity], terms: int) -> tuple[Sequence[WhyBranch], str]:
        """The branches of what is read, among them what makes a 0."""
        shown = list(found[:MAX_CHILDREN])
        zeros = cause_of(self.quantity).zeros if self.part is None else ()
        for source in [source for zero in zeros for source in zero.sources[:1]]:
            if not any(_is_same(source, each) for each in shown):
                shown.append(source)
        branches = [WhyBranch(each, self.iteration, self.style) for each in shown]
        return branches, _more(len(found) - len(shown)) or _more(terms, "terms")

    @property
    def _since(self) -> str:
        step = self.quantity.step
        if step is None or (step.phase is not Phase.UPDATE and step.iteration == self.iteration):
            return ""
        if step.phase is not Phase.UPDATE:
            return f"in iteration {step.iteration}"
        if cause_of(self.quantity).reason in (Reason.UNCHANGED, Reason.FROZEN):
            return f"unchanged in iteration {step.iteration}"
        return f"updated in iteration {step.iteration}"


def _is_same(one: Quantity, other: Quantity) -> bool:
    """Whether one is the other, or the array that it is an entry of."""
    return one.symbol == other.symbol and one.index in ((), other.index)


def _more(count: int, what: str = "") -> str:
    """As in: and 980 more; and 776 more terms. Empty for none."""
    if count <= 0:
        return ""
    return f"and {count:,} more {what}".rstrip()
