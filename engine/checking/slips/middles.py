"""Wrong middles: a right result after numbers that do not give it, `0.5 × 1 = 0.75`."""

from __future__ import annotations

from collections.abc import Iterator

from engine.checking.slips.printed import Printed
from engine.checking.slips.rewrite import Rule, said
from engine.checking.slips.scene import Scene, computed, is_place, numbers_of
from engine.checking.slips.slip import Site, Slip
from engine.language.expression import Call, Expression, Number
from engine.language.index import Index, entry_name
from engine.language.values import is_array

OTHER_OPS = ("add", "sub", "mul", "div")
"""What may stand in the place of one another by mistake."""


def explain_middle(
    site: Site, middle: Expression, end: Printed, entry: Index | None = None
) -> tuple[Slip, ...]:
    """What is wrong with numbers in the middle of a chain whose end is right.

    Args:
        site: what the chain is about.
        middle: the numbers, with names among them or without.
        end: what stands behind them.
        entry: which entry of the symbol the chain is about, where it is one.

    Returns:
        One slip, `wrong-middle`; none where the end is wrong, or the middle comes to it.

    >>> from engine.iterations.timeline import Timeline
    >>> from engine.language.parser import parse
    >>> from engine.network.files import load_network
    >>> from engine.program.program import derive
    >>> site = Site(Timeline(derive(load_network("skip"))), 0, "dL/dw0")
    >>> [slip.sentence for slip in explain_middle(site, parse("0.5*1"), Printed(0.75, 0.01))]
    ['0.5 · 1 is 0.5 and not 0.75: ∂L/∂z0 = 0.75 belongs where 0.5 stands']
    """
    for own in numbers_of(site) if is_place(site, entry) else ():
        scene = Scene(site, own)
        rule = Rule.of(scene) if entry is None else Rule.of_entry(scene, entry)
        right, value = computed(scene.values, rule.expression), computed(scene.values, middle)
        if right is not None and value is not None and end.holds(right) > end.holds(value):
            return (Slip("wrong-middle", _sentence(rule, middle, end, entry), value),)
    return ()


def _sentence(rule: Rule, middle: Expression, end: Printed, entry: Index | None) -> str:
    scene, style = rule.scene, rule.scene.style
    shown = style.number(scene.values.of(middle))
    name = style.name(entry_name(scene.symbol, entry or ()))
    start = f"{said(middle, style)} is {shown} and not {end.written or name}"
    whole = rule.rewritten(middle)
    for number, put in whole.places:
        if not isinstance(number, Number):
            continue
        for each in rule.names:
            value = scene.value_of(each)
            if is_array(value) or value == number.value:
                continue
            found = computed(scene.values, put(Number(value)))
            if found is not None and end.holds(found):
                there = f"{style.name(each)} = {style.number(value)}"
                return f"{start}: {there} belongs where {style.number(number.value)} stands"
    for other in _other_ops(whole):
        found = computed(scene.values, other)
        if found is not None and end.holds(found):
            return f"{start}: {said(other, style)} is"
    return f"{start}, which is right: what stands before it is not"


def _other_ops(whole: Rule) -> Iterator[Expression]:
    """The same with one operation in the place of another."""
    for part, put in whole.places:
        if isinstance(part, Call) and part.op in OTHER_OPS:
            for op in OTHER_OPS:
                if op != part.op:
                    yield put(Call(op, part.operands))
