"""Styles to write in."""

from hypothesis import strategies as st

from engine.language.notation import Style
from engine.language.ops import OPS
from engine.language.scalars import SCALAR_RULES

UNICODE = Style(names={"yhat": "ŷ"})
LATEX = Style("latex")


NAMES = st.sampled_from("abcd")
SCALAR_NAMES = [
    op for op, line in SCALAR_RULES.items() if line and op not in ("sum_to", "broadcast_to")
]


@st.composite
def scalar_texts(draw, levels=4):
    if levels == 0 or draw(st.integers(0, 3)) == 0:
        return draw(NAMES | st.floats(-2, 2).map(repr))
    op = OPS[draw(st.sampled_from(SCALAR_NAMES))]
    parts = [draw(scalar_texts(levels - 1)) for _ in range(op.operands)]
    return f"{op.name}({', '.join(parts)})"
