import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.debugger.debugger import Debugger
from engine.derivation.html import MAX_NODES, stop_html
from engine.derivation.lines import derivation
from engine.derivation.note import note
from engine.language.notation import Style
from engine.language.text import plain
from engine.network.arguments import build_network
from engine.network.files import load_network, shipped_networks
from engine.program.program import derive

TAGS = {"style", "div", "b", "pre", "table", "tr", "td", "th"}


class Page(HTMLParser):
    """HTML taken apart: its text, the rows of its tables, and what tags and attributes it has."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.open, self.tags, self.attributes = [], set(), set()
        self.text, self.style, self.rows, self.kinds = "", "", [], []
        self.within = []  # the rows that are open, the innermost last: a cell may hold a table
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.open.append(tag)
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        if tag == "tr":
            self.rows.append([])
            self.within.append(self.rows[-1])
            self.kinds.append(dict(attrs).get("class"))
        if tag in ("td", "th"):
            self.within[-1].append("")

    def handle_endtag(self, tag):
        assert self.open.pop() == tag
        if tag == "tr":
            self.within.pop()

    def handle_data(self, data):
        if "style" in self.open:
            self.style += data
            return
        self.text += data
        if self.within:
            self.within[-1][-1] += data

    def row(self, name):
        """The last row that begins with a name: that of the table of values."""
        return [row for row in self.rows if row[:1] == [name]][-1][1:]


def debugger_of(name, **settings):
    return Debugger(derive(load_network(name, settings=settings)))


def page_of(stop):
    return Page(stop._repr_html_())


def test_the_card_is_the_hand_computation_of_the_exercise():
    page = page_of(debugger_of("skip").goto(15))
    assert "Skip network iteration 0 · backward 8/10 · step 15/21 · L 3.375 · lr 1" in page.text
    assert (
        "∂L/∂h0 = ∂L/∂z2 · ∂z2/∂h0 + ∂L/∂z1 · ∂z1/∂h0\n"
        "       = ∂L/∂z2 · w3 + ∂L/∂z1 · w1\n"
        "       = 1 · 0.5 + 0.5 · 0.5\n"
        "       = 0.5 + 0.25\n"
        "       = 0.75"
    ) in page.text
    assert page.row("0.5") == ["from z2 (skip): ∂L/∂z2 · w3 = 1 · 0.5"]
    assert page.row("0.25") == ["from z1: ∂L/∂z1 · w1 = 0.5 · 0.5"]
    assert "Of these, 0.5 came over the skip connection from z2." in page.text


def test_the_values_are_those_of_the_exercise():
    page = page_of(debugger_of("skip").goto(15))
    assert ["node", "value", "∂L/∂", ""] in page.rows
    assert page.row("h0") == ["0.5", "0.75", "▲ active"]
    assert page.row("z0") == ["0.5", "·", ""]  # not computed yet
    assert page.row("x") == ["1", "", ""]  # never computed
    assert page.row("ŷ") == ["0.375", "1", ""]
    assert [row[0] for row, kind in zip(page.rows, page.kinds, strict=True) if kind == "here"] == [
        "h0"
    ]


def test_a_dead_relu_is_told_in_words():
    page = page_of(debugger_of("skip").goto(4, iteration=1))
    assert page.row("h0") == ["0", "·", "✗ dead"]
    assert page.row("h1") == ["0", "·", "◇ kink"]


def test_a_sum_under_way_does_not_tell_the_end():
    debugger = debugger_of("skip")
    debugger.goto(14)
    page = page_of(debugger.into(2))
    assert "0.75" not in page.text
    assert page.row("·") == ["from z1: ∂L/∂z1 · w1 = 0.5 · 0.5"]
    assert ["0.5", "sum so far: 1 of 2 arrived"] in page.rows
    assert "The gradient of h0 is complete when all have arrived: z2 and z1." in page.text


def test_before_the_first_step():
    page = page_of(debugger_of("skip").stop)
    assert "Nothing is computed yet. The first step is z0 = w0 · x." in page.text
    assert page.row("w0") == ["0.5", "·", ""]
    assert page.row("z0") == ["·", "·", ""]


def test_matrices_are_small_tables():
    page = page_of(debugger_of("xor").goto(1))
    assert page.rows.count(["0", "1"]) == 1 + 2  # the second sample, and the targets of two
    assert page.rows.count(["1", "0"]) == 1 + 2
    assert page.row("b1") == ["", "·", ""]
    assert "Z = X · W1 + b1\n" in page.text
    assert "⎡0 0⎤" in page.text


def test_an_entry_that_is_singled_out_is_worked_out_by_itself():
    debugger = debugger_of("xor")
    debugger.goto(1)
    page = page_of(debugger.single_out(1, 0))
    assert "Step, sample 1, unit 0" in page.text
    assert "Z[1,0] = X[1,0] · W1[0,0] + X[1,1] · W1[1,0] + b1[0]\n" in page.text


def test_what_was_set_by_hand_is_marked():
    debugger = debugger_of("skip")
    debugger.goto(15)
    page = page_of(debugger.set_value("w3 = 0"))
    assert page.row("w3")[0] == "≔ 0"
    assert page.row("w2")[0] == "0.5"


def test_what_the_optimiser_remembers_stands_under_its_parameter():
    network = build_network(
        "L = square(w*x)", loss="L", inputs={"x": 3}, parameters={"w": 0.5}, optimiser="momentum",
        momentum=0.5, learning_rate=0.25,
    )  # fmt: skip
    program = derive(network)
    (velocity,) = program.memo.listed["w"]
    page = page_of(Debugger(program).last())
    names = [row[0] for row in page.rows]
    assert names.index(velocity) == names.index("w") + 1
    assert page.row(velocity)[0] == "9"  # the gradient of (w·x)² by w: 2·0.5·3²
    assert page.row("w")[:2] == ["−1.75", "9"]


@pytest.mark.parametrize("name", shipped_networks())
def test_the_card_says_what_the_app_says_at_every_step(name):
    debugger = debugger_of(name)
    style = Style(
        names=debugger.stop.program.network.names, shapes=debugger.stop.program.shapes, digits=6
    )
    for _ in debugger.stop.program.equations[:25]:
        stop = debugger.step()
        page = page_of(stop)
        assert note(stop.step, style) in page.text
        assert derivation(stop.step, style)[0] in re.sub(r"\n *", " ", page.text)
        assert page.tags <= TAGS
        assert page.attributes <= {"class"}


def test_a_large_network_is_shown_around_the_step():
    stop = debugger_of("deep", depth=1000.0).goto(1000)
    text = stop._repr_html_()
    page = Page(text)
    assert len(text) < 10_000
    assert stop.node in [row[0] for row in page.rows]
    nodes = [row for row in page.rows if len(row) == 4]
    assert len(nodes) == MAX_NODES + 1  # with the headings
    told = [row[0].replace(",", "").split() for row in page.rows if len(row) == 1]
    (before, _), (more, _) = told
    assert int(before) + MAX_NODES + int(more) == len(stop.program.network.nodes)


def hostile(title, written, name):
    return build_network(
        "a = w*x\nL = abs(y - a)", loss="L", inputs={"x": 1}, targets={"y": 2},
        parameters={"w": 1}, title=title, name=name, notation={"a": written},
    )  # fmt: skip


ATTACK = "</td><script>alert(1)</script><img src=x onerror=alert(1)>&lt;"


@given(st.text(min_size=1), st.text("<>&\"'/=abSCRIPT", min_size=1, max_size=12))
def test_nothing_that_a_network_says_becomes_html(title, written):
    network = hostile(title, written, ATTACK)
    for stop in (Debugger(derive(network)).goto(step) for step in (0, 4)):
        page = page_of(stop)
        assert page.tags <= TAGS
        assert page.attributes <= {"class"}
        assert plain(title)[:57] in page.text  # a long one ends in ...
        assert page.row(written)
        assert "<script" not in stop._repr_html_()


def test_it_is_self_contained():
    text = debugger_of("xor").goto(9)._repr_html_()
    assert not re.search(r"url|http|@import|src|href|expression|javascript", Page(text).style)
    assert set(re.findall(r"color: *\w+|#\w+", Page(text).style)) == {
        "color: inherit", "#8888", "#8883"
    }  # greys that let any page shine through  # fmt: skip


def test_a_state_alone_can_be_shown():
    stop = debugger_of("skip").goto(15)
    assert stop_html(stop.state) == stop._repr_html_()
