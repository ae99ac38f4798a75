"""Fan-in sums, as they stand in boxes and beside them: true as they are printed."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.language.figures import figures
from tests.tui.graph.programs import ASCII, UNICODE, USUAL, debugger_at, picture, text_of
from tui.graph.pictures import Pictures, seen
from tui.graph.sums import fan_in_sum, sum_text


def read(number):
    return Decimal(number.replace("−", "-"))


NUMBERS = st.floats(-1e3, 1e3).filter(lambda x: abs(x) > 1e-6)


@given(NUMBERS, NUMBERS, st.integers(7, 40))
def test_a_reader_who_adds_up_what_is_printed_gets_what_is_printed(u, v, width):
    text = sum_text((u, v), u + v, ("unicode", 6, figures()), width, "")
    assert len(text) <= width
    if not text or "(" in text or "≈" in text:
        return
    terms, total = text.split(" = ")
    added = sum(read(term) for term in terms.split(" + "))
    last = Decimal(1).scaleb(read(total).as_tuple().exponent)
    assert abs(added - read(total)) <= last / 2


def test_beside_a_total_only_the_terms_are_written_and_only_if_they_are_its_own():
    stop = debugger_at(15).stop
    assert fan_in_sum(stop, "h0", UNICODE, 40) == "0.5 + 0.25 = 0.75"
    assert fan_in_sum(stop, "h0", UNICODE, 12, "0.75") == "= 0.5 + 0.25"
    assert fan_in_sum(stop, "h0", UNICODE, 12, "0.7") == ""
    assert fan_in_sum(stop, "h0", UNICODE, 11, "0.75") == ""
    assert fan_in_sum(stop, "z1", UNICODE, 40) == "", "one contribution is no sum"
    assert fan_in_sum(debugger_at(14).stop, "h0", UNICODE, 40) == "", "nothing has arrived"


@pytest.mark.parametrize(("look", "name"), [(UNICODE, "∂h0"), (ASCII, "dh0")])
def test_where_a_small_box_has_no_room_the_sum_stands_beside_it_with_its_name(look, name):
    stop = debugger_at(15).stop
    lines = [text_of(line) for line in seen(Pictures(look.glyphs), stop, look, USUAL).shown.lines]
    below = next(y for y, line in enumerate(lines) if f" {name} = 0.5 + 0.25 = 0.75 " in line)
    assert "0.75" in lines[below - 1], "right below its gradient"
    after = [text_of(line) for line in picture(debugger_at(16).stop, look=look)]
    assert not any("0.5 + 0.25" in line for line in after)
