"""Stepping over folded groups and into them, in networks that are drawn, beside brute force."""

import time

from hypothesis import given, settings
from hypothesis import strategies as st

from engine.debugger.cursor import Cursor
from engine.debugger.debugger import Debugger
from engine.debugger.folds import Folds
from engine.iterations.timeline import MAX_ITERATION
from engine.program.program import Phase, derive
from tests.engine.grouped import group, network


@st.composite
def programs(draw):
    """A program with groups in groups, of equations that share parameters."""
    size = draw(st.integers(2, 7))
    known, lines = ["x", "w0", "w1", "w2"], []
    for place in range(size):
        one, other = draw(st.sampled_from(known)), draw(st.sampled_from(known[1:]))
        lines.append(f"e{place} = tanh({one}) * {other}")
        known.append(f"e{place}")
    every = " + ".join(f"e{place}" for place in range(size))
    text = (
        f"loss = 'L'\nequations = '''\n{chr(10).join(lines)}\nL = {every} + w0 * w1 * w2 * x'''\n"
        "[inputs]\nx = 0.5\n[parameters]\nw0 = 0.25\nw1 = -0.5\nw2 = 1"
    )
    groups = []

    def within(first, last, parent):
        while first < last and draw(st.booleans()):
            begin = draw(st.integers(first, last - 1))
            end = draw(st.integers(begin + 1, last))
            members = " ".join(f"e{place}" for place in range(begin, end))
            groups.append(group(f"g{len(groups)}", members, parent))
            if len(groups) < 8:
                within(begin, end, groups[-1].name)
            first = end

    within(0, size, "")
    program = derive(network(text, tuple(groups)))
    unfolded = draw(st.sets(st.sampled_from([each.name for each in groups]))) if groups else set()
    return Folds(program, frozenset(unfolded))


def stretches(folds):
    """For each folded group the steps from its first to its last of a phase, by brute force."""
    program, found = folds.program, []
    for each in folds.program.network.groups:
        if each.name in folds.unfolded:
            continue
        consumers = program.network.consumers
        own = {*each.members}
        own |= {name for name in program.network.parameters if {*consumers[name]} <= own}
        for phase in Phase:
            steps = [
                index + 1
                for index, equation in enumerate(program.equations)
                if equation.phase is phase and equation.node in own
            ]
            while steps:
                end = steps[0]
                while end + 1 in steps:
                    end += 1
                if phase is not Phase.UPDATE:
                    end = steps[-1]  # a gradient that others share may stand between
                found.append((steps[0], end, each.name))
                steps = [step for step in steps if step > end]
    return found


def after(folds, cursor):
    """The next place, by brute force."""
    step, iteration = cursor.step, cursor.iteration
    if step == len(folds.program.equations):
        step, iteration = 0, iteration + 1
    begun = [each for each in stretches(folds) if each[0] == step + 1]
    _, end, over = max(begun, key=lambda each: each[1], default=(0, step + 1, ""))
    return Cursor(iteration, end, over=over)


def before(folds, cursor):
    """The place before, by brute force."""
    first, iteration = cursor.step, cursor.iteration
    for start, end, name in stretches(folds):
        if cursor.over == name and end == cursor.step:
            first = start
    step = first - 1
    if step == 0 and iteration:
        step, iteration = len(folds.program.equations), iteration - 1
    ended = [each for each in stretches(folds) if each[1] == step]
    _, _, over = min(ended, key=lambda each: each[0], default=(0, 0, ""))
    return Cursor(iteration, step, over=over)


def same(one, other):
    """Whether two places are one; of groups that hold the same steps either may be told."""
    return (one.iteration, one.step, bool(one.over)) == (
        other.iteration, other.step, bool(other.over),
    )  # fmt: skip


@given(programs(), st.data())
@settings(max_examples=25)
def test_ways_are_those_of_brute_force(folds, data):
    last = len(folds.program.equations)
    cursor = folds.whole(Cursor(data.draw(st.integers(0, 2)), data.draw(st.integers(1, last))))
    if data.draw(st.booleans()):
        cursor = Cursor(cursor.iteration, cursor.step)
    forwards, back = cursor, cursor
    for count in range(1, 2 * last):
        forwards = after(folds, forwards)
        assert same(folds.after(cursor, count).cursor, forwards)
        if back != Cursor():
            back = before(folds, back)
            found, is_there = folds.before(cursor, count)
            assert same(found, back)
            assert is_there


@given(programs(), st.integers(0, 3))
@settings(max_examples=25)
def test_a_step_back_takes_back_a_step(folds, iteration):
    here = Cursor(iteration, 0) if not iteration else folds.whole(
        Cursor(iteration - 1, len(folds.program.equations))
    )  # fmt: skip
    for _ in range(20):
        following = folds.after(here).cursor
        assert folds.before(following).cursor == here
        here = following


@given(programs())
@settings(max_examples=15)
def test_into_goes_through_every_step_and_as_often_as_counted(folds):
    debugger = Debugger(folds.program)
    debugger.unfold()
    if folds.folded:
        debugger.fold(*folds.folded)
    steps, terms = [], [len(each.terms) for each in folds.program.equations]
    while debugger.stop.cursor.step < debugger.stop.steps and len(steps) < 99:
        steps.append(debugger.into().cursor)
    seen = [cursor.step for cursor in steps if cursor.arrived in (None, 0)]
    assert seen == [*range(1, debugger.stop.steps + 1)]
    debugger.restart()
    whole = debugger.step().cursor
    once = [debugger.into().cursor for _ in range(sum(terms))]
    debugger.goto(0)
    assert debugger.step().cursor == whole
    for count in (1, 2, 3, len(once)):
        debugger.goto(0)
        debugger.step()
        assert debugger.into(count).cursor == once[count - 1]


def test_a_huge_count_leads_to_the_end_of_time_at_once():
    folds = Folds(derive(network()))
    began = time.process_time()
    found, is_there = folds.after(Cursor(5, 3), 10**30)
    assert (found.iteration, found.step, is_there) == (MAX_ITERATION, 27, False)
    assert folds.before(Cursor(5, 3), 10**30) == (Cursor(), False)
    assert time.process_time() - began < 1
