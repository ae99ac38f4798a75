"""The trace of a network with groups: each says where it begins and where it ends."""

import re

from engine.export.steps import as_text
from engine.iterations.run import trace
from engine.language.notation import Style
from tests.engine.grouped import recurrent


def test_groups_begin_and_end_around_their_steps():
    lines = "\n".join(as_text(trace(recurrent(), 1), Style())).splitlines()
    shown = [each.strip() for each in lines if re.match(r" +(\d+  |in .*:$|end of )", each)]
    shown = [re.sub(r"^(\d+)  .*", r"\1", each) for each in shown]
    assert shown[:10] == [
        "in h_2 = for(...):", "in h_1 = for(...):", "1", "2", "end of t=1", "in h_2 = for(...):",
        "3", "4", "end of t=2", "end of loop",
    ]  # fmt: skip
    at = shown.index("10")
    assert shown[at - 1 : at + 8] == [
        "in p = cell(...):", "10", "11", "in o = cell(...):", "12", "13", "14", "end of o",
        "end of p",
    ]  # fmt: skip
