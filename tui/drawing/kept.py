"""What was drawn of symbols last: most of what is on the screen a step leaves as it was."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Generic, TypeVar

from engine.debugger.stop import Stop
from engine.language.expression import gradient_name
from engine.language.figures import figures
from tui.drawing.look import Look

Drawn = TypeVar("Drawn")


class Kept(Generic[Drawn]):
    """What was drawn of symbols, each drawn anew once anything may look different that it shows.

    That of a symbol shows its value and its gradient, its state and its marks. Within a run these
    are the same wherever as much of them is computed, but where the step is about the symbol.
    """

    def __init__(self) -> None:
        self._standing: tuple[object, ...] = ()
        self._drawn: dict[str, tuple[int, int, Drawn]] = {}
        """For each symbol the first position, and the one behind the last, at which it is right."""
        self._stop: Stop | None = None

    def go(self, stop: Stop, look: Look, setting: Hashable) -> bool:
        """Go to a stop, and tell whether all has to be drawn anew there.

        Args:
            stop: where the debugger stands.
            look: how to draw.
            setting: what else all that is drawn depends on.
        """
        self._stop = stop
        standing = (
            stop.state.run, look, setting, stop.phase, stop.selection.node, stop.set_by_hand,
            stop.breakpoints.nodes, stop.notes, figures(),
        )  # fmt: skip
        if standing == self._standing:
            return False
        self._standing = standing
        self._drawn.clear()
        return True

    def drawn(
        self,
        symbols: Collection[str],
        draw: Callable[[str], Drawn],
        inside: Mapping[str, Sequence[str]] = MappingProxyType({}),
    ) -> list[Drawn]:
        """What is drawn of each symbol at the stop, anew only where it has to be.

        Args:
            symbols: the symbols.
            draw: draws one.
            inside: what else is shown with a symbol, where anything is.
        """
        stop, known = self._stop, self._drawn
        assert stop is not None  # noqa: S101  (it has gone to one)
        position, about = stop.state.position, _about(stop)
        if inside:
            about |= {each for each in symbols if not about.isdisjoint(inside.get(each, ()))}
        found = []
        for symbol in symbols:
            if symbol in about:
                found.append(draw(symbol))
                continue
            kept = known.get(symbol)
            if kept is None or not kept[0] <= position < kept[1]:
                shown = (symbol, *inside.get(symbol, ()))
                kept = known[symbol] = (*_positions(shown, stop), draw(symbol))
            found.append(kept[2])
        return found


def _about(stop: Stop) -> set[str]:
    """What the step is about, and the last one that is known: a person may be asked about it."""
    steps = [at for at in (stop.cursor.step, stop.state.position) if at]
    equations = [stop.program.equations[at - 1] for at in steps]
    about = {name for each in equations for name in (each.symbol, each.node)}
    if stop.node is not None:
        about.add(stop.node)
    return about


def _positions(shown: Iterable[str], stop: Stop) -> tuple[int, int]:
    """From which position on as much of some symbols is computed as here, and where more is."""
    program, here, loss = stop.program, stop.state.position, stop.program.network.loss
    symbols = [name for each in shown for name in (each, gradient_name(loss, each))]
    ends = [program.index[each] + 1 for each in symbols if each in program.index]
    return (
        max([end for end in ends if end <= here], default=0),
        min([end for end in ends if end > here], default=len(program.equations) + 1),
    )
